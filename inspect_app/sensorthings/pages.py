"""The SensorThings API 1.1 at /sta/v1.1: its root, whatever is asked of it, and the Observations of devices."""

from typing import Any, Final

from flask import Blueprint, Response, request
from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inspect_app.core import listening, place
from inspect_app.core.clock import now
from inspect_app.core.db import acted
from inspect_app.core.errors import Problem
from inspect_app.core.i18n import locale
from inspect_app.core.permits import Actor
from inspect_app.core.problems import TONGUES
from inspect_app.core.web import find, json_reply, page, require
from inspect_app.readings.models import Channel, Device
from inspect_app.sensorthings import actions, queries
from inspect_app.sensorthings.queries import Asked, Seen
from inspect_app.sensorthings.queries.sets import SETS
from inspect_app.sensorthings.rules.addresses import Address, Step, parse_address
from inspect_app.sensorthings.rules.observations import datastream_of, parse_observation
from inspect_app.sensorthings.rules.options import Options, parse

AT: Final = "/sta/v1.1"
_JSON: Final = "application/json"
_ASKS: Final = ("expand", "select", "orderby", "top", "skip", "count", "filter", "pagination")
_SPEC: Final = "http://www.opengis.net/spec/iot_sensing/1.1/req"
CONFORMANCE: Final = [
    f"{_SPEC}/datamodel", f"{_SPEC}/resource-path/resource-path-to-entities",
    *(f"{_SPEC}/request-data/{each}" for each in _ASKS),
]  # fmt: skip
#: by MQTT, each Observation of a Datastream; updates at a topic of the listener's own, which is told beside it
MQTT_CREATE: Final = f"{_SPEC}/create-observations-via-mqtt/observations-creation"
MQTT_UPDATES: Final = f"{_SPEC}/receive-updates-via-mqtt/receive-updates"
bp = Blueprint("sensorthings", __name__)


@page(bp, AT, permit="observation.read", name="root", by_machine=True)
def root(actor: Actor) -> Response:
    """Name the sets and what of the standard is kept."""
    require(actor, "observation.read")
    sets = [{"name": name, "url": f"{_home()}{AT}/{name}"} for name in SETS]
    return json_reply({"value": sets, "serverSettings": _settings()}, 200, _JSON)


def _settings() -> dict[str, Any]:
    """Return what of the standard is kept, by MQTT too where the broker's address is known."""
    if not (broker := place.broker()):
        return {"conformance": CONFORMANCE}
    path = "v1.1/Datastreams({id})/Observations"
    ways = {MQTT_CREATE: path, MQTT_UPDATES: listening.observations("{listener}", "{id}")}
    told = {name: {"endpoints": [broker], "topics": [topic]} for name, topic in ways.items()}
    return {"conformance": [*CONFORMANCE, *ways], **told}


@page(bp, f"{AT}/<path:path>", permit="observation.read", name="read", by_machine=True)
def read(actor: Actor, path: str) -> Response:
    """Tell a set, an entity, a property or its bare value."""
    require(actor, "observation.read")
    address = parse_address(path)
    found = queries.answer(_asked(actor), address, parse(request.args.items(multi=True)))
    if address.end != "$value":
        return json_reply(found, 200, _JSON)
    return (
        json_reply(found, 200, _JSON)
        if isinstance(found, dict)
        else Response(str(found), mimetype="text/plain")
    )


@page(
    bp, f"{AT}/<path:path>", permit="reading.send", name="observe", methods=("POST",), by_machine=True,
)  # fmt: skip
def observe(actor: Actor, path: str) -> Response:
    """Take an Observation of the device that logs in with its name and secret."""
    require(actor, "reading.send")
    steps = [(each.name, each.key) for each in parse_address(path).steps]
    body = parse_observation(request.get_data())
    if steps == [("Observations", "")]:
        key = datastream_of(body)
    elif (
        len(steps) == 2 and steps[0][0] == "Datastreams" and steps[0][1] and steps[1] == ("Observations", "")
    ):
        key = steps[0][1]
    else:
        raise Problem("wrong-method")
    number = queries.key_of(SETS["Datastreams"], key)["channel"]
    mine = select(Channel).where(Channel.id == number, Channel.device_id == actor.id)
    channel = find(mine.options(joinedload(Channel.device).joinedload(Device.project)))
    at_ms, new = acted(lambda: actions.observe(channel, body, at=now()))
    asked, step = _asked(actor), Step("Observations", f"{number}:{at_ms}")
    made = queries.answer(asked, Address((step,)), Options())
    reply = json_reply(made, 201 if new else 200, _JSON)
    reply.headers["Location"] = made["@iot.selfLink"]
    return reply


def _asked(actor: Actor) -> Asked:
    return Asked(Seen(actor), _home(), now())


def _home() -> str:
    return request.host_url.rstrip("/")


def _refused(problem: Problem) -> Response:
    """Say a refusal as clients of this API read it."""
    language = locale()
    fields = [f"{name}: {'; '.join(words)}" for name, words in problem.field_words(language).items()]
    told = {"code": problem.status, "type": "error", "message": " ".join([problem.words(language), *fields])}
    reply = json_reply(told, problem.status, _JSON)
    if problem.status == 401:
        reply.headers.add("WWW-Authenticate", 'Basic realm="inspect", charset="UTF-8"')
    return reply


TONGUES["/sta/"] = _refused
