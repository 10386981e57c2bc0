"""Gates on a real project: red while something is missing, green when it is there, overridden only by name."""

from datetime import UTC, datetime, time
from typing import Any

import pytest
from sqlalchemy import select

from inspect_app.acceptance.actions import begin
from inspect_app.acceptance.actions import move as move_acceptance
from inspect_app.core import journal
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.gates import actions, queries
from inspect_app.gates.models import GateNote, GatePassage
from inspect_app.gates.rules import is_open
from inspect_app.projects.actions import add_element, add_project, move, set_party
from inspect_app.projects.models import Project
from tests import make
from tests.cast import REGION, TEAM, Cast
from tests.gating import override

NOW = make.NOW


@pytest.fixture
def planned(cast: Cast) -> Project:
    """Return a project with its five parties that has passed no gate."""
    with transaction():
        made = add_project(SYSTEM, site="g1", name="北里改造", community="北里", region=REGION, at=NOW)
        for role in (*TEAM, "contractor"):
            party = cast.party("contractor_a" if role == "contractor" else role)
            set_party(SYSTEM, made, party=party, role=role, leader="王工", at=NOW)
        add_element(SYSTEM, made, kind="building", name="1号楼", at=NOW)
    return made


def say(actor: Actor, project: Project, gate: str, line: str, kind: str, **more: Any) -> GateNote:
    with transaction():
        values = {"gate": gate, "line": line, "kind": kind, "reason": "见街道存档", **more}
        return actions.say(actor, project, values, at=NOW)


def states(gate: str, project: Project, **more: Any) -> dict[str, str]:
    return {each.line.key: each.state for each in queries.standing(gate, project, NOW, **more)}


def test_works_start_only_through_their_gate_and_what_it_showed_then_is_kept(
    cast: Cast, planned: Project
) -> None:
    assert states("start", planned)["scheme_vote"] == "no_data"
    assert states("start", planned)["planned"] == "not_met"
    with pytest.raises(Problem) as shut, transaction():
        move(cast.owner, planned, "start", {}, at=NOW)
    assert shut.value.slug == "conflict"
    assert {"planned", "scheme_vote", "supervision"} <= set(shut.value.errors)
    assert db.session.get(Project, planned.id).state == "planned"
    for line in ("eligible", "consent", "management_agreed"):
        say(cast.street, planned, "plan_entry", line, "confirmed")
    with transaction():
        entered = actions.go_through(
            cast.street, planned, {"gate": "plan_entry", "reference": "计〔2026〕3号"}, at=NOW
        )
    assert entered.reference == "计〔2026〕3号"
    assert states("start", planned)["planned"] == "met"
    say(cast.officer, planned, "start", "supervision", "confirmed")
    say(cast.supervisor, planned, "start", "safety", "confirmed")
    say(cast.owner, planned, "start", "utilities", "not_applicable")
    say(cast.owner, planned, "start", "permit", "confirmed")
    with transaction():
        override(planned, "start", at=NOW, actor=cast.officer)
        move(cast.owner, planned, "start", {}, at=NOW)
    passage = db.session.scalar(
        select(GatePassage).where(GatePassage.project_id == planned.id, GatePassage.gate == "start")
    )
    kept = {each["line"]: each for each in passage.lines}
    assert kept["utilities"]["state"] == "not_applicable"
    assert kept["safety"]["said"]["name"] == cast.supervisor.name
    assert (kept["scheme_vote"]["state"], kept["scheme_vote"]["found"]) == ("overridden", "no_data")
    assert kept["scheme_vote"]["said"]["name"] == cast.officer.name
    assert passage.content == content_hash(passage.lines)
    said = [each.verb for each in journal.timeline("gate", passage.id)]
    assert said == ["gate.pass"]


@pytest.mark.parametrize(
    ("who", "gate", "line", "kind"),
    [
        ("contractor_a", "start", "safety", "confirmed"),
        ("supervisor", "start", "supervision", "confirmed"),  # only the authority says so
        ("owner", "start", "scheme_vote", "overridden"),
        ("street", "start", "planned", "confirmed"),  # the records say no, and nobody is named
        ("stranger", "start", "safety", "overridden"),
    ],
)
def test_nobody_speaks_to_a_line_that_is_not_theirs(
    cast: Cast, planned: Project, who: str, gate: str, line: str, kind: str
) -> None:
    with pytest.raises(Problem) as refused:
        say(getattr(cast, who), planned, gate, line, kind)
    assert refused.value.slug == "forbidden"


def test_people_fill_in_for_missing_records_and_never_against_them(cast: Cast, planned: Project) -> None:
    with pytest.raises(Problem) as refused:
        say(SYSTEM, planned, "start", "planned", "confirmed")
    assert "kind" in refused.value.errors
    with pytest.raises(Problem) as refused:
        say(cast.officer, planned, "start", "parties", "overridden")
    assert "kind" in refused.value.errors, "what is met needs no override"
    note = say(cast.officer, planned, "start", "permit", "confirmed")
    with pytest.raises(Problem) as refused:
        say(cast.officer, planned, "start", "permit", "overridden")
    assert refused.value.slug == "conflict"
    with transaction():
        actions.move(cast.officer, note, "withdraw", {"reason": "文件有误"}, at=NOW)
    assert states("start", planned)["permit"] == "no_data"
    say(cast.officer, planned, "start", "permit", "overridden")
    assert states("start", planned)["permit"] == "overridden"


def test_a_grave_defect_holds_completion_and_handover_and_nobody_overrides_it(cast: Cast) -> None:
    project = cast.project()
    assert states("handover", project)["defects"] == "met"
    make.defect(project, severity="major")
    assert states("completion", project)["grave_defects"] == "not_met"
    assert states("handover", project)["defects"] == "not_met"
    for gate, line in (("completion", "grave_defects"), ("handover", "defects")):
        with pytest.raises(Problem) as refused:
            say(cast.officer, project, gate, line, "overridden")
        assert "kind" in refused.value.errors


def test_an_overridden_condition_lets_an_acceptance_open_and_stands_in_what_is_signed(cast: Cast) -> None:
    project = cast.project()
    with transaction():
        acceptance = begin(cast.owner, project, at=NOW)
    with pytest.raises(Problem) as shut, transaction():
        move_acceptance(cast.owner, acceptance, "open", {}, at=NOW)
    assert "completion_report" in shut.value.errors
    with transaction():
        override(project, "completion", at=NOW, actor=cast.officer)
        move_acceptance(cast.owner, acceptance, "open", {}, at=NOW)
    told = {each["line"]: each for each in acceptance.record["overrides"] if each["gate"] == "completion"}
    assert told["completion_report"]["name"] == cast.officer.name
    assert told["completion_report"]["zh"] == "工程竣工报告"
    assert states("completion", project)["completion_report"] == "overridden"


def test_works_that_never_passed_the_start_are_accepted_by_nobody(cast: Cast) -> None:
    project = cast.project()
    with transaction():
        db.session.delete(
            db.session.scalar(
                select(GatePassage).where(GatePassage.project_id == project.id, GatePassage.gate == "start")
            )
        )
    assert states("completion", project)["started"] == "not_met"
    hold = make.hold(project, to="announced")
    with pytest.raises(Problem) as shut:
        make._hold_step(hold, "sign", NOW)
    assert "started" in shut.value.errors


def test_a_part_is_accepted_by_itself_when_nothing_below_it_is_open(cast: Cast) -> None:
    project, building = cast.project(), make.element_of(cast.project(), "building")
    assert states("partial", project, element=building)["inspected"] == "no_data"
    say(cast.officer, project, "partial", "inspected", "overridden", element_id=building.id)
    grave = make.defect(project, severity="serious", element_id=make.element_of(project).id)
    with pytest.raises(Problem) as shut, transaction():
        actions.go_through(cast.owner, project, {"gate": "partial", "element_id": building.id}, at=NOW)
    assert set(shut.value.errors) == {"defects"}
    assert grave.number in str(
        queries.standing("partial", project, NOW, element=building)[-1].answer.evidence
    )
    with pytest.raises(Problem) as refused, transaction():
        actions.go_through(cast.owner, project, {"gate": "partial"}, at=NOW)
    assert "element_id" in refused.value.errors


def test_a_gate_is_passed_once_whoever_presses_again(cast: Cast, planned: Project) -> None:
    with transaction():
        override(planned, "plan_entry", at=NOW)
    assert is_open(queries.standing("plan_entry", planned, NOW))
    for _twice in range(2):
        with transaction():
            actions.go_through(cast.street, planned, {"gate": "plan_entry"}, at=NOW)
    assert len(queries.passages(planned.id)) == 1


def test_filing_is_red_before_the_certificate_green_with_its_papers_and_late_only_by_override(
    cast: Cast,
) -> None:
    project = cast.project()
    assert (states("filing", project)["certificate"], states("filing", project)["in_time"]) == (
        "not_met",
        "no_data",
    )
    one = make.certificate(project)
    assert states("filing", project)["certificate"] == "met"
    assert states("filing", project)["warranty_letter"] == "met"
    for line in ("report", "planning", "fire"):
        say(cast.owner, project, "filing", line, "confirmed" if line == "report" else "not_applicable")
    assert is_open(queries.standing("filing", project, NOW))
    late = datetime.combine(one.filing_due_on, time(16), UTC)  # the next day in China
    found = {each.line.key: each for each in queries.standing("filing", project, late)}
    assert found["in_time"].state == "not_met"
    assert "逾期 1 天" in found["in_time"].answer.why[0]
    with transaction():
        values = {
            "gate": "filing",
            "line": "in_time",
            "kind": "overridden",
            "reason": "系统故障，纸质材料按期送达",
        }
        actions.say(cast.officer, project, values, at=late)
        passage = actions.go_through(
            cast.officer, project, {"gate": "filing", "reference": "备〔2026〕18号"}, at=late
        )
    assert {each["line"]: each["state"] for each in passage.lines}["in_time"] == "overridden"
    assert {each.gate for each in queries.passages(project.id)} == {
        "plan_entry",
        "start",
        "completion",
        "filing",
    }
