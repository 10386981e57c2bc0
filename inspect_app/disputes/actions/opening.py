"""Asking for mediation: of a case that was answered and did not settle, one dispute at a time."""

from datetime import datetime

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.disputes.models import Dispute
from inspect_app.disputes.queries import Case
from inspect_app.disputes.rules.opening import SOURCES, may_open
from inspect_app.identity.models import Party

PREFIX = "TJ"


def open_dispute(actor: Actor, case: Case, *, claim: str, wish: str, at: datetime) -> Dispute:
    """Ask for mediation of a case; the nearest body that is none of the sides answers for it from here on."""
    respondent, mediator = _others(case)
    # The number is drawn first: it lets one opening wait for another, and the second finds the first.
    number = next_number(PREFIX, local_day(at).year)
    _refuse_second(case)
    made = Dispute(
        number=number, project=case.project, element=case.element, source_kind=case.kind, source_id=case.thing.id,
        source_number=case.thing.number, applicant=case.applicant, respondent=respondent, mediator=mediator,
        claim=claim.strip(), wish=wish.strip(), asked_at=at,
    )  # fmt: skip
    db.session.add(made)
    told = {"source": made.source_number, "respondent": respondent.name, "mediator": mediator.name}
    journal.record(actor, "dispute.open", made, at=at, data={**told, "accountable_party_id": mediator.id})
    return made


def _others(case: Case) -> tuple[Party, Party]:
    zh, en = SOURCES[case.kind]
    if not may_open(case.kind, case.thing.state, answered=case.answered):
        raise Problem(
            "conflict", zh=f"这件{zh}还没有答复，或已经了结，不能申请调解。",
            en=f"{en}: not answered yet or settled, so that there is nothing to mediate.",
        )  # fmt: skip
    if case.respondent is None:
        raise Problem(
            "conflict", zh="答复单位是行政机关或社区，不能调解，可申请复查。",
            en="A public body answered; its decision is reviewed, not mediated.",
        )  # fmt: skip
    if case.mediator is None:
        words = (
            "本项目没有可以调解的社区或街道",
            "the project has no community committee or street office to mediate",
        )
        raise field_problem("source_id", *words)
    return case.respondent, case.mediator


def _refuse_second(case: Case) -> None:
    same = Dispute.source_kind == case.kind, Dispute.source_id == case.thing.id
    number = db.session.scalar(select(Dispute.number).where(*same, Dispute.ended_at.is_(None)))
    if number is not None:
        raise Problem("conflict", zh=f"已在调解：{number}。", en=f"It is in mediation already: {number}.")
