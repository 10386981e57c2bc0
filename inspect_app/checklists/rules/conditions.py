"""The language of conditions: read into a tree, every error with its position, and asked of what was answered.

It is the part of XLSForm's `relevant` that needs no more than one look at one item at a time:
`${pipe} = 'plastic' and (${pressure} >= 0.6 or not(selected(${kind}, 'a')))`.
"""

import operator
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Final

MOST_CHARACTERS: Final = 1000
MOST_DEPTH: Final = 20
MOST_NUMBER: Final = 1e12
COMPARE: Final[dict[str, Callable[[float, float], bool]]] = {
    "=": operator.eq, "!=": operator.ne, "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge,
}  # fmt: skip
_MIRRORED: Final = {"<": ">", "<=": ">=", ">": "<", ">=": "<=", "=": "=", "!=": "!="}
_TOKEN: Final = re.compile(
    r"\s*(?:(?P<ref>\$\{[^}]*\})|(?P<text>'[^']*'|\"[^\"]*\")|(?P<number>-?\d+(?:\.\d+)?(?![\w.]))"
    r"|(?P<word>[A-Za-z_]\w*)|(?P<sign><=|>=|!=|[=<>(),]))"
)


class WhenError(ValueError):
    """A condition that cannot be read: at which character, counted from 1, and why, in two languages."""

    def __init__(self, at: int, zh: str, en: str) -> None:
        super().__init__(f"{at}: {en}")
        self.at, self.zh, self.en = at, zh, en


@dataclass(frozen=True, slots=True)
class Value:
    """What an item stands for in a condition: a word ("" where it has no answer) and perhaps a number."""

    word: str = ""
    number: float | None = None


@dataclass(frozen=True, slots=True)
class Compare:
    """An item compared with a word or a number; `at` is where it stands in the text."""

    key: str
    sign: str
    against: str | float
    at: int = 1


@dataclass(frozen=True, slots=True)
class Not:
    """The opposite of a condition."""

    part: "Condition"


@dataclass(frozen=True, slots=True)
class Both:
    """All of some conditions."""

    parts: tuple["Condition", ...]


@dataclass(frozen=True, slots=True)
class Either:
    """At least one of some conditions."""

    parts: tuple["Condition", ...]


Condition = Compare | Not | Both | Either
ALWAYS: Final = Both(())


def parse(text: str) -> Condition:
    """Return the tree of a condition; WhenError with the position of what cannot be read."""
    if len(text) > MOST_CHARACTERS:
        raise WhenError(
            MOST_CHARACTERS, f"最多 {MOST_CHARACTERS} 个字符", f"at most {MOST_CHARACTERS} characters"
        )
    return _Reader(text).whole()


def holds(condition: Condition, value: Callable[[str], Value]) -> bool:
    """Return whether a condition is true of what the items stand for; it never raises on a tree from `parse`.

    As in XPath, an item without an answer equals nothing, is below and above nothing, and differs from all.
    """
    if isinstance(condition, Compare):
        return _compared(condition, value(condition.key))
    if isinstance(condition, Not):
        return not holds(condition.part, value)
    if isinstance(condition, Both):
        return all(holds(each, value) for each in condition.parts)
    return any(holds(each, value) for each in condition.parts)


def compares(condition: Condition) -> Iterator[Compare]:
    """Yield the comparisons of a condition in reading order."""
    if isinstance(condition, Compare):
        yield condition
    elif isinstance(condition, Not):
        yield from compares(condition.part)
    else:
        for each in condition.parts:
            yield from compares(each)


def _compared(one: Compare, found: Value) -> bool:
    if isinstance(one.against, str):
        return (found.word == one.against) is (one.sign == "=")
    if found.number is None:
        return one.sign == "!="
    return COMPARE[one.sign](found.number, one.against)


class _Reader:
    """Reads one text from left to right; `or` binds weaker than `and`, and both weaker than a comparison."""

    def __init__(self, text: str) -> None:
        self._text, self._place, self._depth = text, 0, 0
        self._kind, self._said, self._start = "", "", 0
        self._next()

    def whole(self) -> Condition:
        found = self._either()
        if self._kind:
            self._refuse(f"“{self._said}”多余", f"{self._said} is too much")
        return found

    def _next(self) -> None:
        rest = self._text[self._place :]
        self._start = self._place + len(rest) - len(rest.lstrip())
        if not rest.strip():
            self._kind, self._said = "", ""
            return
        found = _TOKEN.match(self._text, self._place)
        if not found:
            raise WhenError(self._start + 1, "看不懂这里", "this cannot be read")
        self._kind = found.lastgroup or ""
        self._said = found.group(self._kind)
        self._place = found.end()

    def _refuse(self, zh: str, en: str) -> None:
        raise WhenError(self._start + 1, zh, en)

    def _expect(self, sign: str) -> None:
        if self._said != sign or self._kind != "sign":
            self._refuse(f"这里应为“{sign}”", f"{sign} is expected here")
        self._next()

    def _joined(self, word: str, one: Callable[[], Condition]) -> tuple[Condition, ...]:
        parts = [one()]
        while self._kind == "word" and self._said == word:
            self._next()
            parts.append(one())
        return tuple(parts)

    def _either(self) -> Condition:
        self._depth += 1
        if self._depth > MOST_DEPTH:
            self._refuse(f"括号最多 {MOST_DEPTH} 层", f"at most {MOST_DEPTH} parentheses within each other")
        parts = self._joined("or", self._both)
        self._depth -= 1
        return parts[0] if len(parts) == 1 else Either(parts)

    def _both(self) -> Condition:
        parts = self._joined("and", self._one)
        return parts[0] if len(parts) == 1 else Both(parts)

    def _one(self) -> Condition:
        if self._kind == "sign" and self._said == "(":
            return self._enclosed()
        if self._kind == "word" and self._said == "not":
            self._next()
            return Not(self._enclosed())
        if self._kind == "word" and self._said == "selected":
            return self._selected()
        return self._comparison()

    def _enclosed(self) -> Condition:
        self._expect("(")
        found = self._either()
        self._expect(")")
        return found

    def _selected(self) -> Condition:
        self._next()
        self._expect("(")
        at, key = self._start + 1, self._reference()
        self._expect(",")
        if self._kind != "text":
            self._refuse("这里应为带引号的文字", "a word in quotes is expected here")
        found = Compare(key, "=", self._literal(), at)
        self._expect(")")
        return found

    def _comparison(self) -> Condition:
        at = self._start + 1
        if self._kind == "ref":
            key, sign = self._reference(), self._sign()
            return Compare(key, sign, self._literal(), at)
        against, sign = self._literal(), self._sign()
        return Compare(self._reference(), _MIRRORED[sign], against, at)

    def _reference(self) -> str:
        if self._kind != "ref":
            self._refuse("这里应为 ${检查项代号}", "${key of an item} is expected here")
        key = self._said[2:-1].strip()
        self._next()
        return key

    def _sign(self) -> str:
        if self._said not in COMPARE or self._kind != "sign":
            self._refuse("这里应为 = != < <= > >=", "one of = != < <= > >= is expected here")
        sign = self._said
        self._next()
        return sign

    def _literal(self) -> str | float:
        if self._kind not in ("text", "number"):
            self._refuse("这里应为数字或带引号的文字", "a number or a word in quotes is expected here")
        found = self._said[1:-1] if self._kind == "text" else float(self._said)
        if isinstance(found, float) and abs(found) > MOST_NUMBER:
            self._refuse("数字过大", "this number is too large")
        self._next()
        return found
