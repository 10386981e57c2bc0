"""Claims as they go: made once, agreed on, missed, contested, repaired by others, begun anew."""

from datetime import date, timedelta

import pytest
from sqlalchemy import select

from inspect_app.acceptance.models import Document
from inspect_app.core import codes, journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.projects.models import Project
from inspect_app.warranty import actions
from inspect_app.warranty.models import Claim, RepairedPart
from inspect_app.warranty.queries import claims as queries
from inspect_app.warranty.queries import cover
from tests import make
from tests.make import NOW
from tests.warranty import claims as told
from tests.warranty.claims import KEY, MEET, take


@pytest.fixture
def project(cast):
    make.certificate(cast.project())
    return cast.project()


def test_a_claim_knows_its_clock_its_contractor_and_by_when_somebody_must_come(project):
    one, code = told.claim(project)
    assert one.clock.element.path == "1号楼 / 屋面"
    assert (one.covered, one.accountable.name, one.turn) == (True, "安居建设集团", "contractor")
    assert (one.there_by - NOW, local_day(one.done_by - timedelta(seconds=1))) == (
        timedelta(hours=24),
        date(2026, 5, 14),
    )
    assert queries.followed(one.number, codes.shown(code).lower(), KEY).id == one.id
    assert queries.followed(one.number, "0" * 16, KEY) is None
    assert queries.followed("BX-2026-999999", code, KEY) is None


def test_the_same_source_makes_one_claim_and_other_words_are_refused(project):
    one, code = told.claim(project)
    again, same = told.claim(project)
    assert (again.id, same) == (one.id, code)
    with pytest.raises(Problem, match="same-id-other-content"):
        told.claim(project, words="别的问题")
    assert len(db.session.scalars(select(Entry).where(Entry.verb == "claim.file")).all()) == 1


def test_a_complaint_above_makes_a_claim_without_a_code_of_its_own(project):
    asked = actions.Told(words="漏水", element_id=make.element_of(project).id)
    with transaction():
        one, code = actions.claim(SYSTEM, project, asked, source_kind="complaint", source_id="c-1", at=NOW)
    assert (code, one.code_seal) == ("", "")
    assert queries.followed(one.number, "", KEY) is None
    assert db.session.scalar(queries.of_source("complaint", "c-1")).id == one.id


def test_the_plain_way_ends_with_the_residents_own_word(project):
    one = told.taken(project, "confirmed")
    assert (one.state, one.accountable, one.satisfaction, one.visits[0].held_at) == (
        "confirmed",
        None,
        3,
        MEET,
    )
    entries = journal.timeline("claim", one.id)
    assert [each.verb for each in entries][-1] == "claim.confirm"
    assert all(each.data["accountable_party_id"] for each in entries[:-1])
    assert entries[-1].data["accountable_party_id"] is None


def test_each_entry_names_who_answers_from_then_on(project):
    one = told.taken(project, "dispatched")
    take(one, "decline", {"reason": "属人为损坏"})
    declined = journal.timeline("claim", one.id)[-1]
    assert declined.data["accountable_party_id"] == one.owner_id == one.accountable.id
    take(one, "insist", {"reason": "属渗漏"})
    insisted = journal.timeline("claim", one.id)[-1]
    assert insisted.data["accountable_party_id"] == one.contractor_id == one.accountable.id


def test_times_in_the_past_or_twice_the_same_are_refused_by_name(project):
    one = told.taken(project, "dispatched")
    with pytest.raises(Problem) as refused:
        take(one, "propose", {"slot_1": NOW})
    assert "slot_1" in refused.value.field_words("zh")
    with pytest.raises(Problem) as refused:
        take(one, "propose", {"slot_1": MEET, "slot_2": MEET})
    assert "slot_2" in refused.value.field_words("en")


def test_a_time_that_was_not_proposed_cannot_be_chosen(project):
    one = told.taken(project, "proposed")
    with pytest.raises(Problem) as refused:
        take(one, "agree", {"slot": "slot_3"})
    assert "slot" in refused.value.field_words("zh")
    take(one, "refuse-times", {"reason": "周末"})
    assert (one.state, one.visit.refused_at) == ("dispatched", NOW)


@pytest.mark.parametrize("who", ["resident", "contractor"])
def test_a_visit_missed_by_either_side_is_recorded_and_counted(project, who):
    one = told.taken(project, "appointed")
    with pytest.raises(Problem):
        take(one, f"{who}-absent", at=MEET)
    take(one, f"{who}-absent", at=MEET + timedelta(minutes=31))
    assert (one.state, one.visit.absent) == ("dispatched", who)
    kept = queries.kept_appointments(one.contractor_id)
    assert kept == {"held": 0, "contractor": 0, "resident": 0, who: 1}


def test_not_repaired_begins_another_round_with_another_day(project):
    one = told.taken(project, "repaired")
    first = one.done_by
    take(one, "contest", {"reason": "还在漏"}, at=MEET)
    assert (one.state, one.rounds, one.turn) == ("contested", 1, "contractor")
    assert one.done_by > first


def test_others_repair_only_when_the_contractor_is_late_and_it_is_charged(project):
    one = told.taken(project, "dispatched")
    with pytest.raises(Problem, match="conflict"):
        take(one, "take-over", {"firm": "某维修公司", "reason": "逾期"})
    late = one.done_by + timedelta(minutes=1)
    take(one, "take-over", {"firm": "某维修公司", "reason": "逾期"}, at=late)
    assert (one.accountable.id, one.turn) == (one.owner_id, "owner")
    with pytest.raises(Problem) as refused:
        take(one, "repair-by-others", {"cost": 0.001, "note": "已修", "photos": [told.photo(9)]}, at=late)
    assert "cost" in refused.value.field_words("zh")
    take(one, "repair-by-others", {"cost": 1234.56, "note": "已修", "photos": [told.photo(9)]}, at=late)
    assert queries.charged(project.id)[project.id] == [(one.number, 123_456)]
    take(one, "contest", {"reason": "还在漏"}, at=late)
    assert one.turn == "owner"
    take(one, "take-over", {"firm": "另一家", "reason": "返工"}, at=late)
    take(one, "repair-by-others", {"cost": 100, "note": "已修", "photos": [told.photo(8)]}, at=late)
    assert queries.charged(project.id)[project.id] == [(one.number, 133_456)]


def test_nobody_comes_to_a_danger_within_its_hours_and_others_may(project):
    one, _code = told.claim(project, urgency="gas")
    assert not actions.may_take_over(one, NOW + timedelta(hours=2))
    assert actions.may_take_over(one, NOW + timedelta(hours=2, minutes=1))
    assert actions.take_over_from(one) == one.there_by < one.done_by
    take(one, "dispatch", {"worker": "王师傅"})
    take(one, "attend", {"note": "已关阀"}, at=NOW + timedelta(hours=1))
    assert actions.take_over_from(one) == one.done_by


def test_what_a_resident_drilled_himself_ends_as_a_paid_repair_and_stays_on_record(project):
    one, _code = told.claim(project)
    take(one, "decline", {"reason": "住户钻孔打穿防水层"})
    assert one.turn == "owner"
    take(one, "rule-out", {"reason": "使用不当"})
    assert (one.state, one.accountable) == ("outside", None)
    assert db.session.get(Claim, one.id) is not None


def test_a_refusal_that_does_not_hold_gives_the_claim_back_with_a_new_day(project):
    one, _code = told.claim(project)
    take(one, "decline", {"reason": "不归我们"})
    take(one, "insist", {"reason": "屋面在保修期"}, at=MEET)
    assert (one.state, one.turn) == ("claimed", "contractor")
    assert one.there_by == MEET + timedelta(hours=24)


def test_a_repaired_part_begins_anew_once_where_local_law_says_so(project):
    one = told.taken(project, "confirmed")
    while journal.react():
        pass
    part = db.session.scalars(select(RepairedPart)).one()
    assert (part.starts_on, part.ends_on) == (local_day(MEET), date(2031, 5, 12))
    with transaction():
        assert actions.restart(SYSTEM, one, at=MEET).id == part.id
    at_end = cover(project.id, one.element_id, date(2031, 5, 12))
    assert (at_end.covered, at_end.exact, at_end.place) == (True, False, "1号楼 / 屋面")
    assert "第五十四条" in at_end.basis
    assert not cover(project.id, one.element_id, date(2031, 5, 13)).covered


def test_elsewhere_the_clock_simply_goes_on(project):
    with transaction():
        db.session.get_one(Project, project.id).region = "310101"
    told.taken(project, "confirmed")
    while journal.react():
        pass
    assert db.session.scalars(select(RepairedPart)).all() == []


def test_a_longer_agreement_lengthens_the_clock_and_a_shorter_one_is_refused(project, cast):
    paper = make.signer(project, "contractor")
    document = db.session.scalars(select(Document)).first()
    with pytest.raises(Problem) as refused, transaction():
        actions.agree(paper, project, code="W-WP", amount=5, document_id=document.id, at=NOW)
    assert "amount" in refused.value.field_words("zh")
    with transaction():
        actions.agree(paper, project, code="W-WP", amount=8, document_id=document.id, at=NOW)
    assert cover(project.id, make.element_of(project).id, date(2034, 5, 11)).covered
    with transaction():
        actions.agree(
            paper, project, code="W-WP", amount=8, document_id=document.id, begins_on=date(2026, 7, 1), at=NOW
        )
    assert cover(project.id, make.element_of(project).id, date(2034, 7, 1)).covered
    with pytest.raises(Problem) as refused, transaction():
        actions.agree(paper, project, code="W-LIFT", amount=8, document_id=document.id, at=NOW)
    assert "code" in refused.value.field_words("zh")
    with pytest.raises(Problem) as refused, transaction():
        actions.agree(paper, project, code="W-WP", amount=9, document_id="none", at=NOW)
    assert "document_id" in refused.value.field_words("zh")
