"""A tablet's own log-in at the broker, made by the inspector who carries it."""

from typing import Any
from urllib.parse import urlsplit

from flask import current_app, request
from marshmallow import fields

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.fields import Schema
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint
from inspect_app.identity.queries import CARRIERS
from inspect_app.readings import actions
from inspect_app.readings.api.readings import bp
from inspect_app.readings.models import Device


def _carrier(actor: Actor) -> str | None:
    device = db.session.get(Device, actor.id)
    return device.person_id if device is not None and device.kind == "tablet" and device.roams else None


if _carrier not in CARRIERS:
    CARRIERS.append(_carrier)


class EnrolIn(Schema):
    """Which tablet: the name it was given before, or none."""

    name = fields.String(load_default=None, allow_none=True)


class EnrolledOut(Schema):
    """How the tablet logs in, and on which topics it speaks and listens; the secret is told this once."""

    name = fields.String(required=True)
    username = fields.String(required=True)
    secret = fields.String(required=True)
    site = fields.String(required=True)
    #: ws:// or wss://, empty where there is no broker for browsers
    url = fields.String(required=True)


@endpoint(
    bp, "/tablet/enrol", permit="tablet.enrol", method="POST", body=EnrolIn, out=EnrolledOut, status=201,
    tells_secret=True,
)  # fmt: skip
def enrol(actor: Actor, values: dict[str, Any]) -> dict[str, str]:
    """Give the caller's tablet a log-in for all sites its person may inspect; a tablet known before gets a new secret."""
    device, secret = actions.enrol_tablet(actor, values["name"], at=now())
    site = device.project.site
    host = urlsplit(request.host_url).hostname or ""
    url = current_app.config["SETTINGS"].tablet_broker(host)
    return {
        "name": device.name,
        "username": f"{site}_{device.name}",
        "secret": secret,
        "site": site,
        "url": url,
    }
