"""What follows from a complaint, and what a complaint learns from the tickets raised for it."""

from inspect_app.acceptance.actions import suspend
from inspect_app.acceptance.rules.lives import GRAVE, GROUNDS
from inspect_app.complaints import actions, queries
from inspect_app.complaints.models import Complaint, Redaction
from inspect_app.complaints.rules import masking
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.core.db import db
from inspect_app.core.journal import Entry, on
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.actions import raise_defect
from inspect_app.defects.rules import LIABLE_ROLES
from inspect_app.handover.models import Reversion
from inspect_app.warranty.models import Claim
from inspect_app.warranty.rules.claim import UNFINISHED


@on("complaint.answer")
def raise_ticket(entry: Entry) -> None:
    """Raise a ticket when a complaint is upheld within warranty or during the works, once a round."""
    complaint = db.session.get_one(Complaint, entry.thing_id)
    if entry.data.get("finding") != "upheld" or complaint.route not in ("warranty", "building", "works"):
        return
    if (claim := actions.claim_of(complaint)) is not None and claim.state in UNFINISHED:
        return  # the repair is under way as a warranty claim
    rounds = int(entry.data.get("round", 0))
    category = CATEGORIES[complaint.category]
    photos = queries.shown(complaint.id).copies
    raise_defect(
        SYSTEM, project=complaint.project, title=f"居民投诉：{category.zh}", at=entry.at,
        description=_description(complaint), element_id=complaint.element_id,
        severity=category.severity, clause=complaint.cover_basis[:200], source_kind="complaint",
        liable_party_id=_repairer(complaint),
        source_id=f"{complaint.id}:{rounds}" if rounds else complaint.id, photos=photos,
    )  # fmt: skip


def _description(complaint: Complaint) -> str:
    # Whoever repairs reads the ticket: what is hidden in the complaint is hidden here, with the same hint.
    words = masking.masked(complaint.words)
    hint = f"\n（{masking.HINT_ZH}）" if words != complaint.words else ""
    return f"{complaint.number}\n{words}{hint}"


def _repairer(complaint: Complaint) -> str | None:
    # Whoever answers may be a street office, which repairs nothing: then the project's contractor does.
    party_id = complaint.accountable_party_id
    return party_id if party_id in complaint.project.party_ids(*LIABLE_ROLES) else None


@on("defect.confirm")
def report_settled(entry: Entry) -> None:
    """Ask the resident whether it is settled, once the ticket raised for it is closed."""
    complaint = db.session.scalar(queries.of_ticket(entry.thing_id))
    if complaint is not None and complaint.state == "answered":
        words = "维修已完成并经复查合格，请您确认。"
        actions.move(SYSTEM, complaint, "resolve", {"answer": words}, at=entry.at)


@on("claim.confirm")
@on("claim.check")
def report_repaired(entry: Entry) -> None:
    """Ask the resident whether it is settled, once the claim made of the complaint has ended repaired."""
    complaint = actions.complaint_of(db.session.get_one(Claim, entry.thing_id))
    if complaint is not None and complaint.state == "answered":
        words = "报修已修好并经确认，请您评价。"
        actions.move(SYSTEM, complaint, "resolve", {"answer": words}, at=entry.at)


@on("reversion.settle")
@on("reversion.order")
def offer_what_went_back(entry: Entry) -> None:
    """Offer open complaints of what a taker had charge of to whoever answers since the charge went back."""
    reversion = db.session.get_one(Reversion, entry.thing_id)
    actions.offer_after_reversion(
        SYSTEM, reversion.project_id, reversion.party_id, number=reversion.number or "", at=entry.at
    )


@on("redaction.redact")
def give_the_copy_on(entry: Entry) -> None:
    """Let whoever repairs see a photo once it may be seen."""
    actions.give_on(db.session.get_one(Redaction, entry.thing_id), entry.at)


@on("complaint.resolve")
@on("complaint.close")
def ask_resident(entry: Entry) -> None:
    """Ask the resident once a round, whoever says that it is settled."""
    complaint = db.session.get_one(Complaint, entry.thing_id)
    actions.survey_of(complaint, int(entry.data.get("round", 0)), entry.at)


@on("complaint.call-back")
def reopen_called(entry: Entry) -> None:
    """Open a case again whose resident said on the phone that it is not settled."""
    complaint = db.session.get_one(Complaint, entry.thing_id)
    if entry.data.get("called") == "no" and complaint.state in ("resolved", "closed"):
        reason = str(entry.data.get("note") or "回访：没有解决")
        actions.move(SYSTEM, complaint, "reopen", {"reason": reason}, at=entry.at)


@on("complaint.reopen")
def suspend_the_certificate(entry: Entry) -> None:
    """Suspend the certificate of a project where a major problem that was found true is not settled after all."""
    complaint = db.session.get_one(Complaint, entry.thing_id)
    grave = CATEGORIES[complaint.category].severity in GRAVE and complaint.finding == "upheld"
    if grave and not complaint.WORKFLOW.state(complaint.state).final:
        suspend(SYSTEM, complaint.project_id, GROUNDS[entry.verb].words(complaint.number), at=entry.at)
