"""How activities at a site are written in and out."""

from marshmallow import fields, validate

from inspect_app.core.fields import Moment, Schema, Text
from inspect_app.core.moves import open_moves
from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.core.web import actor
from inspect_app.readings.rules.activities import ACTIVITIES, ACTIVITY

_WORDS = {key: words[:2] for key, words in ACTIVITIES.items()}
ACTIVITY_TABLE = Table("activities", "作业", "Activities", (
    Column("作业", "Activity", worded("kind", _WORDS)), Column("部位", "Place", "place"),
    Column("状态", "State", lived(ACTIVITY)), Column("开始", "Began", "began_at"), Column("结束", "Ended", "ended_at"),
    Column("登记人", "Recorded by", "told_by_name"),
))  # fmt: skip


class ActivityIn(Schema):
    """An activity that is under way, from now or from earlier on."""

    kind = fields.String(required=True, validate=validate.OneOf(list(ACTIVITIES)))
    place = Text(load_default="", most=200)
    began_at = Moment(load_default=None, allow_none=True)


class ActivityOut(Schema):
    """An activity at a site, and the moves open to whoever asks."""

    id = fields.String()
    project_id = fields.String()
    kind = fields.String()
    place = fields.String()
    state = fields.String()
    began_at = fields.AwareDateTime()
    ended_at = fields.AwareDateTime(allow_none=True)
    told_by = fields.String(attribute="told_by_name")
    moves = fields.Function(
        lambda one: [each.name for each in open_moves(actor(), one)], metadata={"type": "array"}
    )


ActivityPage = Schema.from_dict(
    {
        "rows": fields.List(fields.Nested(ActivityOut)),
        **{name: fields.Integer() for name in ("number", "pages", "total")},
    },
    name="ActivityPage",
)
