"""A functional test on its way: planned, run, witnessed, judged; failed it raises one defect and is made again."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import may
from inspect_app.defects.models import Defect
from inspect_app.readings import actions as readings
from inspect_app.readings.actions import Sample
from inspect_app.trials import actions, queries
from inspect_app.trials.models import Trial
from inspect_app.trials.rules import WORKFLOW
from tests import make, trialing
from tests.answering import approved, cause_at, shots_at
from tests.cast import Cast

PEOPLE = (
    "admin", "officer", "inspector", "supervisor", "contractor_a", "contractor_b", "owner", "designer", "street",
    "community", "property", "utility", "stranger",
)  # fmt: skip
WHO: dict[str, set[str]] = {
    "run": {"contractor_a"}, "return": {"supervisor"}, "witness": {"supervisor"}, "pass": set(), "fail": set(), "doubt": set(),
    "void": {"contractor_a", "supervisor", "owner"},
}  # fmt: skip
NOW = make.NOW


@pytest.mark.parametrize("state", trialing.STATES)
def test_every_move_is_open_from_its_states_and_to_its_people(cast: Cast, state: str) -> None:
    project = cast.project()
    trial = trialing.trial(project, trialing.element(project), to=state)
    assert trial.state == state
    for move in WORKFLOW.moves:
        assert {each for each in PEOPLE if may(getattr(cast, each), f"trial.{move.name}", trial)} == WHO[
            move.name
        ]
        if state not in move.sources:
            with pytest.raises(Problem) as refused, transaction():
                actions.move(cast.supervisor, trial, move.name, {}, at=NOW)
            assert refused.value.slug == "wrong-state"


def test_a_failed_trial_raises_one_ticket_and_is_made_again_once_that_is_mended(cast: Cast) -> None:
    project = cast.project()
    pipe = trialing.element(project)
    first = trialing.trial(project, pipe, to="failed")
    defect = db.session.scalars(select(Defect).where(Defect.source_kind == "trial")).one()
    assert (defect.source_id, defect.element_id, defect.liable_party_id) == (
        first.id,
        pipe.id,
        first.party_id,
    )
    assert "压降 0.03 MPa，允许 0.02 MPa" in defect.description
    assert "4.2.1" in defect.clause
    with pytest.raises(Problem) as refused:
        trialing.planned(project, pipe)
    assert defect.number in refused.value.words("zh")
    db.session.rollback()
    for name, given in make.PATHS["rectified"]:
        with transaction():
            if name == "rectify":
                approved(defect, at=NOW)
            from_builder = {**given, **shots_at(name), **cause_at(defect, name)}
            make.move_defect(cast.contractor_a, defect, name, from_builder, at=NOW)
    again = trialing.planned(project, pipe, at=make.later(days=1))
    assert again.after_id == first.id
    assert queries.standing([project.id])[project.id][-1].state == "missing"
    trialing.run(again, at=make.later(days=1), valid_until=make.later(days=9).date())
    trialing.witnessed(again, at=make.later(days=1))
    stands = {each.path: each for each in queries.standing([project.id])[project.id]}
    assert (stands[pipe.path].state, stands[pipe.path].number) == ("met", again.number)
    assert db.session.scalars(select(Defect).where(Defect.source_kind == "trial")).all() == [defect]


def test_what_is_judged_is_frozen_with_its_hash_and_an_unclear_one_is_made_again(cast: Cast) -> None:
    project = cast.project()
    pipe = trialing.element(project)
    trial = trialing.trial(project, pipe, to="unclear")
    assert "只稳压 9.0 min" in " ".join(zh for zh, _en in trial.steps)
    assert len(trial.sha256) == 64
    assert db.session.scalars(select(Defect).where(Defect.source_kind == "trial")).all() == []
    told = journal.timeline("trial", trial.id)[-1]
    assert (told.verb, told.data["sha256"], told.actor_kind) == ("trial.doubt", trial.sha256, "system")
    assert trialing.planned(project, pipe).after_id == trial.id
    with pytest.raises(Problem) as refused:
        trialing.planned(project, pipe)
    assert refused.value.slug == "conflict"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"kind": "roof_pond"}, "kind"),
        ({"working": ""}, "working"),
        ({"working": "0"}, "working"),
        ({"working": "x"}, "working"),
        ({"element_id": "0"}, "element_id"),
    ],
)
def test_a_trial_planned_wrongly_names_the_field(cast: Cast, values: dict[str, Any], field: str) -> None:
    project = cast.project()
    with pytest.raises(Problem) as refused:
        trialing.planned(project, trialing.element(project), **values)
    assert field in refused.value.errors
    db.session.rollback()


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"curve": ""}, "curve"),
        ({"curve": "0 0.7\n10 up"}, "curve"),
        ({"device": "none-07", "ended_at": NOW, "began_at": NOW - timedelta(hours=1)}, "device"),
        ({"device": "none-07"}, "ended_at"),
        ({"began_at": NOW + timedelta(minutes=1)}, "began_at"),
        ({"name": "别人"}, "name"),
        ({"full": "-1"}, "full"),
        ({"photos": ["f" * 64]}, "photos"),
    ],
)
def test_a_trial_recorded_wrongly_names_the_field(cast: Cast, values: dict[str, Any], field: str) -> None:
    project = cast.project()
    trial = trialing.planned(project, trialing.element(project))
    with pytest.raises(Problem) as refused:
        trialing.run(trial, **values)
    assert field in refused.value.errors
    db.session.rollback()
    assert db.session.get_one(Trial, trial.id).state == "planned"


def _ms(began: datetime, seconds: int) -> int:
    return int(began.timestamp() * 1000) + seconds * 1000


@pytest.mark.parametrize(("silent", "state"), [(range(0), "passed"), (range(200, 300), "unclear")])
def test_a_curve_comes_from_a_devices_readings_and_a_gap_in_it_is_not_passed(
    cast: Cast, silent: range, state: str
) -> None:
    project, began = cast.project(), NOW - timedelta(hours=2)
    seconds = [each for each in range(0, 660, 20) if each not in silent]
    rows = [
        Sample("p17", "press-01", "water_pressure", _ms(began, at), 0.75 if at < 300 else 0.74)
        for at in seconds
    ]
    with transaction():
        readings.register_device(cast.supervisor, project=project, name="press-01", kind="pipe", at=began)
    with transaction():
        readings.record(rows, at=NOW)
    trial = trialing.planned(project, trialing.element(project))
    until = began + timedelta(minutes=11)
    trialing.run(trial, began_at=began, ended_at=until, device="press-01", curve="")
    trialing.witnessed(trial)
    assert (trial.state, trial.source, len(trial.curve)) == (state, "device", len(seconds))


def test_a_curve_in_doubt_proves_nothing_and_is_refused_with_the_reason(cast: Cast) -> None:
    project, began = cast.project(), NOW - timedelta(hours=2)
    with transaction():
        device, _secret = readings.register_device(
            cast.supervisor, project=project, name="press-01", kind="pipe", at=began
        )
    with transaction():
        readings.calibrate(
            cast.supervisor, device, number="J-1", body="计量院", done_on=NOW.date() - timedelta(days=400),
            valid_until=NOW.date() - timedelta(days=30), photos=[], at=NOW,
        )  # fmt: skip
        rows = [Sample("p17", "press-01", "water_pressure", _ms(began, at), 0.75) for at in range(0, 660, 20)]
        readings.record(rows, at=NOW)
    trial = trialing.planned(project, trialing.element(project))
    with pytest.raises(Problem) as refused:
        trialing.run(
            trial, began_at=began, ended_at=began + timedelta(minutes=11), device="press-01", curve=""
        )
    assert refused.value.errors["device"] == [
        ("该时间段的读数存疑，不能作为试验依据：校准已过期",
         "its readings of that time are in doubt and prove nothing: Its calibration had run out"),
    ]  # fmt: skip


def test_how_the_elements_stand_is_asked_in_two_questions(cast: Cast, request: pytest.FixtureRequest) -> None:
    asked: list[str] = request.getfixturevalue("queries")
    project = cast.project()
    for n in range(3):
        trialing.planned(project, trialing.element(project, name=f"水{n}"))
    ids = [project.id, cast.project("p18").id]
    asked.clear()
    found = queries.standing(ids)
    assert len(asked) == 2
    assert {each.demand for each in found[project.id]} >= {"water", "roof"}
    assert all(each.state == "missing" for each in found[project.id])


def test_each_is_told_what_waits_for_them(cast: Cast) -> None:
    project = cast.project()
    for state in ("planned", "run"):
        trialing.trial(project, trialing.element(project, name=state), to=state)
    said = {
        who: [each.what[0] for each in queries.todos(getattr(cast, who), NOW)]
        for who in ("supervisor", "contractor_a", "contractor_b")
    }
    assert said == {"supervisor": ["见证签认"], "contractor_a": ["进行试验并登记"], "contractor_b": []}
