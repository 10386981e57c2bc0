"""JSON of every class at every door: read or refused, never anything else, and alike over HTTP and MQTT."""

from collections.abc import Callable
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from devices import doors
from devices.codecs import CODECS, Unreadable, decode
from devices.message import Message
from devices.topics import build, parse
from inspect_app.core import strict_json
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections.models import Submission
from inspect_app.readings import actions
from inspect_app.readings.rules import payload
from tests import make
from tests.cast import Cast
from tests.walls.json_classes import ODD, WRONG, Path, placed

Clients = Callable[[str], FlaskClient]
AT_MS = 1_778_460_000_000
SAMPLE = {"at": AT_MS, "values": {"pm10": 81.5}, "flag": {"pm10": "N"}, "seq": 7}
BACKLOG = [SAMPLE, {"at": "2026-05-11T08:00:00+08:00", "values": {"noise": 55}}]
PACK = [{"bn": "x:", "bt": AT_MS / 1000, "n": "a", "v": 1}]
IN_SAMPLE: tuple[Path, ...] = (
    ("at",),
    ("values",),
    ("values", "pm10"),
    ("flag",),
    ("flag", "pm10"),
    ("seq",),
    ("more",),
)
IN_BACKLOG: tuple[Path, ...] = ((1,), (1, "at"), (1, "values", "noise"))
IN_PACK: tuple[Path, ...] = ((0,), (0, "n"), (0, "v"), (0, "t"), (0, "u"), (0, "more"))
IN_FILLED: tuple[Path, ...] = (
    ("id",), ("started_at",), ("place",), ("place", "lat"), ("place", "accuracy"), ("answers",), ("answers", 0),
    ("answers", 0, "item"), ("answers", 0, "outcome"), ("answers", 0, "note"), ("answers", 0, "text"),
    ("answers", 0, "photos"), ("answers", 0, "element"), ("answers", 0, "severity"), ("answers", 1, "values"),
    ("answers", 1, "values", 0), ("answers", 0, "image"), ("answers", 0, "counted"), ("answers", 0, "counted", "failed"),
    ("answers", 0, "values", 1), ("answers", 0, "values", 1, 0), ("signatures",),
    ("signatures", 0, "name"), ("signatures", 0, "refused"), ("more",),
)  # fmt: skip
VALUES = WRONG | ODD
#: kinds whose payload is bytes and no JSON: what a wrong JSON is, is a photo or a few channels to them
NO_JSON = ("photo", "lpp")
#: places where none of the values makes a checklist that a visit can take
NEVER: tuple[Path, ...] = (
    ("id",),
    ("started_at",),
    ("answers",),
    ("answers", 0),
    ("answers", 0, "item"),
    ("answers", 0, "outcome"),
    ("answers", 1, "values"),
    ("answers", 0, "values", 1),
    ("more",),
)


def read_by(kind: str, data: bytes) -> Any:
    """Return what a codec makes of it, None when it refuses."""
    try:
        return decode(kind, parse("site/p17/device/dust-1/telemetry"), data, AT_MS)
    except Unreadable:
        return None


@pytest.mark.parametrize("name", VALUES)
def test_every_codec_reads_it_or_refuses_it(name: str) -> None:
    messages = [
        *placed(SAMPLE, IN_SAMPLE, VALUES[name]), *placed(BACKLOG, IN_BACKLOG, VALUES[name]),
        *placed(PACK, IN_PACK, VALUES[name]), *placed(FILLED, IN_FILLED, VALUES[name]),
    ]  # fmt: skip
    for place, data in messages:
        for kind in CODECS:
            found = read_by(kind, data)
            judged = kind not in NO_JSON
            assert not judged or name in ODD or place in ("before", "after") or found is None, (kind, place)


@pytest.mark.parametrize("name", VALUES)
def test_the_reader_of_requests_takes_what_is_sound_and_nothing_else(name: str) -> None:
    try:
        strict_json.read(VALUES[name])
    except Problem:
        assert name in WRONG or name == "5000 digits", name
    else:
        assert name in ODD, name


@pytest.mark.parametrize("name", VALUES)
def test_readings_are_taken_alike_over_http_and_mqtt(name: str) -> None:
    for sound, paths in ((SAMPLE, IN_SAMPLE), (BACKLOG, IN_BACKLOG)):
        for place, data in placed(sound, paths, VALUES[name]):
            try:
                over_http: Any = payload.parse(data, AT_MS)
            except Problem:
                over_http = None
            over_mqtt = read_by("telemetry", data)
            assert over_http == (over_mqtt and list(over_mqtt.device_values)), (place, data[:200])


FILLED: dict[str, Any] = {
    "id": "01920000-0000-7000-8000-000000000001", "visit": "01920000-0000-7000-8000-000000000002", "template": "ab" * 32,
    "started_at": "2026-05-11T09:00:00+08:00", "finished_at": "2026-05-11T09:40:00+08:00",
    "place": {"lat": 39.9, "lon": 116.4, "accuracy": 8},
    "answers": [
        {"item": "base", "outcome": "pass", "note": None, "text": None, "photos": [], "element": None, "severity": None,
         "counted": {"checked": 5, "failed": 1}, "image": None, "values": [[0, 0.6], [600, 0.59]]},
        {"item": "thickness", "outcome": "pass", "values": [3.0, 3.1, 3.2]},
    ],
    "signatures": [{"role": "inspector", "name": "李工", "image": None, "refused": None}],
}  # fmt: skip


class TwoDoors:
    """Sends a filled checklist through both doors, each time for a visit of its own."""

    def __init__(self, cast: Cast, client: FlaskClient) -> None:
        self.cast, self.client = cast, client
        with transaction():
            actions.register_device(SYSTEM, project=cast.project(), name="tab-1", kind="tablet", at=now())
        self.visits = [make.visit(cast.project()) for _door in range(2)]

    def stored(self, path: Path | None, value: bytes, place: str) -> list[bool]:
        """Say of each door whether it stored the message."""
        found = []
        for door, send in enumerate((self._over_http, self._over_mqtt)):
            visit = self.visits[door]
            sound = FILLED | {"id": uuid7(), "visit": visit.id, "template": visit.template_version_id}
            data = dict(placed(sound, (path,) if path else (), value))[place]
            send(data)
            db.session.rollback()
            taken = db.session.scalar(select(Submission).where(Submission.visit_id == visit.id)) is not None
            if taken:
                self.visits[door] = make.visit(self.cast.project())
            found.append(taken)
        return found

    def _over_http(self, data: bytes) -> None:
        reply = self.client.post("/api/submissions", data=data, content_type="application/json")
        assert reply.status_code < 500, reply.text

    def _over_mqtt(self, data: bytes) -> None:
        message = Message(build("p17", "tab-1", "submission"), data, retained=False, dup=False, received_at=0)
        found = doors.read(message)
        if not isinstance(found, doors.Unfit):
            topic, content = found
            assert not isinstance(content, doors.Readings)
            doors.of_tablet(topic, content, now())


@pytest.mark.parametrize("path", [*IN_FILLED, None])
def test_a_checklist_is_taken_alike_over_http_and_mqtt(
    app: Flask, cast: Cast, caller: Clients, path: Path | None
) -> None:
    both, unlike, taken = TwoDoors(cast, caller("inspector")), [], 0
    for place in [".".join(map(str, path))] if path else ["alone", "before", "after"]:
        for name, value in VALUES.items():
            over_http, over_mqtt = both.stored(path, value, place)
            taken += over_http
            if over_http != over_mqtt:
                unlike.append(f"{place} = {name}: {over_http}, {over_mqtt}")
    assert not unlike, "\n".join(unlike)
    assert (taken > 0) is (path not in NEVER)
