"""Devices: registered, given a secret, in touch or not."""

import secrets
from datetime import datetime

from sqlalchemy import func, select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.identity.models import Person
from inspect_app.identity.queries import fingerprint
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import in_charge
from inspect_app.readings.actions import registry
from inspect_app.readings.actions.profiles import check_profile
from inspect_app.readings.models import Device
from inspect_app.readings.models.placements import Presence
from inspect_app.readings.rules.bulk import NAME
from inspect_app.readings.rules.lives import DEVICE_KINDS

SECRET_BYTES = 24
#: each is named in what the gateway is granted at its log-in
MOST_BEHIND = 200


def register_device(
    actor: Actor,
    *,
    project: Project,
    name: str,
    kind: str,
    at: datetime,
    label: str = "",
    person_id: str | None = None,
    element_id: str | None = None,
    profile: str = "",
    gateway_id: str | None = None,
) -> tuple[Device, str]:
    """Register a device of a project; return it and its secret, which is told this once and never again.

    `element_id` names the part it is built into: handed over, that part takes its devices along.
    `profile` is the key of how its payload is read. With `gateway_id` it speaks through that gateway, and has no
    log-in and no secret of its own (an empty text).
    """
    _check(project, name, kind, person_id)
    check_profile(kind, profile)
    check_element(actor, project, element_id)
    _check_gateway(actor, project, kind, gateway_id)
    secret = "" if gateway_id else secrets.token_urlsafe(SECRET_BYTES)
    device = Device(
        project_id=project.id,
        name=name,
        kind=kind,
        label=label,
        profile=profile,
        person_id=person_id,
        element_id=element_id or None,
        gateway_id=gateway_id or None,
        secret_hash=fingerprint(secret) if secret else "",
        registered_at=at,
    )
    db.session.add(device)
    registry.forget()
    told = {"name": name, "kind": kind} | ({"gateway_id": gateway_id} if gateway_id else {})
    journal.record(actor, "device.register", device, at=at, data=told)
    return device, secret


def _check(project: Project, name: str, kind: str, person_id: str | None) -> None:
    if not NAME.fullmatch(name):
        raise field_problem("name", "1 到 40 个小写字母、数字或“-”", "1 to 40 of a-z, 0-9 and '-'")
    if kind not in DEVICE_KINDS:
        known = ", ".join(DEVICE_KINDS)
        raise field_problem("kind", f"应为其中之一：{known}", f"must be one of: {known}")
    taken = select(Device.id).where(Device.project_id == project.id, Device.name == name)
    if db.session.scalar(taken) is not None:
        raise field_problem("name", "本项目已有同名设备", "this project has a device of that name")
    if person_id and (kind != "tablet" or db.session.get(Person, person_id) is None):
        raise field_problem(
            "person_id", "仅平板可指定使用人，且须为已有账号", "only a tablet has a known person"
        )


def check_element(actor: Actor, project: Project, element_id: str | None) -> None:
    """Refuse a part that is not the project's, or was handed over to another party than the actor's."""
    if not element_id:
        return
    element = db.session.get(Element, element_id)
    if element is None or element.project_id != project.id:
        raise field_problem("element_id", "该部位不属于本项目", "no such element in this project")
    charge = in_charge([element_id]).get(element_id)
    if charge is not None and actor.kind != "system" and charge.party_id not in actor.party_ids():
        raise field_problem(
            "element_id", f"该部位已移交{charge.party.name}，由其登记设备",
            f"this part was handed over to {charge.party.name}, which registers devices there",
        )  # fmt: skip


def _check_gateway(actor: Actor, project: Project, kind: str, gateway_id: str | None) -> None:
    if not gateway_id:
        return
    if kind in ("gateway", "tablet"):
        raise field_problem(
            "gateway_id",
            "网关和平板自行登录，不接在网关之后",
            "gateways and tablets log in themselves, behind no gateway",
        )
    gateway = db.session.get(Device, gateway_id)
    if gateway is None or gateway.project_id != project.id or gateway.kind != "gateway":
        raise field_problem("gateway_id", "本项目没有这个网关", "no such gateway in this project")
    if gateway.state == "retired":
        raise field_problem("gateway_id", "该网关已停用", "this gateway is retired")
    if (
        gateway.keeper_id is not None
        and actor.kind != "system"
        and gateway.keeper_id not in actor.party_ids()
    ):
        raise field_problem(
            "gateway_id", "该网关已随部位移交，由接管单位登记设备",
            "this gateway was handed over with its part: whoever took it registers devices behind it",
        )  # fmt: skip
    behind = select(func.count()).where(Device.gateway_id == gateway_id, Device.state != "retired")
    if (db.session.scalar(behind) or 0) >= MOST_BEHIND:
        raise field_problem(
            "gateway_id",
            f"一个网关最多接 {MOST_BEHIND} 台设备",
            f"at most {MOST_BEHIND} devices behind one gateway",
        )


def rotate_device(actor: Actor, device: Device, *, at: datetime) -> str:
    """Give the device a new secret and return it; the old one opens nothing from the next log-in on."""
    if device.state == "retired":
        device.WORKFLOW.take(device.state, "retire")
    secret = secrets.token_urlsafe(SECRET_BYTES)
    device.secret_hash = fingerprint(secret)
    registry.forget()
    journal.record(actor, "device.rotate", device, at=at)
    return secret


def tablet_seen(device_id: str, *, at: datetime) -> None:
    """Note that a device sent something that is no reading; its first message puts it into use."""
    device = db.session.get_one(Device, device_id, with_for_update={"of": Device})
    device.seen_ms = int(at.timestamp() * 1000)
    if device.state == "registered":
        journal.move(SYSTEM, device, "activate", at=at)


def tell_silent(actor: Actor, device: Device, *, at: datetime) -> None:
    """Record once that a device fell silent."""
    device.silent_ms = max(device.heard_ms or 0, device.seen_ms or 0)
    note_silence(device, online=False, at=at)
    journal.record(actor, "device.silent", device, at=at, data={"since_ms": device.silent_ms})


def tell_heard(actor: Actor, device: Device, *, at: datetime) -> None:
    """Record that a device told of as silent is heard again."""
    device.silent_ms = None
    note_silence(device, online=True, at=at)
    journal.record(actor, "device.return", device, at=at)


def note_silence(device: Device, *, online: bool, at: datetime) -> None:
    """Keep in a device's history that it fell silent, or was heard again."""
    at_ms = int(at.timestamp() * 1000)
    db.session.add(Presence(device_id=device.id, at_ms=at_ms, online=online, way="silence"))


def tell_presence(device_id: str, *, online: bool, at_ms: int, at: datetime, session: str = "") -> None:
    """Keep what a device, or the broker in its name, said of its being there, in the order of its moments.

    What is said to be in the future is of now, and what was kept as such by a clock since set back orders nothing: a
    device with a wrong clock would be online until then. Going is passed over when it tells of an older session: the
    device has come in anew since.
    """
    device = db.session.get_one(Device, device_id, with_for_update={"of": Device})
    now_ms = int(at.timestamp() * 1000)
    at_ms = min(at_ms, now_ms)
    if device.online_ms is not None and at_ms < device.online_ms <= now_ms:
        return
    if not online and device.online and session != device.online_session:
        return
    changed = device.online is not online
    device.online, device.online_ms, device.online_session = online, at_ms, session
    if changed:
        db.session.add(Presence(device_id=device_id, at_ms=at_ms, online=online, way="said"))
