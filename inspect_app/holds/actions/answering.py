"""Answers to a notice: come, do not come, and silence, which the clock records."""

from datetime import datetime

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor
from inspect_app.holds.models import Hold, HoldNotice
from inspect_app.holds.permits import acts_for
from inspect_app.holds.rules.notice import is_silent


def answer(actor: Actor, hold: Hold, *, answer: str, at: datetime, note: str = "") -> Hold:
    """Answer this round's notice for whom the actor speaks; after the notice has run, silence stands."""
    mine = [
        each for each in hold.told
        if each.answer is None and acts_for(actor, hold.project, each.role, each.party_id)
    ]  # fmt: skip
    if hold.state != "announced" or not mine:
        raise Problem("conflict", zh="没有等您答复的通知。", en="No notice waits for your answer.")
    for each in mine:
        db.session.refresh(each, with_for_update={"of": HoldNotice})
        # What the clock has not come to yet is silence all the same: a late clock favours nobody.
        if each.answer is not None or is_silent(each.answer, each.silent_at, at):
            raise Problem(
                "conflict", zh="通知期已满，按未答复记录；到场仍可参加检查。",
                en="The notice has run and counts as unanswered; you may still come and look.",
            )  # fmt: skip
        each.answer, each.answered_at = answer, at
        each.answered_by_name, each.note = actor.name, note.strip()
    told = {"answer": answer, "role": mine[0].role, "note": note.strip(), "round": hold.rounds}
    journal.record(actor, "hold.answer", hold, at=at, data=told)
    return hold


def silence(actor: Actor, notice: HoldNotice, *, at: datetime) -> HoldNotice:
    """Record that a notice's time ran without an answer: from the moment it ran, whenever the clock came to it."""
    if notice.moot_at is not None or not is_silent(notice.answer, notice.silent_at, at):
        raise Problem(
            "conflict", zh="该通知尚未到期，或已答复。", en="This notice still runs or is answered."
        )
    notice.answer, notice.answered_at = "silent", notice.silent_at
    told = {"role": notice.role, "notice": notice.silent_at.isoformat(), "round": notice.round}
    journal.record(actor, "hold.silence", notice.hold, at=at, data={**told, "basis": notice.basis})
    return notice
