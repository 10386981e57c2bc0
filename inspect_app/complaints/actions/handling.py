"""What those who handle a complaint do to it: its moves, words to the resident and to colleagues, looks."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspect_app.complaints.actions.surveys import note_answer
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.queries.photos import photos_of
from inspect_app.complaints.rules.clocks import level_reopened
from inspect_app.complaints.rules.life import WORKFLOW
from inspect_app.complaints.rules.privacy import PURPOSES
from inspect_app.complaints.rules.promises import promised
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor

Values = Mapping[str, Any]
#: roles of those that stand above whoever repairs
_DESKS = ("street", "authority")


def move(actor: Actor, complaint: Complaint, name: str, values: Values, *, at: datetime) -> Complaint:
    """Take one of the complaint's declared moves."""
    complaint.WORKFLOW.take(complaint.state, name)
    if name == "accept" and not complaint.reopenings:
        _decide_by(complaint, "decision", at)
    if name == "answer":
        complaint.finding = values["finding"]
    if name in ("confirm", "reopen"):
        note_answer(complaint, complaint.reopenings, "yes" if name == "confirm" else "no", at)
    if name == "reopen":
        # A period of its own: the first one was kept or broken before the resident said that it is not settled.
        complaint.reopenings += 1
        complaint.extended = 0
        _decide_by(complaint, "review", at)
        _raise(complaint, at)
    told = {key: value for key, value in values.items() if value not in (None, "", [])}
    told["accountable_party_id"] = complaint.accountable_party_id
    if complaint.reopenings:
        told["round"] = complaint.reopenings
    if name == "reopen":
        told["level"] = str(complaint.level)
    if complaint.WORKFLOW.move(name).target in ("resolved", *WORKFLOW.finals()):
        _end_pause(complaint, at)
    journal.move(actor, complaint, name, at=at, data=told)
    return complaint


def _raise(complaint: Complaint, at: datetime) -> None:
    desk = complaint.accountable_party_id in complaint.project.party_ids(*_DESKS)
    level = level_reopened(complaint.reopenings, complaint.level, desk_answers=desk)
    if level > complaint.level:
        complaint.level, complaint.raised_at = level, at


def _end_pause(complaint: Complaint, at: datetime) -> None:
    # What is settled waits for nothing; a pause left running would move a later decision.
    for each in complaint.pauses:
        if each.ended_at is None:
            each.ended_at = at


def _decide_by(complaint: Complaint, promise: str, at: datetime) -> None:
    found = promised(promise, local_day(at), complaint.project.region)
    complaint.decide_by = found[1] if found else None


def tell(actor: Actor, complaint: Complaint, *, words: str, at: datetime) -> Complaint:
    """Write a word the resident reads on the follow page."""
    journal.record(actor, "complaint.tell", complaint, at=at, data={"words": words})
    return complaint


def remark(actor: Actor, complaint: Complaint, *, words: str, at: datetime) -> Complaint:
    """Write a remark for colleagues; the resident never sees it."""
    journal.record(actor, "complaint.remark", complaint, at=at, data={"words": words})
    return complaint


def see_phone(actor: Actor, complaint: Complaint, *, purpose: str, at: datetime) -> str:
    """Return the resident's phone number; who looked at it and what for is written down."""
    _look(actor, complaint, "see-phone", purpose, at)
    return complaint.phone


def see_place(actor: Actor, complaint: Complaint, *, purpose: str, at: datetime) -> str:
    """Return where exactly it is; who looked at it and what for is written down."""
    _look(actor, complaint, "see-place", purpose, at)
    return complaint.place


def see_photos(actor: Actor, complaint: Complaint, *, purpose: str, at: datetime) -> list[str]:
    """Return the photos as they came, nothing covered; gone for good once the resident's data were taken away."""
    if complaint.erased_at is not None:
        raise Problem(
            "conflict",
            zh="个人信息已删除，原图不再提供。",
            en="The resident's data were deleted; the originals are shown no more.",
        )
    _look(actor, complaint, "see-photos", purpose, at)
    return [each.sha256 for each in photos_of(complaint.id)]


def _look(actor: Actor, complaint: Complaint, verb: str, purpose: str, at: datetime) -> None:
    if purpose not in PURPOSES:
        raise field_problem("purpose", "请选择查看的用途", "choose what it is for")
    journal.record(actor, f"complaint.{verb}", complaint, at=at, data={"purpose": purpose})
