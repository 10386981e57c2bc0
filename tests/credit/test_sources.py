"""Which sources give entries: each party its own, what falls away goes, what comes back comes back."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry, react
from inspect_app.core.permits import SYSTEM
from inspect_app.credit.models import CreditEntry
from inspect_app.defects import actions as defects
from inspect_app.defects.models import Defect
from inspect_app.notices.actions import move as move_notice
from tests import make
from tests.cast import Cast
from tests.noticing import notice
from tests.warranty.claims import claim, take, taken

NOW = make.NOW
DUE = make.later(days=7)


def move(actor: Any, defect: Defect, name: str, days: float = 0, **values: Any) -> None:
    with transaction():
        defects.move(actor, defect, name, values, at=DUE + timedelta(days=days))


def overdue(defect: Defect, days: float = 0.5) -> None:
    with transaction():
        defects.mark_overdue(SYSTEM, defect, at=DUE + timedelta(days=days))
    react()


def entries(event: str = "") -> list[tuple[str, str, int]]:
    rows = db.session.scalars(select(CreditEntry).order_by(CreditEntry.id))
    return [(each.party_id, each.state, each.occasion) for each in rows if event in ("", each.event)]


def again() -> None:
    """Let every reaction run once more, as after a kill before its mark."""
    with transaction():
        for each in db.session.scalars(select(Entry)):
            each.pending, each.tries, each.next_try_at = True, 0, None
    while react():
        pass


def test_a_reassigned_ticket_gives_the_next_liable_party_an_entry_of_its_own(cast: Cast) -> None:
    defect, owner = make.defect(cast.project()), cast.project().party("owner")
    assert owner is not None
    first = defect.liable_party_id
    overdue(defect)
    move(cast.contractor_a, defect, "dispute", claim="甲供材料", evidence=[make.received("yellow")])
    move(cast.supervisor, defect, "reassign", liable_party_id=owner.id, reason="甲供材料")
    react()
    assert entries() == [(first, "withdrawn", 1)]
    overdue(defect, days=20)
    assert entries() == [(first, "withdrawn", 1), (owner.id, "proposed", 1)]
    again()
    assert entries() == [(first, "withdrawn", 1), (owner.id, "proposed", 1)]


def test_a_ticket_brought_back_gives_the_entry_again_that_voiding_took(cast: Cast) -> None:
    defect = make.defect(cast.project(), kind="hazard", severity="general")
    party = defect.liable_party_id
    move(cast.contractor_a, defect, "accept", days=-1)
    overdue(defect)
    move(cast.officer, defect, "void", days=1, reason="登记有误")
    react()
    move(cast.officer, defect, "reopen", days=3, reason="系误作废")
    react()
    late = [(party, "withdrawn", 1), (party, "proposed", 2)]
    assert entries("overdue_rectification") == late
    assert entries("general_hazard") == [(party, "withdrawn", 1)]
    first, second = db.session.scalars(
        select(CreditEntry).where(CreditEntry.event == "overdue_rectification").order_by(CreditEntry.id)
    )
    assert first.gone == "source"
    assert (second.occurred_on, second.object_by is not None) == (first.occurred_on, True)
    move(cast.contractor_a, defect, "accept", days=4)
    react()
    assert entries("general_hazard") == [(party, "withdrawn", 1), (party, "proposed", 2)]
    again()
    assert entries("overdue_rectification") == late


def test_a_ticket_raised_twice_counts_once_and_again_when_it_is_taken_out(cast: Cast) -> None:
    head, twin = (make.defect(cast.project()) for _ in range(2))
    overdue(twin)
    move(cast.supervisor, twin, "join", into=head.number, why="duplicate")
    react()
    assert [each[1:] for each in entries()] == [("withdrawn", 1)]
    move(cast.supervisor, twin, "unjoin", days=1, reason="不是同一处")
    react()
    assert [each[1:] for each in entries()] == [("withdrawn", 1), ("proposed", 2)]


def test_the_same_trouble_at_the_same_place_within_ninety_days_counts(cast: Cast) -> None:
    roof = make.element_of(cast.project())

    def raised(clause: str, days: float) -> Defect:
        at = NOW + timedelta(days=days)
        one = make.defect(cast.project(), at=at, element_id=roof.id, clause=clause)
        move(cast.contractor_a, one, "accept", days - 6)
        return one

    before = raised("GB 50207 5.1", 0)
    move(cast.contractor_a, before, "rectify", note="已修", after=[make.received("green")])
    move(cast.supervisor, before, "confirm", 1)
    raised("GB 50207 9.9", 20)
    raised("", 20)
    raised("GB 50207 5.1", 120)
    react()
    assert entries("same_defect_again") == []
    raised("GB 50207 5.1", 60)
    react()
    assert len(entries("same_defect_again")) == 1


def test_a_stop_counts_for_whom_it_is_for_and_goes_with_the_notice(cast: Cast) -> None:
    project = cast.project()
    notice(project, actor=cast.officer, kind="rectification", to="issued")
    stop = notice(project, actor=cast.officer, kind="stop", to="issued")
    react()
    one = db.session.scalars(select(CreditEntry)).one()
    assert (one.event, one.party_id, one.source_number) == ("stop_work", stop.addressee_id, stop.number)
    assert one.issuer == stop.issuer
    with transaction():
        move_notice(cast.officer, stop, "withdraw", {"reason": "误发"}, at=NOW)
    react()
    assert [each[1] for each in entries()] == ["withdrawn"]


def test_claims_answered_late_or_refused_without_right_count_and_go_when_not_covered(cast: Cast) -> None:
    project, firm = cast.project(), cast.party("contractor_a").id
    taken(project, "attended", urgency="general", source="in-time")
    react()
    in_time = entries("warranty_late")
    late = taken(project, "appointed", source="late")
    take(late, "attend", {"note": "x"}, at=late.there_by + timedelta(days=1))
    react()
    assert entries("warranty_late") == [*in_time, (firm, "proposed", 1)]
    refused, _code = claim(project, source="refused")
    take(refused, "decline", {"reason": "住户自己弄的"})
    react()
    assert entries("warranty_refused") == [], "whether it was refused without right is not decided yet"
    take(refused, "insist", {"reason": "在保修期"})
    react()
    assert entries("warranty_refused") == [(firm, "proposed", 1)]
    take(refused, "decline", {"reason": "有新证据"})
    take(refused, "rule-out", {"reason": "确系住户装修损坏"})
    react()
    assert entries("warranty_refused") == [(firm, "withdrawn", 1)]
