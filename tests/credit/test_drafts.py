"""A draft of the catalogue, tried on the same entries: what changes for whom, and that nothing is written."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.credit import actions
from inspect_app.credit.rules import catalogue
from inspect_app.credit.rules.score import Item, expires_on
from inspect_app.credit.rules.simulation import Senseless, Weighed, days_behind, drafted, simulate
from tests import make
from tests.cast import Cast
from tests.credit.test_api_and_pages import entered

Caller = Callable[[str], FlaskClient]
DAY = date(2026, 5, 11)
BASE = catalogue.EDITIONS[catalogue.VERSION]
OVERDUE = BASE.behaviours["overdue_rectification"]


def weighed(code: str, tenths: int, days: int = 0, region: str = "110114", key: str = "a") -> Weighed:
    return Weighed(Item(key, code, tenths, DAY, expires_on(DAY)), region, days)


def test_the_days_behind_points_are_found_again_up_to_the_floor() -> None:
    for days in range(6):
        assert days_behind(OVERDUE, catalogue.points(OVERDUE, days)) == days
    assert days_behind(OVERDUE, catalogue.points(OVERDUE, 40)) == 6, "at the floor the fewest that reach it"
    assert days_behind(BASE.behaviours["stop_work"], -60) == 0
    assert days_behind(None, -60) == 0


def test_a_draft_weighs_the_same_entries_anew_in_its_place_alone() -> None:
    rows = [
        weighed("stop_work", -60), weighed("stop_work", -60, region="310101", key="b"),
        weighed("overdue_rectification", -50, 12, key="c"),
    ]  # fmt: skip
    draft = drafted(BASE, {"stop_work": {"points": -100}, "overdue_rectification": {"least": -90}}, DAY)
    everywhere, here = simulate(rows, DAY, draft), simulate(rows, DAY, draft, "11")
    assert (everywhere.before.tenths, everywhere.after.tenths) == (830, 1000 - 100 - 100 - 80)
    assert here.after.tenths == 1000 - 100 - 60 - 80
    vetoed = simulate(rows[:1], DAY, drafted(BASE, {"stop_work": {"veto": "D"}}, DAY))
    assert (vetoed.before.grade.letter, vetoed.after.grade.letter) == ("A", "D")
    capped = drafted(BASE, {"stop_work": {"cap": -80}}, DAY)
    assert simulate(rows[:2], DAY, capped).after.tenths == 920
    first = catalogue.EDITIONS["2026-1"]
    gone = simulate([weighed("accident_larger", -300)], DAY, drafted(first, {}, DAY))
    assert (gone.before.grade.letter, gone.after.tenths) == ("D", 1000), "the older one knew no accidents"
    assert simulate(rows, DAY, drafted(BASE, {}, DAY)).after.tenths == 830, "a draft that changes nothing"


@pytest.mark.parametrize(
    ("code", "change", "field"),
    [
        ("stop_work", {"cap": 50}, "cap_stop_work"), ("stop_work", {"cap": 0}, "cap_stop_work"),
        ("overdue_rectification", {"a_day": 5}, "a_day_overdue_rectification"), ("no_such", {}, "points_no_such"),
        ("overdue_rectification", {"least": -10}, "least_overdue_rectification"),
    ],
)  # fmt: skip
def test_a_draft_that_no_rule_can_mean_is_refused_by_its_field(
    code: str, change: dict[str, int], field: str
) -> None:
    with pytest.raises(Senseless) as refused:
        drafted(BASE, {code: change}, DAY)
    assert refused.value.field == field


def test_an_officer_sees_whom_a_draft_would_change_and_nothing_is_written(
    cast: Cast, browser: Caller, caller: Caller, queries: list[str]
) -> None:
    entered(cast)
    entered(cast, "p18", event="complaint_upheld")
    defect = make.defect(cast.project(), at=now() - timedelta(days=30))
    with transaction():
        late = actions.propose(
            SYSTEM, party_id=defect.liable_party_id, project=defect.project, event="overdue_rectification",
            source_kind="defect", source_id=defect.id, source_number=defect.number, occurred_at=defect.due_at, at=now(),
            days=23, settled=False,
        )  # fmt: skip
        assert late is not None
        actions.move(SYSTEM, late, "confirm", {}, at=now())
    before = db.session.scalar(select(func.count()).select_from(Entry))
    officer, path = caller("officer"), "/api/credit/drafts/tried"
    assert officer.get(path).json["rows"] == [], "a draft that changes nothing changes nobody"
    found = officer.get(f"{path}?points_stop_work=-20.5&least_overdue_rectification=-12").json
    rows = [
        (each["name"], each["score"], each["grade"], each["score_then"], each["grade_then"])
        for each in found["rows"]
    ]
    # 100 − 6 − 5 now; 100 − 20.5 − (2 + 0.5 × 22 or 23, no worse than 12) then
    assert rows == [("安居建设集团", 89, "B", 67.5, "C")]
    assert (found["grades"]["B"], found["grades_then"]["B"], found["grades_then"]["C"]) == (1, 0, 1)
    assert found["parties"] == len(officer.get("/api/credit/parties").json["rows"])
    assert officer.get(f"{path}?points_stop_work=-20&region=31").json["rows"] == [], "another place's draft"
    for wrong in (
        "points_stop_work=x", "points_stop_work=-0.05", "points_stop_work=1e9", "points_stop_work=nan",
        "cap_stop_work=5", "veto_stop_work=A", "edition=9", "region=beijing", "points_was_blacklisted=-1&edition=2026-1",
    ):  # fmt: skip
        assert officer.get(f"{path}?{wrong}").status_code == 422, wrong
        assert browser("officer").get(f"/credit/drafts?{wrong}").status_code == 422, wrong
    page = browser("officer")
    for language in ("zh", "en"):
        shown = page.get(
            f"/credit/drafts?points_stop_work=-20.5&cap_stop_work=&veto_stop_work=&lang={language}"
        )
        assert "A → " in shown.text or "B → " in shown.text
        assert "安居建设集团" in shown.text
        assert "宏达建筑公司" not in shown.text
    taken = page.get("/credit/drafts?points_stop_work=-20.5&as=csv").data.decode("utf-8-sig")
    assert "安居建设集团" in taken
    assert officer.get(f"{path}?cap_complaint_upheld=").json["rows"] == []
    assert caller("stranger").get(f"{path}?points_stop_work=-20").json["parties"] == 0
    for who, status in (("contractor_a", 403), ("street", 403), ("", 302)):
        assert browser(who).get("/credit/drafts").status_code == status
    assert db.session.scalar(select(func.count()).select_from(Entry)) == before
    queries.clear()
    officer.get(f"{path}?points_stop_work=-20")
    few = len(queries)
    for n in range(1, 9):
        entered(cast, "p17" if n % 2 else "p18", n=n)
    queries.clear()
    officer.get(f"{path}?points_stop_work=-20")
    assert len(queries) == few
