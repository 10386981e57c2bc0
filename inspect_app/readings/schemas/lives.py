"""How the life of a device on site is written in and out: its places, its calibrations, the inventory."""

from collections.abc import Mapping
from typing import Any

from marshmallow import fields, validate

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.fields import Day, PageIn, Photos, Schema, Text
from inspect_app.core.moves import open_moves
from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.core.web import actor
from inspect_app.readings.queries import lives
from inspect_app.readings.queries.health import FILTERS
from inspect_app.readings.rules.grades import DOUBTFUL, GRADES, REASONS, worst
from inspect_app.readings.rules.lives import DEVICE, DEVICE_KINDS
from inspect_app.readings.rules.placing import CALIBRATION, MEASURING, PLACED, PRESENCE, calibration
from inspect_app.readings.schemas import DeviceOut

_WORDS = {
    name: {key: (each.zh, each.en) for key, each in states.items()}
    for name, states in (("presence", PRESENCE), ("placed", PLACED), ("calibration", CALIBRATION))
}


def standing(device: Any) -> str:
    """Return how a device's calibration stands today: a key of CALIBRATION, "" for one that measures nothing."""
    return calibration(device.calibrated_until, local_day(now())) if device.kind in MEASURING else ""


def _calibration(device: Any) -> Any:
    return _WORDS["calibration"].get(standing(device), "")


def _grade(device: Any) -> Any:
    """Return the letter and the word of how far a device is trusted; nothing of one that is not graded, as on the page."""
    if device.kind not in MEASURING or device.state == "retired":
        return ""
    grade = GRADES[worst(device.reasons)]
    return f"{grade.name} {grade.zh}", f"{grade.name} {grade.en}"


def _doubts(device: Any) -> Any:
    """Return why a device is doubted, the gravest first; nothing of one that is not."""
    if not _grade(device) or worst(device.reasons) not in DOUBTFUL:
        return ""
    said = [REASONS[each] for each in device.reasons]
    return "；".join(each.zh for each in said), "; ".join(each.en for each in said)


INVENTORY = Table("inventory", "设备台账", "Inventory of devices", (
    Column("项目", "Project", "project.name"), Column("名称", "Name", "name"), Column("说明", "Label", "label"),
    Column("类别", "Kind", worded("kind", DEVICE_KINDS)), Column("状态", "State", lived(DEVICE)),
    Column("在线状态", "In touch", worded("presence", _WORDS["presence"])), Column("最近上传", "Last heard", "last_seen_at"),
    Column("安装", "Placement", worded("placed", _WORDS["placed"])), Column("校准", "Calibration", _calibration),
    Column("校准有效期至", "Calibrated until", "calibrated_until"), Column("可信等级", "Trust grade", _grade),
    Column("存疑原因", "In doubt because", _doubts),
))  # fmt: skip


def asked(typed: Mapping[str, str]) -> dict[str, str]:
    """Return the filter of an inventory from what stands in an address; what is no value of it counts as all."""
    known = {**FILTERS, "kind": tuple(DEVICE_KINDS)}
    found = {
        name: typed.get(name, "") if typed.get(name, "") in values else "" for name, values in known.items()
    }
    return {**found, "project_id": typed.get("project_id", "")[:36].replace("\0", "")}


class InventoryIn(PageIn):
    """Which devices; without a filter, all in sight."""

    project_id = fields.String(load_default="", validate=validate.Length(0, 36))
    kind = fields.String(load_default="", validate=validate.OneOf(["", *DEVICE_KINDS]))
    presence = fields.String(load_default="", validate=validate.OneOf(["", *FILTERS["presence"]]))
    placed = fields.String(load_default="", validate=validate.OneOf(["", *FILTERS["placed"]]))
    calibration = fields.String(load_default="", validate=validate.OneOf(["", *FILTERS["calibration"]]))


class PlacementIn(Schema):
    """Where a device is to stand, what it is to watch there, and why it is moved."""

    place = Text(required=True, most=200)
    purpose = Text(required=True, most=1000)
    element_id = fields.String(load_default=None, allow_none=True, validate=validate.Length(0, 36))
    height_m = fields.Float(load_default=None, allow_none=True)
    reason = Text(load_default="", most=1000)


class ImportIn(Schema):
    """A file of devices: `step` says whether it is only checked, `kept` holds what the check has read."""

    step = fields.String(load_default="preview", validate=validate.OneOf(["preview", "take"]))
    kept = fields.String(load_default="", validate=validate.Length(0, 400_000))


class ClaimIn(Schema):
    """The code that stands on a device."""

    code = Text(required=True, most=40)


class CalibrationIn(Schema):
    """A certificate of calibration."""

    number = Text(required=True, most=80)
    body = Text(required=True, most=120)
    done_on = Day(required=True)
    valid_until = Day(required=True)
    photos = Photos(load_default=list)
    sha256 = fields.String(load_default=None, allow_none=True, validate=validate.Regexp(r"\A[0-9a-f]{64}\Z"))


class PlacementOut(Schema):
    """A place of a device; it stood there from `began_at` to `ended_at`."""

    id = fields.String()
    device_id = fields.String()
    element_id = fields.String(allow_none=True)
    planned_place = fields.String()
    place = fields.String()
    height_m = fields.Float(allow_none=True)
    purpose = fields.String()
    reason = fields.String()
    state = fields.String()
    asked_by = fields.String(attribute="asked_by_name")
    approved_by = fields.String(attribute="approved_by_name")
    installed_by = fields.String(attribute="installed_by_name")
    judged_by = fields.String(attribute="judged_by_name")
    checks = fields.Dict(keys=fields.String(), values=fields.String())
    remark = fields.String()
    began_at = fields.AwareDateTime(allow_none=True)
    ended_at = fields.AwareDateTime(allow_none=True)
    moves = fields.Function(
        lambda one: [each.name for each in open_moves(actor(), one)], metadata={"type": "array"}
    )


class CalibrationOut(Schema):
    """A certificate of calibration; the one recorded last counts."""

    id = fields.String()
    device_id = fields.String()
    number = fields.String()
    body = fields.String()
    done_on = fields.Date()
    valid_until = fields.Date()
    sha256 = fields.String(allow_none=True)
    recorded_at = fields.AwareDateTime()


class DeviceInInventory(DeviceOut):
    """A device with its health."""

    project = fields.String(attribute="project.name")
    presence = fields.String()
    placed = fields.String()
    calibration = fields.Function(standing, metadata={"type": "string"})
    calibrated_until = fields.Date(allow_none=True)
    grade = fields.Function(lambda one: worst(one.reasons), metadata={"type": "string"})
    reasons = fields.List(fields.String())


class DeviceWhole(DeviceInInventory):
    """A device with its health, its places and its certificates, the newest first."""

    placements = fields.Function(
        lambda one: PlacementOut(many=True).dump(lives.placements(one.id)), metadata={"type": "array"}
    )
    calibrations = fields.Function(
        lambda one: CalibrationOut(many=True).dump(lives.calibrations(one.id)), metadata={"type": "array"}
    )


class InventoryPage(Schema):
    """A page of the inventory."""

    rows = fields.List(fields.Nested(DeviceInInventory))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()
