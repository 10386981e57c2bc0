"""A hold point's rounds, its notices and silence, its signatures, and what follows when it is covered unseen."""

from datetime import timedelta

import pytest
from sqlalchemy import func, select

from inspect_app.acceptance.queries import gate
from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.jobs import JOBS
from inspect_app.core.journal import Entry
from inspect_app.defects.models import Defect
from inspect_app.holds import actions, queries
from inspect_app.holds.models import Hold, HoldNotice
from tests import make
from tests.make import NOW, later


def move(actor, hold, verb, /, at=NOW, **values):
    with transaction():
        return actions.move(actor, hold, verb, values, at=at)


def announce(actor, hold, at=NOW, colour="red", hours=48):
    photo = make.received(colour)
    return move(
        actor, hold, "announce", at, meet_at=at + timedelta(hours=hours), note="自检合格", photos=[photo]
    )


def beat(at):
    with transaction():
        JOBS["holds.record_silence"].work(at)


def answers(hold):
    db.session.expire_all()
    return {each.role: each.answer for each in db.session.get_one(Hold, hold.id).told}


def line(project, key):
    return next(each for each in gate(project, NOW) if each.requirement.key == key)


def test_whoever_the_law_names_is_invited_and_the_supervisor_signs_without_being_asked_for(cast):
    hold = make.hold(cast.project())
    assert [each.role for each in hold.signers] == ["supervisor"]
    assert {each.role for each in hold.witnesses} == {"owner", "authority"}


def test_those_asked_for_sign_in_the_order_given_and_a_stranger_to_the_project_is_refused_by_field(cast):
    hold = make.hold(cast.project(), signers=["designer", "owner"], in_order=True)
    assert [each.role for each in hold.signers] == ["designer", "owner", "supervisor"]
    with pytest.raises(Problem) as wrong:
        make.hold(cast.project(), signers=["contractor"])
    assert "signers" in wrong.value.errors
    with pytest.raises(Problem) as wrong:
        make.hold(cast.project(), element_id=make.element_of(cast.project("p18")).id)
    assert "element_id" in wrong.value.errors
    with pytest.raises(Problem) as wrong:
        make.hold(cast.project(), item="x:y")
    assert "item" in wrong.value.errors


def test_it_may_stand_for_an_item_of_a_checklist(cast):
    version = make.checklist()
    hold = make.hold(cast.project(), item=f"{version.id}:base")
    assert (hold.template_version_id, hold.item_key) == (version.id, "base")


def test_the_time_announced_leaves_the_notice_its_hours(cast):
    hold = make.hold(cast.project())
    with pytest.raises(Problem) as wrong:
        announce(cast.contractor_a, hold, hours=47)
    assert "meet_at" in wrong.value.errors
    assert announce(cast.contractor_a, hold).state == "announced"
    assert {each.silent_at for each in hold.told} == {later(hours=48)}


def test_a_photo_of_the_last_round_does_not_show_the_works_as_they_lie_now(cast):
    hold = announce(cast.contractor_a, make.hold(cast.project()))
    move(cast.supervisor, hold, "refuse", reason="搭接不足")
    with pytest.raises(Problem) as wrong:
        announce(cast.contractor_a, hold)
    assert "photos" in wrong.value.errors
    announce(cast.contractor_a, hold, colour="green")
    assert (hold.rounds, hold.refusals) == (2, 1)


def test_silence_is_recorded_once_from_the_moment_the_notice_ran_however_late_the_clock_is(cast):
    hold = announce(cast.contractor_a, make.hold(cast.project()))
    with transaction():
        actions.answer(cast.owner, hold, answer="come", at=later(hours=1))
    beat(later(hours=47))
    assert answers(hold) == {"owner": "come", "authority": None}
    beat(later(days=30))
    beat(later(days=31))
    assert answers(hold) == {"owner": "come", "authority": "silent"}
    silent = db.session.scalars(select(HoldNotice).where(HoldNotice.answer == "silent")).one()
    assert silent.answered_at == later(hours=48)
    said = db.session.scalar(select(func.count()).where(Entry.verb == "hold.silence"))
    assert said == 1


def test_an_answer_after_the_notice_ran_is_silence_even_before_the_clock_has_come(cast):
    hold = announce(cast.contractor_a, make.hold(cast.project()))
    with pytest.raises(Problem) as late, transaction():
        actions.answer(cast.owner, hold, answer="absent", at=later(hours=48))
    assert late.value.status == 409
    beat(later(hours=48))
    assert answers(hold) == {"owner": "silent", "authority": "silent"}


def test_a_round_that_was_sent_back_asks_nobody_any_more(cast):
    hold = announce(cast.contractor_a, make.hold(cast.project()))
    move(cast.supervisor, hold, "refuse", at=later(hours=2), reason="搭接不足")
    beat(later(days=9))
    assert answers(hold) == {"owner": None, "authority": None}
    assert all(each.moot_at == later(hours=2) for each in hold.told)


def test_nobody_signs_while_those_invited_may_still_come(cast):
    hold = announce(cast.contractor_a, make.hold(cast.project()), hours=60)
    with pytest.raises(Problem) as early:
        move(cast.supervisor, hold, "sign", at=later(hours=50), name="supervisor")
    assert early.value.status == 409
    for actor in (cast.owner, cast.officer):
        with transaction():
            actions.answer(actor, hold, answer="absent", at=later(hours=1))
    assert move(cast.supervisor, hold, "sign", at=later(hours=2), name="supervisor").state == "released"


def test_the_last_signature_releases_and_only_then_it_may_be_covered(cast):
    hold = announce(cast.contractor_a, make.hold(cast.project(), signers=["designer"], in_order=True))
    with pytest.raises(Problem):
        move(cast.supervisor, hold, "sign", at=later(hours=48), name="supervisor")
    move(cast.designer, hold, "sign", at=later(hours=48), name="designer")
    with pytest.raises(Problem):
        move(cast.contractor_a, hold, "cover", at=later(hours=49))
    move(cast.supervisor, hold, "sign", at=later(hours=49), name="supervisor")
    assert (hold.state, hold.released_at) == ("released", later(hours=49))
    assert move(cast.contractor_a, hold, "cover", at=later(hours=50)).state == "covered"


def test_silence_never_stands_for_a_signature(cast):
    hold = announce(cast.contractor_a, make.hold(cast.project()))
    beat(later(days=30))
    assert db.session.get_one(Hold, hold.id).state == "announced"


def test_signatures_of_a_round_sent_back_do_not_count_in_the_next(cast):
    hold = announce(cast.contractor_a, make.hold(cast.project(), signers=["owner"]))
    move(cast.owner, hold, "sign", at=later(hours=48), name="owner")
    move(cast.supervisor, hold, "refuse", at=later(hours=48), reason="搭接不足")
    announce(cast.contractor_a, hold, at=later(hours=49), colour="green")
    assert {each.role for each in hold.to_sign} == {"owner", "supervisor"}


def test_a_signer_writes_their_own_name(cast):
    hold = announce(cast.contractor_a, make.hold(cast.project()))
    with pytest.raises(Problem) as wrong:
        move(cast.supervisor, hold, "sign", at=later(hours=48), name="somebody")
    assert "name" in wrong.value.errors


def test_covered_without_release_raises_one_defect_against_the_contractor_with_its_photos(cast):
    hold = make.hold(cast.project())
    photo = make.received("red")
    move(cast.inspector, hold, "breach", reason="保护层已铺", photos=[photo])
    defect = db.session.scalars(select(Defect).where(Defect.source_kind == "hold")).one()
    assert (defect.severity, defect.element_id) == ("serious", hold.element_id)
    assert defect.liable_party_id == cast.party("contractor_a").id
    assert "第三十条" in defect.clause
    assert queries.defects_of(hold.id) == [defect]


def test_what_was_released_and_is_found_in_order_is_paid_by_the_owner(cast):
    hold = make.hold(cast.project(), to="covered")
    move(cast.owner, hold, "reopen", at=later(days=9), reason="怀疑漏做")
    assert move(cast.supervisor, hold, "uphold", at=later(days=10)).state == "covered"
    assert hold.payer == "owner"


def test_what_is_found_not_in_order_is_paid_by_the_contractor_and_has_to_be_signed_again(cast):
    hold = make.hold(cast.project(), to="covered")
    move(cast.owner, hold, "reopen", at=later(days=9), reason="怀疑漏做")
    move(cast.supervisor, hold, "condemn", at=later(days=10), reason="漏做附加层")
    assert (hold.state, hold.payer, hold.released_at) == ("refused", "contractor", None)
    announce(cast.contractor_a, hold, at=later(days=11), colour="green")
    assert hold.state == "announced"


def test_what_was_covered_on_the_quiet_is_opened_at_the_contractors_cost_and_announced_anew(cast):
    hold = make.hold(cast.project())
    move(cast.inspector, hold, "breach", reason="保护层已铺")
    move(cast.owner, hold, "reopen", at=later(days=1), reason="未经验收")
    assert hold.payer == "contractor"
    announce(cast.contractor_a, hold, at=later(days=2))
    move(cast.supervisor, hold, "sign", at=later(days=4), name="supervisor")
    assert (hold.state, hold.payer) == ("released", "contractor")


def test_the_gate_lacks_a_hold_point_until_it_is_released_and_then_counts_its_element_as_recorded(cast):
    project = cast.project()
    assert "屋面" in line(project, "concealed_works").missing[0]
    hold = make.hold(project)
    assert hold.number in line(project, "hold_points").missing[0]
    make.papers(project)
    assert not line(project, "hold_points").ok, "no paper replaces the signatures"
    photo = make.received("red")
    move(cast.contractor_a, hold, "announce", meet_at=later(hours=48), note="合格", photos=[photo])
    move(cast.supervisor, hold, "sign", at=later(hours=48), name="supervisor")
    assert line(project, "hold_points").ok
    assert hold.element_id in queries.cleared([project.id])


def test_a_dropped_hold_point_stops_nothing_and_releases_nothing(cast):
    hold = make.hold(cast.project())
    move(cast.supervisor, hold, "drop", reason="设计变更，不再隐蔽")
    assert line(cast.project(), "hold_points").ok
    assert queries.cleared([hold.project_id]) == set()


def test_every_step_stands_in_the_journal(cast):
    hold = make.hold(cast.project(), to="covered")
    verbs = [each.verb for each in journal.timeline("hold", hold.id)]
    assert verbs == ["hold.add", "hold.announce", "hold.sign", "hold.release", "hold.cover"]
