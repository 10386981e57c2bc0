"""Where two checklists of one visit contradict each other: both side by side, and a person's decision."""

from typing import Any

from flask import flash, redirect, render_template
from marshmallow import fields, validate
from sqlalchemy import select

from inspect_app.checklists import rules as lists
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.fields import Schema, Text
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import page, require
from inspect_app.inspections import actions, queries
from inspect_app.inspections.api import found
from inspect_app.inspections.models import FillLog, Twin
from inspect_app.inspections.pages.visits import BOTH, WORDS, bp
from inspect_app.inspections.rules.fill_log import PLACES, clocked

_FIELD = {
    "outcome": ("判定", "Outcome"), "values": ("实测值", "Values"), "text": ("记录", "Record"), "severity": ("严重程度", "Severity"),
    "note": ("备注", "Note"), "counted": ("计数", "Count"), "image": ("签名", "Signature"),
    "pin": ("图上位置", "Place on the drawing"), "voice": ("语音备注", "Spoken note"),
}  # fmt: skip


@page(bp, "/visits/<string:id>/merge", permit="submission.settle", methods=BOTH, on_thing=True)
def merge(actor: Actor, id: str) -> Any:
    """Show what two checklists of a visit say differently, and take the decision."""
    one = found(actor, id)
    require(actor, "submission.settle", one)
    twins = list(
        db.session.scalars(select(Twin).where(Twin.visit_id == one.id).order_by(Twin.received_at, Twin.id))
    )
    waiting = next((each for each in twins if each.waiting), None)
    form = Form(_decision(waiting))
    settled = waiting and form.act(lambda values: _settle(actor, waiting, values))
    if settled:
        flash(t("已裁定，结果已更新。", "Decided; the findings are up to date."), "good")
        return redirect(f"/visits/{one.id}/merge")
    shown = {
        "visit": one, "twins": twins, "waiting": waiting, "form": form, "names": _FIELD,
        "known": lists.items_by_key(one.template_version.content), "may_settle": may(actor, "submission.settle", one),
        "logs": {each.id: queries.fill_logs.shown(actor, db.session.get(FillLog, each.id)) for each in twins},
        "log_places": PLACES, "clocked": clocked,
        "places": {each.id: each.path for each in one.project.elements}, "said": _said,
    }  # fmt: skip
    return render_template("inspections/merge.html", **shown, **WORDS), form.status


def _decision(twin: Twin | None) -> type[Schema]:
    made: dict[str, Any] = {
        f"chosen-{n}": fields.String(load_default="", validate=validate.OneOf(("", "first", "second")))
        for n in range(len(twin.conflicts) if twin else 0)
    }
    return Schema.from_dict({**made, "reason": Text(required=True, most=400)}, name="MergeForm")


def _settle(actor: Actor, twin: Twin, values: dict[str, Any]) -> Twin:
    choices = {n: values[f"chosen-{n}"] for n in range(len(twin.conflicts))}
    follow = actions.following(actor, twin.submission, twin.person_name)
    return actions.decide(actor, twin, choices, values["reason"], at=now(), follow=follow)


def _said(item: dict[str, Any], field: str, value: Any) -> str:
    """Return a field's value in words."""
    if field in ("outcome", "severity"):
        words = lists.OUTCOMES[value] if field == "outcome" else lists.SEVERITIES[value]
        return t(words[0], words[1])
    if field == "text":
        chosen = next((each for each in item.get("choices") or [] if each["key"] == value), None)
        return t(chosen["zh"], chosen["en"]) if chosen else str(value)
    if field == "pin":
        return f"{value['x'] / 10:.0f} %, {value['y'] / 10:.0f} %"
    if field == "voice":
        return t(f"录音 {value['seconds']} 秒", f"{value['seconds']} s of speech")
    if isinstance(value, list):
        return "、".join(str(each) for each in value)
    return str(value)
