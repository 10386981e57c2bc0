"""Alarms for people: the list, one with what it led to, and that somebody has seen it."""

from typing import Any

from flask import flash, redirect, render_template, request
from marshmallow import EXCLUDE

from inspect_app.core import arranging, journal, onward
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import visible as visible_defects
from inspect_app.readings import actions, queries, schemas
from inspect_app.readings.models import Alarm
from inspect_app.readings.pages.site import WORDS, bp
from inspect_app.readings.queries.activities import under_way
from inspect_app.readings.rules.activities import ACTIVITIES
from inspect_app.readings.rules.curve import around
from inspect_app.readings.rules.grades import REASONS


@page(bp, "/alarms", permit="alarm.list")
def alarms(actor: Actor) -> Any:
    """List alarms, the newest first."""
    query = schemas.AlarmsIn().load(request.args.to_dict(), unknown=EXCLUDE)
    stmt = queries.alarms(actor, query["project_id"], query["state"])
    rows = paged(stmt, number=query["page"], table=schemas.ALARMS)
    link = f"?state={query['state']}&project_id={query['project_id']}&"
    return render_template("readings/alarms.html", page=rows, query=query, link=link, **WORDS)


@page(bp, "/alarms/<string:id>", permit="alarm.read", on_thing=True)
def alarm(actor: Actor, id: str) -> Any:
    """Show an alarm: what was over which limit, since when, and who has seen it."""
    return _show_alarm(actor, id)


def _show_alarm(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = find(queries.alarm(actor, id))
    require(actor, "alarm.read", one)
    source = (Defect.source_kind == "alarm", Defect.source_id == one.origin_id)
    stop = db.session.scalar(actions.stops_of(one).limit(1))
    shown = {
        "alarm": one, "form": form, "defect": db.session.scalar(visible_defects(actor).where(*source)),
        "stop": stop if stop is not None and may(actor, "notice.read", stop) else None,
        "doing": _doing(one), "inspected": arranging.found(actor, "alarm", one.origin_id),
        "open_to_acknowledge": one.acknowledged_at is None and one.withdrawn_at is None,
        "may_acknowledge": may(actor, "alarm.acknowledge", one),
        "why": REASONS.get(one.doubt), "may_confirm": one.withdrawn_at is None and may(actor, "alarm.confirm", one),
        "stood": queries.place_at(one.channel.device_id, schemas.moment(one.began_ms) or now()),
        "lines": as_lines(reversed(journal.timeline("alarm", one.id)), locale()),
        "chart": around(one.began_ms, one.cleared_ms, int(now().timestamp() * 1000)),
    }  # fmt: skip
    return render_template("readings/alarm.html", **shown, **WORDS)


def _doing(alarm: Alarm) -> str:
    """Return in words the activities an alarm was judged for."""
    return t("；", "; ").join(
        f"{t(*ACTIVITIES[each.kind][:2])}{f' ({each.place})' if each.place else ''}"
        for each in under_way(alarm)
    )


@page(bp, "/alarms/<string:id>/acknowledge", permit="alarm.acknowledge", on_thing=True, methods=("POST",))
def acknowledge(actor: Actor, id: str) -> Any:
    """Acknowledge an alarm."""
    require(actor, "alarm.acknowledge", find(queries.alarm(actor, id)))
    form = Form(schemas.AcknowledgeIn)
    done = form.act(
        lambda typed: actions.acknowledge(actor, find(queries.alarm(actor, id)), **typed, at=now())
    )
    if done is None:
        return _show_alarm(actor, id, form), form.status
    flash(t("报警已确认。", "The alarm is acknowledged."))
    return redirect(f"/alarms/{id}")


@page(bp, "/alarms/<string:id>/confirm", permit="alarm.confirm", on_thing=True, methods=("POST",))
def confirm(actor: Actor, id: str) -> Any:
    """Confirm an alarm in doubt after a look on site."""
    require(actor, "alarm.confirm", find(queries.alarm(actor, id)))
    form = Form(schemas.ConfirmIn)
    done = form.act(
        lambda typed: actions.confirm_alarm(actor, find(queries.alarm(actor, id)), **typed, at=now())
    )
    if done is None:
        return _show_alarm(actor, id, form), form.status
    flash(t("报警已核实属实。", "The alarm is confirmed."))
    return redirect(f"/alarms/{id}")


def _links(actor: Actor, thing: Any) -> list[onward.Link]:
    if getattr(thing, "source_kind", None) != "alarm":
        return []
    # Late data may have put another alarm in the place of the first: the one that stands is shown.
    stmt = queries.alarms(actor).where(Alarm.origin_id == str(thing.source_id).partition("/")[0])
    alarm = db.session.scalar(
        stmt.order_by(None).order_by(Alarm.withdrawn_at.is_not(None), Alarm.id).limit(1)
    )
    if alarm is None or not may(actor, "alarm.read", alarm):
        return []
    if alarm.withdrawn_at is not None:
        return [
            (
                f"/alarms/{alarm.id}",
                "来自报警（已撤回，请核实）",
                "The alarm it came of (withdrawn: look again)",
            )
        ]
    return [(f"/alarms/{alarm.id}", "来自报警", "The alarm it came of")]


onward.add(_links)
