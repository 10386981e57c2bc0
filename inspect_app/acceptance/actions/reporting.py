"""Issue the report of the completion acceptance: number, sealed paper and its line among the papers, at once."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspect_app.acceptance import paper, queries
from inspect_app.acceptance.actions.holding import lock
from inspect_app.acceptance.actions.papers import hands_in
from inspect_app.acceptance.models import Certificate, Document
from inspect_app.acceptance.rules.papers import BY_KEY
from inspect_app.core import journal, vault
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor

KIND = "acceptance_report"


def issue_report(
    actor: Actor, certificate: Certificate, given: Mapping[str, Any], *, at: datetime
) -> Document:
    """Issue the owner's report on a certificate that stands; a newer one takes the place of the former.

    `given` are what no record knows (`paper.GIVEN`); what is not given is shown as such. Refused where the newest
    report says the same already. Source: 建质〔2013〕171号 art. 7.
    """
    project = certificate.project
    lock(project)  # two at once: the second finds what the first issued
    db.session.refresh(certificate)
    if certificate.state != "valid":
        raise Problem(
            "conflict",
            zh="证书有效时才能出具竣工验收报告。",
            en="The report is issued while the certificate is valid.",
        )
    role, party = hands_in(actor, project, BY_KEY[KIND])
    told = paper.report_record(certificate, given)
    note = f"记录 record SHA-256 {content_hash(told)}"
    last = queries.in_force(queries.documents(project.id)).get(KIND)
    if last is not None and last.note == note:
        raise Problem(
            "conflict", zh=f"内容与已出具的 {last.title} 相同。", en=f"{last.title} says the same already."
        )
    number = next_number("BG", local_day(at).year)
    sealed = vault.keep(paper.sealed_report(certificate, told, number, at), at=at)
    made = Document(
        project=project, kind=KIND, title=number, role=role, party=party, dated_on=local_day(at), sha256=sealed,
        note=note, by=actor.id, by_name=actor.name, at=at,
    )  # fmt: skip
    db.session.add(made)
    data = {"paper": KIND, "title": number, "party": party.name, "dated_on": made.dated_on.isoformat()}
    journal.record(actor, "document.add", made, at=at, data={**data, "sha256": sealed})
    return made
