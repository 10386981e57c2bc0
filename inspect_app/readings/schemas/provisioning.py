"""How provisioning keys are written in and out, and how a device asks with one."""

from typing import Any

from marshmallow import fields, post_load, validate

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.fields import Day, PageIn, Schema, Text, Whole
from inspect_app.core.tables_out import Column, Table, worded
from inspect_app.readings.rules.lives import DEVICE_KINDS
from inspect_app.readings.rules.provisioning import CREDENTIALS, MOST_DEVICES, STRATEGIES, Asked

KEYS = Table("provisioning-keys", "自助登记密钥", "Provisioning keys", (
    Column("名称", "Label", "label"), Column("密钥编号", "Key", "key"),
    Column("方式", "Strategy", worded("strategy", STRATEGIES)),
    Column("类别", "Kind", worded("kind", DEVICE_KINDS)), Column("已用", "Used", "used"), Column("最多", "Most", "most"),
    Column("有效期至", "Good until", "good_until"), Column("生成人", "Made by", "made_by_name"),
    Column("停用", "Ended", "ended_at"),
))  # fmt: skip


class KeyIn(Schema):
    """A new provisioning key; kind, profile and place are those of the devices it registers."""

    label = Text(required=True, most=120)
    strategy = fields.String(load_default="new", validate=validate.OneOf(list(STRATEGIES)))
    kind = fields.String(
        load_default="", validate=validate.OneOf(["", *(each for each in DEVICE_KINDS if each != "tablet")])
    )
    profile = fields.String(load_default="", validate=validate.Length(0, 40))
    place = Text(load_default="", most=200)
    most = Whole(load_default=50, validate=validate.Range(1, MOST_DEVICES))
    good_until = Day(required=True)


class KeyOut(Schema):
    """A provisioning key and the names of the devices it registered."""

    id = fields.String()
    project_id = fields.String()
    label = fields.String()
    key = fields.String()
    strategy = fields.String()
    kind = fields.String()
    profile = fields.String()
    place = fields.String()
    most = fields.Integer()
    used = fields.Integer()
    good_until = fields.Date()
    holds = fields.Function(lambda one: one.holds(local_day(now())), metadata={"type": "boolean"})
    made_at = fields.AwareDateTime()
    made_by = fields.String(attribute="made_by_name")
    ended_at = fields.AwareDateTime(allow_none=True)
    devices = fields.Function(lambda one: [each.name for each in one.devices], metadata={"type": "array"})


class KeyNew(Schema):
    """A key with its secret, which is told this once."""

    key = fields.Nested(KeyOut)
    secret = fields.String()


class KeysIn(PageIn):
    """Which page."""


class KeysPage(Schema):
    """A page of keys."""

    rows = fields.List(fields.Nested(KeyOut))
    number = fields.Integer()
    pages = fields.Integer()
    total = fields.Integer()


def _text(name: str, most: int, **more: Any) -> Text:
    return Text(data_key=name, most=most, **more)


class ProvisionIn(Schema):
    """What a device sends that asks to be registered, in the field names of ThingsBoard."""

    device = _text("deviceName", 200, required=True)
    key = _text("provisionDeviceKey", 100, required=True)
    secret = _text("provisionDeviceSecret", 200, required=True)
    credentials = fields.String(
        data_key="credentialsType", load_default="", validate=validate.OneOf(["", *CREDENTIALS])
    )
    token = _text("token", 400, load_default="")
    username = _text("username", 200, load_default="")
    password = _text("password", 400, load_default="")
    client_id = _text("clientId", 200, load_default="")
    hash = _text("hash", 10_000, load_default="")

    @post_load
    def asked(self, values: dict[str, Any], **_more: Any) -> Asked:
        """Return it as the room reads it; the hash of a certificate is not used."""
        values.pop("hash")
        return Asked(**values)


class ProvisionOut(Schema):
    """The answer: SUCCESS with how to log in, FAILURE or NOT_FOUND with why; `userName` is an addition of ours."""

    status = fields.String()
    credentials = fields.String(data_key="credentialsType", attribute="credentialsType")
    value = fields.Raw(
        data_key="credentialsValue", attribute="credentialsValue", metadata={"type": ["string", "object"]}
    )
    username = fields.String(data_key="userName", attribute="userName")
    why = fields.String(data_key="errorMsg", attribute="errorMsg")
