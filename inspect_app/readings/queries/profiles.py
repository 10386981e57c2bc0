"""Reads of mapping profiles, and of channels whose values look as if their unit was mistaken."""

from collections import defaultdict

from sqlalchemy import Select, func, select

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.readings.models import Channel, Device, Head, MappingProfile, Reading
from inspect_app.readings.rules.plausible import USUAL, Suspicion, suspicion
from inspect_app.readings.rules.profiles import Profile, profile_of, shipped
from inspect_app.readings.rules.quantities import FAULT, NORMAL

_NEWEST = 60
_PACE_MS = 60_000
_MOST_ROWS = 5000


def profiles(actor: Actor) -> Select[MappingProfile]:
    """Return the editions people wrote, those that hold first; they are the same for everybody who may list them."""
    seen = (
        MappingProfile.id.is_not(None) if actor.kind in ("person", "system") else MappingProfile.id.is_(None)
    )
    return select(MappingProfile).where(seen).order_by(
        MappingProfile.until.is_not(None), MappingProfile.key, MappingProfile.since.desc()
    )  # fmt: skip


def profile(actor: Actor, profile_id: str) -> Select[MappingProfile]:
    """Return the query for one edition somebody wrote."""
    return profiles(actor).where(MappingProfile.id == profile_id)


def profiles_in_force() -> dict[str, Profile]:
    """Return every profile that holds now by its key, one of our own before the one that came along."""
    own = db.session.scalars(select(MappingProfile).where(MappingProfile.until.is_(None)))
    found = {**shipped(), **{each.key: profile_of(each.key, each.as_content()) for each in own}}
    return dict(sorted(found.items()))


def suspicions(device: Device, by: Profile | None) -> list[tuple[Channel, Suspicion]]:
    """Return the channels of a device whose newest values mostly lie outside what is usual."""
    usual = dict(USUAL)
    for field in by.fields.values() if by else ():
        if field.usual:
            usual[field.quantity] = field.usual
    channels = {each.id: each for each in device.channels if each.quantity in usual}
    values = _newest_values(list(channels)) if channels else {}
    found = []
    for channel_id, told in values.items():
        channel = channels[channel_id]
        wrong = suspicion(told, usual[channel.quantity], channel.unit)
        if wrong:
            found.append((channel, wrong))
    return sorted(found, key=lambda each: each[0].quantity)


def _newest_values(channel_ids: list[int]) -> dict[int, list[float]]:
    """Return about the newest sixty measured values of each channel; what was implausible counts too."""
    begins = Head.at_ms - _NEWEST * func.coalesce(Head.every_ms, _PACE_MS)
    stmt = (
        select(Reading.channel_id, Reading.value)
        .join(Head, Head.channel_id == Reading.channel_id)
        .where(Head.channel_id.in_(channel_ids), Reading.at_ms >= begins, Reading.flag.in_((NORMAL, FAULT)))
        .limit(_MOST_ROWS)
    )
    found: dict[int, list[float]] = defaultdict(list)
    for channel_id, value in db.session.execute(stmt):
        found[channel_id].append(value)
    return found
