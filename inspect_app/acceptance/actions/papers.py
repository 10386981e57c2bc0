"""Hand in a paper of an acceptance, and take it back."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from inspect_app.acceptance import queries
from inspect_app.acceptance.actions.holding import lock, stands
from inspect_app.acceptance.models import Delegation, Document
from inspect_app.acceptance.rules.letter import CLASSES
from inspect_app.acceptance.rules.papers import BY_KEY, Kind
from inspect_app.core import journal, vault
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.identity.models import Party
from inspect_app.projects.models import Project

MOST_TERM = 100


def add_document(
    actor: Actor, project: Project, *, kind: str, at: datetime, title: str = "", note: str = "",
    dated_on: date | None = None, sha256: str | None = None, terms: Mapping[str, int] | None = None,
    authority: Mapping[str, Any] | None = None,
) -> Document:  # fmt: skip
    """Hand in a paper for the acceptance, as a file kept (`sha256`) or a note of where it lies.

    `terms` are those of a warranty letter: class -> years or heating seasons. `authority` says of a document of
    authority who signs (`delegate`), `from_on`, `to_on` and the `scope`; it is given for the party's leader.
    """
    known = BY_KEY.get(kind)
    if known is None:
        raise field_problem("kind", "没有这种资料", "no such kind of paper")
    if known.after and not stands(project.id):
        raise field_problem(
            "kind", "验收合格、签发证书后才能提交", "handed in once the certificate is issued"
        )
    role, party = hands_in(actor, project, known)
    _check_paper(known, note, dated_on, sha256, terms, at)
    given = _delegation(project, kind, role, party, sha256, authority or {})
    made = Document(
        project=project, kind=kind, title=title.strip(), role=role, party=party,
        dated_on=dated_on or local_day(at), sha256=sha256, note=note.strip(), terms=dict(terms or {}),
        by=actor.id, by_name=actor.name, at=at,
    )  # fmt: skip
    made.delegation = given
    db.session.add(made)
    told = {"paper": kind, "title": made.title, "party": party.name, "dated_on": made.dated_on.isoformat()}
    journal.record(actor, "document.add", made, at=at, data={**told, "sha256": sha256})
    return made


def _delegation(
    project: Project, kind: str, role: str, party: Party, sha256: str | None, said: Mapping[str, Any]
) -> Delegation | None:
    """Return what a document of authority says, whole; None for any other paper."""
    if kind != "authority":
        if said:
            raise field_problem(
                "kind", "只有授权委托书有受托人", "only a document of authority names a delegate"
            )
        return None
    leader = next(
        (each.leader for each in project.parties if each.role == role and each.party_id == party.id), ""
    )
    if not leader:
        raise field_problem(
            "delegate", "本单位未登记项目负责人", "your party has named no leader to sign for"
        )
    if not sha256:
        raise field_problem("file", "请上传授权委托书原件扫描件", "upload the document of authority")
    for name, zh, en in _OF_AUTHORITY:
        if not said.get(name):
            raise field_problem(name, zh, en)
    if said["delegate"] == leader:
        raise field_problem("delegate", "受托人就是项目负责人", "this is the leader")
    if said["to_on"] < said["from_on"]:
        raise field_problem("to_on", "不能早于起始日", "not before the first day")
    return Delegation(
        role=role, leader=leader, delegate=" ".join(str(said["delegate"]).split()), from_on=said["from_on"],
        to_on=said["to_on"], scope=str(said["scope"]),
    )  # fmt: skip


_OF_AUTHORITY = (
    ("delegate", "请填写受托人", "say who signs"),
    ("from_on", "请填写起始日", "say from which day"),
    ("to_on", "请填写截止日", "say until which day"),
    ("scope", "请填写授权事项", "say what for"),
)


def hands_in(actor: Actor, project: Project, kind: Kind) -> tuple[str, Party]:
    """Return the role and party of the project for which the actor hands in a paper of this kind, or refuse."""
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
    lock(document.project)
    db.session.refresh(document, ["withdrawn_at"])
    if document.withdrawn_at is not None:
        raise Problem("conflict", zh="该资料已撤回。", en="This paper was withdrawn already.")
    if stands(document.project_id):
        raise Problem(
            "conflict", zh="证书已签发，所依据的资料不能撤回。", en="A certificate rests on this paper."
        )
    under_way = queries.latest(document.project_id)
    if under_way is not None and under_way.state == "signing" and under_way.next_role is None:
        raise Problem(
            "conflict", zh="五方均已签署，正在签发证书，资料不能撤回。",
            en="All five have signed and the certificate is being issued.",
        )  # fmt: skip
    if under_way is not None and any(each.authority_id == document.id for each in under_way.signed):
        raise Problem(
            "conflict", zh="已有签署依据此授权委托书，不能撤回；可先撤回会签。",
            en="A signature rests on this authority; withdraw the signing first.",
        )  # fmt: skip
    document.withdrawn_at = at
    told = {"paper": document.kind, "title": document.title, "reason": reason}
    journal.record(actor, "document.withdraw", document, at=at, data=told)
    return document
