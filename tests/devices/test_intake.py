"""The intake: decode, act, commit, acknowledge; what cannot be taken is buried and holds nobody up."""

import json
import time
from collections.abc import Sequence
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.exc import OperationalError

from devices import doors
from devices.intake import Intake
from devices.message import Message
from devices.sources import Retry, Undelivered
from devices.topics import build
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.files import StoredFile
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections.models import Submission
from inspect_app.readings import actions
from inspect_app.readings.models import Alarm, DeadLetter, Device, Reading
from tests import make
from tests.cast import Cast

TOPIC = build("p17", "wind-1")
TABLET = "tab-1"


@pytest.fixture
def secrets(cast: Cast) -> dict[str, str]:
    """Register a weather station and a tablet on p17; return their secrets."""
    with transaction():
        return {
            name: actions.register_device(SYSTEM, project=cast.project(), name=name, kind=kind, at=now())[1]
            for name, kind in (("wind-1", "weather"), (TABLET, "tablet"))
        }


@pytest.fixture
def sent() -> list[tuple[str, bytes]]:
    return []


@pytest.fixture
def intake(app: Flask, secrets: dict[str, str], sent: list[tuple[str, bytes]]) -> Intake:
    return Intake(app.app_context, sent.extend)


def message(payload: object, topic: str = TOPIC) -> Message:
    data = payload if isinstance(payload, bytes) else json.dumps(payload).encode()
    return Message(topic, data, retained=False, dup=False, received_at=time.time())


def wind(value: object, ago_ms: int = 1000) -> Message:
    return message({"at": int(time.time() * 1000) - ago_ms, "values": {"wind_speed": value}})


def count(model: type) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def letters() -> list[tuple[str, str]]:
    db.session.rollback()
    return [
        (each.reason, each.detail) for each in db.session.scalars(select(DeadLetter).order_by(DeadLetter.id))
    ]


def test_a_batch_is_stored_and_judged_in_one_go(intake: Intake) -> None:
    batch = [wind(3.0 + i / 100, 60_000 - i) for i in range(500)]
    intake.handle([*batch, wind(12.0)])
    intake.handle(batch)
    assert (count(Reading), count(Alarm), count(DeadLetter)) == (501, 2, 0)


@pytest.mark.parametrize(
    ("bad", "reason"),
    [
        (b"\xff\x00", "json"), (b"{", "json"), (b'{"values": {"\xff": 1}}', "utf8"), ({"values": {"wind_speed": "1"}}, "type"),
        ({"values": {"colour": 1}}, "quantity"), ({"values": {"wind_speed": 1}, "at": 5}, "clock"),
    ],
)  # fmt: skip
def test_one_bad_message_is_buried_with_its_bytes_and_the_rest_is_kept(
    intake: Intake, bad: object, reason: str
) -> None:
    wrong = message(bad)
    intake.handle([wind(1.0, 3000), wrong, wind(2.0, 2000)])
    assert count(Reading) == 2
    letter = db.session.scalars(select(DeadLetter)).one()
    assert (letter.reason, letter.payload, letter.topic) == (reason, wrong.payload, TOPIC)


@pytest.mark.parametrize(
    ("topic", "reason"),
    [
        ("site/p17/device/nobody/telemetry", "device"), ("site/p99/device/wind-1/telemetry", "device"),
        ("site/p17/device/tab-1/telemetry", "kind"), ("site/p17/device/wind-1/morse", "kind"),
        ("site/p17/device/wind-1", "topic"), ("site/p17/tablet/wind-1/telemetry", "topic"), ("a/b", "topic"),
    ],
)  # fmt: skip
def test_a_message_under_a_foreign_name_is_buried(intake: Intake, topic: str, reason: str) -> None:
    intake.handle([message({"values": {"wind_speed": 1}}, topic), wind(1.0)])
    assert (count(Reading), [each[0] for each in letters()]) == (1, [reason])


def test_the_good_values_of_a_message_are_kept_and_its_bad_ones_named(intake: Intake) -> None:
    intake.handle([message({"values": {"wind_speed": 2, "colour": 1, "temperature": 20}})])
    assert (count(Reading), letters()) == (2, [("quantity", "colour: quantity")])


def test_a_tablet_may_not_speak_as_a_sensor_nor_a_sensor_as_a_tablet(
    intake: Intake, sent: list[tuple[str, bytes]]
) -> None:
    intake.handle([message(make.photo(), build("p17", "wind-1", "photo"))])
    assert ([each[0] for each in letters()], count(StoredFile), sent) == (["kind"], 0, [])


def test_a_batch_that_fails_as_a_whole_is_taken_message_by_message(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = doors.settle

    def choking(gathering: Any, closer: Sequence[Any], at: Any) -> Any:
        gathered = [value for held in gathering.rows.values() for value, _flag in held.values()]
        if 6.66 in [*gathered, *(sample.value for sample in closer)]:
            raise RuntimeError("a bug")
        return whole(gathering, closer, at)

    monkeypatch.setattr(doors, "settle", choking)
    intake.handle([wind(1.0, 3000), wind(6.66, 2000), wind(2.0, 1000)])
    assert count(Reading) == 2
    assert [reason for reason, _detail in letters()] == ["failed"]


def test_a_message_of_the_usual_kind_goes_the_short_way_once_its_device_is_known(
    intake: Intake, monkeypatch: pytest.MonkeyPatch
) -> None:
    for _ in range(2):  # once to make the channel, once to remember it
        intake.handle([wind(1.0, 5000)])
    closely: set[bytes] = set()
    whole = doors.read

    def read(each: Message) -> Any:
        closely.add(each.payload)
        return whole(each)

    monkeypatch.setattr(doors, "read", read)
    flagged = message({"values": {"wind_speed": 2}, "flag": {"wind_speed": "M"}})
    odd = [wind(1e9, 4000), flagged, wind(-3, 2000)]
    intake.handle([wind(2.0, 3000), *odd, wind(2.0, 2500)])
    assert closely == {each.payload for each in odd}
    found = sorted(db.session.execute(select(Reading.value, Reading.flag)).all())
    assert [tuple(each) for each in found] == [
        (-3, "D"),
        (1, "N"),
        (1, "N"),
        (2, "M"),
        (2, "N"),
        (2, "N"),
        (1e9, "D"),
    ]


def test_without_a_database_nothing_is_acknowledged(intake: Intake, monkeypatch: pytest.MonkeyPatch) -> None:
    def gone(_gathering: object, _closer: object, _at: object) -> None:
        raise OperationalError("INSERT", {}, Exception("server closed the connection"))

    monkeypatch.setattr(doors, "settle", gone)
    with pytest.raises(Retry):
        intake.handle([wind(1.0), message(b"{")])
    monkeypatch.undo()
    assert (count(Reading), count(DeadLetter)) == (0, 0)


def test_a_dead_letter_is_replayed_once_its_cause_is_gone(intake: Intake, cast: Cast) -> None:
    intake.handle(
        [message({"at": int(time.time() * 1000) - 5, "values": {"pm10": 61}}, build("p17", "dust-9"))]
    )
    letter = db.session.scalars(select(DeadLetter)).one()
    for expected in ("waiting", "replayed"):
        with transaction():
            standing = db.session.get_one(DeadLetter, letter.id)
            actions.move_letter(cast.admin, standing, "replay", {}, at=now())
        assert intake.replay() == 1
        db.session.rollback()
        assert db.session.get_one(DeadLetter, letter.id).state == expected
        if expected == "waiting":
            with transaction():
                actions.register_device(SYSTEM, project=cast.project(), name="dust-9", kind="dust", at=now())
    assert (count(Reading), count(DeadLetter), intake.replay()) == (1, 1, 0)


def test_a_photo_is_stored_before_its_receipt_is_sent(intake: Intake, sent: list[tuple[str, bytes]]) -> None:
    data, topic = make.photo(), build("p17", TABLET, "photo")
    intake.handle([message(data, topic), message(b"no picture", topic), message(data, topic)])
    told = [json.loads(each) for _topic, each in sent]
    assert [each["status"] for each in told] == ["received", "refused", "received"]
    assert {topic for topic, _each in sent} == {build("p17", TABLET, "receipt")}
    assert (count(StoredFile), [each[0] for each in letters()]) == (1, ["bad-input"])
    assert db.session.scalars(select(Device.state).where(Device.name == TABLET)).one() == "active"


def test_a_receipt_that_could_not_be_sent_brings_the_message_back(
    app: Flask, secrets: dict[str, str]
) -> None:
    def deaf(_receipts: Sequence[tuple[str, bytes]]) -> None:
        raise Undelivered("no broker")

    photo = message(make.photo(), build("p17", TABLET, "photo"))
    with pytest.raises(Retry):
        Intake(app.app_context, deaf).handle([photo])
    heard: list[tuple[str, bytes]] = []
    Intake(app.app_context, heard.extend).handle([photo])
    assert (len(heard), count(StoredFile)) == (1, 1)


def test_a_checklist_becomes_a_submission_once_and_gets_the_same_receipt_again(
    intake: Intake, cast: Cast, sent: list[tuple[str, bytes]]
) -> None:
    visit = make.visit(cast.project())
    one = message(make.filled(visit), build("p17", TABLET, "submission"))
    other = message(make.filled(make.visit(cast.project("p18"))), build("p17", TABLET, "submission"))
    intake.handle([one, one, other])
    first, second, foreign = (json.loads(each) for _topic, each in sent)
    assert (first["status"], first == second, foreign["status"]) == ("received", True, "refused")
    assert (count(Submission), len(letters())) == (1, 1)
    assert foreign.get("signature") is None


def test_the_log_in_of_a_device_opens_its_own_topics_only(intake: Intake, secrets: dict[str, str]) -> None:
    sensor = intake.authenticate("p17_wind-1", secrets["wind-1"])
    tablet = intake.authenticate("p17_tab-1", secrets[TABLET])
    assert sensor is not None
    assert tablet is not None
    assert sensor.publish[0] == "site/p17/device/wind-1/+"
    assert all("/p17/" in each and "/wind-1" in each for each in sensor.publish)
    assert not any(each.startswith("site/") for each in sensor.subscribe)
    assert tablet.subscribe == ("site/p17/tablet/tab-1/receipt",)
    assert set(tablet.publish) == {"site/p17/tablet/tab-1/photo", "site/p17/tablet/tab-1/submission"}
    wrong = (("p17_wind-1", ""), ("p18_wind-1", "wind-1"), ("", ""), ("_", ""), ("p17_tab-1", "wind-1"))
    for name, of in wrong:
        assert intake.authenticate(name, secrets.get(of, of)) is None
