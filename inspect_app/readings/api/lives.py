"""The life of devices on site for machines and tablets: the inventory, places, calibrations."""

from collections.abc import Mapping
from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.readings import actions
from inspect_app.readings.api.readings import bp, found_device
from inspect_app.readings.models import Device
from inspect_app.readings.models.placements import Calibration, Placement
from inspect_app.readings.queries import health, trust
from inspect_app.readings.queries.lives import placement
from inspect_app.readings.rules.placing import PLACEMENT
from inspect_app.readings.schemas import DeviceNew, lives


@endpoint(bp, "/devices", permit="device.list", query=lives.InventoryIn, out=lives.InventoryPage)
def inventory(actor: Actor, query: dict[str, Any]) -> Any:
    """List the devices of all sites the caller may see, with their health."""
    number = query.pop("page")
    found, at = paged(health.inventory(actor, now(), **query), number=number), now()
    trust.mark(found.rows, at)
    return found


@endpoint(bp, "/devices/<string:id>", permit="device.read", out=lives.DeviceWhole, on_thing=True)
def device(actor: Actor, id: str) -> Device:
    """Show a device with its health, its places and its certificates."""
    require(actor, "device.read", found_device(actor, id))
    found = find(health.inventory(actor, now(), device_id=id))
    trust.mark([found], now())
    return found


@endpoint(
    bp, "/devices/<string:id>/placements", permit="placement.plan", method="POST", body=lives.PlacementIn,
    out=lives.PlacementOut, status=201, on_thing=True,
)  # fmt: skip
def plan_placement(actor: Actor, values: dict[str, Any], id: str) -> Placement:
    """Plan where a device is to stand, or ask that it be moved."""
    one = found_device(actor, id)
    require(actor, "placement.plan", one)
    return actions.plan_placement(actor, one, **values, at=now())


@endpoint(
    bp, "/devices/<string:id>/calibrations", permit="device.calibrate", method="POST", body=lives.CalibrationIn,
    out=lives.CalibrationOut, status=201, on_thing=True,
)  # fmt: skip
def calibrate(actor: Actor, values: dict[str, Any], id: str) -> Calibration:
    """Record a certificate of calibration of a device."""
    one = found_device(actor, id)
    require(actor, "device.calibrate", one)
    return actions.calibrate(actor, one, **values, at=now())


@endpoint(
    bp, "/device-claims", permit="device.claim", method="POST", body=lives.ClaimIn, out=DeviceNew, status=201,
    tells_secret=True,
)  # fmt: skip
def claim(actor: Actor, values: dict[str, Any]) -> Any:
    """Claim the device one stands before with the code on it; its secret is in the reply and nowhere else."""
    made, secret = actions.claim_device(actor, values["code"], at=now())
    return {"device": made, "secret": secret}


def found_placement(actor: Actor, id: str) -> Placement:
    """Return a placement of a device the actor may see, or 404."""
    return find(placement(actor, id))


def move_placement(actor: Actor, one: Placement, name: str, values: Mapping[str, Any]) -> Placement:
    """Take a move of a placement now."""
    return actions.move_placement(actor, one, name, values, at=now())


api_moves(bp, PLACEMENT, found_placement, move_placement, lives.PlacementOut, below="/placements")
