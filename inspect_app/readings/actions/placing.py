"""The life of a device on site: planned, installed, accepted, moved, calibrated, taken out of use."""

from collections.abc import Mapping
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal, vault
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.permits import SYSTEM, Actor, may
from inspect_app.readings.actions import registry
from inspect_app.readings.actions.devices import check_element
from inspect_app.readings.actions.silence import end_silences
from inspect_app.readings.models import Device
from inspect_app.readings.models.placements import Calibration, Placement
from inspect_app.readings.rules.placing import CHECKS, HIGHEST, LOWEST, MEASURING

_OPEN = ("requested", "planned")


def plan_placement(
    actor: Actor, device: Device, *, place: str, purpose: str, at: datetime, element_id: str | None = None,
    height_m: float | None = None, reason: str = "",
) -> Placement:  # fmt: skip
    """Plan where a device is to stand, `height_m` metres above ground; one that stands somewhere needs a reason.

    The first place of a keeper is planned at once; a move, or what the contractor wishes, is to be approved.
    """
    device = _held(device)
    if device.state == "retired":
        device.WORKFLOW.take(device.state, "retire")
    if _one(device.id, Placement.state.in_(_OPEN)) is not None:
        raise Problem(
            "conflict", zh="该设备已有待批准或待安装的安装计划。",
            en="This device already has a placement to be approved or installed.",
        )  # fmt: skip
    check_element(actor, device.project, element_id)
    standing = _standing(device.id)
    if standing is not None and not reason.strip():
        raise field_problem("reason", "设备已安装，移位须说明原因", "it stands already: say why it is moved")
    made = Placement(
        device=device, device_id=device.id, project_id=device.project_id, project=device.project,
        element_id=element_id or None, planned_place=place, place=place, height_m=_height(height_m), purpose=purpose,
        reason=reason, state="requested", asked_at=at, asked_by_id=actor.id, asked_by_name=actor.name,
    )  # fmt: skip
    said = {"place": place, "purpose": purpose, **({"reason": reason} if reason else {})}
    with db.session.no_autoflush:
        direct = standing is None and may(actor, "device.retire", device)
    db.session.add(made)
    if direct:
        db.session.flush()
        journal.carry(made, "approve", at=at)
        made.approved_by_name = actor.name
    journal.record(actor, "placement.plan", made, at=at, data={**said, "device": device.name})
    return made


def move_placement(
    actor: Actor, placement: Placement, name: str, values: Mapping[str, Any], *, at: datetime
) -> Placement:
    """Take a declared move of a placement; installing it ends the place the device had before.

    One that was not accepted is planned anew as it was.
    """
    device = _held(placement.device)
    db.session.refresh(placement, with_for_update={"of": Placement})
    placement.WORKFLOW.take(placement.state, name)
    said: dict[str, Any] = {"device": device.name}
    if name == "approve":
        placement.approved_by_name = actor.name
    elif name == "install":
        said |= _install(actor, device, placement, values, at)
    elif name == "accept":
        _heard_there(device, placement)
        placement.checks = {key: values[key] for key in CHECKS}
        placement.remark, placement.judged_by_name = values.get("note") or "", actor.name
    elif name == "fail":
        placement.remark, placement.judged_by_name = values["reason"], actor.name
        said["reason"] = values["reason"]
    else:
        said["reason"] = values["reason"]
    journal.move(actor, placement, name, at=at, data=said)
    if name == "fail":
        _again(placement, at)
    return placement


def _install(
    actor: Actor, device: Device, placement: Placement, values: Mapping[str, Any], at: datetime
) -> dict[str, Any]:
    began = values.get("began_at") or at
    before = _standing(device.id)
    if began > at:
        raise field_problem("began_at", "安装时间不能晚于现在", "not after now")
    if before is not None and before.began_at is not None and began <= before.began_at:
        raise field_problem("began_at", "应晚于上一位置的安装时间", "after it was put where it stood before")
    if values.get("height_m") is not None:
        placement.height_m = _height(values["height_m"])
    placement.place = (values.get("place") or "").strip() or placement.planned_place
    try:
        attach("placement", placement.id, values["photos"], "install", actor.name, at)
    except Problem as missing:  # the refusal names the field of this form
        raise Problem(missing.slug, errors={"photos": list(chain(*missing.errors.values()))}) from missing
    if before is not None:
        before.ended_at = began
        db.session.flush()  # one stands at a time: the old one ends before the new one begins
    placement.began_at, placement.installed_by_id, placement.installed_by_name = began, actor.id, actor.name
    if placement.element_id:
        device.element_id = placement.element_id
    return {"place": placement.place, "height": placement.height_m}


def _heard_there(device: Device, placement: Placement) -> None:
    """Refuse to accept what measures and has sent nothing since it was put there."""
    if device.kind not in MEASURING or placement.began_at is None:
        return
    db.session.refresh(device, ["heard_ms"])
    if (device.heard_ms or 0) < placement.began_at.timestamp() * 1000:
        raise Problem(
            "conflict", zh="该设备安装后还没有上传过数据，收到数据后再验收。",
            en="This device has sent nothing since it was installed: accept it once its data arrive.",
        )  # fmt: skip


def _again(failed: Placement, at: datetime) -> None:
    made = Placement(
        device=failed.device, project=failed.project, element_id=failed.element_id, planned_place=failed.place,
        place=failed.place, height_m=failed.height_m, purpose=failed.purpose, reason=failed.remark, state="requested",
        asked_at=at, asked_by_id=failed.asked_by_id, asked_by_name=failed.asked_by_name,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    journal.carry(made, "approve", at=at)
    made.approved_by_name = failed.judged_by_name
    said = {"place": made.place, "reason": failed.remark, "device": failed.device.name}
    journal.record(SYSTEM, "placement.plan", made, at=at, data=said)


def end_placements(actor: Actor, device: Device, *, at: datetime) -> None:
    """End the place of a device that is taken out of use, and withdraw the one it was to get."""
    standing, waiting = _standing(device.id), _one(device.id, Placement.state.in_(_OPEN))
    if standing is not None:
        standing.ended_at = at
        journal.record(actor, "placement.end", standing, at=at, data={"device": device.name})
    if waiting is not None:
        journal.move(actor, waiting, "decline", at=at, data={"device": device.name})


def calibrate(
    actor: Actor, device: Device, *, number: str, body: str, done_on: date, valid_until: date, photos: list[str],
    at: datetime, sha256: str | None = None,
) -> Calibration:  # fmt: skip
    """Record a certificate of calibration, its file by its SHA-256; from now on it is the one that counts."""
    device = _held(device)
    if device.state == "retired":
        device.WORKFLOW.take(device.state, "retire")
    if done_on > local_day(at):
        raise field_problem("done_on", "校准日期不能晚于今天", "not after today")
    if valid_until < done_on:
        raise field_problem("valid_until", "有效期不能早于校准日期", "not before the day of the calibration")
    if sha256 and not vault.known(sha256):
        raise field_problem("sha256", "文件尚未收到，请重新上传", "the file has not arrived; upload it again")
    made = Calibration(
        device_id=device.id, number=number, body=body, done_on=done_on, valid_until=valid_until, recorded_at=at,
        recorded_by_name=actor.name, sha256=sha256 or None,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    attach("calibration", made.id, photos, "certificate", actor.name, at)
    said = {"certificate": number, "body": body, "valid_until": valid_until.isoformat()}
    said |= {"sha256": sha256} if sha256 else {}
    journal.record(actor, "device.calibrate", device, at=at, data=said)
    return made


def tell_overdue(actor: Actor, one: Calibration, *, at: datetime) -> None:
    """Record once that a calibration ran out."""
    one.told_at = at
    said = {"certificate": one.number, "valid_until": one.valid_until.isoformat()}
    journal.record(actor, "device.overdue", one.device, at=at, data=said)


def move_device(
    actor: Actor, device: Device, name: str, values: Mapping[str, Any], *, at: datetime
) -> Device:
    """Take a declared move of a device; every process learns of it with its next batch."""
    journal.move(actor, device, name, at=at, data=values)
    if device.state == "retired":
        end_placements(actor, device, at=at)
    end_silences(device, at=at)
    registry.forget()
    return device


def _held(device: Device) -> Device:
    """Return a device with its row held: two who plan, install or retire at once follow each other."""
    return db.session.get_one(Device, device.id, with_for_update={"of": Device})


def _standing(device_id: str) -> Placement | None:
    return _one(device_id, Placement.began_at.is_not(None), Placement.ended_at.is_(None))


def _one(device_id: str, *conditions: Any) -> Placement | None:
    return db.session.scalars(select(Placement).where(Placement.device_id == device_id, *conditions)).first()


def _height(metres: float | None) -> float | None:
    if metres is not None and not LOWEST <= metres <= HIGHEST:
        raise field_problem(
            "height_m", f"应为 {LOWEST:g} 到 {HIGHEST:g} 米", f"from {LOWEST:g} to {HIGHEST:g} m"
        )
    return metres
