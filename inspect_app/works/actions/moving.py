"""The moves of an acceptance: submit, sign in order, find wanting, put right, bar, overturn, drop."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from inspect_app.core import journal
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.files import attach
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.gates.actions import require_passed
from inspect_app.notices.actions import require_running
from inspect_app.works import queries
from inspect_app.works.actions.holding import lock
from inspect_app.works.actions.resolving import resolve
from inspect_app.works.actions.signing import sign
from inspect_app.works.actions.submitting import require_ready, submit
from inspect_app.works.models import Work
from inspect_app.works.rules import CONCEDED, LEVELS
from inspect_app.works.rules.judging import may_be_barred, verdict

Values = Mapping[str, Any]
#: state a work is in after its last signature -> the move that takes it there
_ENDS = {False: "accept", True: "concede"}


def move(actor: Actor, work: Work, name: str, values: Values, *, at: datetime) -> Work:
    """Take one of the declared moves. A submission that does not qualify fails at once; the last signature accepts."""
    lock(work.project)
    db.session.refresh(work)
    work.WORKFLOW.take(work.state, name)
    if name in ("submit", "sign"):
        # Nothing is accepted where works stand still, or never lawfully began.
        require_running(work.project_id, work.element_id)
        require_passed("start", work.project)
    prepare = _PREPARE.get(name)
    told = prepare(actor, work, values, at) if prepare else {}
    if name != "submit":
        keep(actor, work, values.get("photos") or (), name, at)
    given = {key: value for key, value in values.items() if value not in (None, "", [], ())}
    journal.move(actor, work, name, at=at, data={**given, **told})
    _follow(work, name, at)
    return work


def _follow(work: Work, name: str, at: datetime) -> None:
    """Take what follows of itself: after a submission where it does not go to the signers, after the last signature."""
    outcome = work.resolution["outcome"] if work.resolution else None
    if name == "sign" and work.next_post is None:
        journal.move(SYSTEM, work, _ENDS[outcome in CONCEDED], at=at, data={"round": work.round})
    if name != "submit":
        return
    found = verdict(
        record=queries.judged(work),
        papers=work.declared["papers"],
        visual=work.declared["visual"],
        outcome=outcome,
    )
    if found.goes != "sign":
        work.reason, work.resolution = found.why[0], None if found.goes == "fail" else work.resolution
        journal.move(SYSTEM, work, found.goes, at=at, data={"reason": found.why[0], "round": work.round})


def keep(actor: Actor, work: Work, shas: Sequence[str], label: str, at: datetime) -> None:
    """Attach photos of an act; one that is missing is refused under the name of its field."""
    try:
        attach("work", work.id, shas, f"{label}-{work.round}", actor.name, at)
    except Problem as missing:
        raise Problem(missing.slug, errors={"photos": list(chain(*missing.errors.values()))}) from missing


def _submit(actor: Actor, work: Work, values: Values, at: datetime) -> dict[str, Any]:
    told = submit(actor, work, values)
    keep(actor, work, values.get("photos") or (), "submit", at)
    db.session.flush()
    work.record = queries.subject(work)
    work.content, work.submitted_by_name = content_hash(work.record), actor.name
    return {**told, "round": work.round, "content": work.content}


def _sign(actor: Actor, work: Work, values: Values, at: datetime) -> dict[str, Any]:
    require_ready(work)
    if queries.subject(work) != work.record:
        raise Problem(
            "conflict", zh="提交后检查记录、材料或下级验收有变动，请施工单位撤回后重新提交。",
            en="Its record, material or what lies below changed since then; the contractor takes it back and submits it again.",
        )  # fmt: skip
    return sign(actor, work, values, at)


def _withdraw(_actor: Actor, work: Work, _values: Values, _at: datetime) -> dict[str, Any]:
    return {"round": work.round}


def _fail(_actor: Actor, work: Work, values: Values, _at: datetime) -> dict[str, Any]:
    work.reason, work.resolution = values["reason"], None
    return {"round": work.round}


def _bar(_actor: Actor, work: Work, values: Values, _at: datetime) -> dict[str, Any]:
    if not may_be_barred(work.level):
        zh, en = LEVELS[work.level]
        raise Problem(
            "conflict", zh=f"严禁验收针对分部工程和单位工程（GB 50300-2013 第5.0.8条），{zh}应返工或另作处理。",
            en=f"Divisions and unit works are barred (GB 50300-2013 5.0.8); a {en.lower()} is done again or treated.",
        )  # fmt: skip
    work.reason = values["reason"]
    return {"clause": "GB 50300-2013 第5.0.8条"}


def _overturn(_actor: Actor, work: Work, values: Values, _at: datetime) -> dict[str, Any]:
    work.reason, work.resolution, work.doubted_at = values["reason"], None, None
    return {"round": work.round}


def _drop(_actor: Actor, work: Work, values: Values, _at: datetime) -> dict[str, Any]:
    if queries.below(work):
        raise Problem(
            "conflict",
            zh="其下还有未取消的划分，请先取消下级。",
            en="There are works below it; drop those first.",
        )
    work.reason = values["reason"]
    return {}


_PREPARE: dict[str, Callable[[Actor, Work, Values, datetime], dict[str, Any]]] = {
    "submit": _submit, "sign": _sign, "withdraw": _withdraw, "fail": _fail, "resolve": resolve, "bar": _bar,
    "overturn": _overturn, "drop": _drop,
}  # fmt: skip
