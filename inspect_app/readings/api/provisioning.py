"""Provisioning for machines: the keys of a project, and the door at which a device registers itself."""

from typing import Any

from flask import request

from inspect_app.core.clock import now
from inspect_app.core.i18n import locale
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.identity.rules import network_of
from inspect_app.projects import queries as projects
from inspect_app.readings import actions, queries
from inspect_app.readings.api.readings import bp
from inspect_app.readings.models import ProvisioningKey
from inspect_app.readings.rules.provisioning import Asked
from inspect_app.readings.schemas import provisioning


@endpoint(
    bp, "/projects/<string:id>/provisioning-keys", permit="provisioning-key.list", query=provisioning.KeysIn,
    out=provisioning.KeysPage, on_thing=True,
)  # fmt: skip
def provisioning_keys(actor: Actor, query: dict[str, Any], id: str) -> Any:
    """List the provisioning keys of a project with what they registered."""
    require(actor, "provisioning-key.list", find(projects.one(actor, id)))
    return paged(queries.provisioning_keys(actor, id), number=query["page"])


@endpoint(
    bp, "/projects/<string:id>/provisioning-keys", permit="provisioning-key.make", method="POST",
    body=provisioning.KeyIn, out=provisioning.KeyNew, status=201, on_thing=True, tells_secret=True,
)  # fmt: skip
def make_key(actor: Actor, values: dict[str, Any], id: str) -> dict[str, Any]:
    """Make a provisioning key; its secret is in the reply and nowhere else."""
    project = find(projects.one(actor, id))
    require(actor, "provisioning-key.make", project)
    made, secret = actions.make_key(actor, project, **values, at=now())
    return {"key": made, "secret": secret}


@endpoint(
    bp, "/provisioning-keys/<string:id>/end", permit="provisioning-key.end", method="POST", out=provisioning.KeyOut,
    on_thing=True,
)  # fmt: skip
def end_key(actor: Actor, id: str) -> ProvisioningKey:
    """End a provisioning key; the devices it registered stay."""
    return actions.end_key(actor, found_key(actor, id), at=now())


def found_key(actor: Actor, id: str) -> ProvisioningKey:
    """Return a key the actor may see and end, or 404."""
    one = find(queries.provisioning_key(actor, id))
    require(actor, "provisioning-key.end", one)
    return one


@endpoint(
    bp, "/v1/provision", permit="device.provision", method="POST", body=provisioning.ProvisionIn,
    out=provisioning.ProvisionOut, tells_secret=True,
)  # fmt: skip
def provision(_actor: Actor, asked: Asked) -> dict[str, Any]:
    """Register the device that asks with a provisioning key; the status is in the answer, as ThingsBoard has it."""
    answer = actions.provision(asked, where=network_of(request.remote_addr or ""), at=now())
    return answer.as_dict(english=locale() == "en")
