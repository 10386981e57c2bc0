"""What a draft of the catalogue is asked for by, and how its consequences are written out."""

from collections.abc import Mapping
from typing import Any, Final

from marshmallow import ValidationError, fields, validate

from inspect_app.core.fields import Schema
from inspect_app.core.tables_out import Column, Table
from inspect_app.credit.rules.catalogue import BEHAVIOURS, EDITIONS, TENTHS
from inspect_app.credit.rules.score import GRADES
from inspect_app.credit.schemas.entering import RulesIn

_LETTERS: Final = [each.letter for each in GRADES if each.letter != "A"]
_MOST: Final = 200


class Points(fields.Float):
    """Points with at most one decimal, as tenths; empty is none."""

    def __init__(self, *, empty: bool = False) -> None:
        super().__init__(load_default=None, allow_none=True)
        self.empty = empty

    def _deserialize(self, value: Any, attr: str | None, data: Any, **kwargs: Any) -> Any:
        if isinstance(value, str) and not value.strip():
            return "" if self.empty else None
        tenths = float(super()._deserialize(value, attr, data, **kwargs) or 0) * TENTHS
        if abs(tenths) > _MOST * TENTHS or tenths != round(tenths):
            raise ValidationError(
                [("应在 -200 到 200 之间，最多一位小数", "from -200 to 200, one decimal at most")]
            )
        return round(tenths)


def _asked() -> dict[str, Any]:
    found: dict[str, Any] = {}
    for code, each in BEHAVIOURS.items():
        found |= {f"points_{code}": Points(), f"cap_{code}": Points(empty=True)}
        if each.a_day:
            found |= {f"a_day_{code}": Points(), f"least_{code}": Points()}
        found[f"veto_{code}"] = fields.String(load_default=None, validate=validate.OneOf(["", *_LETTERS]))
    return found


class _Beginning(RulesIn):
    """The edition a draft begins from; that in force there today without one."""

    edition = fields.String(load_default="", validate=validate.OneOf(["", *EDITIONS]))


SimulateIn = type(
    "SimulateIn", (_Beginning,), {"__doc__": "A draft of the catalogue: what is left out stays.", **_asked()}
)


def changes(query: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the changes by behaviour that a draft was asked for by."""
    found: dict[str, dict[str, Any]] = {}
    for code in BEHAVIOURS:
        for name in ("points", "a_day", "least", "cap", "veto"):
            value = query.get(f"{name}_{code}")
            if value is not None:
                found.setdefault(code, {})[name] = None if value == "" and name == "cap" else value
    return found


class ChangedOut(Schema):
    """A party, its score and grade, and what they would be."""

    party_id = fields.String(attribute="party.id")
    name = fields.String(attribute="party.name")
    score = fields.Function(lambda one: one.before.tenths / TENTHS, metadata={"type": "number"})
    grade = fields.String(attribute="before.grade.letter")
    score_then = fields.Function(lambda one: one.after.tenths / TENTHS, metadata={"type": "number"})
    grade_then = fields.String(attribute="after.grade.letter")


class SimulatedOut(Schema):
    """What a draft would change: whoever would have another score, and how many parties each grade has."""

    on = fields.Date()
    base = fields.String()
    parties = fields.Integer()
    grades = fields.Dict(keys=fields.String(), values=fields.Integer())
    grades_then = fields.Dict(keys=fields.String(), values=fields.Integer())
    rows = fields.List(fields.Nested(ChangedOut))


SIMULATED = Table("credit-draft", "目录试算", "A draft catalogue tried", (
    Column("单位", "Party", "party.name"),
    Column("现得分", "Score now", lambda row: row.before.tenths / TENTHS), Column("现等级", "Grade now", "before.grade.letter"),
    Column("试算得分", "Score then", lambda row: row.after.tenths / TENTHS), Column("试算等级", "Grade then", "after.grade.letter"),
))  # fmt: skip
