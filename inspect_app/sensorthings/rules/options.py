"""Reads the query options of a SensorThings address: $top, $skip, $count, $orderby, $select, $expand, $filter."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from inspect_app.sensorthings.rules.filters import Node, Path, parse_filter, parse_order, refused

#: rows of one reply when nothing is asked, and at most
USUAL, MOST = 100, 1000
#: rows of a linked set within another entity, and at most; how deep links may be followed; rows with linked sets
USUAL_INSIDE, MOST_INSIDE, MOST_DEEP, MOST_AROUND = 20, 100, 3, 100
MOST_SKIPPED = 100_000_000
KNOWN = ("$top", "$skip", "$count", "$orderby", "$select", "$expand", "$filter")


@dataclass(frozen=True, slots=True)
class Options:
    """How a set is to be told: its slice, order, properties, condition, and the links to follow."""

    top: int | None = None
    skip: int = 0
    count: bool = False
    order: tuple[tuple[Path, bool], ...] = ()
    select: tuple[str, ...] = ()
    condition: Node | None = None
    expand: tuple[tuple[str, "Options"], ...] = ()
    #: as they were written, for the address of the next page
    given: tuple[tuple[str, str], ...] = ()


def parse(pairs: Iterable[tuple[str, str]], deep: int = 0) -> Options:
    """Return the options of an address; Problem (400) naming the option that is unknown, doubled or wrong.

    What does not begin with '$' is nobody's option and is passed over.
    """
    given: dict[str, str] = {}
    for name, value in pairs:
        if not name.startswith("$"):
            continue
        if name not in KNOWN:
            raise refused(name[:40], "不支持该查询选项", "no such query option")
        if name in given:
            raise refused(name, "只能出现一次", "may come once")
        given[name] = value
    condition, order = given.get("$filter"), given.get("$orderby")
    return Options(
        _number(given, "$top"),
        _number(given, "$skip") or 0,
        _truth(given.get("$count", "false")),
        parse_order(order) if order is not None else (),
        _selected(given.get("$select")),
        parse_filter(condition) if condition is not None else None,
        _expanded(given["$expand"], deep + 1) if "$expand" in given else (),
        tuple(given.items()),
    )


def mentions(options: Options, name: str) -> bool:
    """Say whether a set's own options name a link: to follow it, to sort by it or to compare across it."""
    return any(name in value for _, value in options.given)


def _number(given: Mapping[str, str], name: str) -> int | None:
    word = given.get(name)
    if word is None:
        return None
    if not (word.isascii() and word.isdigit()) or len(word) > 12 or int(word) > MOST_SKIPPED:
        raise refused(
            name, f"应为 0 到 {MOST_SKIPPED} 的整数", f"must be a whole number from 0 to {MOST_SKIPPED}"
        )
    return int(word)


def _truth(word: str) -> bool:
    if word not in ("true", "false"):
        raise refused("$count", "应为 true 或 false", "must be true or false")
    return word == "true"


def _selected(text: str | None) -> tuple[str, ...]:
    if text is None:
        return ()
    names = tuple(each.strip() for each in text.split(","))
    if not all(names) or len(names) > 30:
        raise refused("$select", "应为以逗号分隔的属性名", "must be names of properties, with commas between")
    return names


def _expanded(text: str, deep: int) -> tuple[tuple[str, Options], ...]:
    if deep > MOST_DEEP:
        raise refused("$expand", f"最多 {MOST_DEEP} 层", f"at most {MOST_DEEP} levels")
    found: dict[str, Options] = {}
    for part in apart(text, ",", "$expand"):
        name, inside = part.strip(), ""
        if name.endswith(")") and "(" in name:
            name, _, inside = name[:-1].partition("(")
        name, _, rest = name.partition("/")
        pairs = [_pair(each) for each in apart(inside, ";", "$expand")] if inside else []
        if rest:  # Datastreams/Observations is Datastreams($expand=Observations)
            pairs = [("$expand", f"{rest}({inside})" if inside else rest)]
        if not name or name in found:
            raise refused("$expand", f"“{name[:40]}”为空或重复", f"'{name[:40]}' is empty or comes twice")
        found[name] = parse(pairs, deep)
    if len(found) > 5:
        raise refused("$expand", "最多 5 个关联", "at most 5 links")
    return tuple(found.items())


def _pair(text: str) -> tuple[str, str]:
    name, equals, value = text.strip().partition("=")
    if not equals or not name.startswith("$"):
        raise refused("$expand", f"无法读取“{text.strip()[:40]}”", f"cannot read '{text.strip()[:40]}'")
    return name, value


def apart(text: str, mark: str, option: str) -> list[str]:
    """Return the parts of a text between marks that stand neither within brackets nor within quotes."""
    parts, begin, deep, quoted = [], 0, 0, False
    for place, letter in enumerate(text):
        if letter == "'":
            quoted = not quoted
        elif quoted:
            continue
        elif letter in "()":
            deep += 1 if letter == "(" else -1
            if deep < 0:
                break
        elif letter == mark and not deep:
            parts.append(text[begin:place])
            begin = place + 1
    if deep or quoted:
        raise refused(option, "括号或引号不成对", "brackets or quotes do not match")
    return [*parts, text[begin:]]
