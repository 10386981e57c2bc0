"""Devices that register themselves: the keys of a project made and ended, and a request with one answered."""

import hmac
import secrets
from datetime import date, datetime
from typing import Final

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.identity.actions import note_failure, refuse_when_throttled
from inspect_app.identity.queries import fingerprint
from inspect_app.projects.models import Project
from inspect_app.readings.actions import registry
from inspect_app.readings.actions.devices import SECRET_BYTES, register_device
from inspect_app.readings.actions.placing import plan_placement
from inspect_app.readings.actions.profiles import check_profile
from inspect_app.readings.models import Device, ProvisioningKey
from inspect_app.readings.queries.log_ins import username
from inspect_app.readings.rules.bulk import NAME
from inspect_app.readings.rules.lives import DEVICE_KINDS
from inspect_app.readings.rules.provisioning import (
    FAILURE,
    GUESSES,
    GUESSES_HERE,
    LONGEST,
    NOT_FOUND,
    Answer,
    Asked,
    Unfit,
    brought,
    success,
)

_KEY_BYTES: Final = 15
_NO: Final = {
    "key": ("没有这个密钥，或密钥不对", "no such key, or its secret is wrong"),
    "ended": ("该密钥已停用或已过期", "this key has ended or run out"),
    "full": ("该密钥可登记的设备数已用完", "this key has registered as many devices as it may"),
    "name": ("deviceName：1 到 40 个小写字母、数字或“-”", "deviceName: 1 to 40 of a-z, 0-9 and '-'"),
    "taken": (
        "deviceName：该名称已登记，不是凭本密钥登记的", "deviceName: registered already, and not with this key",
    ),
    "unplanned": (
        "deviceName：不是已登记而未认领的设备", "deviceName: no device that is registered and not yet claimed",
    ),
    "used": (
        "deviceName：该设备已在用，请在设备页面更换密钥", "deviceName: in use already; give it a new secret on its page",
    ),
    "bring": (
        "经 MQTT 须自带 password 或 token：应答会被其他设备听到",
        "over MQTT bring a password or token of your own: other devices hear the answer",
    ),
}  # fmt: skip


def make_key(
    actor: Actor, project: Project, *, label: str, strategy: str, kind: str, profile: str, place: str, most: int,
    good_until: date, at: datetime,
) -> tuple[ProvisioningKey, str]:  # fmt: skip
    """Make a provisioning key; return it and its secret, which is told this once.

    A key for `planned` devices says nothing of what they are: that stands at the device.
    """
    today = local_day(at)
    if not today <= good_until <= today + LONGEST:
        last = (today + LONGEST).isoformat()
        raise field_problem("good_until", f"应在今天到 {last} 之间", f"from today to {last}")
    if strategy == "new" and (kind not in DEVICE_KINDS or kind == "tablet"):
        raise field_problem("kind", "请选择新设备的类别", "say what the new devices are")
    if strategy == "planned" and (kind or profile or place):
        raise field_problem(
            "strategy", "类别、映射配置、位置以已登记的设备为准，请留空",
            "kind, profile and place stand at the registered devices: leave them empty",
        )  # fmt: skip
    check_profile(kind, profile)
    secret = secrets.token_urlsafe(SECRET_BYTES)
    made = ProvisioningKey(
        project_id=project.id, project=project, label=label, key=secrets.token_urlsafe(_KEY_BYTES),
        secret_hash=fingerprint(secret), strategy=strategy, kind=kind, profile=profile, place=place, most=most,
        good_until=good_until, made_at=at, made_by_name=actor.name,
    )  # fmt: skip
    db.session.add(made)
    registry.forget()
    said = {"label": label, "most": most, "good_until": good_until.isoformat()}
    journal.record(actor, "provisioning-key.make", made, at=at, data=said)
    return made, secret


def end_key(actor: Actor, key: ProvisioningKey, *, at: datetime) -> ProvisioningKey:
    """End a key; the devices it registered stay as they are."""
    held = select(ProvisioningKey).where(ProvisioningKey.id == key.id).with_for_update(of=ProvisioningKey)
    db.session.scalars(held.execution_options(populate_existing=True)).one()
    if key.ended_at is not None:
        raise Problem("conflict", zh="该密钥已停用。", en="This key has ended already.")
    key.ended_at, key.ended_by_name = at, actor.name
    registry.forget()
    journal.record(actor, "provisioning-key.end", key, at=at, data={"label": key.label})
    return key


def provision(asked: Asked, *, where: str, at: datetime, bare: bool = False) -> Answer:
    """Answer a device that asks to be registered; a repeated request finds the same device.

    A secret made here is told once more, as a new one, until the device was first heard: the answer may have been
    lost. `where` is the network it asks from ("" over MQTT, where none is known). `bare`: others hear the answer,
    so it holds no secret. Raises `too-many-tries` after too many wrong secrets.
    """
    stmt = select(ProvisioningKey).where(ProvisioningKey.key == asked.key)
    key = db.session.scalars(stmt.with_for_update(of=ProvisioningKey)).first()
    tried = [(f"provision:{key.id if key else 'none'}@{where or 'mqtt'}"[:100], GUESSES)]
    tried += [(f"provision-from:{where}"[:100], GUESSES_HERE)] if where else []
    refuse_when_throttled(tried, at)
    if key is None or not hmac.compare_digest(key.secret_hash, fingerprint(asked.secret)):
        for name, _throttle in tried:
            note_failure(name, at)
        return Answer(NOT_FOUND, _NO["key"])
    if not key.holds(local_day(at)):
        return Answer(FAILURE, _NO["ended"])
    if not NAME.fullmatch(asked.device):
        return Answer(FAILURE, _NO["name"])
    try:
        own = brought(asked, username(key.project.site, asked.device))
    except Unfit as unfit:
        return Answer(FAILURE, unfit.words)
    if bare and not own:
        return Answer(FAILURE, _NO["bring"])
    return _answer(key, asked, own, at, bare=bare)


def _answer(key: ProvisioningKey, asked: Asked, own: str, at: datetime, *, bare: bool) -> Answer:
    stmt = select(Device).where(Device.project_id == key.project_id, Device.name == asked.device)
    device = db.session.scalars(stmt.with_for_update(of=Device)).first()
    secret = own or secrets.token_urlsafe(SECRET_BYTES)
    again = device is not None and device.provisioned_by_id == key.id
    if device is not None and again:
        if device.state == "retired" or not (_untouched(device) or _same(device, own)):
            return Answer(FAILURE, _NO["used"])
    elif key.used >= key.most:
        return Answer(FAILURE, _NO["full"])
    elif key.strategy == "new":
        if device is not None:
            return Answer(FAILURE, _NO["taken"])
        device = _made(key, asked.device, at)
    elif device is None or device.claim_hash is None or not _untouched(device):
        return Answer(FAILURE, _NO["unplanned"])
    if not (again and _same(device, own)):
        _admit(key, device, secret, at, again=again)
    return success(asked, username(key.project.site, device.name), secret, bare=bare)


def _admit(key: ProvisioningKey, device: Device, secret: str, at: datetime, *, again: bool) -> None:
    device.secret_hash, device.claim_hash, device.provisioned_by_id = fingerprint(secret), None, key.id
    key.used += 0 if again else 1
    registry.forget()
    told = {"label": key.label, "again": again}
    journal.record(Actor("device", device.id, device.name), "device.provision", device, at=at, data=told)


def _made(key: ProvisioningKey, name: str, at: datetime) -> Device:
    """Register a new device; where the key names a place it is asked for, and somebody has to approve it."""
    known = Actor("device", None, name)
    device, _secret = register_device(
        known, project=key.project, name=name, kind=key.kind, profile=key.profile, at=at
    )
    if key.place:
        purpose = f"自助登记：{key.label}"
        plan_placement(
            Actor("device", device.id, name), device, place=key.place, purpose=purpose, at=at
        )  # fmt: skip
    return device


def _untouched(device: Device) -> bool:
    """Say whether nothing was ever heard of it."""
    return device.state == "registered" and not (device.heard_ms or device.seen_ms or device.online_ms)


def _same(device: Device, own: str) -> bool:
    return bool(own) and hmac.compare_digest(device.secret_hash, fingerprint(own))
