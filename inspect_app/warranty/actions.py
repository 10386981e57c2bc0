"""Acts of warranty: start the clocks of a certificate, tell once that one is about to end."""

from datetime import datetime

from sqlalchemy import select

from inspect_app.acceptance.models import Certificate
from inspect_app.acceptance.queries import elements
from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Element
from inspect_app.warranty.models import Clock
from inspect_app.warranty.rules import CLASS_OF, effective_period


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


def note_near_end(actor: Actor, clock: Clock, *, at: datetime) -> Clock:
    """Tell, once in a clock's life, that its end is near: time for the last full inspection."""
    if clock.near_end_at is not None:
        raise Problem("conflict", zh="已提醒过。", en="This was told already.")
    clock.near_end_at = at
    told = {"element": clock.element.path, "code": clock.code, "liable_party_id": clock.party_id}
    told["ends_on"] = clock.last_day.isoformat() if clock.last_day else ""
    journal.record(actor, "warranty.near-end", clock, at=at, data=told)
    return clock
