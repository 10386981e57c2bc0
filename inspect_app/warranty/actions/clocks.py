"""Acts on warranty clocks: start them, lengthen them by agreement, restart a repaired part, tell of a near end."""

from datetime import date, datetime

from sqlalchemy import select, update

from inspect_app.acceptance.models import Certificate, Document
from inspect_app.acceptance.queries import elements, standing
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Element, Project
from inspect_app.warranty.models import Agreement, Claim, Clock, RepairedPart, ReturnPlan, ReturnVisit
from inspect_app.warranty.rules import CLASS_OF, effective_period
from inspect_app.warranty.rules.local import restarted


def start(actor: Actor, certificate: Certificate, *, at: datetime) -> list[Clock]:
    """Start one clock for each element in the certificate's scope; those that run already are returned."""
    running = list(db.session.scalars(select(Clock).where(Clock.certificate_id == certificate.id)))
    if running:
        return running
    told = certificate.record["acceptance"]["record"]
    accepted = {each["path"] for each in told["scope"]}
    here = [each for each in elements(certificate.project_id) if each.path in accepted]
    made = [_clock(certificate, each, told["warranty_terms"]) for each in here]
    db.session.add_all(made)
    data = {"number": certificate.number, "clocks": len(made), "certificate_id": certificate.id}
    journal.record(actor, "warranty.start", certificate, at=at, data=data, kind="warranty")
    return made


def hand_over(former: Certificate) -> None:
    """Put clocks, return visits and their plan under the certificate that corrects this one."""
    successor = former.successor
    if successor is None:
        return
    for table in (Clock, ReturnVisit, ReturnPlan):
        mine = table.certificate_id == former.id
        db.session.execute(update(table).where(mine).values(certificate_id=successor.id))


def _clock(certificate: Certificate, element: Element, terms: dict[str, int]) -> Clock:
    project, code = certificate.project, CLASS_OF[element.kind]
    contractor = project.party("contractor")
    if contractor is None:
        raise Problem("conflict", zh="项目没有登记施工单位。", en="The project has no contractor.")
    term = effective_period(code, project.region, certificate.accepted_on, terms.get(code))
    return Clock(
        project=project, element=element, certificate=certificate, code=code, party=contractor,
        starts_on=certificate.accepted_on, ends_on=term.ends_on, amount=term.period.amount,
        basis=term.period.basis, verified=term.verified,
    )  # fmt: skip


def agree(
    actor: Actor, project: Project, *, code: str, amount: int, document_id: str, at: datetime,
    element_id: str | None = None, begins_on: date | None = None, note: str = "",
) -> Agreement:  # fmt: skip
    """Lengthen the clocks of a class (or of one element) by what the parties agreed in a paper handed in.

    A term that lengthens nothing has no effect (279 art. 40) and is refused.
    """
    document = db.session.get(Document, document_id)
    if document is None or document.project_id != project.id or document.withdrawn_at is not None:
        raise field_problem("document_id", "请选择本项目的一份资料", "choose a paper of this project")
    running = _agreed_on(project, code, element_id)
    longer = [each for each in running if _lengthen(project, each, amount, begins_on)]
    if not longer:
        raise field_problem(
            "amount", "不长于已有的期限，没有效力", "no longer than the term in force: without effect"
        )
    made = Agreement(
        project=project, code=code, element_id=element_id or None, amount=amount, begins_on=begins_on,
        document=document, note=note.strip(), at=at, by_name=actor.name,
    )  # fmt: skip
    db.session.add(made)
    data = {"code": code, "amount": amount, "clocks": len(longer), "ends_on": _day(longer[0].ends_on)}
    journal.record(actor, "warranty.agree", made, at=at, data=data, kind="warranty")
    return made


def _agreed_on(project: Project, code: str, element_id: str | None) -> list[Clock]:
    certificate = standing(project.id)
    if certificate is None or certificate.state == "revoked":
        raise Problem(
            "conflict",
            zh="验收合格后才能登记保修期限。",
            en="Terms are recorded once the works are accepted.",
        )
    mine = Clock.certificate_id == certificate.id, Clock.code == code
    found = list(db.session.scalars(select(Clock).where(*mine).order_by(Clock.id)))
    if not found:
        raise field_problem("code", "本项目没有这类工程", "the project has no works of this class")
    if element_id:
        found = [each for each in found if each.element_id == element_id]
        if not found:
            raise field_problem("element_id", "该部位不属于这类工程", "this place is not of this class")
    return found


def _lengthen(project: Project, clock: Clock, amount: int, begins_on: date | None) -> bool:
    first = max(begins_on or clock.starts_on, clock.starts_on)
    term = effective_period(clock.code, project.region, first, amount)
    if term.ends_on is None or (clock.ends_on is not None and term.ends_on <= clock.ends_on):
        return False
    clock.starts_on, clock.ends_on, clock.near_end_at = first, term.ends_on, None
    clock.amount, clock.basis, clock.verified = term.period.amount, term.period.basis, term.verified
    return True


def _day(day: date | None) -> str:
    return day.isoformat() if day else ""


def restart(actor: Actor, claim: Claim, *, at: datetime) -> RepairedPart | None:
    """Begin the period of a repaired part, once, where local law gives it one; None where the clock goes on."""
    known = db.session.scalar(select(RepairedPart).where(RepairedPart.claim_id == claim.id))
    clock = claim.clock
    if known is not None or clock is None or not claim.covered or claim.repaired_at is None:
        return known
    days = {"repaired_on": local_day(claim.repaired_at), "checked_on": local_day(claim.ended_at or at)}
    # What the parties agreed on holds for the repaired part as well; the greater of it and the law counts.
    found = restarted(clock.code, claim.project.region, contract=clock.amount, **days)
    if found is None:
        return None
    rule, first, term = found
    made = RepairedPart(
        project_id=claim.project_id, clock=clock, claim_id=claim.id, part=claim.place[:200], starts_on=first,
        ends_on=term.ends_on, basis=rule.basis, verified=rule.verified and term.verified,
    )  # fmt: skip
    db.session.add(made)
    data = {
        "number": claim.number,
        "path": clock.element.path,
        "ends_on": _day(term.ends_on),
        "claim_id": claim.id,
    }
    journal.record(actor, "warranty.restart", made, at=at, data=data, kind="warranty")
    return made


def note_near_end(actor: Actor, clock: Clock, *, at: datetime) -> Clock:
    """Tell, once in a clock's life, that its end is near: time for the last full inspection."""
    if clock.near_end_at is not None:
        raise Problem("conflict", zh="已提醒过。", en="This was told already.")
    clock.near_end_at = at
    told = {"element": clock.element.path, "code": clock.code, "liable_party_id": clock.party_id}
    told["ends_on"] = _day(clock.last_day)
    journal.record(actor, "warranty.near-end", clock, at=at, data=told)
    return clock
