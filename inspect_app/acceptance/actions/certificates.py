"""Issue a certificate; suspend, reinstate and revoke it, by a person or by rule."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.acceptance import paper
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
    )  # fmt: skip
    made.record = paper.record(made)
    made.content = content_hash(made.record)
    made.pdf_sha256 = vault.keep(paper.certificate(made), at=at)
    journal.carry(acceptance, "issue", at=at)
    db.session.add(made)
    told = {"number": made.number, "accepted_on": accepted_on.isoformat(), "acceptance_id": acceptance.id}
    journal.record(actor, "certificate.issue", made, at=at, data={**told, "content": made.content})
    return made


def move_certificate(
    actor: Actor, certificate: Certificate, name: str, values: Values, *, at: datetime
) -> Certificate:
    """Suspend, reinstate or revoke a certificate, with the reason everyone who scans it will read."""
    certificate.WORKFLOW.take(certificate.state, name)
    reason = str(values.get("reason") or "").strip()
    if not reason:
        raise field_problem("reason", "请写明原因", "say why")
    certificate.since, certificate.reason = at, reason
    told = {"number": certificate.number, "reason": reason}
    journal.move(actor, certificate, name, at=at, data=told)
    return certificate


def suspend(actor: Actor, project_id: str, reason: str, *, at: datetime) -> Certificate | None:
    """Suspend the valid certificate of a project and return it; None where none is valid."""
    valid = select(Certificate).where(Certificate.project_id == project_id, Certificate.state == "valid")
    found = db.session.scalar(valid.with_for_update(of=Certificate))
    return move_certificate(actor, found, "suspend", {"reason": reason}, at=at) if found else None
