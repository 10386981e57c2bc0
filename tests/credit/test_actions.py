"""Credit entries: from events, once each, by the days; objected to, decided, replayed on any day."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import func, select

from inspect_app.complaints import actions as complaints
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.jobs import JOBS, run_due
from inspect_app.core.journal import Entry, react
from inspect_app.core.permits import SYSTEM, may
from inspect_app.credit import actions, queries
from inspect_app.credit.models import CreditEntry
from inspect_app.defects import actions as defects
from inspect_app.defects.models import Defect
from tests import make
from tests.cast import Cast
from tests.complaints.test_actions import filed

DUE = make.later(days=7)


def overdue(cast: Cast, days: float = 0.5) -> tuple[Defect, CreditEntry]:
    defect = make.defect(cast.project())
    with transaction():
        defects.mark_overdue(SYSTEM, defect, at=DUE + timedelta(days=days))
    react()
    return defect, db.session.scalars(select(CreditEntry)).one()


def moving(actor: Any, entry: CreditEntry, name: str, at: datetime = DUE, **values: Any) -> None:
    with transaction():
        actions.move(actor, entry, name, values, at=at)


def entries_of(entry: CreditEntry) -> list[str]:
    return [each.verb for each in journal.timeline("credit", entry.id)]


def daily(name: str, at: datetime) -> None:
    run_due(JOBS[f"credit.{name}"], at)


def test_an_overdue_ticket_gives_one_proposed_entry_with_its_working(cast: Cast) -> None:
    defect, entry = overdue(cast, days=2.5)
    assert (entry.party_id, entry.tenths, entry.state) == (defect.liable_party_id, -30, "proposed")
    assert (entry.event, entry.rule, entry.source_id) == ("overdue_rectification", "2026-2", defect.id)
    assert defect.number in entry.explanation_zh
    assert entry.occurred_on == local_day(defect.due_at)
    assert entries_of(entry) == ["credit.propose"]
    with transaction():
        again = actions.propose(
            SYSTEM, party_id=entry.party_id, project=defect.project, event=entry.event, source_kind="defect",
            source_id=defect.id, source_number="x", occurred_at=DUE, at=DUE,
        )  # fmt: skip
    assert again is not None
    assert again.id == entry.id
    assert db.session.scalar(select(func.count()).select_from(CreditEntry)) == 1


def test_points_follow_the_days_by_the_daily_job_and_are_final_when_closed(cast: Cast) -> None:
    defect, entry = overdue(cast)
    daily("follow_overdue", DUE + timedelta(days=3, hours=1))
    db.session.refresh(entry)
    first = entry.tenths
    assert first in (-30, -35)
    daily("follow_overdue", DUE + timedelta(days=3, hours=1))
    assert entries_of(entry) == ["credit.propose", "credit.update"]
    with transaction():
        defects.move(cast.contractor_a, defect, "accept", {}, at=DUE + timedelta(days=4))
        fix = {"note": "已修", "after": [make.store_photo(make.photo("green"))]}
        defects.move(cast.contractor_a, defect, "rectify", fix, at=DUE + timedelta(days=4))
        defects.move(cast.supervisor, defect, "confirm", {}, at=DUE + timedelta(days=9))
    react()
    db.session.refresh(entry)
    assert (entry.tenths, entry.settled_at) == (-40, DUE + timedelta(days=9))
    assert "超期 4 天" in entry.explanation_zh
    daily("follow_overdue", DUE + timedelta(days=30))
    db.session.refresh(entry)
    assert entry.tenths == -40
    assert entries_of(entry)[-1] == "credit.settle"


def test_a_ticket_that_was_a_mistake_takes_its_entry_with_it(cast: Cast) -> None:
    defect, entry = overdue(cast)
    with transaction():
        defects.move(cast.officer, defect, "void", {"reason": "重复"}, at=DUE)
    react()
    db.session.refresh(entry)
    assert entry.state == "withdrawn"


def test_an_accepted_hazard_counts_by_its_severity_and_a_quality_defect_does_not(cast: Cast) -> None:
    for severity, kind in (("major", "hazard"), ("general", "hazard"), ("major", "quality")):
        defect = make.defect(cast.project(), severity=severity, kind=kind)
        with transaction():
            defects.move(cast.contractor_a, defect, "accept", {}, at=make.NOW)
    react()
    found = {each.event: each.tenths for each in db.session.scalars(select(CreditEntry))}
    assert found == {"major_hazard": -100, "general_hazard": -10}


def test_an_upheld_complaint_counts_once_for_the_firm_that_answers(cast: Cast) -> None:
    complaint = filed(cast)
    for name, values in (("accept", {}), ("answer", {"finding": "upheld", "answer": "属实"})):
        with transaction():
            complaints.move(cast.street, complaint, name, values, at=make.NOW)
    react()
    entry = db.session.scalars(select(CreditEntry)).one()
    assert (entry.event, entry.tenths, entry.party_id) == (
        "complaint_upheld", -10, cast.party("contractor_a").id,
    )  # fmt: skip


def test_a_proposed_entry_does_not_count_until_it_takes_effect(cast: Cast) -> None:
    _defect, entry = overdue(cast)
    day = local_day(DUE)
    assert queries.scores([entry.party_id], day)[entry.party_id].tenths == 1000
    moving(cast.officer, entry, "confirm")
    assert entry.published_on is None, "minor information is not published"
    assert queries.scores([entry.party_id], day)[entry.party_id].tenths == 980


def test_an_unopposed_entry_takes_effect_by_itself_after_its_working_days(cast: Cast) -> None:
    _defect, entry = overdue(cast)
    assert entry.object_by is not None
    last = datetime.combine(entry.object_by, make.NOW.timetz())
    daily("take_effect", last)
    db.session.refresh(entry)
    assert entry.state == "proposed"
    daily("take_effect", last + timedelta(days=1))
    db.session.refresh(entry)
    assert entry.state == "effective"


def test_an_objection_freezes_the_entry_and_the_authority_decides(cast: Cast) -> None:
    _defect, entry = overdue(cast)
    moving(cast.officer, entry, "confirm")
    assert may(cast.contractor_a, "credit.object", entry)
    assert not may(cast.contractor_b, "credit.object", entry)
    assert not may(cast.contractor_a, "credit.dismiss", entry)
    moving(cast.contractor_a, entry, "object", reason="停电三天")
    assert (entry.published_on, entry.objection) == (None, "停电三天")
    assert queries.scores([entry.party_id], local_day(DUE))[entry.party_id].tenths == 1000
    daily("take_effect", DUE + timedelta(days=90))
    db.session.refresh(entry)
    assert entry.state == "objected"
    moving(cast.officer, entry, "dismiss", reason="停电有备用电源")
    assert entry.state == "effective"
    with pytest.raises(Problem) as refused:
        moving(cast.contractor_a, entry, "object", reason="又议")
    assert refused.value.slug == "conflict"
    db.session.rollback()


def test_an_objection_needs_its_reason(cast: Cast) -> None:
    _defect, entry = overdue(cast)
    with pytest.raises(Problem) as refused:
        moving(cast.contractor_a, entry, "object", reason="  ")
    assert list(refused.value.errors) == ["reason"]


def test_every_move_writes_exactly_one_entry(cast: Cast) -> None:
    _defect, entry = overdue(cast)
    count = select(func.count()).select_from(Entry)
    before = db.session.scalar(count) or 0
    for done, (actor, name, values) in enumerate(
        [
            (cast.officer, "confirm", {}),
            (cast.contractor_a, "object", {"reason": "异议"}),
            (cast.officer, "allow", {"reason": "成立"}),
        ],
        1,
    ):
        moving(actor, entry, name, **values)
        assert db.session.scalar(count) == before + done


def test_a_score_of_any_past_day_is_replayed_as_it_stood(cast: Cast) -> None:
    _defect, entry = overdue(cast)
    party, day = entry.party_id, local_day(DUE)
    moving(cast.officer, entry, "confirm", at=DUE + timedelta(days=1))
    daily("follow_overdue", DUE + timedelta(days=5))
    moving(cast.contractor_a, entry, "object", at=DUE + timedelta(days=6), reason="异议")
    moving(cast.officer, entry, "allow", at=DUE + timedelta(days=8), reason="成立")
    found = [queries.score_on(party, day + timedelta(days=n)).tenths for n in (0, 1, 5, 6, 9)]
    assert found[0] == 1000
    assert found[1] == 980
    assert found[2] in (955, 960)
    assert found[3:] == [1000, 1000]


def test_todays_score_is_the_same_from_the_rows_and_from_the_journal(cast: Cast) -> None:
    _defect, entry = overdue(cast)
    moving(cast.officer, entry, "confirm")
    for day in (local_day(DUE), local_day(DUE) + timedelta(days=364), date(2030, 1, 1)):
        assert queries.scores([entry.party_id], day)[entry.party_id] == queries.score_on(entry.party_id, day)


def test_a_void_ticket_settles_an_objection_in_favour_of_the_party(cast: Cast) -> None:
    defect, entry = overdue(cast)
    moving(cast.contractor_a, entry, "object", reason="不是我方部位")
    with transaction():
        defects.move(cast.officer, defect, "void", {"reason": "登记有误"}, at=DUE)
    react()
    db.session.refresh(entry)
    assert (entry.state, entries_of(entry)[-1]) == ("withdrawn", "credit.allow")


def test_an_upheld_dispute_takes_its_entry_from_the_party_that_was_not_liable(cast: Cast) -> None:
    defect, entry = overdue(cast)
    claim = {"claim": "材料由建设单位供应", "evidence": [make.received("yellow")]}
    owner = cast.project().party("owner")
    assert owner is not None
    with transaction():
        defects.move(cast.contractor_a, defect, "dispute", claim, at=DUE)
    with transaction():
        given = {"liable_party_id": owner.id, "reason": "甲供材料"}
        defects.move(cast.supervisor, defect, "reassign", given, at=DUE)
    react()
    db.session.refresh(entry)
    assert (entry.state, entries_of(entry)[-1]) == ("withdrawn", "credit.withdraw")
