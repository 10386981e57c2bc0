"""Acts on money held back: record it, ask for its release, check, remind, pay, send back."""

from collections.abc import Callable, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from inspect_app.acceptance.models import Document
from inspect_app.acceptance.queries import standing
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.core.times import day_words
from inspect_app.projects.models import Project
from inspect_app.warranty.models import Release, Retention
from inspect_app.warranty.queries import retention as reads
from inspect_app.warranty.rules import retention as rules

Values = Mapping[str, Any]
MOST_FEN = 10**13


def fen_of(name: str, yuan: float) -> int:
    """Return a sum typed in yuan as whole fen; a field's refusal when it is none."""
    fen = round(yuan * 100)
    if not 0 < fen < MOST_FEN or abs(fen - yuan * 100) > 1e-6 * max(1.0, fen):
        raise field_problem(
            name, "应为大于 0 的金额，最多两位小数", "an amount above 0 with at most two decimals"
        )
    return fen


def hold(
    actor: Actor, project: Project, *, settlement: float, held: float, at: datetime, months: int = 12,
    form: str = "cash", delay: str = "none", reported_on: date | None = None, document_id: str | None = None,
) -> Retention:  # fmt: skip
    """Record what is held back of a settlement price (both in yuan); put right while no release was asked for."""
    certificate, contractor = standing(project.id), project.party("contractor")
    if certificate is None or certificate.state == "revoked" or contractor is None:
        raise Problem(
            "conflict", zh="竣工验收合格后才能登记质量保证金。", en="Recorded once the works are accepted."
        )
    total, kept = fen_of("settlement", settlement), fen_of("held", held)
    _check(project, total, kept, months, document_id)
    try:
        starts_on, why = rules.liability_starts(certificate.accepted_on, delay, reported_on)
    except ValueError as wrong:
        raise field_problem(
            "reported_on", "建设单位延误时须填提交竣工验收报告之日", "needed where the owner delayed the acceptance"
        ) from wrong  # fmt: skip
    made = db.session.scalar(select(Retention).where(Retention.project_id == project.id).with_for_update())
    if made is not None and made.releases:
        raise Problem(
            "conflict",
            zh="已申请返还，不能再改。",
            en="A release was asked for: it cannot be changed any more.",
        )
    made = made or Retention(project=project)
    made.party, made.form, made.settlement, made.held = contractor, form, total, kept
    made.months, made.delay, made.reported_on, made.document_id = (
        months,
        delay,
        reported_on,
        document_id or None,
    )
    made.accepted_on, made.starts_on = certificate.accepted_on, starts_on
    made.ends_on, made.at, made.by_name = rules.liability_ends(starts_on, months), at, actor.name
    db.session.add(made)
    data = {"settlement_fen": total, "held_fen": kept, "months": months, "ends_on": made.ends_on.isoformat()}
    journal.record(actor, "retention.hold", made, at=at, data={**data, "why": why[0]})
    return made


def _check(project: Project, total: int, kept: int, months: int, document_id: str | None) -> None:
    cap = rules.retention_cap(total)
    if kept > cap:
        said = f"{cap / 100:,.2f}"
        raise field_problem(
            "held", f"超过结算价款的 3%：最多 {said} 元", f"above 3 % of the price: at most {said} yuan"
        )
    if not 1 <= months <= rules.LIABILITY_MONTHS:
        raise field_problem("months", "缺陷责任期为 1 到 24 个月", "the period is 1 to 24 months")
    document = db.session.get(Document, document_id) if document_id else None
    if document_id and (document is None or document.project_id != project.id):
        raise field_problem("document_id", "请选择本项目的一份资料", "choose a paper of this project")


def ask(actor: Actor, retention: Retention, *, amount: float, at: datetime, note: str = "") -> Release:
    """Ask for the release of an amount (in yuan) once the defects liability period is over (art. 11)."""
    db.session.scalar(select(Retention.id).where(Retention.id == retention.id).with_for_update())
    today, fen = local_day(at), fen_of("amount", amount)
    if today <= retention.ends_on:
        zh, en = day_words(retention.ends_on, "zh"), day_words(retention.ends_on, "en")
        raise Problem(
            "conflict", zh=f"缺陷责任期到 {zh}，期满后申请。", en=f"The liability period runs until {en}."
        )
    if any(each.state in rules.UNFINISHED for each in retention.releases):
        raise Problem("conflict", zh="已有一份申请在办。", en="A request is under way already.")
    left = reads.balance(retention).left
    if fen > left:
        raise field_problem("amount", f"最多 {left / 100:,.2f} 元", f"at most {left / 100:,.2f} yuan")
    made = Release(
        number=next_number("FH", today.year), project_id=retention.project_id, project=retention.project,
        retention=retention, asked=fen, note=note.strip(), requested_at=at, answer_by=rules.answer_by(today),
    )  # fmt: skip
    db.session.add(made)
    data = {
        "number": made.number,
        "asked_fen": fen,
        "due_on": made.answer_by.isoformat(),
        "party": retention.party.name,
    }
    journal.record(actor, "release.ask", made, at=at, data=data)
    return made


def move(actor: Actor, release: Release, name: str, values: Values, *, at: datetime) -> Release:
    """Take one of the declared moves of a request."""
    db.session.scalar(select(Release.id).where(Release.id == release.id).with_for_update())
    db.session.refresh(release)
    release.WORKFLOW.take(release.state, name)
    prepare = _PREPARE.get(name)
    told = prepare(release, values, at) if prepare else {}
    given = {key: value for key, value in values.items() if value not in (None, "", []) and key != "amount"}
    journal.move(actor, release, name, at=at, data={**given, **told})
    return release


def _check_move(release: Release, values: Values, at: datetime) -> dict[str, Any]:
    blocked = reads.blockers(release.retention)
    if blocked:
        zh, en = ("、".join(each.words[0] for each in blocked), ", ".join(each.words[1] for each in blocked))
        raise Problem("conflict", zh=f"尚有未了事项：{zh}", en=f"Still open: {en}")
    fen, most = fen_of("amount", values["amount"]), min(release.asked, reads.balance(release.retention).left)
    if fen > most:
        raise field_problem("amount", f"最多 {most / 100:,.2f} 元", f"at most {most / 100:,.2f} yuan")
    return _found_due(release, fen, at)


def _found_due(release: Release, fen: int, at: datetime) -> dict[str, Any]:
    found = reads.balance(release.retention)
    release.amount, release.answer_by = fen, rules.answer_by(local_day(at))
    release.working = {
        "left": found.left,
        "steps": [list(each) for each in found.steps],
        "on": local_day(at).isoformat(),
    }
    return {"amount_fen": fen, "due_on": release.answer_by.isoformat()}


def _remind(release: Release, _values: Values, at: datetime) -> dict[str, Any]:
    if local_day(at) <= release.answer_by:
        zh, en = day_words(release.answer_by, "zh"), day_words(release.answer_by, "en")
        raise Problem("conflict", zh=f"答复期限到 {zh}。", en=f"The time to answer runs until {en}.")
    release.answer_by = rules.answer_by(local_day(at))
    return {"due_on": release.answer_by.isoformat()}


def _deem(release: Release, _values: Values, at: datetime) -> dict[str, Any]:
    release.deemed = True
    fen = min(release.asked, reads.balance(release.retention).left)
    return {**_found_due(release, fen, at), "basis": rules.RELEASE_BASIS}


_PREPARE: dict[str, Callable[[Release, Values, datetime], dict[str, Any]]] = {
    "check": _check_move, "remind": _remind, "deem": _deem,
}  # fmt: skip
