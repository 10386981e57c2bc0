"""Mapping profiles: which quantity each field of a device model's payload is, in which unit, and since when."""

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fnmatch import fnmatchcase
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from inspect_app.readings.rules.plausible import USUAL
from inspect_app.readings.rules.quantities import FLAGS, NORMAL, QUANTITIES
from inspect_app.readings.rules.units import SAME, Conversion, conversion

LIBRARY = Path(__file__).parents[1] / "library"
MOST_FIELDS = 128
#: between the name of a field and the unit the device told with it; no name holds it
WITH_UNIT = "@"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a payload, or a pattern of names with `*`; without a quantity it is passed over.

    A value times `factor` plus `offset` is in `unit`; one outside `low`..`high`, in the unit of the quantity, is rare;
    `flag` is that of its readings where the device tells none.
    """

    name: str
    quantity: str = ""
    unit: str = ""
    factor: float = 1.0
    offset: float = 0.0
    low: float | None = None
    high: float | None = None
    flag: str = NORMAL

    @property
    def usual(self) -> tuple[float, float] | None:
        """The bounds in which its values usually lie, in the unit of the quantity."""
        low, high = USUAL.get(self.quantity, (None, None))
        low, high = (low if self.low is None else self.low), (high if self.high is None else self.high)
        return None if low is None or high is None else (low, high)


@dataclass(frozen=True, slots=True)
class Profile:
    """How the payload of one device model is read, by its data sheet (`basis`)."""

    key: str
    maker: str
    model: str
    codec: str
    fields: Mapping[str, Field]
    basis: str
    verified: bool
    since: date

    def field(self, name: str) -> Field | None:
        """Return what the profile says of a name: its own line, else the first pattern that fits."""
        found = self.fields.get(name)
        if found is not None:
            return found
        return next(
            (each for each in self.fields.values() if "*" in each.name and fnmatchcase(name, each.name)), None
        )


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a told name stands for; without a quantity it is passed over."""

    quantity: str
    conversion: Conversion = SAME
    flag: str = NORMAL

    @property
    def plain(self) -> bool:
        """Whether a value is stored as it is told."""
        return bool(self.quantity) and self.conversion.same and self.flag == NORMAL


def meaning(profile: Profile | None, told: str) -> Meaning | str:
    """Return what a name stands for, or the rule it breaks: `quantity` or `unit`.

    `told` is the name of a field, with `@` and the unit behind it where the device told one; that unit counts before
    the profile's. What the profile does not name is taken by its own name.
    """
    name, _at, unit = told.partition(WITH_UNIT)
    field = (profile.field(name) if profile else None) or Field(name, name)
    if not field.quantity:
        return Meaning("")
    known = QUANTITIES.get(field.quantity)
    if known is None:
        return "quantity"
    turned = conversion(unit or field.unit or known.unit, known.unit)
    if turned is None:
        return "unit"
    whole = Conversion(field.factor * turned.factor, field.offset * turned.factor + turned.offset)
    return Meaning(known.key, whole, field.flag)


def profile_of(key: str, content: Mapping[str, Any]) -> Profile:
    """Return a profile from its plain content, as files and rows hold it; ValueError naming what is wrong with it."""
    fields = fields_of(content["fields"])
    since = content["since"]
    return Profile(
        key, content["maker"], content["model"], content["codec"], fields, content["basis"],
        bool(content["verified"]), since if isinstance(since, date) else date.fromisoformat(since),
    )  # fmt: skip


def fields_of(rows: Iterable[Mapping[str, Any]]) -> Mapping[str, Field]:
    """Return the fields by name; Wrong for one that cannot hold."""
    found: dict[str, Field] = {}
    for number, row in enumerate(rows, 1):
        field = Field(**row)
        problem = _problem(field) or (("名称重复", "the name occurs twice") if field.name in found else None)
        if problem:
            raise Wrong(number, field.name, *problem)
        found[field.name] = field
    if not 1 <= len(found) <= MOST_FIELDS:
        raise Wrong(len(found), "", f"应有 1 到 {MOST_FIELDS} 个字段", f"1 to {MOST_FIELDS} fields")
    return MappingProxyType(found)


_COLUMNS = ("name", "quantity", "unit", "factor", "offset", "low", "high", "flag")
_NUMBERS = {"factor", "offset", "low", "high"}


def rows_of(text: str) -> list[dict[str, Any]]:
    """Read fields as people write them: a line each, `name, quantity, unit, factor, offset, low, high, flag`.

    What is empty or left out has its default; a name alone is passed over. Raises Wrong with the line.
    """
    rows: list[dict[str, Any]] = []
    for line in (each.replace("，", ",") for each in text.splitlines() if each.strip()):
        cells = [each.strip() for each in line.split(",")]
        if len(cells) > len(_COLUMNS):
            raise Wrong(len(rows) + 1, cells[0], "列数过多", "too many columns")
        row: dict[str, Any] = {}
        for column, cell in zip(_COLUMNS, cells, strict=False):
            if cell:
                row[column] = _number(len(rows) + 1, cells[0], cell) if column in _NUMBERS else cell
        rows.append({"name": "", **row})
    return rows


def _number(number: int, name: str, cell: str) -> float:
    try:
        found = float(cell)
    except ValueError:
        found = math.nan
    if not math.isfinite(found):
        raise Wrong(number, name, f"{cell[:16]} 不是数字", f"{cell[:16]} is no number")
    return found


def as_lines(fields: Iterable[Field]) -> str:
    """Return fields as `rows_of` reads them back."""
    return "\n".join(", ".join(_cells(each)).rstrip(", ") for each in fields)


def _cells(field: Field) -> list[str]:
    plain = Field(field.name)
    told = [(getattr(field, name), getattr(plain, name)) for name in _COLUMNS[1:]]
    return [field.name, *("" if value == usual or value is None else _told(value) for value, usual in told)]


def _told(value: float | str) -> str:
    return value if isinstance(value, str) else f"{value:.12g}"


class Wrong(ValueError):
    """A line of a profile that cannot hold: which, and why in both languages."""

    def __init__(self, number: int, name: str, zh: str, en: str) -> None:
        super().__init__(f"{number} {name}: {en}")
        self.zh = f"第 {number} 行 {name[:40]}：{zh}"
        self.en = f"line {number} {name[:40]}: {en}"


def _problem(field: Field) -> tuple[str, str] | None:
    if not field.name or len(field.name) > 32 or not set(field.name) <= _LETTERS:
        return "名称只能用小写字母、数字、“_”和“*”", "a name of a-z, 0-9, '_' and '*'"
    if field.flag not in FLAGS:
        return "没有这个数据标记", "no such flag"
    if not field.quantity:
        return None
    known = QUANTITIES.get(field.quantity)
    if known is None:
        return f"没有监测量 {field.quantity[:32]}", f"no such quantity: {field.quantity[:32]}"
    if "*" in field.name:
        return "通配名称只能用于忽略", "a pattern can only be passed over"
    if conversion(field.unit or known.unit, known.unit) is None:
        return (
            f"{field.unit[:16]} 不能换算为 {known.unit}",
            f"{field.unit[:16]} does not convert to {known.unit}",
        )
    if field.factor == 0 or not all(abs(each) < 1e12 for each in (field.factor, field.offset)):
        return "系数应不为零且小于 1e12", "a factor that is not 0 and below 1e12"
    if field.low is not None and field.high is not None and not field.low < field.high:
        return "下限应小于上限", "the lower bound must lie below the upper"
    return None


_LETTERS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789_*")


@cache
def shipped() -> Mapping[str, Profile]:
    """Return the profiles that come with the platform, by key."""
    found: dict[str, Profile] = {}
    for path in sorted(LIBRARY.glob("*.json")):
        for key, content in json.loads(path.read_text("utf-8")).items():
            found[key] = profile_of(key, content)
    return MappingProxyType(found)
