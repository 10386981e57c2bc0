"""The platform asks the resident itself whether it is settled: on the page, reminded once, and by calls drawn."""

from datetime import datetime, timedelta

from sqlalchemy import select

from inspect_app.complaints.models import Complaint, Survey
from inspect_app.complaints.rules.surveys import ANSWERS, REMIND_AFTER_DAYS, is_drawn
from inspect_app.core import journal
from inspect_app.core.db import db, insert_ignore
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import Actor


def survey_of(complaint: Complaint, round_: int, at: datetime) -> Survey:
    """Return what the resident is asked in a round; asked once however often this is done."""
    row = {"id": uuid7(), "complaint_id": complaint.id, "round": round_, "asked_at": at}
    insert_ignore(Survey, row)
    found = select(Survey).where(Survey.complaint_id == complaint.id, Survey.round == round_)
    return db.session.scalars(found).one()


def note_answer(complaint: Complaint, round_: int, answer: str, at: datetime) -> None:
    """Keep what the resident said in a round; the first word counts for the score."""
    survey = survey_of(complaint, round_, at)
    if survey.answer in (None, "partly"):
        survey.answer, survey.answered_at = answer, at


def partly(actor: Actor, complaint: Complaint, *, reason: str, at: datetime) -> Complaint:
    """Keep that it is settled in part; whoever handles it reads what is missing."""
    if complaint.state not in ("resolved", "closed"):
        now = complaint.WORKFLOW.state(complaint.state)
        raise Problem("wrong-state", state=(now.zh, now.en), move=("评价", "answer"))
    note_answer(complaint, complaint.reopenings, "partly", at)
    journal.record(actor, "complaint.partly", complaint, at=at, data={"reason": reason})
    return complaint


def remind(actor: Actor, *, at: datetime) -> int:
    """Remind of each question that was not answered for some days, once; return of how many."""
    before = at - timedelta(days=REMIND_AFTER_DAYS)
    silent = select(Survey).where(
        Survey.answer.is_(None), Survey.reminded_at.is_(None), Survey.asked_at <= before
    )
    found = db.session.scalars(silent.order_by(Survey.id).with_for_update(of=Survey)).all()
    for each in found:
        each.reminded_at = at
        complaint = db.session.get_one(Complaint, each.complaint_id)
        journal.record(actor, "complaint.remind", complaint, at=at, data={"round": each.round})
    return len(found)


def draw_calls(actor: Actor, *, seed: str, at: datetime) -> int:
    """Draw whom to call back among those asked since the last draw; the seed stands in each one's entry."""
    waiting = select(Survey).where(Survey.drawn.is_(None)).order_by(Survey.id)
    drawn = 0
    for each in db.session.scalars(waiting.with_for_update(of=Survey)).all():
        complaint = db.session.get_one(Complaint, each.complaint_id)
        each.drawn = is_drawn(seed, complaint.number)
        drawn += each.drawn
        data = {"seed": seed, "drawn": each.drawn, "round": each.round}
        journal.record(actor, "complaint.draw", complaint, at=at, data=data)
    return drawn


def call_back(actor: Actor, complaint: Complaint, *, answer: str, note: str, at: datetime) -> Complaint:
    """Keep what a resident said when called back; "no" opens the case again, one level higher."""
    if answer not in (*ANSWERS, "absent"):
        raise field_problem("answer", "请选择居民的回答", "choose what the resident said")
    survey = db.session.scalar(
        select(Survey).where(Survey.complaint_id == complaint.id, Survey.round == complaint.reopenings)
    )
    if survey is None or not survey.drawn or survey.called not in (None, "absent"):
        raise Problem(
            "conflict", zh="本件不在回访抽取之列，或已回访。", en="Not drawn for a call, or called already."
        )
    survey.called, survey.called_at = answer, at
    data = {"called": answer, "note": note}
    journal.record(actor, "complaint.call-back", complaint, at=at, data=data)
    return complaint
