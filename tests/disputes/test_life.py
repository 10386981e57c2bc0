"""The whole life of a dispute: every state, every move, everybody; both sides' rooms and nobody else's."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry, react, timeline
from inspect_app.core.moves import open_moves
from inspect_app.core.permits import may
from inspect_app.disputes import actions, queries
from inspect_app.disputes.models import Dispute
from inspect_app.disputes.rules.life import WORKFLOW
from inspect_app.warranty.models import Claim
from tests import disputing, make
from tests.conftest import ON_POSTGRES
from tests.disputing import NEXT, dispute, fresh, resident, signed, take
from tests.warranty import claims

__all__ = ["ON_POSTGRES"]
LEADS, FIRM, OWN = {"community"}, {"contractor_a"}, {"resident"}
WHO = {
    "accept": LEADS, "decline": LEADS, "consent": FIRM, "refuse": FIRM, "draft": LEADS, "extend": LEADS, "agree": LEADS,
    "rewrite": LEADS | FIRM | OWN, "confirm": LEADS | FIRM | OWN, "revisit": LEADS, "settle": LEADS | OWN, "break": LEADS,
    "fail": LEADS, "withdraw": OWN,
}  # fmt: skip
PEOPLE = (
    "community", "street", "officer", "contractor_a", "contractor_b", "owner", "supervisor", "property", "utility",
    "inspector", "designer", "stranger",
)  # fmt: skip


def test_each_move_is_open_exactly_from_its_states_and_to_its_people(cast) -> None:
    for number, state in enumerate(disputing.PATHS):
        one = dispute(cast.project(), to=state, source=str(number))
        assert one.state == state
        assert (one.accountable is None) == WORKFLOW.state(state).final
        people = {name: getattr(cast, name) for name in PEOPLE} | {"resident": resident(one)}
        for name, actor in people.items():
            wanted = {each.name for each in WORKFLOW.open_moves(state) if name in WHO[each.name]}
            assert {each.name for each in open_moves(actor, one)} == wanted, (state, name)
            reads = name in {"community", "street", "officer", "contractor_a", "resident"}
            assert may(actor, "dispute.read", one) == reads, name
            if name != "resident":
                found = db.session.scalars(queries.one(actor, one.id)).unique().all()
                assert bool(found) == reads, name


def test_an_agreement_holds_once_both_signed_the_same_text_and_the_court_has_thirty_days(cast) -> None:
    one = dispute(cast.project(), to="drafted")
    with pytest.raises(Problem) as early:
        take(one, "agree")
    assert "申请人" in early.value.words("zh")
    one = fresh(one)
    signed(one)
    with pytest.raises(Problem):
        signed(fresh(one))
    one = fresh(one)
    take(one, "rewrite", {"reason": "期限太紧"})
    take(one, "draft")
    assert one.signed == frozenset()
    signed(one)
    assert len({each.content for each in one.signatures}) == 2
    take(one, "agree", actor=cast.community)
    assert (one.confirm_by - one.agreed_at.date()).days == 30
    assert one.visit_on > NEXT
    told = [each.data for each in timeline("dispute", one.id)]
    assert not any("李某" in str(each) for each in told)
    raw = db.session.execute(select(Dispute.witness, Dispute.id)).one()
    assert raw.witness == cast.community.name


def test_evidence_is_picked_from_what_one_may_see_and_comes_in_once(cast) -> None:
    project = cast.project()
    make.hold(project)
    ticket = make.defect(project)
    one = dispute(project, to="mediating")
    by_firm = {each.kind for each in queries.pieces(cast.contractor_a, one)}
    by_resident = {each.kind for each in queries.pieces(resident(one), one)}
    assert "hold" in by_firm
    assert by_resident == {"case"}
    hold = next(each for each in queries.pieces(cast.community, one) if each.kind == "hold")
    photos = [make.received("navy")]
    with transaction():
        first = actions.add_evidence(cast.community, one, kind="hold", thing_id=hold.id, at=make.NOW)
        again = actions.add_evidence(
            cast.contractor_a, one, kind="hold", thing_id=hold.id, at=make.later(hours=1)
        )
        for _twice in range(2):
            actions.add_evidence(resident(one), one, kind="own", why="滴水", photos=photos, at=make.NOW)
    assert first.id == again.id
    assert [each.side for each in queries.evidence(one.id)] == ["mediator", "applicant"]
    for kind, key in (("defect", "nothing"), ("hold", ticket.id), ("own", "")):
        with pytest.raises(Problem) as refused:
            actions.add_evidence(cast.contractor_a, one, kind=kind, thing_id=key, at=make.NOW)
        assert refused.value.status == 422


def test_an_expert_is_of_neither_side_and_what_is_still_booked_ends_with_the_dispute(cast) -> None:
    one = dispute(cast.project(), to="mediating")
    meet = make.later(days=2)
    given = {
        "qualification": "检测资质",
        "question": "渗漏原因",
        "payer": "loser",
        "meet_at": meet,
        "at": make.NOW,
    }
    with pytest.raises(Problem) as refused:
        actions.book(cast.community, one, expert=cast.party("contractor_a").name, **given)
    assert "expert" in refused.value.errors
    with transaction():
        done = actions.book(cast.community, one, expert="房屋质量检测站", **given)
        left = actions.book(cast.community, one, expert="另一检测站", **given)
        met = actions.call(cast.community, one, meet_at=meet, where="居委会", at=make.NOW)
    with pytest.raises(Problem):
        actions.move_appraisal(
            cast.community, done, "report", {"finding": "fault", "opinion": "施工缝"}, at=make.NOW
        )
    db.session.rollback()
    with transaction():
        actions.move_appraisal(
            cast.community, done, "report", {"finding": "fault", "opinion": "施工缝"}, at=meet
        )
        actions.move_mediation(
            cast.community, met, "hold", {"present": "both", "minutes": "各退一步"}, at=meet
        )
    for actor, allowed in ((cast.community, True), (cast.contractor_a, False), (cast.street, False)):
        assert may(actor, "appraisal.report", left) == allowed
    take(one, "fail", actor=cast.community)
    assert (left.state, done.state, met.state) == ("cancelled", "reported", "held")


def test_who_mediates_is_of_neither_side_and_a_case_is_mediated_once_at_a_time(cast) -> None:
    project = cast.project()
    one = dispute(project)
    assert one.mediator_id == cast.party("community").id
    with pytest.raises(Problem) as second:
        actions.open_dispute(
            resident(one),
            queries.case(resident(one), "claim", one.source_id),
            claim="再",
            wish="再",
            at=make.NOW,
        )
    assert one.number in second.value.words("zh")
    db.session.rollback()
    take(fresh(one), "withdraw", {}, actor=resident(one))
    ticket = make.defect(project, to="disputed")
    with pytest.raises(Problem):
        actions.open_dispute(
            cast.contractor_a,
            queries.case(cast.contractor_a, "defect", ticket.id),
            claim="x",
            wish="y",
            at=make.NOW,
        )
    db.session.rollback()
    with pytest.raises(Problem) as hidden:
        queries.case(cast.contractor_b, "defect", ticket.id)
    assert hidden.value.status == 404


def test_days_that_passed_and_the_courts_period_are_told_once_each(cast) -> None:
    one = dispute(cast.project())
    for days in (1, 8, 9):
        with transaction():
            actions.watch(cast.admin, at=make.later(days=days))
    take(one, "accept", at=make.later(days=9))
    for days in (10, 17, 18):
        with transaction():
            actions.watch(cast.admin, at=make.later(days=days))
    assert [each.verb for each in timeline("dispute", one.id)].count("dispute.fall-late") == 2
    agreed = dispute(cast.project(), to="agreed", source="9")
    for days in (20, 24, 25):
        with transaction():
            actions.watch(cast.admin, at=make.later(days=days))
    assert [each.verb for each in timeline("dispute", agreed.id)].count("dispute.remind") == 1


def test_a_claim_its_resident_withdraws_needs_no_mediation_and_an_agreement_stays(cast) -> None:
    ends, stays = dispute(cast.project(), to="mediating"), dispute(cast.project(), to="agreed", source="2")
    for each in (ends, stays):
        claim = db.session.get_one(Claim, each.source_id)
        claims.take(claim, "withdraw", actor=resident(each), at=make.later(days=1))
    while react():
        pass
    assert (fresh(ends).state, fresh(stays).state) == ("withdrawn", "agreed")
    assert not db.session.scalars(select(Entry).where(Entry.failure.is_not(None))).all()


def test_an_agreement_is_broken_only_after_its_day_and_put_off_once_within_bounds(cast) -> None:
    one = dispute(cast.project(), to="agreed")
    with pytest.raises(Problem):
        take(one, "break")
    one = dispute(cast.project(), to="mediating", source="2")
    by = one.mediate_by
    for until in (by, by + timedelta(days=31)):
        with pytest.raises(Problem) as refused:
            take(fresh(one), "extend", {"until": until, "reason": "等鉴定"})
        assert "until" in refused.value.errors
    take(fresh(one), "extend", {"until": by + timedelta(days=30), "reason": "等鉴定"})
    with pytest.raises(Problem):
        take(fresh(one), "extend", {"until": by + timedelta(days=60), "reason": "等鉴定"})
