"""The life of a credit entry and of a blacklisting: every move, for every role, in every state."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.jobs import JOBS, run_due
from inspect_app.core.permits import SYSTEM, may
from inspect_app.credit import actions, queries
from inspect_app.credit.actions import blacklisting
from inspect_app.credit.models import Blacklisting, CreditEntry
from inspect_app.credit.rules import blacklist, life
from tests import make
from tests.cast import PEOPLE, Cast

NOW, REASON = make.NOW, {"reason": "理由"}
#: move -> who may take it; everybody else is refused in every state
WHO = {
    "confirm": {"officer"}, "object": {"contractor_a"}, "dismiss": {"officer"}, "allow": {"officer"},
    "appeal": {"contractor_a"}, "uphold": {"officer"}, "overturn": {"officer"}, "ask-repair": {"contractor_a"},
    "repair": {"officer"}, "refuse-repair": {"officer"}, "correct": {"officer"}, "withdraw": {"officer"},
}  # fmt: skip
LISTING = {"plead": {"contractor_a"}, "enter": {"officer"}, "leave": set(), "withdraw": {"officer"}}


def entered(cast: Cast, event: str = "stop_work", n: int = 0, at: datetime = NOW) -> CreditEntry:
    party = cast.party("contractor_a")
    with transaction():
        made = actions.propose(
            SYSTEM, party_id=party.id, project=cast.project(), event=event, source_kind="defect",
            source_id=f"source-{n}", source_number=f"QX-2026-{n:06d}", occurred_at=at, at=at,
        )  # fmt: skip
    assert made is not None
    return made


def move(actor: Any, entry: CreditEntry, name: str, *, days: float = 0, **values: Any) -> None:
    with transaction():
        actions.move(actor, entry, name, values or REASON, at=NOW + timedelta(days=days))


def daily(name: str, at: datetime) -> None:
    run_due(JOBS[f"credit.{name}"], at)


def test_each_move_is_for_its_people_alone_and_from_its_states_alone(cast: Cast) -> None:
    entry = entered(cast)
    with transaction():
        values = {
            "party_id": entry.party_id,
            "ground": "arrears",
            "document": "判 1",
            "issuer": "法院",
            "facts": "x",
        }
        one = blacklisting.propose(
            cast.officer, project=cast.project(), values={**values, "document_on": local_day(NOW)}, at=NOW
        )
    people = {name: getattr(cast, name) for name in PEOPLE}
    for thing, who in ((entry, WHO), (one, LISTING)):
        workflow = thing.WORKFLOW
        assert set(who) == {each.name for each in workflow.moves}
        for each in workflow.moves:
            verb = f"{workflow.kind}.{each.name}"
            assert {name for name, actor in people.items() if may(actor, verb, thing)} == who[each.name], verb
            for state in workflow.states:
                if state.name not in each.sources:
                    with pytest.raises(Problem) as refused:
                        workflow.take(state.name, each.name)
                    assert refused.value.slug == "wrong-state"


def test_an_objection_comes_in_time_once_and_an_appeal_is_decided_by_somebody_else(cast: Cast) -> None:
    late, entry = entered(cast, n=1), entered(cast)
    move(cast.officer, late, "confirm")
    with pytest.raises(Problem, match="conflict"):
        move(cast.contractor_a, late, "object", days=30)
    move(cast.officer, entry, "confirm")
    assert entry.published_on == local_day(NOW)
    with pytest.raises(Problem, match="conflict"):
        move(cast.contractor_a, entry, "appeal")
    move(cast.contractor_a, entry, "object", days=1)
    assert entry.published_on is None
    assert db.session.scalars(queries.published(local_day(NOW) + timedelta(days=1))).all() == [late]
    move(cast.officer, entry, "dismiss", days=2)
    assert entry.published_on is not None
    with pytest.raises(Problem, match="conflict"):
        move(cast.contractor_a, entry, "object", days=2)
    move(cast.contractor_a, entry, "appeal", days=3)
    day = local_day(NOW) + timedelta(days=3)
    assert queries.scores([entry.party_id], day)[entry.party_id].tenths == 880, "an appeal freezes nothing"
    assert entry in db.session.scalars(queries.published(day)).all()
    assert not may(cast.officer, "credit.uphold", entry)
    entry.dismissed_by = "another person"
    assert may(cast.officer, "credit.overturn", entry)
    move(cast.officer, entry, "overturn", days=4)
    assert (entry.state, entry.gone, entry.published_on) == ("withdrawn", "decision", None)


def test_a_repair_ends_publication_and_points_and_is_asked_for_after_the_shortest_time(cast: Cast) -> None:
    entry = entered(cast)
    move(cast.officer, entry, "confirm")
    with pytest.raises(Problem, match="conflict"):
        move(cast.contractor_a, entry, "ask-repair", days=60)
    assert entry.repair_from is not None
    asked = (entry.repair_from - local_day(NOW)).days
    move(cast.contractor_a, entry, "ask-repair", days=asked)
    day = local_day(NOW) + timedelta(days=asked)
    assert entry.repair_due_on is not None
    assert db.session.scalars(queries.published(day)).all() == [entry]
    assert queries.scores([entry.party_id], day)[entry.party_id].tenths == 940
    move(cast.officer, entry, "repair", days=asked + 1)
    later = day + timedelta(days=1)
    assert db.session.scalars(queries.published(later)).all() == []
    assert queries.scores([entry.party_id], later)[entry.party_id].tenths == 1000
    assert queries.score_on(entry.party_id, day).tenths == 940, "the past stays as it was"
    good = entered(cast, event="residents_satisfied", n=2)
    move(cast.officer, good, "confirm")
    with pytest.raises(Problem, match="conflict"):
        move(cast.contractor_a, good, "ask-repair", days=400)


def test_a_correction_stands_for_the_wrong_entry_with_a_time_to_object_of_its_own(cast: Cast) -> None:
    entry = entered(cast, event="overdue_rectification")
    move(cast.officer, entry, "confirm")
    for wrong in ({}, {"days": 2.5}, {"days": -1}, {"days": 4000}):
        with pytest.raises(Problem) as refused:
            move(cast.officer, entry, "correct", **REASON, **wrong)
        assert list(refused.value.errors) == ["days"]
        db.session.rollback()
    with transaction():
        actions.move(cast.officer, entry, "correct", {**REASON, "days": 3}, at=NOW + timedelta(days=2))
    made = db.session.scalars(select(CreditEntry).where(CreditEntry.corrects_id == entry.id)).one()
    assert (entry.state, made.state, made.tenths, made.occasion) == ("corrected", "proposed", -35, 2)
    assert made.object_by is not None
    assert entry.object_by is not None
    assert made.object_by > entry.object_by
    with transaction():
        again = actions.propose(
            SYSTEM, party_id=entry.party_id, project=cast.project(), event=entry.event, source_kind="defect",
            source_id=entry.source_id, source_number="x", occurred_at=NOW, at=NOW,
        )  # fmt: skip
    assert again is made


def test_an_expired_entry_reaches_no_score_list_search_or_draw(cast: Cast) -> None:
    # Enough of them for another grade: a draw that forgot their term would still weigh it.
    several = [entered(cast, n=n) for n in range(5)]
    for each in several:
        move(cast.officer, each, "confirm")
    entry, project = several[0], cast.project()
    party, last = entry.party_id, entry.expires_on - timedelta(days=1)

    def reached(day: Any) -> dict[str, Any]:
        return {
            "read": len(queries.items([party], day).get(party, [])), "tried": len(queries.weighed([party], day).get(party, [])),
            "score": len(queries.scores([party], day)[party].lines), "past": len(queries.score_on(party, day).lines),
            "list": len(db.session.scalars(queries.entries(party, day)).unique().all()),
            "public": len(db.session.scalars(queries.published(day, "安居建设")).all()),
            "draw": queries.risks([project.id], day)[project.id].grade,
        }  # fmt: skip

    read = {"read": 5, "tried": 5, "score": 5, "past": 5, "list": 5, "public": 5}
    assert reached(last) == {**read, "draw": "C"}
    assert entry.public_until == entry.expires_on
    # Read by no query: that the replay would leave it out as well is a second lock, not the only one.
    expired = {"read": 0, "tried": 0, "score": 0, "past": 0, "draw": "A"}
    assert reached(entry.expires_on) == {**expired, "list": 5, "public": 5}
    gone = entry.expires_on + timedelta(days=1)
    assert reached(gone) == {**expired, "list": 0, "public": 0}


def test_who_is_listed_weighs_in_draws_and_leaves_after_a_year_without_a_new_case(cast: Cast) -> None:
    party, project = cast.party("contractor_a"), cast.project()
    values = {
        "party_id": party.id, "ground": "subcontracting", "document": "罚 3", "issuer": "住建局", "facts": "转包",
        "document_on": local_day(NOW),
    }  # fmt: skip
    with transaction():
        one = blacklisting.propose(cast.officer, project=project, values=values, at=NOW)
    for name, value in (("document", "罚 3"), ("party_id", cast.party("contractor_b").id)):
        with pytest.raises(Problem) as refused:
            blacklisting.propose(cast.officer, project=project, values={**values, name: value}, at=NOW)
        assert list(refused.value.errors) == [name]

    def take(actor: Any, name: str, at: datetime) -> None:
        with transaction():
            blacklisting.move(actor, one, name, REASON, at=at)

    with pytest.raises(Problem, match="conflict"):
        take(cast.officer, "enter", NOW)
    take(cast.contractor_a, "plead", NOW)
    take(cast.officer, "enter", NOW)
    day = local_day(NOW)
    assert one.until == blacklist.last_day(day)
    assert queries.risks([project.id], day)[project.id].listed
    assert [each.id for each in db.session.scalars(queries.blacklisted(day))] == [one.id]
    grave = entered(cast, event="false_proof", at=NOW + timedelta(days=100))
    with transaction():
        actions.move(cast.officer, grave, "confirm", {}, at=NOW + timedelta(days=101))
    for _twice in range(2):
        daily("review_blacklist", NOW + timedelta(days=366))
    db.session.refresh(one)
    assert (one.state, one.until) == ("listed", blacklist.last_day(day, [day + timedelta(days=100)]))
    daily("review_blacklist", NOW + timedelta(days=470))
    after = db.session.get_one(Blacklisting, one.id)
    assert (after.state, queries.listed([party.id], day + timedelta(days=470))) == ("left", set())
    left = db.session.scalars(select(CreditEntry).where(CreditEntry.event == "was_blacklisted")).one()
    assert (left.tenths, left.kind, left.state) == (0, "once-listed", life.WORKFLOW.initial)


def test_a_case_that_falls_away_gives_back_the_time_it_had_added_and_stops_nobody_from_leaving(
    cast: Cast,
) -> None:
    party, day = cast.party("contractor_a"), local_day(NOW)
    with transaction():
        one = Blacklisting(
            party_id=party.id, project=cast.project(), ground="arrears", document="x", document_on=day, issuer="x",
            facts="x", state="listed", proposed_at=NOW, listed_at=NOW, until=blacklist.last_day(day),
        )  # fmt: skip
        db.session.add(one)
    grave = entered(cast, event="false_proof", at=NOW + timedelta(days=100))
    move(cast.officer, grave, "confirm", days=101)
    daily("review_blacklist", NOW + timedelta(days=110))
    db.session.refresh(one)
    assert one.until == blacklist.last_day(day, [day + timedelta(days=100)])
    move(cast.officer, grave, "withdraw", days=370)
    daily("review_blacklist", NOW + timedelta(days=371))
    db.session.expire_all()
    assert (one.state, one.until) == ("left", blacklist.last_day(day))
    told = [each.verb for each in journal.timeline("blacklisting", one.id)]
    assert told == ["blacklisting.lengthen", "blacklisting.shorten", "blacklisting.leave"]
