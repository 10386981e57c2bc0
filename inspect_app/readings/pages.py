"""Readings for people: the site's curves, its devices and limits, alarms, and the dead letters."""

from typing import Any

from flask import Blueprint, flash, redirect, render_template, request
from marshmallow import EXCLUDE

from inspect_app.core import journal, nav
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines, register_words, register_workflow
from inspect_app.core.web import find, page, paged, require
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import visible as visible_defects
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project
from inspect_app.readings import actions, queries, schemas
from inspect_app.readings.api import found_device, found_letter, move_device, move_letter, site
from inspect_app.readings.models import Device
from inspect_app.readings.rules import DEVICE, DEVICE_KINDS, LETTER, VERBS
from inspect_app.readings.rules.curve import around
from inspect_app.readings.rules.limits import BY_KEY, from_rule, in_force
from inspect_app.readings.rules.lives import alarm_state
from inspect_app.readings.rules.quantities import FLAGS, QUANTITIES
from inspect_app.readings.rules.reasons import UNREADABLE

bp = Blueprint("readings", __name__)
nav.add("/alarms", "报警", "Alarms", verb="alarm.list", order=30)
nav.add("/dead-letters", "死信", "Dead letters", verb="letter.list", order=90)
project_pages.LINKS.append(("/site", "现场监测", "Site readings", "reading.read"))
project_pages.LINKS.append(("/devices", "设备", "Devices", "device.list"))
project_pages.LINKS.append(("/limits", "限值", "Limits", "limit.list"))
#: why a message became a dead letter: it could not be read, or what it said could not be taken
REASONS = {**actions.REFUSALS, **UNREADABLE}
register_workflow(DEVICE)
register_workflow(LETTER)
register_words(
    VERBS, details={"peak": ("峰值", "Peak"), "limit": ("限值", "Limit"), "quantity": ("监测量", "Quantity"),
                    "basis": ("依据", "Basis"), "value": ("限值", "Limit"), "size": ("字节", "Bytes"),
                    "ended_by": ("结束", "Ended by")},
    values={"ended_by": {"clear": ("数值恢复", "values back to normal"), "gap": ("数据中断", "data stopped")},
            "device.kind": DEVICE_KINDS, "letter.reason": REASONS,
            "quantity": {key: (each.zh, each.en) for key, each in QUANTITIES.items()}},
)  # fmt: skip
BOTH = ("GET", "POST")
RANGES = {24: ("24 小时", "24 h"), 168: ("7 天", "7 days"), 720: ("30 天", "30 days")}
_WORDS = {
    "quantities": QUANTITIES, "kinds": DEVICE_KINDS, "device_life": DEVICE, "letter_life": LETTER, "flags": FLAGS,
    "alarm_state": alarm_state, "moment": schemas.moment, "severities": schemas.SEVERITIES, "reasons": REASONS,
}  # fmt: skip


@page(bp, "/projects/<string:id>/site", permit="reading.read", on_thing=True, name="site")
def site_page(actor: Actor, id: str) -> Any:
    """Show what a site measures: newest values, curves, alarms."""
    project = site(actor, id)
    asked = request.args.get("hours", 24, type=int)
    hours = asked if asked in RANGES else 24
    newest = queries.newest(project.id, now())
    alarms = paged(queries.alarms(actor, project.id), size=10)
    shown = {
        "project": project, "newest": newest, "ranges": RANGES, "hours": hours, "alarms": alarms,
        "missing": [each for each in newest if each.missing],
        "open_alarms": paged(queries.alarms(actor, project.id, "open"), size=1, number=1).total,
        "may_register": may(actor, "device.register", project),
    }  # fmt: skip
    return render_template("readings/site.html", **shown, **_WORDS)


@page(bp, "/projects/<string:id>/devices", permit="device.list", on_thing=True)
def devices(actor: Actor, id: str) -> Any:
    """List a project's devices."""
    project = find(projects.one(actor, id))
    require(actor, "device.list", project)
    listed = paged(queries.devices(actor, id), table=schemas.DEVICES)
    shown = {"project": project, "page": listed, "may_register": may(actor, "device.register", project)}
    return render_template("readings/devices.html", **shown, **_WORDS)


@page(bp, "/projects/<string:id>/devices/new", permit="device.register", on_thing=True, methods=BOTH)
def register_device(actor: Actor, id: str) -> Any:
    """Register a device and show its secret this once."""
    project = find(projects.one(actor, id))
    require(actor, "device.register", project)
    form = Form(schemas.DeviceIn)
    done = form.act(
        lambda typed: actions.register_device(actor, project=_project(actor, id), **typed, at=now())
    )
    if done is None:
        return render_template("readings/register.html", project=project, form=form, **_WORDS), form.status
    return _secret(done[0], done[1])


def _project(actor: Actor, id: str) -> Project:
    return find(projects.one(actor, id))


def _secret(device: Device, secret: str) -> Any:
    username = queries.username(device.project.site, device.name)
    return render_template("readings/secret.html", device=device, secret=secret, username=username, **_WORDS)


@page(bp, "/devices/<string:id>", permit="device.read", on_thing=True)
def device(actor: Actor, id: str) -> Any:
    """Show a device."""
    return _show_device(actor, id)


def _show_device(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found_device(actor, id)
    require(actor, "device.read", one)
    shown = {
        "device": one, "moves": buttons(actor, one), "form": form,
        "newest": [each for each in queries.newest(one.project_id, now()) if each.channel.device_id == one.id],
        "username": queries.username(one.project.site, one.name),
        "may_rotate": one.state != "retired" and may(actor, "device.rotate", one),
        "lines": as_lines(reversed(journal.timeline("device", one.id)), locale()),
    }  # fmt: skip
    return render_template("readings/device.html", **shown, **_WORDS)


@page(bp, "/devices/<string:id>/secret", permit="device.rotate", on_thing=True, methods=("POST",))
def rotate_device(actor: Actor, id: str) -> Any:
    """Give a device a new secret and show it this once."""
    require(actor, "device.rotate", found_device(actor, id))
    form = Form(schemas.NothingIn)
    secret = form.act(lambda _values: actions.rotate_device(actor, found_device(actor, id), at=now()))
    return (
        (_show_device(actor, id, form), form.status)
        if secret is None
        else _secret(found_device(actor, id), secret)
    )


page_moves(bp, DEVICE, found_device, move_device, _show_device, "/devices/<string:id>")


@page(bp, "/projects/<string:id>/limits", permit="limit.list", on_thing=True)
def limits(actor: Actor, id: str) -> Any:
    """List the limits that hold for a project: those of the regulations and those somebody set."""
    project = find(projects.one(actor, id))
    require(actor, "limit.list", project)
    bounds = in_force(project.region, actions.own_bounds(project.id))
    own = {each.id: each for each in db.session.scalars(queries.limits(actor, project.id))}
    rows = sorted(bounds, key=lambda each: (list(QUANTITIES).index(each.quantity), each.value))
    shown = {"project": project, "rows": rows, "own": own, "now_ms": int(now().timestamp() * 1000)}
    return render_template(
        "readings/limits.html", may_set=may(actor, "limit.set", project), **shown, **_WORDS
    )


@page(bp, "/projects/<string:id>/limits/new", permit="limit.set", on_thing=True, methods=("GET", "POST"))
def set_limit(actor: Actor, id: str) -> Any:
    """Set a limit for a project, perhaps in place of a rule."""
    project = find(projects.one(actor, id))
    require(actor, "limit.set", project)
    rule = BY_KEY.get(request.args.get("key", ""))
    form = Form(schemas.LimitForm, from_rule(rule) if rule else {"side": "above", "severity": "general"})
    done = form.act(lambda values: actions.set_limit(actor, project=_project(actor, id), **values, at=now()))
    if done is None:
        return render_template(
            "readings/set_limit.html", project=project, form=form, rule=rule, **_WORDS
        ), form.status
    flash(t("限值已设定，从现在起生效。", "The limit holds from now on."))
    return redirect(f"/projects/{id}/limits")


@page(bp, "/limits/<string:id>/end", permit="limit.end", on_thing=True, methods=("POST",))
def end_limit(actor: Actor, id: str) -> Any:
    """End a limit."""
    one = find(queries.limit(actor, id))
    require(actor, "limit.end", one)
    project_id, form = one.project_id, Form(schemas.NothingIn)
    done = form.act(lambda _values: actions.end_limit(actor, find(queries.limit(actor, id)), at=now()))
    flash(form.message or t("限值已停用。", "The limit has ended."), "bad" if done is None else "good")
    return redirect(f"/projects/{project_id}/limits")


@page(bp, "/alarms", permit="alarm.list")
def alarms(actor: Actor) -> Any:
    """List alarms, the newest first."""
    query = schemas.AlarmsIn().load(request.args.to_dict(), unknown=EXCLUDE)
    stmt = queries.alarms(actor, query["project_id"], query["state"])
    rows = paged(stmt, number=query["page"], table=schemas.ALARMS)
    link = f"?state={query['state']}&project_id={query['project_id']}&"
    return render_template("readings/alarms.html", page=rows, query=query, link=link, **_WORDS)


@page(bp, "/alarms/<string:id>", permit="alarm.read", on_thing=True)
def alarm(actor: Actor, id: str) -> Any:
    """Show an alarm: what was over which limit, since when, and who has seen it."""
    return _show_alarm(actor, id)


def _show_alarm(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = find(queries.alarm(actor, id))
    require(actor, "alarm.read", one)
    source = (Defect.source_kind == "alarm", Defect.source_id == one.origin_id)
    shown = {
        "alarm": one, "form": form, "defect": db.session.scalar(visible_defects(actor).where(*source)),
        "open_to_acknowledge": one.acknowledged_at is None and one.withdrawn_at is None,
        "may_acknowledge": may(actor, "alarm.acknowledge", one),
        "lines": as_lines(reversed(journal.timeline("alarm", one.id)), locale()),
        "chart": around(one.began_ms, one.cleared_ms, int(now().timestamp() * 1000)),
    }  # fmt: skip
    return render_template("readings/alarm.html", **shown, **_WORDS)


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


@page(bp, "/dead-letters", permit="letter.list")
def letters(_actor: Actor) -> Any:
    """List the messages that could not be taken."""
    query = schemas.LettersIn().load(request.args.to_dict(), unknown=EXCLUDE)
    rows = paged(queries.letters(query["state"]), number=query["page"], table=schemas.LETTERS)
    return render_template("readings/letters.html", page=rows, query=query, **_WORDS)


@page(bp, "/dead-letters/<string:id>", permit="letter.read", on_thing=True)
def letter(actor: Actor, id: str) -> Any:
    """Show a dead letter with its bytes."""
    return _show_letter(actor, id)


def _show_letter(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found_letter(actor, id)
    require(actor, "letter.read", one)
    lines = as_lines(reversed(journal.timeline("letter", one.id)), locale())
    shown = {"letter": one, "bytes": schemas.LetterWhole().dump(one), "moves": buttons(actor, one)}
    return render_template("readings/letter.html", lines=lines, form=form, **shown, **_WORDS)


page_moves(bp, LETTER, found_letter, move_letter, _show_letter, "/dead-letters/<string:id>")
