"""Turns a read expression into SQL: properties of the set itself, and of the sets it is linked to."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    BindParameter,
    ColumnElement,
    Float,
    String,
    and_,
    cast,
    exists,
    func,
    literal,
    not_,
    null,
    or_,
    select,
)

from inspect_app.core.db import UtcTime, db
from inspect_app.core.errors import Problem
from inspect_app.sensorthings.queries.frames import Column, Frame, Seen
from inspect_app.sensorthings.queries.sets import SETS, Set
from inspect_app.sensorthings.rules.filters import FUNCTIONS, Call, Literal, Node, Path, refused

Kind = str
_FEW = 4


class Condition:
    """Compiles expressions about one set; `at` is what now() is."""

    def __init__(self, about: Set, frame: Frame, seen: Seen, at: datetime) -> None:
        self._about, self._frame, self._seen, self._at = about, frame, seen, at

    def holds(self, node: Node) -> ColumnElement[bool]:
        """Return the condition of $filter; each comparison may hold for any one of the linked entities it names."""
        if isinstance(node, Call) and node.name in ("and", "or"):
            join = and_ if node.name == "and" else or_
            return join(*(self.holds(each) for each in node.arguments))
        if isinstance(node, Call) and node.name == "not":
            return not_(self.holds(node.arguments[0]))
        near = _Near(self._about, self._frame, self._seen, self._at)
        found = near.truth(node)
        if not near.links:
            return found
        sources = [each.source for each in near.met.values()]
        return exists(select(literal(1)).select_from(*sources).where(*near.links, found))

    def by(self, path: Path) -> Column:
        """Return what $orderby sorts by: a property of the set, or of the one entity it is linked to."""
        near = _Near(self._about, self._frame, self._seen, self._at, "$orderby")
        kind, column = near.value(path)
        if kind == "null" or near.to_many:
            raise refused(
                "$orderby",
                f"“{'/'.join(path.names)}”不能排序",
                f"'{'/'.join(path.names)}' cannot be sorted by",
            )
        if not near.links:
            return column
        sources = [each.source for each in near.met.values()]
        return select(column).select_from(*sources).where(*near.links).limit(1).scalar_subquery()


class _Near:
    """One comparison with the linked sets it names, each joined once."""

    def __init__(self, about: Set, frame: Frame, seen: Seen, at: datetime, option: str = "$filter") -> None:
        self._about, self._frame, self._seen, self._at, self._option = about, frame, seen, at, option
        self.met: dict[tuple[str, ...], Frame] = {}
        self.links: list[ColumnElement[bool]] = []
        self.to_many = False

    def truth(self, node: Node) -> ColumnElement[bool]:
        """Return an expression that must be true or false."""
        kind, column = self.value(node)
        if kind != "truth":
            raise self._wrong("应为条件", "must be a condition")
        return column

    def value(self, node: Node) -> tuple[Kind, Column]:
        """Return kind and SQL of an expression."""
        if isinstance(node, Literal):
            return _literal(node)
        if isinstance(node, Path):
            return self._property(node)
        if node.name in FUNCTIONS:
            return self._function(node)
        if node.name in ("and", "or", "not"):
            parts = [self.truth(each) for each in node.arguments]
            return "truth", not_(parts[0]) if node.name == "not" else (and_ if node.name == "and" else or_)(
                *parts
            )
        one, other = (self.value(each) for each in node.arguments)
        if node.name in ("add", "sub", "mul", "div", "mod"):
            self._must(one[0], "number")
            self._must(other[0], "number")
            return "number", _sum(node.name, one[1], other[1])
        return "truth", self._compared(node.name, one, other)

    def _compared(self, name: str, one: tuple[Kind, Column], other: tuple[Kind, Column]) -> Column:
        if "null" in (one[0], other[0]):
            if name not in ("eq", "ne"):
                raise self._wrong("null 只能用 eq 或 ne", "null takes eq or ne")
            column = other[1] if one[0] == "null" else one[1]
            return column.is_(None) if name == "eq" else column.is_not(None)
        a, b = _alike(one, other)
        if a is None or b is None:
            raise self._wrong(
                f"{one[0]} 与 {other[0]} 不能比较", f"{one[0]} and {other[0]} cannot be compared"
            )
        if name == "ne":
            return a.is_distinct_from(b)
        compared: Column = {"eq": a.__eq__, "gt": a.__gt__, "ge": a.__ge__, "lt": a.__lt__, "le": a.__le__}[
            name
        ](b)
        return compared

    def _function(self, node: Call) -> tuple[Kind, Column]:
        kinds, gives = FUNCTIONS[node.name]
        if node.name == "now":
            return "time", literal(int(self._at.timestamp() * 1000), BigInteger)
        found = [self.value(each) for each in node.arguments]
        for (kind, _), wanted in zip(found, kinds, strict=True):
            self._must(kind, wanted)
        return gives, _called(node.name, [column for _, column in found])

    def _property(self, path: Path) -> tuple[Kind, Column]:
        about, frame, names = self._about, self._frame, path.names
        for place, name in enumerate(names[:-1]):
            link = about.links.get(name)
            if link is None:
                break
            if place >= _FEW:
                raise self._wrong("路径过长", "a path is too long")
            before, about = frame, SETS[link.target]
            self.to_many |= link.many
            here = names[: place + 1]
            if here not in self.met:
                self.met[here] = about.build(self._seen)
                self.links += [self.met[here].where, self.met[here].keys[link.key] == before.keys[link.key]]
            frame = self.met[here]
        else:
            place = len(names) - 1
        rest = "/".join(names[place:]).replace("@iot.id", "id")
        if rest not in frame.fields:
            raise self._wrong(
                f"{about.name} 没有可比较的属性“{rest[:40]}”", f"{about.name} has no '{rest[:40]}' to compare"
            )
        return frame.fields[rest]

    def _must(self, kind: Kind, wanted: Kind) -> None:
        if kind != wanted:
            raise self._wrong(f"应为 {wanted}，而不是 {kind}", f"must be a {wanted}, not a {kind}")

    def _wrong(self, zh: str, en: str) -> Problem:
        return refused(self._option, zh, en)


def _literal(node: Literal) -> tuple[Kind, Column]:
    value = node.value
    if value is None:
        return "null", null()
    if isinstance(value, bool):
        return "truth", literal(1) == literal(1 if value else 0)
    if isinstance(value, datetime):
        return "time", literal(int(value.timestamp() * 1000), BigInteger)
    return ("text", literal(value, String)) if isinstance(value, str) else ("number", literal(value, Float))


def _alike(one: tuple[Kind, Column], other: tuple[Kind, Column]) -> tuple[Column | None, Column | None]:
    """Return two expressions made comparable; None where they are not."""
    kinds = {one[0], other[0]}
    if len(kinds) == 1 or kinds == {"ms", "time"}:
        return one[1], other[1]
    if kinds == {"utc", "time"}:
        return _as_moment(one), _as_moment(other)
    return None, None


def _as_moment(one: tuple[Kind, Column]) -> Column:
    if not isinstance(one[1], BindParameter):
        return one[1]
    return literal(datetime.fromtimestamp(int(one[1].effective_value or 0) / 1000, UTC), UtcTime())


def _sum(name: str, a: Column, b: Column) -> Column:
    if name == "mod":
        return cast(a, BigInteger) % cast(b, BigInteger)
    found: Column = {"add": a.__add__, "sub": a.__sub__, "mul": a.__mul__, "div": a.__truediv__}[name](b)
    return found


def _place(whole: Column, part: Column) -> Column:
    # LIKE folds the case of letters on one database and not on the other.
    return (func.instr if db.engine.dialect.name == "sqlite" else func.strpos)(whole, part)


def _called(name: str, given: list[Column]) -> Column:
    a, b = given[0], given[-1]
    plain: Any = {
        "length": func.length, "tolower": func.lower, "toupper": func.upper, "trim": func.trim, "round": func.round,
    }  # fmt: skip
    if name in plain:
        called: Column = plain[name](a)
        return called
    if name == "endswith":
        ends = func.substr(a, func.length(a) - func.length(b) + 1)
        return and_(func.length(a) >= func.length(b), ends == b)
    if name == "concat":
        return cast(a, String).concat(cast(b, String))
    where = _place(b, a) if name == "substringof" else _place(a, b)
    found: dict[str, Column] = {"indexof": where - 1, "startswith": where == 1}
    return found.get(name, where > 0)
