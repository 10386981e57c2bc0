"""Acts on defects: what they write, what they refuse, who may do them."""

from datetime import timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.files import attachments
from inspect_app.core.jobs import JOBS, run_due
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.defects import actions
from inspect_app.defects.models import Defect
from tests import make
from tests.cast import Cast


def raising(cast: Cast, **values: Any) -> Defect:
    with transaction():
        given = {"project": cast.project(), "title": "渗漏", **values}
        return actions.raise_defect(cast.supervisor, **given, at=make.NOW)


def moving(actor: Actor, defect: Defect, name: str, at: Any = make.NOW, **values: Any) -> None:
    with transaction():
        actions.move(actor, defect, name, values, at=at)


def refusal(call: Any) -> Problem:
    with pytest.raises(Problem) as refused:
        call()
    return refused.value


def verbs(defect: Defect) -> list[str]:
    return [each.verb for each in journal.timeline("defect", defect.id)]


def test_a_defect_gets_a_number_a_deadline_and_the_contractor_as_liable_party(cast: Cast) -> None:
    defect = raising(cast, severity="serious")
    assert (defect.number, defect.state, defect.rounds) == ("QX-2026-000001", "open", 0)
    assert defect.due_at == make.later(hours=72)
    assert defect.liable_party_id == cast.party("contractor_a").id
    assert (defect.raised_by, defect.raised_by_name) == (cast.supervisor.id, cast.supervisor.name)
    assert verbs(defect) == ["defect.raise"]


def test_the_year_of_the_number_is_the_local_one(cast: Cast) -> None:
    with transaction():
        new_year = make.NOW.replace(year=2026, month=12, day=31, hour=16)
        made = actions.raise_defect(cast.supervisor, project=cast.project(), title="渗漏", at=new_year)
    assert made.number == "QX-2027-000001"


def test_the_same_source_raises_one_defect_and_one_entry(cast: Cast) -> None:
    first = raising(cast, source_kind="alarm", source_id="a-1")
    again = raising(cast, source_kind="alarm", source_id="a-1", title="别的")
    other = raising(cast, source_kind="answer", source_id="a-1")
    assert again.id == first.id
    assert (again.title, verbs(first)) == ("渗漏", ["defect.raise"])
    assert other.id != first.id


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("title", {"title": "  "}),
        ("title", {"title": "长" * 201}),
        ("kind", {"kind": "ugly"}),
        ("severity", {"severity": "mild"}),
        ("source_kind", {"source_kind": "rumour"}),
        ("element_id", {"element_id": "nowhere"}),
        ("liable_party_id", {"liable_party_id": "nobody"}),
        ("photos", {"photos": ["0" * 64]}),
    ],
)
def test_a_wrong_value_is_refused_by_its_field_and_nothing_is_kept(
    cast: Cast, field: str, values: dict[str, Any]
) -> None:
    assert list(refusal(lambda: raising(cast, **values)).errors) == [field]
    assert db.session.scalar(select(func.count()).select_from(Defect)) == 0


def test_an_element_of_another_project_is_refused(cast: Cast) -> None:
    elsewhere = cast.element(site="p18").id
    assert list(refusal(lambda: raising(cast, element_id=elsewhere)).errors) == ["element_id"]


def test_a_party_that_takes_no_part_or_cannot_be_liable_is_refused(cast: Cast) -> None:
    for name in ("contractor_b", "street"):
        party = cast.party(name).id
        problem = refusal(lambda party=party: raising(cast, liable_party_id=party))
        assert list(problem.errors) == ["liable_party_id"]


def test_a_ticket_goes_from_finding_to_closing_and_counts_its_rounds(cast: Cast) -> None:
    red, green, blue = (make.received(colour) for colour in ("red", "green", "blue"))
    defect = raising(cast, photos=[red])
    moving(cast.contractor_a, defect, "accept")
    moving(cast.contractor_a, defect, "rectify", note="补做", after=[green])
    moving(cast.supervisor, defect, "return", reason="角度不同")
    assert (defect.state, defect.rounds, defect.returns) == ("returned", 1, 1)
    moving(cast.contractor_a, defect, "rectify", note="重做", after=[blue], before=[red])
    assert (defect.rounds, defect.rectified_by) == (2, cast.contractor_a.id)
    moving(cast.supervisor, defect, "confirm", note=None)
    assert (defect.state, defect.closed_at, defect.rounds, defect.returns) == ("closed", make.NOW, 2, 1)
    labels = [(each.label, each.sha256) for each in attachments("defect", defect.id)]
    assert sorted(labels) == sorted([("found", red), ("after", green), ("before", red), ("after", blue)])
    assert verbs(defect) == [
        "defect.raise", "defect.accept", "defect.rectify", "defect.return", "defect.rectify", "defect.confirm",
    ]  # fmt: skip
    assert [each.data.get("round") for each in journal.timeline("defect", defect.id)] == [
        None,
        None,
        1,
        1,
        2,
        None,
    ]


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("note", {"note": " ", "after": ["green"]}),
        ("after", {"note": "补做"}),
        ("after", {"note": "补做", "after": []}),
        ("after", {"note": "补做", "after": ["0" * 64]}),
        ("before", {"note": "补做", "after": ["green"], "before": ["0" * 64]}),
    ],
)
def test_a_fix_needs_a_note_and_a_photo_from_after_it(cast: Cast, field: str, values: dict[str, Any]) -> None:
    green = make.received("green")
    defect = make.defect(cast.project(), to="accepted")
    values = {**values, "after": [green if each == "green" else each for each in values.get("after", [])]}
    problem = refusal(lambda: moving(cast.contractor_a, defect, "rectify", **values))
    assert list(problem.errors) == [field]
    db.session.expire_all()
    assert (defect.state, defect.rounds, attachments("defect", defect.id)) == ("accepted", 0, [])


def test_a_photo_handed_in_before_proves_no_fix(cast: Cast) -> None:
    red = make.received("red")
    defect = make.defect(cast.project(), to="accepted", photos=[red])
    problem = refusal(lambda: moving(cast.contractor_a, defect, "rectify", note="补做", after=[red]))
    assert list(problem.errors) == ["after"]


def test_a_fix_sent_back_gets_back_the_time_it_lay_with_the_verifier(cast: Cast) -> None:
    defect = make.defect(cast.project(), to="rectified")
    moving(cast.supervisor, defect, "return", make.later(days=2), reason="不完整")
    assert defect.due_at == make.later(days=9)
    assert journal.timeline("defect", defect.id)[-1].data["due_at"] == make.later(days=9).isoformat()


def test_a_move_that_does_not_start_here_is_refused_and_leaves_no_trace(cast: Cast) -> None:
    defect = make.defect(cast.project())
    after = [make.received("green")]
    problem = refusal(lambda: moving(cast.contractor_a, defect, "rectify", note="补做", after=after))
    assert problem.slug == "wrong-state"
    db.session.expire_all()
    assert (defect.state, defect.rounds, verbs(defect)) == ("open", 0, ["defect.raise"])


def test_a_defect_is_marked_overdue_once_in_its_life(cast: Cast) -> None:
    late, settled = make.defect(cast.project()), make.defect(cast.project("p18"), to="closed")
    job = JOBS["defects.mark_overdue"]
    assert run_due(job, make.later(days=7))
    assert late.overdue_at is None
    for minutes in (10, 20, 30):
        assert run_due(job, make.later(days=7, minutes=minutes))
        assert not run_due(job, make.later(days=7, minutes=minutes))
    assert (late.overdue_at, settled.overdue_at) == (make.later(days=7, minutes=10), None)
    assert verbs(late).count("defect.overdue") == 1
    assert "defect.overdue" not in verbs(settled)
    entry = journal.timeline("defect", late.id)[-1]
    assert (entry.actor_kind, entry.data["liable_party_id"]) == ("system", late.liable_party_id)


def test_a_fix_in_time_is_never_marked_however_long_the_re_check_takes(cast: Cast) -> None:
    defect = make.defect(cast.project(), to="rectified")
    run_due(JOBS["defects.mark_overdue"], make.later(days=60))
    assert defect.overdue_at is None


def test_a_late_fix_is_marked_even_if_nobody_looked_between(cast: Cast) -> None:
    defect = make.defect(cast.project(), to="accepted")
    moving(
        cast.contractor_a,
        defect,
        "rectify",
        make.later(days=7, seconds=1),
        note="补做",
        after=[make.received()],
    )
    moving(cast.supervisor, defect, "confirm", make.later(days=7, seconds=2))
    run_due(JOBS["defects.mark_overdue"], make.later(days=8))
    assert verbs(defect)[-1] == "defect.overdue"


def test_marking_twice_by_hand_is_refused(cast: Cast) -> None:
    defect = make.defect(cast.project())
    with transaction():
        actions.mark_overdue(SYSTEM, defect, at=make.later(days=8))
    problem = refusal(lambda: actions.mark_overdue(SYSTEM, defect, at=make.later(days=9)))
    assert problem.slug == "conflict"


def test_hundreds_of_late_defects_are_each_marked_once(cast: Cast) -> None:
    with transaction():
        project = cast.project()
        for n in range(300):
            actions.raise_defect(SYSTEM, project=project, title=f"缺陷 {n}", at=make.NOW)
    for days in (7, 8, 9):
        run_due(JOBS["defects.mark_overdue"], make.NOW + timedelta(days=days, minutes=10))
    stmt = select(func.count()).select_from(journal.Entry).where(journal.Entry.verb == "defect.overdue")
    assert db.session.scalar(stmt) == 300
