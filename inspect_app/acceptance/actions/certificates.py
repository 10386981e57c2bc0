"""Issue a certificate; suspend, reinstate, revoke and correct it, by a person or by rule."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.acceptance import paper, queries
from inspect_app.acceptance.models import Acceptance, Certificate
from inspect_app.acceptance.rules import ORDER
from inspect_app.acceptance.rules.lives import filing_due_on
from inspect_app.core import journal, vault
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.gates import actions as gates
from inspect_app.notices.actions import require_running

Values = Mapping[str, Any]


def issue(actor: Actor, acceptance: Acceptance, *, at: datetime) -> Certificate:
    """Issue the certificate of an acceptance that all five parties have signed."""
    if len(acceptance.signed) < len(ORDER):
        raise Problem("conflict", zh="尚有单位未签署。", en="Not all parties have signed.")
    require_running(acceptance.project_id)
    project, concluded = acceptance.project, acceptance.signed[-1].at
    accepted_on = local_day(concluded)
    made = Certificate(
        number=next_number("ZS", accepted_on.year), project=project, acceptance=acceptance,
        accepted_on=accepted_on, filing_due_on=filing_due_on(accepted_on), issued_at=at, since=at,
        evidence=queries.manifest(project.id),
    )  # fmt: skip
    _set(made, at)
    journal.carry(acceptance, "issue", at=at)
    db.session.add(made)
    gates.passed(actor, project, "completion", at=at, reference=made.number)
    told = {"number": made.number, "accepted_on": accepted_on.isoformat(), "acceptance_id": acceptance.id}
    journal.record(actor, "certificate.issue", made, at=at, data={**told, "content": made.content})
    return made


def _set(made: Certificate, at: datetime, corrects: Mapping[str, Any] | None = None) -> None:
    """Write the certificate's record and its paper."""
    made.record = paper.record(made, corrects)
    made.content = content_hash(made.record)
    made.pdf_sha256 = vault.keep(paper.certificate(made), at=at)


def _supersede(
    actor: Actor, former: Certificate, reason: str, correction: str, *, at: datetime
) -> Certificate:
    """Issue a corrected certificate in the former's place: what the five signed stays, what is corrected is said.

    The former is told of in the journal as moved, with the number that takes its place.
    """
    if not correction:
        raise field_problem("correction", "请写明更正内容", "say what it should say")
    # Held, so that nobody suspends or corrects it meanwhile.
    db.session.refresh(former, with_for_update={"of": Certificate})
    former.WORKFLOW.take(former.state, "supersede")
    made = Certificate(
        number=next_number("ZS", local_day(at).year), project=former.project, acceptance=former.acceptance,
        accepted_on=former.accepted_on, filing_due_on=former.filing_due_on, issued_at=at, since=at,
        evidence=former.evidence,
    )  # fmt: skip
    corrected = {
        "number": former.number,
        "content": former.content,
        "reason": reason,
        "correction": correction,
    }
    _set(made, at, {**corrected, "issued_at": former.issued_at.isoformat(), "by": actor.name})
    former.since, former.reason = at, reason
    told = {"number": former.number, "reason": reason, "correction": correction, "successor": made.number}
    journal.move(actor, former, "supersede", at=at, data=told)
    db.session.flush()  # only one certificate of a project stands at any moment
    made.supersedes = former
    db.session.add(made)
    return made


def move_certificate(
    actor: Actor, certificate: Certificate, name: str, values: Values, *, at: datetime
) -> Certificate:
    """Suspend, reinstate, revoke or correct a certificate, with the reason everyone who scans it will read."""
    certificate.WORKFLOW.take(certificate.state, name)
    reason = str(values.get("reason") or "").strip()
    if not reason:
        raise field_problem("reason", "请写明原因", "say why")
    if name == "supersede":
        _supersede(actor, certificate, reason, str(values.get("correction") or "").strip(), at=at)
        return certificate
    certificate.since, certificate.reason = at, reason
    told = {"number": certificate.number, "reason": reason}
    journal.move(actor, certificate, name, at=at, data=told)
    return certificate


def suspend(actor: Actor, project_id: str, reason: str, *, at: datetime) -> Certificate | None:
    """Suspend the valid certificate of a project and return it; None where none is valid."""
    valid = select(Certificate).where(Certificate.project_id == project_id, Certificate.state == "valid")
    found = db.session.scalar(valid.with_for_update(of=Certificate))
    return move_certificate(actor, found, "suspend", {"reason": reason}, at=at) if found else None
