"""What a device's pages show of its mapping profile: those to choose from, its own, and units that look mistaken."""

from typing import Any

from inspect_app.core.permits import Actor, may
from inspect_app.readings import queries
from inspect_app.readings.models import Device


def profile_choices() -> list[tuple[str, str]]:
    """Return the profiles a device may be given, as a form shows them."""
    return [
        (each.key, f"{each.maker} {each.model} · {each.codec}")
        for each in queries.profiles_in_force().values()
    ]


def profile_shown(actor: Actor, device: Device) -> dict[str, Any]:
    """Return what the page of a device needs to show its profile and let it be changed."""
    known = queries.profiles_in_force()
    one = known.get(device.profile)
    editable = device.kind != "tablet" and device.state != "retired" and may(actor, "device.edit", device)
    return {
        "profile": one, "suspicions": queries.suspicions(device, one),
        "profiles": profile_choices() if editable else [], "may_edit": editable,
    }  # fmt: skip
