"""Evidence of a complaint shows what may be seen of its photos; a ticket whose dispute was rejected goes to mediation."""

from dataclasses import replace

from sqlalchemy import select

from inspect_app.complaints import actions as complaints
from inspect_app.complaints.queries import photos_of as sealed
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import react
from inspect_app.core.permits import Actor
from inspect_app.defects import actions as defects
from inspect_app.disputes import actions, queries
from inspect_app.disputes.models import Dispute, DisputeEvidence
from tests import make
from tests.complaints.test_actions import LEAK, filed, moving
from tests.disputing import fresh


def settle() -> None:
    while react():
        pass


def test_evidence_of_a_complaint_shows_only_copies_and_no_longer_one_that_was_taken_back(
    cast, browser
) -> None:
    complaint = filed(cast, replace(LEAK, photos=[make.received("white"), make.received("blue")]))
    moving(cast.contractor_a, complaint, "accept")
    moving(cast.contractor_a, complaint, "answer", finding="unfounded", answer="不属实")
    first, second = sealed(complaint.id)
    with transaction():
        complaints.decide_photo(cast.street, first, "redact", {"boxes": "0,0,5000,5000"}, at=make.NOW)
    copy, resident = first.copy_sha256, Actor("resident", complaint.id, "居民")
    with transaction():
        case = queries.case(resident, "complaint", complaint.id)
        one = actions.open_dispute(resident, case, claim="漏水不修", wish="重做", at=make.NOW)
        piece = actions.add_evidence(resident, one, kind="case", thing_id=complaint.id, at=make.NOW)
    assert piece.photos == [copy]
    assert not {first.sha256, second.sha256} & set(piece.photos)
    room = f"/disputes/{one.id}"
    assert "/f/" in browser("community").get(room).text
    with transaction():
        complaints.decide_photo(cast.street, first, "again", {"reason": "还有一张脸"}, at=make.NOW)
    again = db.session.scalars(select(DisputeEvidence)).one()
    assert queries.photos_of(again) == []
    assert again.photos == [copy], "what it was when it came in is on record still"
    assert "/f/" not in browser("community").get(room).text


def test_a_ticket_whose_dispute_was_rejected_is_mediated_until_it_is_void(cast) -> None:
    ticket = make.defect(cast.project(), to="disputed")
    with transaction():
        defects.move(cast.supervisor, ticket, "reject", {"reason": "合同范围内"}, at=make.NOW)
    with transaction():
        case = queries.case(cast.contractor_a, "defect", ticket.id)
        one = actions.open_dispute(
            cast.contractor_a, case, claim="不在承包范围", wish="改由他方承担", at=make.NOW
        )
    assert (one.applicant_id, one.source_number) == (cast.party("contractor_a").id, ticket.number)
    assert one.respondent_id == cast.party("supervisor").id or one.respondent_id == cast.party("owner").id
    with transaction():
        defects.move(cast.supervisor, ticket, "void", {"reason": "重复登记"}, at=make.NOW)
    settle()
    assert fresh(one).state == "withdrawn"
    assert db.session.scalars(select(Dispute)).one().ended_at is not None
