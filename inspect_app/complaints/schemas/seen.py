"""A complaint as one person may see it: late or not, the phone, the place and the words with what is hidden."""

from datetime import date, timedelta

from inspect_app.complaints.models import Complaint, Redaction
from inspect_app.complaints.rules import masking
from inspect_app.complaints.rules.life import SAID_AS
from inspect_app.complaints.rules.promises import days_late, is_late
from inspect_app.complaints.rules.redaction import UNDECIDED
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.files import signed_url
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may


def late(complaint: Complaint) -> bool:
    """Say whether a promise to this resident is broken today."""
    day = local_day(now())
    return is_late(complaint.state, day, complaint.notice_by, complaint.hotline_waits, complaint.due_on(day))


def late_since(complaint: Complaint) -> date | None:
    """Return the first day on which a promise to this resident was broken; None while all are kept."""
    day = local_day(now())
    dates = complaint.notice_by, complaint.hotline_waits, complaint.due_on(day)
    over = days_late(complaint.state, day, *dates)
    return day - timedelta(days=over - 1) if over else None


def due_text(complaint: Complaint) -> str | None:
    """Return the last day of the decision as it stands today, put off and paused as it is."""
    by = complaint.due_on(local_day(now()))
    return by.isoformat() if by else None


def masked(actor: Actor, complaint: Complaint) -> str:
    """Return the phone number as this person may see it on a page: its ends only, or nothing."""
    if not complaint.phone or not may(actor, "complaint.see-phone", complaint):
        return ""
    return f"{complaint.phone[:3]}****{complaint.phone[-2:]}"


def words_for(actor: Actor, complaint: Complaint, text: str) -> str:
    """Return a resident's text as this person may read it: numbers and addresses hidden from whoever only repairs."""
    return text if may(actor, "complaint.see-words", complaint) else masking.masked(text)


def place_for(actor: Actor, complaint: Complaint) -> str:
    """Return the place as this person may read it unasked: its resident whole, others without the door."""
    if actor.kind == "resident":
        return complaint.place
    return " · ".join(each for each in (complaint.where, masking.MASK if complaint.spot else "") if each)


def url_of(photo: Redaction) -> str | None:
    """Return what whoever decides on a photo sees of it: itself until then, its copy once shown, else nothing."""
    if photo.state in UNDECIDED:
        return signed_url(photo.sha256, "public")
    return signed_url(photo.copy_sha256, "public") if photo.copy_sha256 else None


def said_as(name: str, value: str) -> str:
    """Return a detail of the resident's timeline in words."""
    known = SAID_AS.get(name, {}).get(value)
    return t(*known) if known else value


def hidden_from(actor: Actor, complaint: Complaint, *more: str) -> bool:
    """Say whether something of what the resident wrote is hidden from this person."""
    texts = (complaint.words, *more)
    return any(masking.hides(each) for each in texts) and not may(actor, "complaint.see-words", complaint)
