"""Begin an acceptance, open it for signing, sign it, object to it, withdraw it."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from inspect_app.acceptance import queries
from inspect_app.acceptance.actions.holding import lock, stands
from inspect_app.acceptance.actions.steps import step
from inspect_app.acceptance.models import Acceptance, Delegation, Signature
from inspect_app.acceptance.rules.gate import is_clear
from inspect_app.acceptance.rules.procedure import Authority, may_sign
from inspect_app.acceptance.rules.steps import NAMES
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.core.timeline import refused_words
from inspect_app.notices.actions import require_running
from inspect_app.projects.models import Project, ProjectParty

Values = Mapping[str, Any]
#: what must not change between opening and signing; evidence may only grow
_SUBJECT = ("project", "parties", "scope", "overrides", "documents", "warranty_terms", "steps")


def begin(actor: Actor, project: Project, *, at: datetime) -> Acceptance:
    """Begin to prepare a project's acceptance; one that is under way is returned as it is."""
    lock(project)
    if (under_way := queries.latest(project.id)) is not None and under_way.state != "issued":
        return under_way
    if standing := stands(project.id):
        raise Problem("conflict", zh=f"已有证书 {standing}。", en=f"Certificate {standing} stands.")
    made = Acceptance(project=project, began_at=at)
    db.session.add(made)
    journal.record(actor, "acceptance.begin", made, at=at)
    return made


def move(actor: Actor, acceptance: Acceptance, name: str, values: Values, *, at: datetime) -> Acceptance:
    """Take one of the acceptance's declared moves but `issue`, which `issue()` takes."""
    lock(acceptance.project)
    db.session.refresh(acceptance)
    acceptance.WORKFLOW.take(acceptance.state, name)
    prepare = _PREPARE.get(name)
    if name in NAMES:
        told = step(actor, acceptance, name, values, at)
    else:
        told = prepare(actor, acceptance, values, at) if prepare else {}
    given = {
        key: value.isoformat() if isinstance(value, date) else value
        for key, value in values.items()
        if value not in (None, "")
    }
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
    missing = [(each.requirement, each.missing) for each in lines if each.missing and not each.ok]
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
    mine = _signs_for(actor, acceptance.project, role)
    if " ".join(str(values.get("name") or "").split()) != actor.name:
        raise field_problem("name", f"请填写您的姓名：{actor.name}", f"write your name: {actor.name}")
    held = _authority(actor, acceptance, mine, at)
    made = Signature(
        acceptance_id=acceptance.id, round=acceptance.round, role=role, party=mine.party, person_id=actor.id,
        authority_id=held.document_id if held else None, authority_sha256=held.document.sha256 if held else None,
        signed_for=held.leader if held else "",
        name=actor.name, note=str(values.get("note") or "").strip(), content=acceptance.content or "", at=at,
    )  # fmt: skip
    acceptance.signatures.append(made)
    told = {"role": role, "party": mine.party.name, "round": acceptance.round, "content": made.content}
    return {**told, "signed_for": held.leader, "authority": made.authority_sha256} if held else told


def _authority(actor: Actor, acceptance: Acceptance, mine: ProjectParty, at: datetime) -> Delegation | None:
    """Return the document by which somebody signs in the leader's place; None for the leader."""
    if not acceptance.by_steps:
        return None
    of_party = [
        each
        for each in queries.delegations(acceptance.project_id, mine.role)
        if each.document.party_id == mine.party_id
    ]
    found = {
        Authority(each.delegate, each.leader, each.from_on, each.to_on): each for each in reversed(of_party)
    }
    judged = may_sign(actor.name, mine.leader, list(found), local_day(at))
    if isinstance(judged, tuple):
        raise field_problem("name", *judged)
    return found[judged] if judged else None


def _require_same(acceptance: Acceptance, at: datetime) -> None:
    frozen, fresh = acceptance.record or {}, queries.record(acceptance.project, at)
    changed = [each for each in _SUBJECT if frozen.get(each) != fresh.get(each)]
    if changed:
        raise Problem(
            "conflict",
            zh="会签期间项目、单位、部位或资料有变动，请撤回后重新提交会签。",
            en="Project, parties, elements or papers changed while signing; withdraw and open it again.",
            errors={each: [("已变动", "changed")] for each in changed},
        )


def _signs_for(actor: Actor, project: Project, role: str) -> ProjectParty:
    mine = next(
        (each for each in project.parties if each.role == role and each.party_id in actor.party_ids(role)),
        None,
    )
    if mine is None:
        raise Problem("forbidden", verb=refused_words("acceptance.sign"))
    return mine


_PREPARE: dict[str, Callable[[Actor, Acceptance, Values, datetime], dict[str, Any]]] = {
    "open": _open,
    "sign": _sign,
}
