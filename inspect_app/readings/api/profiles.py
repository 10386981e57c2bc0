"""Mapping profiles for machines: those that hold, a new edition, its end, and which one a device is read by."""

from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, require
from inspect_app.readings import actions, queries, schemas
from inspect_app.readings.api.readings import bp, found_device
from inspect_app.readings.models import Device, MappingProfile
from inspect_app.readings.rules.profiles import Profile, profile_of


@endpoint(bp, "/mapping-profiles", permit="profile.list", out=schemas.ProfileOut(many=True))
def profiles(actor: Actor) -> Any:
    """List the profiles that hold: those that came along, and those written here in their place or beside them."""
    own = {each.key: each.id for each in db.session.scalars(queries.profiles(actor)) if each.until is None}
    return [_told(each, own.get(key)) for key, each in queries.profiles_in_force().items()]


def _told(one: Profile, own: str | None) -> dict[str, Any]:
    names = ("key", "maker", "model", "codec", "basis", "verified", "since")
    return {"id": own, "fields": list(one.fields.values()), **{name: getattr(one, name) for name in names}}


def _edition(one: MappingProfile) -> dict[str, Any]:
    return _told(profile_of(one.key, one.as_content()), one.id)


@endpoint(
    bp, "/mapping-profiles", permit="profile.set", method="POST", body=schemas.ProfileIn, out=schemas.ProfileOut,
    status=201,
)  # fmt: skip
def set_profile(actor: Actor, values: dict[str, Any]) -> Any:
    """Set an edition of a profile from now on."""
    return _edition(actions.set_profile(actor, **values, at=now()))


@endpoint(
    bp, "/mapping-profiles/<string:id>/end", permit="profile.end", method="POST", out=schemas.ProfileOut, on_thing=True,
)  # fmt: skip
def end_profile(actor: Actor, id: str) -> Any:
    """End an edition of a profile."""
    one = find(queries.profile(actor, id))
    require(actor, "profile.end", one)
    return _edition(actions.end_profile(actor, one, at=now()))


@endpoint(
    bp, "/devices/<string:id>/profile", permit="device.edit", method="POST", body=schemas.ChosenIn,
    out=schemas.DeviceOut, on_thing=True,
)  # fmt: skip
def choose_profile(actor: Actor, values: dict[str, Any], id: str) -> Device:
    """Choose the profile a device is read by from now on."""
    one = found_device(actor, id)
    require(actor, "device.edit", one)
    return actions.choose_profile(actor, one, values["profile"], at=now())
