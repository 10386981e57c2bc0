"""A real client of OpenRosa, the engine of ODK Web Forms, fills in our forms in a browser and sends them."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.files import attachments
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.models import Defect
from inspect_app.inspections.models import Submission, Visit
from inspect_app.projects.actions import add_element
from tests import make
from tests.cast import Cast
from tests.checklists.test_xlsform import WHOLE
from tests.inspections.odk import log_in
from tests.serving import serving

pytestmark = pytest.mark.e2e
HERE = Path(__file__).resolve().parent
ENGINE = HERE.parent / "vendor" / "xforms-engine" / "xforms-engine.js"
FILLING = (HERE / "filling.js").read_text("utf-8")
#: answers that leave nothing open, by the name of the question; a list has one for each round
ANSWERS: dict[str, Any] = {
    "_1": "pass", "a.b-c_d_v1": 2.9, "many_v1": 0.1, "many_v2": 0.2, "many_v3": 9, "most_v1": [5] * 32 + [9] * 8, "pipe": "pe",
    "part_2_element": ["1号楼 / 101", "1号楼 / 102"], "rows_checked": 8, "rows_failed": [2, 3],
    "hold_start": 0.6, "hold_end": 0.58, "hold_end_at": 600, "sign_signer": "王住户", "else": ["", "门锁松动"],
    "rows_note": "三处不合格", "sign_inspector_name": "李工", "sign_inspector_image": True, "sign_resident_refused": "不在家",
}  # fmt: skip


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    with serving(app) as url:
        yield url


@pytest.fixture
def fill(address: str, chromium: Browser, cast: Cast) -> Iterator[Any]:
    """`fill(visit, answers, …)`: the client's own account of what it did."""
    context = chromium.new_context(base_url=address, bypass_csp=True, locale="zh-CN")
    page = context.new_page()
    page.route(
        "**/xforms-engine.js", lambda route: route.fulfill(path=ENGINE, content_type="text/javascript")
    )
    page.goto("/healthz")
    auth = log_in(cast.inspector)["Authorization"]

    def filled(
        visit: Visit, answers: dict[str, Any], rounds: dict[str, int] | None = None, largest: int = 10**7
    ) -> Any:
        told = {
            "auth": auth,
            "visit": visit.id,
            "answers": answers,
            "rounds": rounds or {},
            "largest": largest,
        }
        db.session.rollback()
        done = page.evaluate(FILLING, told)
        db.session.rollback()
        return done

    yield filled
    context.close()


def a_visit(cast: Cast, content: dict[str, Any] = make.LIST, key: str = "roof-patrol") -> Visit:
    """Return a visit of today for the inspector."""
    template = make.checklist(content, key).template_id
    inspector = cast.person("inspector").id
    return make.visit(
        cast.project(), at=now(), due_on=local_day(now()), assignee_id=inspector, template_id=template
    )


def test_a_form_of_every_kind_is_filled_in_from_end_to_end(cast: Cast, fill: Any) -> None:
    with transaction():
        building = cast.element("1号楼")
        for name in ("101", "102"):
            add_element(SYSTEM, cast.project(), kind="household", name=name, parent=building, at=now())
    visit = a_visit(cast, WHOLE, "all-kinds")
    done = fill(visit, ANSWERS, {"part_2": 2})
    assert (done["status"], [each["status"] for each in done["replies"]]) == ("ready", [201]), done
    one = db.session.scalars(select(Submission)).one()
    found = {(each.item_key, each.element.name if each.element else ""): each.outcome for each in one.answers}
    assert found == {
        ("1", ""): "pass", ("a.b-c_d", ""): "pass", ("many", ""): "pass", ("most", ""): "pass", ("pipe", ""): "pass",
        ("rows", "101"): "pass", ("hold", "101"): "pass", ("seen", "101"): "pass", ("sign", "101"): "pass",
        ("rows", "102"): "fail", ("seen", "102"): "pass", ("sign", "102"): "pass", ("else", "102"): "pass",
    }  # fmt: skip
    assert [(each.title, each.description) for each in db.session.scalars(select(Defect))] == [
        ("计数", "三处不合格\n检查 8，不合格 3")
    ]
    assert "hold_start" in done["asked"]
    assert (
        done["asked"].count("hold_start") == 1
    )  # the second home failed its count, so its pipes are not tested
    signed = {
        each["role"]: (each["name"], bool(each["image"]), each["refused"]) for each in one.body["signatures"]
    }
    assert signed == {"inspector": ("李工", True, None), "resident": ("—", False, "不在家")}
    photos = [each for answer in one.answers for each in attachments("answer", answer.id)]
    assert len(photos) == 5


def test_photos_too_many_for_one_post_arrive_in_several(cast: Cast, fill: Any) -> None:
    answers = {"base": "fail", "base_note": "潮湿", "thickness_v1": 3, "thickness_v2": 3, "thickness_v3": 1, "sign_inspector_image": True,
               "sign_inspector_name": "李工", "sign_contractor_image": True, "sign_contractor_name": "王工"}  # fmt: skip
    done = fill(a_visit(cast), answers, largest=3200)
    assert done["parts"] > 1, done
    assert [each["status"] for each in done["replies"]] == [202] * (done["parts"] - 1) + [201]
    one = db.session.scalars(select(Submission)).one()
    assert (one.verdict, len(one.body["answers"][0]["photos"])) == ("veto", 1)


def test_the_client_asks_for_what_the_server_would_miss_and_no_tolerance_stops_it(
    cast: Cast, fill: Any
) -> None:
    visit = a_visit(cast)
    done = fill(visit, {"base": "pass"})
    assert (done["status"], len(done["wrong"])) == ("pending", 3)
    done = fill(visit, {"base": "pass", "thickness_v1": 1, "thickness_v2": 1, "thickness_v3": 1})
    assert [each["status"] for each in done["replies"]] == [201]
    assert db.session.scalars(select(Submission)).one().verdict == "fail"
