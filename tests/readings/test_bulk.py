"""Devices in bulk: a file registers all or none, each is claimed on site with its code, once."""

import json
import re
from collections.abc import Callable
from functools import partial
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select
from werkzeug.test import TestResponse

from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.readings import actions, queries
from inspect_app.readings.models import Device
from inspect_app.readings.queries import lives
from inspect_app.readings.rules.bulk import MOST_LINES, read_lines
from tests.cast import Cast
from tests.make import NOW

HEAD = ["设备名", "类别", "说明", "安装位置", "监测目的", "离地高度"]
GOOD = [
    HEAD,
    ["dust-7", "扬尘监测仪", "北门", "北门立柱", "出入口扬尘", "3"],
    [],
    ["gw-1", "gateway", "", "", "", ""],
]


@pytest.mark.parametrize(
    ("row", "field"),
    [
        (["", "dust"], "name"), (["Dust 1", "dust"], "name"), (["a-1", ""], "kind"), (["a-1", "tablet"], "kind"),
        (["a-1", "dust", "x" * 121], "label"), (["a-1", "dust", "a\x07"], "label"),
        (["a-1", "dust", "", "门口", "", ""], "purpose"), (["a-1", "dust", "", "门口", "扬尘", "nan"], "height_m"),
        (["a-1", "dust", "", "门口", "扬尘", "1001"], "height_m"), (["a-1", "dust", "", "", "", "3"], "height_m"),
        (["dust-7", "dust"], "name"),
    ],
)  # fmt: skip
def test_a_line_that_is_wrong_is_told_with_its_number_and_column(row: list[str], field: str) -> None:
    _lines, faults = read_lines([*GOOD, row])
    assert {(each.line, each.field) for each in faults} == {(5, field)}


@pytest.mark.parametrize(
    "rows", [[], [HEAD], [["类别"], ["dust"]], [["name", "name", "kind"], ["a", "a", "dust"]],
             [["name", "kind"], *[["a", "dust"]] * (MOST_LINES + 1)]],
)  # fmt: skip
def test_a_file_of_a_wrong_shape_is_refused_whole(rows: list[list[str]]) -> None:
    lines, faults = read_lines(rows)
    assert not lines
    assert faults


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Device)) or 0


def brought(cast: Cast, rows: list[list[str]], *, dry: bool = False) -> actions.Brought:
    with transaction():
        return actions.import_devices(cast.supervisor, cast.project(), rows, at=NOW, dry=dry)


def test_a_file_registers_all_or_nothing_and_plans_the_places_it_names(cast: Cast) -> None:
    assert not brought(cast, GOOD, dry=True).made
    assert count() == 0
    made = brought(cast, GOOD).made
    assert [(each.name, each.kind, len(code)) for each, code in made] == [
        ("dust-7", "dust", 20),
        ("gw-1", "gateway", 20),
    ]
    place = lives.placements(made[0][0].id)[0]
    assert (place.state, place.place, place.height_m) == ("planned", "北门立柱", 3.0)
    again = brought(cast, [HEAD, ["new-1", "dust"], ["gw-1", "gateway"]])
    assert ([(each.line, each.field) for each in again.faults], count()) == ([(3, "name")], 2)


def test_a_code_gives_the_secret_once_to_those_of_the_site_alone(cast: Cast) -> None:
    device, code = brought(cast, GOOD).made[0]
    for stranger in (cast.contractor_b, cast.stranger, cast.designer):
        with pytest.raises(Problem), transaction():
            actions.claim_device(stranger, code, at=NOW)
    with transaction():
        claimed, secret = actions.claim_device(cast.contractor_a, f" {code} ", at=NOW)
    assert claimed.id == device.id
    assert queries.device_login("p17_dust-7", secret) is not None
    for spent in (code, "", "x" * 40):
        with pytest.raises(Problem, match="not-found"), transaction():
            actions.claim_device(cast.contractor_a, spent, at=NOW)
    assert code not in str(db.session.execute(select(Device.__table__)).all())


def test_the_pages_lead_from_a_file_over_its_labels_to_a_claim(
    cast: Cast, browser: Callable[[str], FlaskClient]
) -> None:
    keeper, path = browser("supervisor"), f"/projects/{cast.project().id}/devices/import"
    assert keeper.get(path).status_code == 200

    def sent(text: str, **more: str) -> dict[str, object]:
        return {"file": (BytesIO(text.encode()), "d.csv"), **more}

    bad = keeper.post(path, data=sent("name,kind\na,b\n"))
    assert (bad.status_code, count()) == (422, 0)
    ready = keeper.post(path, data=sent("name,kind\ndust-7,dust\n"))
    kept = re.search(r'name="kept" value="([^"]+)"', ready.text)
    assert kept is not None
    labels = keeper.post(path, data={"step": "take", "kept": kept[1]}).text
    code = re.search(r"anywhere\">([\w-]{20})<", labels)
    assert code is not None
    assert "<svg" in labels
    builder = browser("contractor_a")
    assert code[1] in builder.get(f"/devices/claim?code={code[1]}").text
    told = builder.post("/devices/claim", data={"code": code[1]})
    assert (told.status_code, "p17_dust-7" in told.text) == (200, True)
    assert builder.post("/devices/claim", data={"code": code[1]}).status_code == 404


def test_how_far_it_is_is_told_line_by_line_and_who_goes_away_has_registered_none(
    cast: Cast, browser: Callable[[str], FlaskClient]
) -> None:
    keeper, path = browser("supervisor"), f"/projects/{cast.project().id}/devices/import"

    def begin(ask: Callable[..., TestResponse], **more: bool) -> TestResponse:
        rows = "name,kind\n" + "".join(f"d-{number},dust\n" for number in range(12))
        sent = {"step": "take", "file": (BytesIO(rows.encode()), "d.csv")}
        return ask(path, method="POST", data=sent, headers={"Accept": "application/x-ndjson"}, **more)

    gone = begin(partial(FlaskClient.open, keeper), buffered=False)  # read in the context it was made in
    assert json.loads(next(iter(gone.response))) == {"done": 5, "of": 12}
    gone.close()
    assert count() == 0
    *far, last = [json.loads(each) for each in begin(keeper.open).text.splitlines()]
    assert (far, count()) == ([{"done": 5, "of": 12}, {"done": 10, "of": 12}], 12)
    assert len(re.findall(r"anywhere\">([\w-]{20})<", last["page"])) == 12
    assert json.loads(begin(keeper.open).text) == {"again": True}
    assert count() == 12
