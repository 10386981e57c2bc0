"""The moves of a functional test: the witness's signature has it judged, and a failed one raises its defect, once."""

from collections.abc import Callable, Mapping
from datetime import datetime
from decimal import Decimal
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.defects.actions import raise_defect
from inspect_app.defects.models import Defect
from inspect_app.notices.actions import require_running
from inspect_app.trials.actions.running import run, signed
from inspect_app.trials.models import Trial
from inspect_app.trials.rules import KINDS, Found, Gauge, judge, severity

Values = Mapping[str, Any]
_MOVES = {"pass": "pass", "fail": "fail", "unclear": "doubt"}


def move(actor: Actor, trial: Trial, name: str, values: Values, *, at: datetime) -> Trial:
    """Take one of the trial's declared moves; the witness's signature has it judged."""
    if name == "run":
        require_running(trial.project_id, trial.element_id)
    # Held: a recording sent back and witnessed at once would each be right alone.
    db.session.scalar(select(Trial.id).where(Trial.id == trial.id).with_for_update())
    db.session.refresh(trial)
    trial.WORKFLOW.take(trial.state, name)
    told = _PREPARE[name](actor, trial, values, at) if name in _PREPARE else {}
    journal.move(actor, trial, name, at=at, data={**_said(values), **told})
    if name == "witness":
        _judge(trial, at)
    return trial


def _said(values: Values) -> dict[str, Any]:
    told = {
        key: values[key] for key in ("note", "reason", "seen", "gauge_no", "certificate") if values.get(key)
    }
    return {**told, **({"photos": list(values["photos"])} if values.get("photos") else {})}


def _witness(actor: Actor, trial: Trial, values: Values, _at: datetime) -> dict[str, Any]:
    signed(actor, values)
    trial.witnessed_by_name = actor.name
    return {}


_PREPARE: dict[str, Callable[[Actor, Trial, Values, datetime], dict[str, Any]]] = {
    "run": run,
    "witness": _witness,
}


def measured(trial: Trial) -> Found:
    """Return what was measured as the rule reads it."""

    def exact(text: str) -> Decimal | None:
        return Decimal(text) if text else None

    return Found(
        on=local_day(trial.began_at or trial.planned_at), region=trial.project.region, working=exact(trial.working) or Decimal(0),
        given={name: Decimal(value) for name, value in trial.given.items()},
        curve=[(Decimal(at), Decimal(value)) for at, value in trial.curve], whole=trial.source in ("device", "file"),
        values=[Decimal(each) for each in trial.values], seen=trial.seen,
        gauge=Gauge(trial.gauge_no, trial.certificate, trial.valid_until, exact(trial.full), exact(trial.division)),
    )  # fmt: skip


def _judge(trial: Trial, at: datetime) -> None:
    kind = KINDS[trial.kind]
    try:
        found = judge(kind, measured(trial))
    except ValueError as unknown:
        raise field_problem(
            "began_at", "该日没有生效的标准版本", "no edition of the standard in force on that day"
        ) from unknown
    frozen = content_hash(trial.record)
    trial.outcome, trial.basis, trial.verified = found.outcome, found.basis, found.verified
    # With the moment of the verdict: the row may not say one without the other.
    trial.steps, trial.sha256, trial.judged_at = [list(each) for each in found.steps], frozen, at
    told: dict[str, Any] = {"basis": found.basis, "sha256": trial.sha256}
    if found.outcome == "fail":
        told["defect"] = _raise(trial, at).number
    journal.move(SYSTEM, trial, _MOVES[found.outcome], at=at, data=told)


def _raise(trial: Trial, at: datetime) -> Defect:
    kind = KINDS[trial.kind]
    return raise_defect(
        SYSTEM, project=trial.project, title=f"{trial.number} {kind.zh}不合格"[:200], at=at,
        description="\n".join(zh for zh, _en in trial.steps), element_id=trial.element_id,
        severity=severity(trial.element.kind), clause=trial.basis, liable_party_id=trial.party_id,
        source_kind="trial", source_id=trial.id,
    )  # fmt: skip
