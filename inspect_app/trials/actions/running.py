"""Recording a functional test: its curve or values, its figures and the gauge it was measured with."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from itertools import chain
from typing import Any

from inspect_app.core import series
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.permits import Actor
from inspect_app.trials.models import Trial
from inspect_app.trials.rules import KINDS, typed

Values = Mapping[str, Any]
#: the platform's own figures: how long a device is asked for, and from how many points a pasted curve is a recording
_LONGEST, _RECORDED = timedelta(days=3), 12


def signed(actor: Actor, values: Values) -> None:
    """Refuse a signature that is not the actor's own name."""
    if " ".join(str(values.get("name") or "").split()) != actor.name:
        raise field_problem("name", f"请填写您的姓名：{actor.name}", f"write your name: {actor.name}")


def run(actor: Actor, trial: Trial, values: Values, at: datetime) -> dict[str, Any]:
    """Keep what was measured and by whom; return what the journal says of it."""
    signed(actor, values)
    kind, began = KINDS[trial.kind], values["began_at"]
    if not at - timedelta(days=366) <= began <= at:
        raise field_problem("began_at", "应在过去一年内，不晚于现在", "within the last year, not after now")
    trial.began_at, trial.seen = began, values["seen"]
    trial.source, trial.device, trial.curve = "", "", []
    if kind.form == "hold":
        trial.source, trial.device, trial.curve = _curve(trial, values, began, at)
    trial.values = (
        [str(each) for each in typed.values(values.get("values") or "")] if kind.form == "values" else []
    )
    trial.given = {
        name: str(Decimal(repr(values[name]))) for name in kind.inputs if values.get(name) is not None and _fits(name, values[name])
    }  # fmt: skip
    trial.gauge_no, trial.certificate = values.get("gauge_no") or "", values.get("certificate") or ""
    trial.valid_until = values.get("valid_until")
    trial.full, trial.division = (_text(each, values) for each in ("full", "division"))
    try:
        attach("trial", trial.id, values["photos"], "run", actor.name, at)
    except Problem as missing:  # the refusal names the field of this form
        raise Problem(missing.slug, errors={"photos": list(chain(*missing.errors.values()))}) from missing
    trial.run_by_name = actor.name
    return {
        "points": len(trial.curve) or len(trial.values),
        **({"device": trial.device} if trial.device else {}),
    }


def _fits(name: str, value: float) -> bool:
    if not 0 <= value <= 1_000_000:
        raise field_problem(name, "应为 0 到 1000000 的数", "a number from 0 to 1000000")
    return True


def _text(name: str, values: Values) -> str:
    found = typed.number(name, values.get(name))
    return str(found) if found is not None else ""


def _curve(trial: Trial, values: Values, began: datetime, at: datetime) -> tuple[str, str, list[list[str]]]:
    device, pasted = (values.get("device") or "").strip(), values.get("curve") or ""
    if not device:
        points: Sequence[tuple[Decimal, Decimal]] = typed.curve(pasted)
        if not points:
            raise field_problem(
                "curve", "请填写曲线，或填写监测设备名称", "give the curve, or the name of a device"
            )
        return "file" if len(points) > _RECORDED else "typed", "", _kept(points)
    ended = values.get("ended_at")
    if ended is None or not began < ended <= min(at, began + _LONGEST):
        raise field_problem(
            "ended_at", "从设备取曲线须填结束时间：晚于开始、不晚于现在、不超过 3 天",
            "with a device: after the beginning, not after now, within 3 days",
        )  # fmt: skip
    if doubted := series.doubts(trial.project_id, device, "water_pressure", began, ended):
        zh, en = ("；".join(each[0] for each in doubted), "; ".join(each[1] for each in doubted))
        raise field_problem(
            "device",
            f"该时间段的读数存疑，不能作为试验依据：{zh}",
            f"its readings of that time are in doubt and prove nothing: {en}",
        )
    rows = series.measured(trial.project_id, device, "water_pressure", began, ended)
    if not rows:
        raise field_problem(
            "device", "该设备在此时间段没有管道压力读数", "no pipe pressure of this device at that time"
        )
    return "device", device[:40], _kept(typed.measured(rows))


def _kept(points: Sequence[tuple[Decimal, Decimal]]) -> list[list[str]]:
    return [[str(at), str(value)] for at, value in points]
