"""A card on its way: drafted, filled, checked, confirmed, signed by the resident or closed after two attempts."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import select, text

from inspect_app.asking import load
from inspect_app.core import journal, rulebook
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import may
from inspect_app.defects.models import Defect
from inspect_app.households import actions, queries
from inspect_app.households.models import HouseholdCard
from inspect_app.households.rules import POINTS, SCOPES, WORKFLOW, may_conclude, stands
from tests import homing, make
from tests.answering import approved, cause_at, shots_at
from tests.cast import Cast

PEOPLE = (
    "admin", "officer", "inspector", "supervisor", "contractor_a", "contractor_b", "owner", "designer", "street",
    "community", "property", "utility", "stranger",
)  # fmt: skip
_KEEP = {"supervisor", "owner"}
WHO: dict[str, set[str]] = {
    "fill": {"contractor_a"}, "check": {"supervisor"}, "confirm": {"owner"}, "sign": _KEEP, "attempt": _KEEP,
    "conclude": _KEEP, "return": _KEEP, "void": _KEEP,
}  # fmt: skip
JUDGES = {"drafted": {"contractor_a"}, "filled": {"supervisor"}, "checked": {"owner"}}
NOW = make.NOW


@pytest.mark.parametrize("state", homing.STATES)
def test_every_move_is_open_from_its_states_and_to_its_people(cast: Cast, state: str) -> None:
    homing.home(cast.project())
    card = homing.card(cast.project(), to=state)
    assert card.state == state
    assert {each for each in PEOPLE if may(getattr(cast, each), "household.judge", card)} == JUDGES.get(
        state, set()
    )
    for move in WORKFLOW.moves:
        assert {each for each in PEOPLE if may(getattr(cast, each), f"household.{move.name}", card)} == WHO[
            move.name
        ]
        if state not in move.sources:
            with pytest.raises(Problem) as refused, transaction():
                actions.move(cast.owner, card, move.name, {}, at=NOW)
            assert refused.value.slug == "wrong-state"


def test_each_home_gets_one_card_with_the_points_of_its_scope(cast: Cast) -> None:
    project = cast.project()
    for name in ("101", "102"):
        homing.home(project, name)
    with transaction():
        made = actions.draft(cast.owner, project, ["water", "window"], at=NOW)
    assert [[each.point.scope for each in card.points] for card in made] == [
        ["window"] * 3 + ["water"] * 2
    ] * 2
    assert all(
        each.verb != "household.draft" or each.data["cards"] == 2
        for each in journal.timeline("project", project.id)
    )
    with pytest.raises(Problem) as refused, transaction():
        actions.draft(cast.owner, project, ["water"], at=NOW)
    assert refused.value.slug == "conflict"
    for scope, building in (([], ""), (["water"], "9号楼")):
        homing.home(project, f"2{len(building)}")
        with pytest.raises(Problem), transaction():
            actions.draft(cast.owner, project, scope, at=NOW, building=building)


def test_a_failed_point_needs_words_and_a_photo_raises_one_ticket_and_passes_once_that_is_mended(
    cast: Cast,
) -> None:
    homing.home(cast.project())
    card, photo = homing.card(cast.project()), make.received()
    key = card.points[0].key
    for note, photos, field in (
        ("", [photo], "notes"),
        ("窗框松动", [], "photos"),
        ("窗框松动", ["f" * 64], "photos"),
    ):
        with pytest.raises(Problem) as refused, transaction():
            actions.judge(cast.contractor_a, card, [key], ["fail"], [note], photos, at=NOW)
        assert field in refused.value.errors
    for raised in (1, 0):
        with transaction():
            note = "窗框松动" if raised else "窗框松动，已通知"
            assert (
                len(actions.judge(cast.contractor_a, card, [key], ["fail"], [note], [photo], at=NOW))
                == raised
            )
    defect = db.session.scalars(select(Defect).where(Defect.source_kind == "household")).one()
    assert (defect.source_id, defect.element_id, defect.description) == (
        card.points[0].id,
        card.element_id,
        "窗框松动",
    )
    with pytest.raises(Problem) as refused, transaction():
        actions.judge(cast.contractor_a, card, [key], ["pass"], [""], [], at=NOW)
    assert defect.number in str(refused.value.errors)
    for name, given in make.PATHS["rectified"]:
        with transaction():
            if name == "rectify":
                approved(defect, at=NOW)
            said = {**given, **shots_at(name), **cause_at(defect, name)}
            make.move_defect(cast.contractor_a, defect, name, said, at=NOW)
    with transaction():
        actions.judge(cast.contractor_a, card, [key], ["pass"], [""], [], at=NOW)
    assert card.points[0].outcome == "pass"


def test_nobody_signs_before_every_point_is_judged_or_for_another(cast: Cast) -> None:
    homing.home(cast.project())
    card = homing.card(cast.project())
    for values, slug in (({"name": cast.contractor_a.name}, "conflict"), ({"name": "别人"}, "bad-input")):
        with pytest.raises(Problem) as refused, transaction():
            actions.move(cast.contractor_a, card, "fill", values, at=NOW)
        assert refused.value.slug == slug


def test_a_residents_name_is_sealed_and_stays_out_of_the_journal(cast: Cast) -> None:
    homing.home(cast.project())
    card = homing.card(cast.project(), to="accepted")
    assert db.session.get_one(HouseholdCard, card.id).resident == "欧阳小明"
    kept = db.session.scalar(text("SELECT resident FROM household_cards"))
    assert "欧阳" not in str(kept)
    assert not any("欧阳" in str(each.data) for each in journal.timeline("household", card.id))


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"tried_on": NOW.date() - timedelta(days=1)}, "tried_on"),
        ({"tried_on": NOW.date() + timedelta(days=1)}, "tried_on"),
        ({"next_on": NOW.date()}, "next_on"),
        ({"next_on": None}, "next_on"),
    ],
)
def test_an_attempt_has_its_day_and_says_when_it_is_tried_again(
    cast: Cast, values: dict[str, Any], field: str
) -> None:
    homing.home(cast.project())
    card = homing.card(cast.project(), to="confirmed")
    given = {
        "kind": "refused",
        "tried_on": NOW.date(),
        "reason": "不同意",
        "next_on": NOW.date() + timedelta(days=3),
    }
    with pytest.raises(Problem) as refused, transaction():
        actions.move(cast.owner, card, "attempt", {**given, **values}, at=NOW)
    assert field in refused.value.errors
    for _twice in range(2):
        with transaction():
            actions.move(cast.owner, card, "attempt", given, at=NOW)
    with pytest.raises(Problem) as refused, transaction():
        actions.move(cast.owner, card, "conclude", {}, at=NOW)
    assert refused.value.slug == "conflict", "twice on one day is once"


def test_the_summary_counts_each_home_once_and_asks_two_questions(
    cast: Cast, request: pytest.FixtureRequest
) -> None:
    project, asked = cast.project(), request.getfixturevalue("queries")
    for n, to in enumerate(("accepted", "unsigned", "filled")):
        homing.home(project, f"10{n}")
        homing.card(project, to=to)
    homing.home(project, "109")
    asked.clear()
    rows = queries.standing([project.id, cast.project("p18").id])[project.id]
    assert len([each for each in asked if "household" in each]) == 2
    assert queries.summary(rows) == {"1号楼": {"accepted": 1, "unreached": 1, "open": 1, "missing": 1}}
    assert queries.not_accepted([project.id])[project.id][-1] == "+1"


@pytest.mark.parametrize(
    ("state", "failing", "said"),
    [
        ("accepted", 0, "accepted"), ("accepted", 1, "defects"), ("unsigned", 0, "unreached"), ("unsigned", 2, "defects"),
        ("confirmed", 0, "open"), ("drafted", 1, "open"),
    ],
)  # fmt: skip
def test_how_a_card_stands(state: str, failing: int, said: str) -> None:
    assert stands(state, failing) == said
    assert not may_conclude([NOW.date(), NOW.date()])
    assert {each.scope for each in POINTS} == set(SCOPES)
    assert not any(each.verified for each in POINTS)


def test_anybody_may_ask_for_the_points() -> None:
    load()
    said = rulebook.ask(rulebook.rule("acceptance.household-points"), {"scope": "window"}, local_day(NOW))
    assert (said["result"], said["verified"]) == ({"points": 3, "attempts": 2}, False)
