"""How mapping profiles are written in and out."""

from typing import Any

from marshmallow import fields, post_load, validate

from inspect_app.core.errors import field_problem
from inspect_app.core.fields import Figure, Flag, Schema, Text
from inspect_app.readings.rules.profiles import MOST_FIELDS, Wrong, rows_of
from inspect_app.readings.rules.quantities import FLAGS, NORMAL

_MOST_TEXT = 16_000


class FieldIn(Schema):
    """One field of a payload; without a quantity it is passed over."""

    name = Text(required=True, most=32)
    quantity = fields.String(load_default="", validate=validate.Length(0, 32))
    unit = fields.String(load_default="", validate=validate.Length(0, 16))
    factor = Figure(load_default=1.0)
    offset = Figure(load_default=0.0)
    low = Figure(load_default=None, allow_none=True)
    high = Figure(load_default=None, allow_none=True)
    flag = fields.String(load_default=NORMAL, validate=validate.OneOf(list(FLAGS)))


class ProfileIn(Schema):
    """An edition of a profile from now on; with the key of a shipped one it takes its place."""

    key = Text(required=True, most=40)
    maker = Text(required=True, most=60)
    model = Text(required=True, most=120)
    codec = Text(load_default="telemetry", most=24)
    basis = Text(required=True, most=200)
    verified = Flag(load_default=False)
    fields_ = fields.List(
        fields.Nested(FieldIn), required=True, data_key="fields", attribute="fields",
        validate=validate.Length(1, MOST_FIELDS),
    )  # fmt: skip


class ProfileForm(ProfileIn):
    """The same from a page, where the fields are lines of text."""

    fields_ = fields.List(fields.Nested(FieldIn), dump_only=True, data_key="fields", attribute="fields")
    lines = Text(required=True, most=_MOST_TEXT)

    @post_load
    def read(self, values: dict[str, Any], **_more: Any) -> dict[str, Any]:
        """Read the lines as fields."""
        try:
            return {"fields": rows_of(values.pop("lines")), **values}
        except Wrong as wrong:
            raise field_problem("lines", wrong.zh, wrong.en) from wrong


class ProfileOut(Schema):
    """A profile that holds; `id` is that of the edition somebody wrote, null for one that came along."""

    id = fields.String(allow_none=True)
    key = fields.String()
    maker = fields.String()
    model = fields.String()
    codec = fields.String()
    basis = fields.String()
    verified = fields.Boolean()
    since = fields.Date()
    fields_ = fields.List(fields.Nested(FieldIn), data_key="fields", attribute="fields")


class ChosenIn(Schema):
    """Which profile a device is read by; "" for none."""

    profile = fields.String(load_default="", validate=validate.Length(0, 40))
