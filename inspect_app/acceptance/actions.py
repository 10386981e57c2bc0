"""Acts of acceptance: hand papers in, begin, open, sign, object, issue; suspend, reinstate, revoke."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from inspect_app.acceptance import paper, queries
from inspect_app.acceptance.models import Acceptance, Certificate, Document, Signature
from inspect_app.acceptance.rules import ORDER
from inspect_app.acceptance.rules.gate import is_clear
from inspect_app.acceptance.rules.letter import CLASSES
from inspect_app.acceptance.rules.lives import filing_due_on
from inspect_app.acceptance.rules.papers import BY_KEY, Kind
from inspect_app.core import journal, vault
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.core.timeline import refused_words
from inspect_app.identity.models import Party
from inspect_app.notices.actions import require_running
from inspect_app.projects.models import Project

Values = Mapping[str, Any]
MOST_TERM = 100
#: what must not change between opening and signing; evidence may only grow
_SUBJECT = ("project", "parties", "scope", "documents", "warranty_terms")


def add_document(
    actor: Actor, project: Project, *, kind: str, at: datetime, title: str = "", note: str = "",
    dated_on: date | None = None, sha256: str | None = None, terms: Mapping[str, int] | None = None,
) -> Document:  # fmt: skip
    """Hand in a paper for the acceptance, as a file kept (`sha256`) or a note of where it lies.

    `terms` are those of a warranty letter: class -> years or heating seasons.
    """
    known = BY_KEY.get(kind)
    if known is None:
        raise field_problem("kind", "没有这种资料", "no such kind of paper")
    role, party = _hands_in(actor, project, known)
    _check_paper(known, note, dated_on, sha256, terms, at)
    made = Document(
        project=project, kind=kind, title=title.strip(), role=role, party=party,
        dated_on=dated_on or local_day(at), sha256=sha256, note=note.strip(), terms=dict(terms or {}),
        by=actor.id, by_name=actor.name, at=at,
    )  # fmt: skip
    db.session.add(made)
    told = {"paper": kind, "title": made.title, "party": party.name, "dated_on": made.dated_on.isoformat()}
    journal.record(actor, "document.add", made, at=at, data={**told, "sha256": sha256})
    return made


def _hands_in(actor: Actor, project: Project, kind: Kind) -> tuple[str, Party]:
    for each in project.parties:
        mine = actor.kind == "system" or each.party_id in actor.party_ids(each.role)
        if each.role in kind.roles and mine:
            return each.role, each.party
    raise field_problem("kind", "该资料不由您的单位提交", "another party hands in this paper")


def _check_paper(
    kind: Kind,
    note: str,
    dated_on: date | None,
    sha256: str | None,
    terms: Mapping[str, int] | None,
    at: datetime,
) -> None:
    if dated_on and dated_on > local_day(at):
        raise field_problem("dated_on", "不能晚于今天", "not after today")
    if sha256 and not vault.known(sha256):
        raise field_problem("sha256", "文件尚未收到，请重新上传", "the file has not arrived; upload it again")
    for code, term in (terms or {}).items():
        if kind.key != "warranty_letter" or code not in CLASSES:
            raise field_problem("terms", f"没有这一类：{code}", f"no such class: {code}")
        if not 1 <= term <= MOST_TERM:
            raise field_problem("terms", f"期限应为 1 到 {MOST_TERM}", f"a term is 1 to {MOST_TERM}")
    if not (sha256 or note.strip() or terms):
        raise field_problem(
            "file", "请上传文件，或写明原件存放处", "upload the file, or say where the paper lies"
        )


def withdraw_document(actor: Actor, document: Document, *, reason: str, at: datetime) -> Document:
    """Take a paper back; the gate no longer counts it."""
    _lock(document.project)
    db.session.refresh(document, ["withdrawn_at"])
    if document.withdrawn_at is not None:
        raise Problem("conflict", zh="该资料已撤回。", en="This paper was withdrawn already.")
    if _stands(document.project_id):
        raise Problem(
            "conflict", zh="证书已签发，所依据的资料不能撤回。", en="A certificate rests on this paper."
        )
    under_way = queries.latest(document.project_id)
    if under_way is not None and under_way.state == "signing" and under_way.next_role is None:
        raise Problem(
            "conflict", zh="五方均已签署，正在签发证书，资料不能撤回。",
            en="All five have signed and the certificate is being issued.",
        )  # fmt: skip
    document.withdrawn_at = at
    told = {"paper": document.kind, "title": document.title, "reason": reason}
    journal.record(actor, "document.withdraw", document, at=at, data=told)
    return document


def begin(actor: Actor, project: Project, *, at: datetime) -> Acceptance:
    """Begin to prepare a project's acceptance; one that is under way is returned as it is."""
    _lock(project)
    if (under_way := queries.latest(project.id)) is not None and under_way.state != "issued":
        return under_way
    if standing := _stands(project.id):
        raise Problem("conflict", zh=f"已有证书 {standing}。", en=f"Certificate {standing} stands.")
    made = Acceptance(project=project, began_at=at)
    db.session.add(made)
    journal.record(actor, "acceptance.begin", made, at=at)
    return made


def _stands(project_id: str) -> str:
    """The number of the certificate that stands ("" for none)."""
    found = queries.standing(project_id)
    return found.number if found is not None and found.state != "revoked" else ""


def _lock(project: Project) -> None:
    # Raising a defect refers to the project's row: held here, none can slip in between check and signature.
    # So does every move of the acceptance: a signature is never put under one that is being withdrawn.
    db.session.scalar(select(Project.id).where(Project.id == project.id).with_for_update())


def move(actor: Actor, acceptance: Acceptance, name: str, values: Values, *, at: datetime) -> Acceptance:
    """Take one of the acceptance's declared moves but `issue`, which `issue()` takes."""
    _lock(acceptance.project)
    db.session.refresh(acceptance)
    acceptance.WORKFLOW.take(acceptance.state, name)
    prepare = _PREPARE.get(name)
    told = prepare(actor, acceptance, values, at) if prepare else {}
    given = {key: value for key, value in values.items() if value not in (None, "")}
    journal.move(actor, acceptance, name, at=at, data={**given, **told})
    return acceptance


def _open(_actor: Actor, acceptance: Acceptance, _values: Values, at: datetime) -> dict[str, Any]:
    _require_clear(acceptance.project, at)
    acceptance.round, acceptance.record = acceptance.round + 1, queries.record(acceptance.project, at)
    acceptance.content = content_hash(acceptance.record)
    return {"round": acceptance.round, "content": acceptance.content}


def _require_clear(project: Project, at: datetime) -> None:
    require_running(project.id)
    lines = queries.gate(project, at)
    if is_clear(lines):
        return
    missing = [(each.requirement, each.missing) for each in lines if each.missing]
    raise Problem(
        "conflict",
        zh="验收条件未满足：" + "；".join(f"{need.zh}（{gap[0]}）" for need, gap in missing),
        en="Not ready for acceptance: " + "; ".join(f"{need.en} ({gap[1]})" for need, gap in missing),
        errors={need.key: [gap] for need, gap in missing},
    )


def _sign(actor: Actor, acceptance: Acceptance, values: Values, at: datetime) -> dict[str, Any]:
    _require_clear(acceptance.project, at)
    _require_same(acceptance, at)
    role = acceptance.next_role
    if role is None:
        raise Problem("conflict", zh="各方均已签署。", en="All parties have signed.")
    party = _signs_for(actor, acceptance.project, role)
    if " ".join(str(values.get("name") or "").split()) != actor.name:
        raise field_problem("name", f"请填写您的姓名：{actor.name}", f"write your name: {actor.name}")
    made = Signature(
        acceptance_id=acceptance.id, round=acceptance.round, role=role, party=party, person_id=actor.id,
        name=actor.name, note=str(values.get("note") or "").strip(), content=acceptance.content or "", at=at,
    )  # fmt: skip
    acceptance.signatures.append(made)
    return {"role": role, "party": party.name, "round": acceptance.round, "content": made.content}


def _require_same(acceptance: Acceptance, at: datetime) -> None:
    frozen, fresh = acceptance.record or {}, queries.record(acceptance.project, at)
    changed = [each for each in _SUBJECT if frozen.get(each) != fresh[each]]
    if changed:
        raise Problem(
            "conflict",
            zh="会签期间项目、单位、部位或资料有变动，请撤回后重新提交会签。",
            en="Project, parties, elements or papers changed while signing; withdraw and open it again.",
            errors={each: [("已变动", "changed")] for each in changed},
        )


def _signs_for(actor: Actor, project: Project, role: str) -> Party:
    party = next(
        (
            each.party
            for each in project.parties
            if each.role == role and each.party_id in actor.party_ids(role)
        ),
        None,
    )
    if party is None:
        raise Problem("forbidden", verb=refused_words("acceptance.sign"))
    return party


_PREPARE: dict[str, Callable[[Actor, Acceptance, Values, datetime], dict[str, Any]]] = {
    "open": _open,
    "sign": _sign,
}


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
