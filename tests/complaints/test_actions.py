"""Acts on complaints: one party for each, one entry an act, tickets raised and closed."""

from dataclasses import replace
from typing import Any

import pytest
from sqlalchemy import func, select, text

from inspect_app.complaints import actions, queries
from inspect_app.complaints.actions import Told
from inspect_app.complaints.api import resident_of
from inspect_app.complaints.models import Complaint
from inspect_app.core import journal
from inspect_app.core.codes import seal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry, react
from inspect_app.core.permits import ANYONE, SYSTEM, may
from inspect_app.defects import actions as defects
from inspect_app.defects.models import Defect
from inspect_app.projects import actions as projects
from tests import make
from tests.answering import CAUSE, approved
from tests.cast import BEGIN, REGION, Cast

KEY = "k" * 32
LEAK = Told(category="roof_leak", words="顶楼漏水，<b>很严重</b>", phone="13812345678", visit_consent=True)


def filed(cast: Cast, told: Told = LEAK, once: str = "a" * 32, site: str = "p17") -> Complaint:
    with transaction():
        return actions.file_complaint(
            ANYONE, project=cast.project(site), told=told, once=once, key=KEY, at=make.NOW
        )[0]


def moving(actor: Any, complaint: Complaint, name: str, **values: Any) -> None:
    with transaction():
        actions.move(actor, complaint, name, values, at=make.NOW)


def entries() -> int:
    return db.session.scalar(select(func.count()).select_from(Entry)) or 0


def upheld(cast: Cast, **told: Any) -> Complaint:
    complaint = filed(cast, replace(LEAK, **told))
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding="upheld", answer="属实，安排维修")
    react()
    return complaint


def test_a_complaint_has_a_number_a_party_and_the_dates_promised(cast: Cast) -> None:
    complaint = filed(cast, replace(LEAK, element_id=cast.element().id))
    assert complaint.number == "TS-2026-000001"
    assert complaint.accountable_party_id == cast.party("contractor_a").id
    assert complaint.route == "building"
    assert complaint.notice_by is not None
    assert complaint.notice_by.isoformat() == "2026-05-26"
    assert complaint.decide_by is None
    moving(cast.street, complaint, "accept")
    assert complaint.decide_by is not None
    assert complaint.decide_by.isoformat() == "2026-07-10"


def test_only_the_seal_of_the_code_is_stored(cast: Cast) -> None:
    with transaction():
        complaint, code = actions.file_complaint(
            ANYONE, project=cast.project(), told=LEAK, once="b" * 32, key=KEY, at=make.NOW
        )
    assert complaint.code_seal == seal("complaint", code, KEY)
    assert complaint.once_hash != "b" * 32
    for table in db.metadata.sorted_tables:
        for row in db.session.execute(select(table)).all():
            assert code not in str(tuple(row))
    assert "13812345678" not in str([each.data for each in journal.timeline("complaint", complaint.id)])


def test_the_same_form_sent_twice_files_one_complaint_with_one_code(cast: Cast) -> None:
    with transaction():
        first = actions.file_complaint(
            ANYONE, project=cast.project(), told=LEAK, once="c" * 32, key=KEY, at=make.NOW
        )
    before = entries()
    with transaction():
        again = actions.file_complaint(
            ANYONE, project=cast.project(), told=LEAK, once="c" * 32, key=KEY, at=make.NOW
        )
    assert (first[0].id, first[1]) == (again[0].id, again[1])
    assert entries() == before
    with pytest.raises(Problem) as refused:
        filed(cast, replace(LEAK, words="别的"), once="c" * 32)
    assert refused.value.slug == "same-id-other-content"


@pytest.mark.parametrize(
    ("told", "field"),
    [
        (replace(LEAK, words="  "), "words"),
        (replace(LEAK, words="漏" * 1001), "words"),
        (replace(LEAK, category="nonsense"), "category"),
        (replace(LEAK, phone="call me"), "phone"),
        (replace(LEAK, element_id="unknown"), "element_id"),
        (replace(LEAK, photos=["0" * 64] * 6), "photos"),
        (replace(LEAK, photos=["0" * 64]), "photos"),
    ],
)
def test_what_cannot_be_filed_is_refused_by_field_and_leaves_nothing(
    cast: Cast, told: Told, field: str
) -> None:
    before = entries()
    with pytest.raises(Problem) as refused:
        filed(cast, told)
    assert list(refused.value.errors) == [field]
    assert (db.session.scalar(select(func.count()).select_from(Complaint)), entries()) == (0, before)


def test_an_element_of_another_project_is_refused(cast: Cast) -> None:
    foreign = cast.element(site="p18").id
    with pytest.raises(Problem) as refused:
        filed(cast, replace(LEAK, element_id=foreign))
    assert list(refused.value.errors) == ["element_id"]


def test_without_any_party_a_complaint_is_refused_with_the_number_to_call(cast: Cast) -> None:
    with transaction():
        projects.add_project(SYSTEM, site="p19", name="无人", community="东里", region=REGION, at=BEGIN)
    with pytest.raises(Problem) as refused:
        filed(cast, site="p19")
    assert "12345" in refused.value.words("zh")


def test_the_database_itself_refuses_a_complaint_nobody_answers_for(cast: Cast) -> None:
    complaint = filed(cast)
    with pytest.raises(Exception, match=r"(?i)null"), db.engine.begin() as connection:
        connection.execute(
            text("UPDATE complaints SET accountable_party_id = NULL WHERE id = :id"), {"id": complaint.id}
        )


def test_every_act_writes_exactly_one_entry(cast: Cast) -> None:
    before = entries()
    complaint = filed(cast)
    resident = resident_of(complaint)
    acts: list[Any] = [
        lambda: actions.move(cast.street, complaint, "accept", {}, at=make.NOW),
        lambda: actions.tell(cast.street, complaint, words="已约人", at=make.NOW),
        lambda: actions.remark(cast.street, complaint, words="催一下", at=make.NOW),
        lambda: actions.see_phone(cast.street, complaint, purpose="ask", at=make.NOW),
        lambda: actions.assign(
            cast.street, complaint, party_id=cast.party("property").id, reason="物业范围", at=make.NOW
        ),
        lambda: actions.take_over(cast.property, complaint, at=make.NOW),
        lambda: actions.move(
            cast.street, complaint, "answer", {"finding": "unfounded", "answer": "无"}, at=make.NOW
        ),
        lambda: actions.move(cast.street, complaint, "resolve", {"answer": "已处理"}, at=make.NOW),
        lambda: actions.move(resident, complaint, "reopen", {"reason": "还漏"}, at=make.NOW),
    ]
    for done, act in enumerate(acts, 1):
        with transaction():
            act()
        assert entries() == before + 1 + done
    assert complaint.reopenings == 1


def test_an_upheld_complaint_raises_one_ticket_and_its_closing_asks_the_resident(cast: Cast) -> None:
    complaint = upheld(cast, element_id=cast.element().id)
    react()
    ticket = db.session.scalars(queries.tickets(complaint.id)).one()
    assert (ticket.source_kind, ticket.source_id, ticket.severity) == ("complaint", complaint.id, "serious")
    assert ticket.liable_party_id == cast.party("contractor_a").id
    assert ticket.element_id == cast.element().id
    with transaction():
        defects.move(cast.contractor_a, ticket, "accept", {}, at=make.NOW)
        approved(ticket, at=make.NOW)
        after = {"note": "已修", "after": [make.store_photo(make.photo("green"))]}
        defects.move(cast.contractor_a, ticket, "rectify", after, at=make.NOW)
        defects.move(cast.supervisor, ticket, "confirm", CAUSE, at=make.NOW)
    react()
    db.session.refresh(complaint)
    assert complaint.state == "resolved"


def test_reopened_and_upheld_again_raises_a_second_ticket(cast: Cast) -> None:
    complaint = upheld(cast)
    moving(cast.street, complaint, "resolve", answer="已修")
    moving(resident_of(complaint), complaint, "reopen", reason="还漏")
    assert not may(cast.contractor_a, "complaint.accept", complaint)
    assert may(cast.street, "complaint.accept", complaint)
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding="upheld", answer="再修")
    react()
    assert [each.source_id for each in db.session.scalars(queries.tickets(complaint.id))] == [
        complaint.id,
        f"{complaint.id}:1",
    ]


@pytest.mark.parametrize("finding", ["unfounded", "outside"])
def test_a_complaint_not_upheld_raises_no_ticket(cast: Cast, finding: str) -> None:
    complaint = filed(cast)
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding=finding, answer="经查不属实")
    react()
    assert db.session.scalar(select(func.count()).select_from(Defect)) == 0


def test_the_phone_is_for_those_who_handle_it_never_for_the_contractor(cast: Cast) -> None:
    complaint = filed(cast)
    allowed = {
        name
        for name in (
            "street",
            "owner",
            "officer",
            "contractor_a",
            "community",
            "property",
            "supervisor",
            "admin",
        )
        if may(getattr(cast, name), "complaint.see-phone", complaint)
    }
    assert allowed == {"street", "owner"}
    with transaction():
        actions.assign(cast.street, complaint, party_id=cast.party("property").id, reason="物业", at=make.NOW)
    assert not may(cast.property, "complaint.see-phone", complaint)
    with transaction():
        actions.take_over(cast.property, complaint, at=make.NOW)
    assert may(cast.property, "complaint.see-phone", complaint)
    assert not may(cast.street, "complaint.see-phone", complaint)


def test_whoever_answers_for_a_case_does_not_close_it(cast: Cast) -> None:
    complaint = filed(cast)
    for desk, other in (("street", "officer"), ("officer", "street")):
        complaint.accountable_party_id = next(iter(getattr(cast, desk).party_ids()))
        assert not may(getattr(cast, desk), "complaint.close", complaint)
        assert may(getattr(cast, other), "complaint.close", complaint)
    db.session.rollback()
