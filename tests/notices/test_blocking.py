"""What a standing stop blocks, and what it leaves alone; drafts of one source come together."""

from datetime import timedelta

import pytest

from inspect_app.acceptance.actions import begin, issue
from inspect_app.acceptance.actions import move as move_acceptance
from inspect_app.acceptance.queries import gate
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import react, timeline
from inspect_app.core.permits import SYSTEM
from inspect_app.holds.actions import move as move_hold
from inspect_app.notices import actions, queries
from inspect_app.notices.models import Notice
from inspect_app.projects.actions import move as move_project
from tests import make, noticing


def test_an_element_is_stopped_by_itself_what_is_above_it_and_the_whole_project(cast):
    project, other = cast.project(), cast.project("p18")
    roof, water = cast.element("1号楼 / 屋面"), cast.element("1号楼 / 给水")
    building, next_door = cast.element("1号楼"), cast.element("1号楼 / 屋面", "p18")
    for named, stopped in (
        ([], (building, roof, water)), ([building], (building, roof, water)), ([roof], (roof,)), ([water], (water,)),
    ):  # fmt: skip
        kind = "partial_stop" if named else "stop"
        one = noticing.notice(
            project, kind=kind, to="issued", actor=cast.officer, element_ids=[each.id for each in named]
        )
        for each in (building, roof, water):
            found = [stop.number for stop in queries.stops(project.id, each.id)]
            assert found == ([one.number] if each in stopped else []), (named, each.path)
        assert [each.number for each in queries.stops(project.id, None)] == [one.number]
        assert queries.stops(other.id, next_door.id) == []
        with transaction():
            actions.move(
                SYSTEM, db.session.get_one(Notice, one.id), "withdraw", {"reason": "撤"}, at=make.NOW
            )


def test_a_stop_holds_from_its_issue_until_it_is_resumed_or_withdrawn_and_no_other_kind_does(cast):
    project = cast.project()
    for kind, state, blocks in (
        ("stop", "draft", False), ("stop", "issued", True), ("stop", "served", True), ("stop", "asked", True),
        ("stop", "resumed", False), ("stop", "withdrawn", False), ("partial_stop", "issued", True),
        ("rectification", "issued", False), ("rectification", "served", False),
    ):  # fmt: skip
        one = noticing.notice(project, kind=kind, to=state, actor=cast.officer)
        assert (one.id in {each.id for each in queries.stops(project.id, None)}) == blocks, (kind, state)


def _announce(cast, hold):
    at = make.NOW
    given = {"meet_at": at + timedelta(hours=49), "note": "合格", "photos": [make.received("yellow")]}
    with transaction():
        move_hold(cast.contractor_a, hold, "announce", given, at=at)


def _sign_hold(cast, hold):
    with transaction():
        move_hold(cast.supervisor, hold, "sign", {"name": "supervisor"}, at=make.later(hours=50))


def test_a_hold_point_of_a_stopped_element_is_neither_announced_nor_signed(cast):
    project = cast.project()
    for state, act in (("waiting", _announce), ("announced", _sign_hold)):
        hold = make.hold(project, to=state)
        elsewhere = noticing.notice(
            project, kind="partial_stop", to="issued", actor=cast.officer,
            element_ids=[make.element_of(project, "water").id],
        )  # fmt: skip
        here = noticing.notice(project, kind="partial_stop", to="issued", actor=cast.officer)
        with pytest.raises(Problem) as refused:
            act(cast, hold)
        assert refused.value.status == 409
        assert here.number in refused.value.words("zh")
        assert here.number in refused.value.words("en")
        assert elsewhere.number not in refused.value.words("zh")
        with transaction():
            actions.move(
                cast.officer, db.session.get_one(Notice, here.id), "withdraw", {"reason": "撤"}, at=make.NOW
            )
        act(cast, hold)


def test_what_was_released_is_covered_and_sent_back_as_before(cast):
    hold = make.hold(cast.project(), to="released")
    noticing.notice(cast.project(), kind="stop", to="issued", actor=cast.officer)
    with transaction():
        move_hold(cast.contractor_a, hold, "cover", {}, at=make.later(days=3))
    assert hold.state == "covered"


def test_no_acceptance_is_opened_or_signed_while_any_stop_stands(cast):
    project = cast.project()
    make.ready(project)
    with transaction():
        acceptance = begin(SYSTEM, project, at=make.NOW)
    one = noticing.notice(project, kind="partial_stop", to="served", actor=cast.officer)
    with pytest.raises(Problem) as refused, transaction():
        move_acceptance(SYSTEM, acceptance, "open", {}, at=make.NOW)
    assert one.number in refused.value.words("zh")


def test_a_certificate_held_back_by_a_stop_comes_when_the_last_one_is_lifted(cast):
    project = cast.project()
    acceptance = make.signed(project)
    first, second = (noticing.notice(project, kind="stop", to="asked", actor=cast.officer) for _ in range(2))
    while react():
        pass
    assert acceptance.state == "signing"
    with pytest.raises(Problem) as refused, transaction():
        issue(SYSTEM, acceptance, at=make.NOW)
    assert first.number in refused.value.words("en")
    for each, state in ((first, "signing"), (second, "issued")):
        with transaction():
            actions.move(cast.officer, db.session.get_one(Notice, each.id), "resume", {}, at=make.NOW)
        while react():
            pass
        db.session.refresh(acceptance)
        assert acceptance.state == state


def test_the_same_source_adds_to_its_draft_and_never_doubles_anything(cast):
    project = cast.project()
    roof, water = make.element_of(project), make.element_of(project, "water")
    one, two = make.defect(project, title="临边无防护"), make.defect(project, title="脚手架缺连墙件")

    def danger(facts, element, defect):
        with transaction():
            return actions.draft(
                cast.inspector, project=project, kind="partial_stop", facts=facts, at=make.NOW,
                element_ids=[element.id], defect_ids=[defect.id], source_kind="danger", source_id="visit-1",
            )  # fmt: skip

    first = danger("屋面临边无防护", roof, one)
    for _ in range(2):
        assert danger("屋面临边无防护", roof, one).id == first.id
        assert danger("脚手架缺连墙件", water, two).id == first.id
    stored = db.session.get_one(Notice, first.id)
    assert {each.id for each in stored.elements} == {roof.id, water.id}
    assert {each.id for each in stored.defects} == {one.id, two.id}
    assert stored.facts == "屋面临边无防护\n脚手架缺连墙件"
    assert [each.verb for each in timeline("notice", first.id)] == ["notice.draft", "notice.add"]
    with transaction():
        actions.move(cast.officer, stored, "issue", {}, at=make.NOW)
    third = make.defect(project, title="卸料平台超载")
    again = danger("又一处", water, third)
    assert (again.id, again.state, len(again.defects)) == (first.id, "issued", 2)


def test_a_draft_for_the_whole_site_stays_one_for_the_whole_site(cast):
    project = cast.project()
    for elements in ([], [make.element_of(project).id]):
        with transaction():
            made = actions.draft(
                cast.inspector, project=project, kind="stop", facts="塔吊限位失灵", at=make.NOW, element_ids=elements,
                source_kind="danger", source_id="visit-2",
            )  # fmt: skip
    assert (made.whole, made.elements) == (True, [])


def test_what_a_draft_may_not_say_is_refused_by_field(cast):
    project, foreign = cast.project(), cast.project("p18")
    given = {"kind": "rectification", "facts": "临边无防护"}
    for wrong, field in (
        ({"kind": "resume"}, "kind"), ({"facts": "  "}, "facts"), ({"kind": "partial_stop"}, "element_ids"),
        ({"element_ids": [make.element_of(foreign).id]}, "element_ids"),
        ({"defect_ids": [make.defect(foreign).id]}, "defect_ids"), ({"source_kind": "wish"}, "source_kind"),
        ({"addressee_id": cast.party("contractor_b").id}, "addressee_id"),
    ):  # fmt: skip
        with pytest.raises(Problem) as refused, transaction():
            actions.draft(cast.officer, project=project, at=make.NOW, **{**given, **wrong})
        assert list(refused.value.errors) == [field]


def test_a_stopped_project_neither_starts_nor_resumes_and_its_gate_names_the_notice(cast):
    project = cast.project()
    partial = noticing.notice(
        project, kind="partial_stop", to="issued", actor=cast.officer, element_ids=[cast.element().id]
    )
    with transaction():
        move_project(SYSTEM, cast.project(), "suspend", {"reason": "停"}, at=make.NOW)
        move_project(SYSTEM, cast.project(), "resume", {"note": "复"}, at=make.NOW)  # the rest goes on
        move_project(SYSTEM, cast.project(), "suspend", {"reason": "停"}, at=make.NOW)
    whole = noticing.notice(cast.project(), kind="stop", to="issued", actor=cast.officer)
    with pytest.raises(Problem) as refused, transaction():
        move_project(SYSTEM, cast.project(), "resume", {"note": "复"}, at=make.NOW)
    assert str(whole.number) in str(refused.value.detail)
    (line,) = [each for each in gate(cast.project(), make.NOW) if each.requirement.key == "works"]
    assert line.missing is not None
    assert all(str(each.number) in line.missing[0] for each in (partial, whole))
