"""How a device is written in and out."""

from datetime import UTC, datetime
from typing import Any

from marshmallow import fields, validate

from inspect_app.core import web
from inspect_app.core.fields import Schema, Text
from inspect_app.core.moves import open_moves
from inspect_app.readings.rules.lives import DEVICE_KINDS


def moves_of(thing: Any) -> list[str]:
    """Return the moves of a thing the actor may take."""
    return [each.name for each in open_moves(web.actor(), thing)]


def _offline_at(device: Any) -> str | None:
    ms = device.offline_ms
    return datetime.fromtimestamp(ms / 1000, UTC).isoformat() if ms else None


class DeviceIn(Schema):
    """A new device; its name is the level of its topics."""

    name = Text(required=True, most=40)
    kind = fields.String(required=True, validate=validate.OneOf(list(DEVICE_KINDS)))
    label = Text(load_default="", most=120)
    person_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 36))
    element_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 36))
    profile = fields.String(load_default="", validate=validate.Length(0, 40))
    gateway_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 36))


class DeviceOut(Schema):
    """A device."""

    id = fields.String()
    project_id = fields.String()
    name = fields.String()
    kind = fields.String()
    label = fields.String()
    profile = fields.String()
    element_id = fields.String(allow_none=True)
    gateway_id = fields.String(allow_none=True)
    state = fields.String()
    username = fields.Function(lambda one: f"{one.project.site}_{one.name}", metadata={"type": "string"})
    registered_at = fields.AwareDateTime()
    last_seen_at = fields.AwareDateTime(allow_none=True)
    offline_at = fields.Function(_offline_at, metadata={"type": ["string", "null"]})
    moves = fields.Function(moves_of, metadata={"type": "array"})


class DeviceNew(Schema):
    """A device with its secret, which is told this once; it is empty for one behind a gateway."""

    device = fields.Nested(DeviceOut)
    secret = fields.String()
