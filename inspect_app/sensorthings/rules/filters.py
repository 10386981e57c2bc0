"""Reads $filter and $orderby: the subset of OData expressions that a client of sensor data asks with."""

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

from inspect_app.core.errors import Problem

MOST_LETTERS = 2000
MOST_DEPTH = 20
#: function -> kinds of its arguments and of what it gives (OGC 18-088, 9.3.3.5.2); a needle is a text too
FUNCTIONS: dict[str, tuple[tuple[str, ...], str]] = {
    "substringof": (("text", "text"), "truth"), "contains": (("text", "text"), "truth"),
    "startswith": (("text", "text"), "truth"), "endswith": (("text", "text"), "truth"),
    "length": (("text",), "number"), "indexof": (("text", "text"), "number"), "tolower": (("text",), "text"),
    "toupper": (("text",), "text"), "trim": (("text",), "text"), "concat": (("text", "text"), "text"),
    "round": (("number",), "number"), "now": ((), "time"),
}  # fmt: skip
COMPARISONS = ("eq", "ne", "gt", "ge", "lt", "le")
SUMS, PRODUCTS = ("add", "sub"), ("mul", "div", "mod")
_TOKEN = re.compile(
    r"\s+|(?P<time>\d{4}-\d\d-\d\d[Tt]\d\d:\d\d(?::\d\d(?:\.\d{1,9})?)?(?:[Zz]|[+ -]\d\d:\d\d))"
    r"|(?P<number>-?\d+(?:\.\d+)?(?:[eE][+-]?\d{1,3})?)|(?P<text>'(?:[^']|'')*')"
    r"|(?P<name>@?[A-Za-z_][\w.]*(?:/@?[A-Za-z_][\w.]*)*)|(?P<mark>[(),])",
    re.ASCII,
)


@dataclass(frozen=True, slots=True)
class Literal:
    """A value written in the expression: text, number, truth or moment; None is null."""

    value: str | float | bool | datetime | None


@dataclass(frozen=True, slots=True)
class Path:
    """A property, perhaps of an entity linked to the one asked for: `("Datastream", "Thing", "name")`."""

    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Call:
    """A function, a comparison, a sum or a connective with its arguments; `name` says which."""

    name: str
    arguments: tuple["Node", ...]


Node = Literal | Path | Call


def refused(option: str, zh: str, en: str) -> Problem:
    """Return the refusal of a query option: 400, naming it and its rule."""
    return Problem("unreadable", reason=(f"{option}：{zh}", f"{option}: {en}"))


def parse_filter(text: str) -> Node:
    """Return the expression of $filter; Problem (400) naming the word it cannot be read at."""
    return _Reader("$filter", text).whole()


def parse_order(text: str) -> tuple[tuple[Path, bool], ...]:
    """Return by which properties to sort, each with whether it falls; Problem (400) for anything else."""
    found = []
    for part in text.split(","):
        name, _, way = part.strip().partition(" ")
        if not re.fullmatch(r"@?[A-Za-z_][\w.]*(/[\w.@]+)*", name, re.ASCII) or way.strip().lower() not in (
            "", "asc", "desc",
        ):  # fmt: skip
            raise refused("$orderby", f"无法读取“{part.strip()[:40]}”", f"cannot read '{part.strip()[:40]}'")
        found.append((Path(tuple(name.split("/"))), way.strip().lower() == "desc"))
    if len(found) > 5:
        raise refused("$orderby", "最多 5 个属性", "at most 5 properties")
    return tuple(found)


class _Reader:
    """Reads one expression from left to right: or, and, not, comparison, sum, product, each binding closer."""

    def __init__(self, option: str, text: str) -> None:
        if len(text) > MOST_LETTERS:
            raise refused(option, f"最多 {MOST_LETTERS} 个字符", f"at most {MOST_LETTERS} characters")
        self.option, self.depth = option, 0
        self.tokens = [*self._tokens(text), ("end", "")]
        self.place = 0

    def _tokens(self, text: str) -> Iterator[tuple[str, str]]:
        place = 0
        while place < len(text):
            found = _TOKEN.match(text, place)
            if found is None:
                raise self._unread(text[place : place + 20])
            if found.lastgroup:
                yield found.lastgroup, found[0]
            place = found.end()

    def _unread(self, word: str) -> Problem:
        return refused(self.option, f"无法读取“{word or '结尾'}”", f"cannot read '{word or 'the end'}'")

    def whole(self) -> Node:
        """Return the whole expression."""
        found = self._or()
        if self.tokens[self.place][0] != "end":
            raise self._unread(self.tokens[self.place][1])
        return found

    def _taken(self, *words: str) -> str:
        """Return the next word when it is one of these, and go past it; "" when it is not."""
        kind, word = self.tokens[self.place]
        if word in words and kind in ("name", "mark"):
            self.place += 1
            return word
        return ""

    def _or(self) -> Node:
        self.depth += 1
        if self.depth > MOST_DEPTH:
            raise refused(self.option, "嵌套过深", "it is nested too deeply")
        found = self._and()
        while self._taken("or"):
            found = Call("or", (found, self._and()))
        self.depth -= 1
        return found

    def _and(self) -> Node:
        found = self._not()
        while self._taken("and"):
            found = Call("and", (found, self._not()))
        return found

    def _not(self) -> Node:
        turned = False
        while self._taken("not"):
            turned = not turned
        found = self._comparison()
        return Call("not", (found,)) if turned else found

    def _comparison(self) -> Node:
        left = self._sum()
        word = self._taken(*COMPARISONS)
        return Call(word, (left, self._sum())) if word else left

    def _sum(self) -> Node:
        found = self._product()
        while word := self._taken(*SUMS):
            found = Call(word, (found, self._product()))
        return found

    def _product(self) -> Node:
        found = self._one()
        while word := self._taken(*PRODUCTS):
            found = Call(word, (found, self._one()))
        return found

    def _one(self) -> Node:
        kind, word = self.tokens[self.place]
        self.place += 1
        if word == "(" and kind == "mark":
            found = self._or()
            if not self._taken(")"):
                raise self._unread(self.tokens[self.place][1])
            return found
        if kind == "name" and self.tokens[self.place] == ("mark", "("):
            return self._call(word)
        if kind == "name":
            return (
                Literal({"true": True, "false": False, "null": None}[word]) if word in _WORDS else _path(word)
            )
        if kind not in ("number", "text", "time"):
            raise self._unread(word)
        return Literal(self._literal(kind, word))

    def _call(self, name: str) -> Node:
        if name not in FUNCTIONS:
            known = ", ".join(sorted(FUNCTIONS))
            raise refused(
                self.option,
                f"没有函数 {name[:20]}，只有 {known}",
                f"no function {name[:20]}; there are {known}",
            )
        self.place += 1
        arguments: list[Node] = []
        while not self._taken(")"):
            if arguments and not self._taken(","):
                raise self._unread(self.tokens[self.place][1])
            arguments.append(self._or())
        if len(arguments) != len(FUNCTIONS[name][0]):
            count = len(FUNCTIONS[name][0])
            raise refused(self.option, f"{name} 应有 {count} 个参数", f"{name} takes {count} arguments")
        return Call(name, tuple(arguments))

    def _literal(self, kind: str, word: str) -> str | float | datetime:
        if kind == "text":
            return word[1:-1].replace("''", "'")
        if kind == "number":
            number = float(word)
            if not math.isfinite(number):
                raise self._unread(word)
            return number
        try:
            # A '+' that was not escaped arrives as a space.
            return datetime.fromisoformat(word.upper().replace(" ", "+")).astimezone(UTC)
        except (ValueError, OverflowError) as wrong:
            raise self._unread(word) from wrong


_WORDS = ("true", "false", "null")


def _path(word: str) -> Path:
    return Path(tuple(word.split("/")))


def pinned(node: Node | None, *paths: str) -> object:
    """Return the value one of these properties must equal for an expression to hold; None when there is none."""
    if not isinstance(node, Call):
        return None
    if node.name == "and":
        return next((found for each in node.arguments if (found := pinned(each, *paths)) is not None), None)
    if node.name != "eq":
        return None
    one, other = node.arguments
    for a, b in ((one, other), (other, one)):
        if isinstance(a, Path) and "/".join(a.names) in paths and isinstance(b, Literal):
            return b.value
    return None
