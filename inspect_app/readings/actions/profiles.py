"""Mapping profiles: an edition set or ended from now on, and a device given one."""

import re
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.readings.actions import registry
from inspect_app.readings.models import Device, MappingProfile
from inspect_app.readings.rules.profiles import Wrong, fields_of

KEY = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def set_profile(
    actor: Actor, *, key: str, fields: Sequence[dict[str, Any]], at: datetime, **more: Any
) -> MappingProfile:
    """Set an edition that holds from now on in place of the one before; what came in earlier stays as it was read.

    `more` holds maker, model, codec, basis and whether somebody has compared it with the data sheet (`verified`).
    """
    if not KEY.fullmatch(key):
        raise field_problem("key", "1 到 40 个小写字母、数字或“-”", "1 to 40 of a-z, 0-9 and '-'")
    try:
        fields_of(fields)
    except Wrong as wrong:
        raise field_problem("fields", wrong.zh, wrong.en) from wrong
    before = select(MappingProfile).where(MappingProfile.key == key, MappingProfile.until.is_(None))
    standing = db.session.scalar(before.with_for_update())
    if standing is not None:
        standing.until = at
        db.session.flush()
    profile = MappingProfile(key=key, fields=list(fields), since=at, set_by=actor.name, **more)
    db.session.add(profile)
    registry.forget()
    journal.record(actor, "profile.set", profile, at=at, data={"profile": key, "basis": profile.basis})
    return profile


def end_profile(actor: Actor, profile: MappingProfile, *, at: datetime) -> MappingProfile:
    """End an edition; a shipped profile of its key holds again, without one its devices have none."""
    if profile.until is not None:
        raise Problem("conflict", zh="该版本已停用。", en="This edition has ended already.")
    profile.until = at
    registry.forget()
    journal.record(actor, "profile.end", profile, at=at, data={"profile": profile.key})
    return profile


def choose_profile(actor: Actor, device: Device, key: str, *, at: datetime) -> Device:
    """Read what a device sends by a profile from now on, or ("") by the names of the quantities alone."""
    check_profile(device.kind, key)
    if device.state == "retired":
        device.WORKFLOW.take(device.state, "retire")
    if device.profile != key:
        before, device.profile = device.profile, key
        registry.forget()
        journal.record(actor, "device.profile", device, at=at, data={"profile": key, "before": before})
    return device


def check_profile(kind: str, key: str) -> None:
    """Refuse a profile that does not hold, or that a tablet has no use for."""
    if key and kind == "tablet":
        raise field_problem("profile", "平板不发送读数，无需映射配置", "a tablet sends no readings")
    if key and registry.profile_in_force(key) is None:
        raise field_problem("profile", "没有这个映射配置", "no such mapping profile")
