"""What counts for credit as it happens: tickets, stop-work notices, upheld complaints, claims under warranty."""

from datetime import datetime

from sqlalchemy import select

from inspect_app.complaints.models import Complaint
from inspect_app.core.calendar import start_of_day
from inspect_app.core.db import db
from inspect_app.core.journal import Entry, on
from inspect_app.core.permits import SYSTEM
from inspect_app.credit import actions, queries
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.rules.catalogue import days_late
from inspect_app.defects.models import Defect
from inspect_app.identity.models import Party
from inspect_app.notices.models import Notice
from inspect_app.notices.rules import STOPS
from inspect_app.readings.models import Alarm
from inspect_app.readings.queries.alarms import origins_in_doubt
from inspect_app.warranty.models import Claim

#: states of a ticket that gives nothing; every reaction looks at how things stand, so that it may run twice
_AWAY = ("void", "joined")
HAZARDS = {"general": "general_hazard", "serious": "general_hazard", "major": "major_hazard"}


@on("defect.overdue")
def count_overdue(entry: Entry) -> None:
    """Enter a ticket not put right in time; its points follow the days until it is closed."""
    defect = db.session.get_one(Defect, entry.thing_id)
    party_id = str(entry.data.get("liable_party_id") or defect.liable_party_id)
    # Whoever was late answers for it, unless it fell away or another one turned out liable before this is heard.
    if party_id == defect.liable_party_id and defect.state not in _AWAY and not _in_doubt(defect):
        _overdue(defect, party_id, occurred_at=defect.due_at, at=entry.at)


def _overdue(defect: Defect, party_id: str, *, occurred_at: datetime, at: datetime) -> None:
    actions.propose(
        SYSTEM, party_id=party_id, project=defect.project, event="overdue_rectification", source_kind="defect",
        source_id=defect.id, source_number=defect.number, occurred_at=occurred_at,
        days=days_late(defect.due_at, queries.late_until(defect, at)), at=at,
        settled=defect.WORKFLOW.state(defect.state).final,
    )  # fmt: skip


@on("defect.accept")
def count_accepted(entry: Entry) -> None:
    """Enter a hazard once the liable party has accepted the finding, and what came again within 90 days."""
    _accepted(db.session.get_one(Defect, entry.thing_id), entry.at, at=entry.at)


def _accepted(defect: Defect, occurred_at: datetime, *, at: datetime) -> None:
    if defect.state in _AWAY or _in_doubt(defect):
        return
    events = [HAZARDS[defect.severity]] if defect.kind == "hazard" else []
    if queries.came_again(defect):
        events.append("same_defect_again")
    for event in events:
        actions.propose(
            SYSTEM, party_id=defect.liable_party_id, project=defect.project, event=event, source_kind="defect",
            source_id=defect.id, source_number=defect.number, occurred_at=occurred_at, at=at,
        )  # fmt: skip


def _in_doubt(defect: Defect) -> bool:
    """Say whether a ticket came of an alarm whose readings are in doubt: bad data count against nobody."""
    return defect.source_kind == "alarm" and bool(origins_in_doubt([defect.source_id or ""]))


@on("alarm.doubt")
def withdraw_doubted(entry: Entry) -> None:
    """Withdraw what the ticket of an alarm gave whose readings turned out to be in doubt."""
    for defect in _of_alarm(entry):
        if _in_doubt(defect):
            _withdraw("defect", entry, "来源报警的数据存疑", source_id=defect.id)


@on("alarm.confirm")
@on("alarm.trust")
def count_after_doubt(entry: Entry) -> None:
    """Enter what the ticket of an alarm gives that is in doubt no more: confirmed on site, or cleared of it."""
    for defect in _of_alarm(entry):
        if defect.accepted_at is not None:
            _accepted(defect, defect.accepted_at, at=entry.at)
        if defect.overdue_at is not None and defect.state not in _AWAY and not _in_doubt(defect):
            _overdue(defect, defect.liable_party_id, occurred_at=defect.due_at, at=entry.at)


def _of_alarm(entry: Entry) -> list[Defect]:
    origin = db.session.get_one(Alarm, entry.thing_id).origin_id
    mine = Defect.source_kind == "alarm", Defect.source_id == origin
    return list(db.session.scalars(select(Defect).where(*mine)))


@on("defect.confirm")
def settle_overdue(entry: Entry) -> None:
    """Make the points of an overdue ticket final once it is closed."""
    defect = db.session.get_one(Defect, entry.thing_id)
    for each in _standing("defect", defect.id):
        days = days_late(defect.due_at, queries.late_until(defect, entry.at))
        actions.settle(SYSTEM, each, days=days, at=entry.at)


@on("defect.void")
def withdraw_void(entry: Entry) -> None:
    """Withdraw what a ticket gave that turned out to be none."""
    if db.session.get_one(Defect, entry.thing_id).state == "void":
        _withdraw("defect", entry, "来源工单已作废")


@on("defect.join")
def withdraw_duplicate(entry: Entry) -> None:
    """Withdraw what a ticket gave that is another one raised twice."""
    joined = db.session.get_one(Defect, entry.thing_id).state == "joined"
    if joined and entry.data.get("why") == "duplicate":
        _withdraw("defect", entry, "来源工单系重复登记")


@on("defect.reassign")
def withdraw_reassigned(entry: Entry) -> None:
    """Withdraw what a ticket gave the party that turned out not to be liable; the next one answers from now on."""
    was = entry.data.get("was_party_id")
    if was and was != db.session.get_one(Defect, entry.thing_id).liable_party_id:
        _withdraw("defect", entry, "争议成立，责任单位已改", party_id=was)


@on("defect.reopen")
@on("defect.unjoin")
def bring_back(entry: Entry) -> None:
    """Enter anew that a ticket is late which had been taken away; a hazard is entered when it is accepted again."""
    defect = db.session.get_one(Defect, entry.thing_id)
    if defect.overdue_at is None or defect.state in _AWAY:
        return
    gone = queries.fallen_away("defect", defect.id, defect.liable_party_id, "overdue_rectification")
    since = start_of_day(gone.occurred_on) if gone else defect.due_at
    _overdue(defect, defect.liable_party_id, occurred_at=since, at=entry.at)


@on("complaint.answer")
def count_complaint(entry: Entry) -> None:
    """Enter a complaint that was upheld, for the party that answers for it; once, however often it returns."""
    complaint = db.session.get_one(Complaint, entry.thing_id)
    party = db.session.get_one(Party, entry.data["accountable_party_id"])
    if entry.data.get("finding") == "upheld" and party.kind in queries.FIRMS:
        actions.propose(
            SYSTEM, party_id=party.id, project=complaint.project, event="complaint_upheld",
            source_kind="complaint", source_id=complaint.id, source_number=complaint.number, occurred_at=entry.at,
            at=entry.at,
        )  # fmt: skip


@on("notice.issue")
def count_stop(entry: Entry) -> None:
    """Enter a stop-work notice for the firm it is for."""
    notice = db.session.get_one(Notice, entry.thing_id)
    if (
        notice.state != "withdrawn"
        and notice.kind in STOPS
        and notice.addressee.kind in queries.FIRMS
        and notice.number
    ):
        actions.propose(
            SYSTEM, party_id=notice.addressee_id, project=notice.project, event="stop_work", source_kind="notice",
            source_id=notice.id, source_number=notice.number, issuer=notice.issuer, occurred_at=entry.at, at=entry.at,
        )  # fmt: skip


@on("notice.withdraw")
def withdraw_notice(entry: Entry) -> None:
    """Withdraw at once what an order gave that was taken back (行政处罚法 art. 48: within three days)."""
    _withdraw("notice", entry, "通知书已撤销")


@on("claim.insist")
def count_refused(entry: Entry) -> None:
    """Enter that a repair was refused which turned out to be owed."""
    _of_claim(entry, "warranty_refused")


@on("claim.contractor-absent")
@on("claim.take-over")
def count_late_claim(entry: Entry) -> None:
    """Enter that nobody came at the time agreed, or that others had to be called in; a refusal counts by itself."""
    if entry.data.get("from") != "declined":
        _of_claim(entry, "warranty_late")


@on("claim.attend")
def count_late_visit(entry: Entry) -> None:
    """Enter that a contractor came later than the law or its promise says."""
    claim = db.session.get_one(Claim, entry.thing_id)
    if entry.at > claim.there_by:
        _of_claim(entry, "warranty_late")


def _of_claim(entry: Entry, event: str) -> None:
    claim = db.session.get_one(Claim, entry.thing_id)
    if claim.state == "outside":
        return
    actions.propose(
        SYSTEM, party_id=claim.contractor_id, project=claim.project, event=event, source_kind="claim",
        source_id=claim.id, source_number=claim.number, occurred_at=entry.at, at=entry.at,
    )  # fmt: skip


@on("claim.rule-out")
def withdraw_uncovered(entry: Entry) -> None:
    """Withdraw what a claim gave that was not covered after all."""
    _withdraw("claim", entry, "认定不属保修范围")


def _standing(kind: str, source_id: str) -> list[CreditEntry]:
    rows = db.session.scalars(queries.of_source(kind, source_id))
    return [each for each in rows if not each.WORKFLOW.state(each.state).final]


def _withdraw(kind: str, entry: Entry, reason: str, party_id: str = "", source_id: str = "") -> None:
    for each in _standing(kind, source_id or entry.thing_id):
        if party_id and each.party_id != party_id:
            continue
        # An objection under way is right by this alone: dismissed, the entry would count for what was not theirs.
        name = "allow" if each.state == "objected" else "withdraw"
        actions.move(SYSTEM, each, name, {"reason": reason}, at=entry.at, gone="source")
