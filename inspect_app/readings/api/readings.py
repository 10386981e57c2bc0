"""Readings for machines and charts: intake over HTTP, curves, the live stream, devices, limits, alarms, letters."""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial
from typing import Any

from flask import Response, current_app, request
from flask_smorest import Blueprint

from inspect_app.core import replica
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.fields import PageIn
from inspect_app.core.i18n import locale
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.identity.queries import BASIC_LOADERS
from inspect_app.projects import queries as projects
from inspect_app.projects.models import Project
from inspect_app.readings import actions, queries, schemas
from inspect_app.readings.models import Alarm, Device
from inspect_app.readings.rules import DEVICE, payload
from inspect_app.readings.rules.curve import CURVE

_MESSAGE, _CURVE = {"application/json": payload.MESSAGE}, {"application/json": CURVE}
_EVENTS: dict[str, Any] = {"text/event-stream": {}}
bp = Blueprint("readings_api", __name__, url_prefix="/api", description="监测 / Readings")


def _device(name: str, secret: str) -> Actor | None:
    known = queries.device_login(name, secret)
    return Actor("device", known.id, known.device) if known else None


if _device not in BASIC_LOADERS:
    BASIC_LOADERS.append(_device)


@endpoint(bp, "/readings", permit="reading.send", method="POST", takes=_MESSAGE, out=schemas.RecordedOut)
def send(actor: Actor) -> Any:
    """Take readings of the device that logs in with its name and secret; the body is that of its MQTT messages.

    One sample that cannot be taken refuses the message: nothing of it is stored.
    """
    at = now()
    values = payload.parse(request.get_data(), int(at.timestamp() * 1000))
    device = db.session.get_one(Device, actor.id)
    site = device.project.site
    recorded = actions.record(
        [actions.Sample(site, device.name, q, ms, v, flag) for ms, q, v, flag in values], at=at
    )
    if recorded.unknown:
        raise Problem("bad-input", errors=_refusals(recorded.unknown))
    return recorded


def _refusals(unknown: tuple[actions.Refused, ...]) -> dict[str, list[tuple[str, str]]]:
    return {f"values.{each.sample.quantity}": [actions.REFUSALS[each.rule]] for each in unknown[:50]}


@endpoint(
    bp, "/projects/<string:id>/channels", permit="reading.read", out=schemas.ChannelOut(many=True),
    on_thing=True,
)  # fmt: skip
def channels(actor: Actor, id: str) -> Any:
    """List a project's channels with their newest values."""
    return queries.newest(site(actor, id).id, now())


def site(actor: Actor, id: str) -> Project:
    """Return a project whose readings the actor may see, or 404."""
    project = find(projects.one(actor, id))
    require(actor, "reading.read", project)
    return project


@endpoint(
    bp, "/channels/<string:id>/series", permit="reading.read", query=schemas.SeriesIn, gives=_CURVE,
    on_thing=True,
)  # fmt: skip
def series(actor: Actor, query: dict[str, Any], id: str) -> Any:
    """Draw a curve of a channel: moments in epoch seconds, values (null in a gap), limits and alarms."""
    one = find(queries.channel(actor, id))
    require(actor, "reading.read", one.device)
    end = query["end"] or now()
    start = query["start"] or end - timedelta(hours=query["hours"])
    if start >= end:
        raise Problem("bad-input", errors={"from": [("应早于 to", "must be before 'to'")]})
    from_ms, to_ms = int(start.timestamp() * 1000), int(end.timestamp() * 1000)
    return actions.curve(one, from_ms, to_ms, query["points"], locale(), replica.read)


@endpoint(
    bp, "/projects/<string:id>/stream", permit="reading.read", query=schemas.StreamIn, gives=_EVENTS,
    on_thing=True,
)  # fmt: skip
def live(actor: Actor, query: dict[str, Any], id: str) -> Response:
    """Stream what arrives (server-sent events `reading` and `alarm`), of all devices or of `device_id` alone.

    The browser connects again by itself.
    """
    device_id = query["device_id"]
    if device_id:
        one = found_device(actor, device_id)
        require(actor, "reading.read", one)
        project = one.project
        if project.id != id:
            raise Problem("not-found")
    else:
        project = site(actor, id)
    app = current_app._get_current_object()  # type: ignore[attr-defined]  # noqa: SLF001 - Flask's own way
    since = request.headers.get("Last-Event-ID", "")
    staying = partial(queries.still_sees, actor, project.id, device_id)
    events = actions.events(
        app.app_context, project.id, since, query["seconds"], locale(), staying, device_id
    )
    return Response(
        events, mimetype="text/event-stream", headers={"Cache-Control": "no-store", "X-Accel-Buffering": "no"}
    )


@endpoint(
    bp, "/projects/<string:id>/devices", permit="device.list", query=PageIn,
    out=schemas.DevicePage, on_thing=True,
)  # fmt: skip
def devices(actor: Actor, query: dict[str, Any], id: str) -> Any:
    """List a project's devices."""
    project = find(projects.one(actor, id))
    require(actor, "device.list", project)
    return paged(queries.devices(actor, project.id), number=query["page"])


@endpoint(
    bp, "/projects/<string:id>/devices", permit="device.register", method="POST", body=schemas.DeviceIn,
    out=schemas.DeviceNew, status=201, on_thing=True, tells_secret=True,
)  # fmt: skip
def register_device(actor: Actor, values: dict[str, Any], id: str) -> Any:
    """Register a device; its secret is in the reply and nowhere else."""
    project = find(projects.one(actor, id))
    require(actor, "device.register", project)
    made, secret = actions.register_device(actor, project=project, **values, at=now())
    return {"device": made, "secret": secret}


def found_device(actor: Actor, id: str) -> Device:
    """Return a device the actor may see, or 404."""
    return find(queries.device(actor, id))


@endpoint(
    bp, "/devices/<string:id>/secret", permit="device.rotate", method="POST", out=schemas.DeviceNew,
    on_thing=True, tells_secret=True,
)  # fmt: skip
def rotate_device(actor: Actor, id: str) -> Any:
    """Give a device a new secret; the old one opens nothing any more."""
    one = found_device(actor, id)
    require(actor, "device.rotate", one)
    return {"device": one, "secret": actions.rotate_device(actor, one, at=now())}


def move_device(actor: Actor, one: Device, name: str, values: Mapping[str, Any]) -> Device:
    """Take a move of a device now."""
    return actions.move_device(actor, one, name, values, at=now())


api_moves(bp, DEVICE, found_device, move_device, schemas.DeviceOut, below="/devices")


@endpoint(bp, "/alarms", permit="alarm.list", query=schemas.AlarmsIn, out=schemas.AlarmPage)
def alarms(actor: Actor, query: dict[str, Any]) -> Any:
    """List the alarms the caller may see, the newest first."""
    number = query.pop("page")
    return paged(queries.alarms(actor, **query), number=number)


@endpoint(bp, "/alarms/<string:id>", permit="alarm.read", out=schemas.AlarmOut, on_thing=True)
def alarm(actor: Actor, id: str) -> Alarm:
    """Show an alarm."""
    one = find(queries.alarm(actor, id))
    require(actor, "alarm.read", one)
    return one


@endpoint(
    bp, "/alarms/<string:id>/acknowledge", permit="alarm.acknowledge", method="POST", body=schemas.AcknowledgeIn,
    out=schemas.AlarmOut, on_thing=True,
)  # fmt: skip
def acknowledge(actor: Actor, values: dict[str, Any], id: str) -> Alarm:
    """Acknowledge an alarm."""
    one = find(queries.alarm(actor, id))
    require(actor, "alarm.acknowledge", one)
    return actions.acknowledge(actor, one, **values, at=now())


@endpoint(
    bp, "/alarms/<string:id>/confirm", permit="alarm.confirm", method="POST", body=schemas.ConfirmIn,
    out=schemas.AlarmOut, on_thing=True,
)  # fmt: skip
def confirm(actor: Actor, values: dict[str, Any], id: str) -> Alarm:
    """Confirm an alarm whose readings are in doubt, after a look on site: what follows from an alarm then follows."""
    one = find(queries.alarm(actor, id))
    require(actor, "alarm.confirm", one)
    return actions.confirm_alarm(actor, one, **values, at=now())
