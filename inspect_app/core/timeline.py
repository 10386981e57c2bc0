"""The journal in people's words: what was done, by whom, when, and its details in short."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Protocol

from inspect_app.core.permits import ANYONE, SYSTEM
from inspect_app.core.times import day_words, exact_words
from inspect_app.core.workflow import Field, Workflow

Words = tuple[str, str]
_verbs: dict[str, Words] = {}
_tones: dict[str, str] = {}
_values: dict[str, Mapping[str, Words]] = {}
_fields: dict[tuple[str, str], Field] = {}
#: (kind of thing, name of a detail) -> its words there: two rooms may call different things by one name
_details_of: dict[tuple[str, str], Words] = {}
_details: dict[str, Words] = {
    "number": ("编号", "Number"),
    "title": ("标题", "Title"),
    "name": ("名称", "Name"),
    "reason": ("原因", "Reason"),
    "note": ("说明", "Note"),
    "photos": ("照片", "Photos"),
    "round": ("轮次", "Round"),
    "due_at": ("期限", "Due"),
    "due_on": ("期限", "Due"),
    "role": ("角色", "Role"),
    "party": ("单位", "Party"),
    "path": ("部位", "Place"),
    "kind": ("类别", "Kind"),
}
#: kept in the entry for machines, said by other means on the page, or meaningless to people
_SILENT = re.compile(r"(from|to|version|content|sha|.*_id|.*_sha|.*_kind)")
_KEY = re.compile(r"[0-9a-f]{64}|[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MOMENT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d.*")
_DAY = re.compile(r"\d{4}-\d\d-\d\d")
#: names of actors that are no person -> their English
_NOBODY = {SYSTEM.name: "System", ANYONE.name: "Public", "居民": "Resident"}
LONGEST = 160
_LOOKING = frozenset(
    {"read", "list", "look", "open", "follow", "facts", "year", "today", "rules", "see-words"}
)


class Happened(Protocol):
    """What a journal entry has that people want to read."""

    at: Any
    verb: Any
    actor_name: Any
    data: Any


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a timeline: the moment, who did it, what it was, details ("" for none), its tone."""

    at: datetime
    who: str
    text: str
    detail: str
    tone: str


def register_words(
    words: Mapping[str, Words],
    *,
    details: Mapping[str, Words] | None = None,
    values: Mapping[str, Mapping[str, Words]] | None = None,
    also: tuple[str, ...] = (),
) -> None:
    """Add the words of verbs (`{"defect.raise": (zh, en)}`), of names of details, and of their values.

    They hold for the kinds of thing the verbs are of, and those in `also`, whatever another room calls by the
    same name. Values that differ between kinds of one room are named with their kind: "element.kind".
    """
    _verbs.update(words)
    _details.update(details or {})
    _values.update(values or {})
    for kind in {*also, *(verb.partition(".")[0] for verb in words)}:
        _details_of.update({(kind, name): said for name, said in (details or {}).items()})
        for name, known in (values or {}).items():
            if "." not in name:
                _values.setdefault(f"{kind}.{name}", known)


def register_workflow(workflow: Workflow) -> None:
    """Add the words, tones and field names of all moves of a life."""
    for move in workflow.moves:
        verb = f"{workflow.kind}.{move.name}"
        _verbs[verb] = (move.zh, move.en)
        _tones[verb] = workflow.state(move.target).tone
        _fields.update({(verb, each.name): each for each in move.fields})


def as_lines(entries: Iterable[Happened], locale: str) -> list[Line]:
    """Return the entries as lines in `locale` ('en', or Chinese for anything else), in the order given."""
    return [_line(each, locale == "en") for each in entries]


def said_name(name: str, english: bool) -> str:
    """Return how the name of whoever acted is said: the system and the public have one in each language."""
    return _NOBODY.get(name, name) if english else name


def verb_words(verb: str, locale: str) -> str:
    """Return what a verb is called; an unknown one is its own name."""
    return _verbs.get(verb, (verb, verb))[locale == "en"]


def refused_words(verb: str) -> Words:
    """Return what somebody may not do: the words of an act, or plain ones where nothing is ever journalled."""
    looking = verb.rpartition(".")[2] in _LOOKING
    return _verbs.get(verb) or (
        ("查看这项内容", "looking at this") if looking else ("进行这项操作", "this step")
    )


def _line(entry: Happened, english: bool) -> Line:
    said = [_said(entry.verb, name, value, english) for name, value in (entry.data or {}).items()]
    detail = " · ".join(each for each in said if each)
    words = verb_words(entry.verb, "en" if english else "zh")
    return Line(
        entry.at, said_name(entry.actor_name, english), words, detail, _tones.get(entry.verb, "neutral")
    )


def _said(verb: str, name: str, value: Any, english: bool) -> str:
    field = _fields.get((verb, name))
    if field is None and _SILENT.fullmatch(name):
        return ""
    shown = _known(verb, field, name, value, english) or _short(value, english)
    if not shown:
        return ""
    label = (field.zh, field.en) if field else _label(verb.partition(".")[0], name)
    return f"{label[english]}{': ' if english else '：'}{shown}"


def _label(kind: str, name: str) -> Words:
    return _details_of.get((kind, name)) or _details.get(name) or (name.replace("_", " "),) * 2


def _known(verb: str, field: Field | None, name: str, value: Any, english: bool) -> str:
    if field and field.choices:
        choices: Mapping[str, Words] = {key: (zh, en) for key, zh, en in field.choices}
    else:
        choices = _values.get(f"{verb.partition('.')[0]}.{name}") or _values.get(name, {})
    if isinstance(value, list) and value and all(each in choices for each in value):
        return (", " if english else "、").join(choices[each][english] for each in value)
    return choices[value][english] if isinstance(value, str) and value in choices else ""


def _short(value: Any, english: bool) -> str:
    if isinstance(value, bool):
        return (("否", "no"), ("是", "yes"))[value][english]
    if isinstance(value, int | float):
        return f"{value:g}" if isinstance(value, float) else str(value)
    if isinstance(value, str):
        return _text(value, english)
    if isinstance(value, list | tuple):
        return _listed(list(value), english)
    return ""


def _text(value: str, english: bool) -> str:
    locale = "en" if english else "zh"
    if _KEY.fullmatch(value):
        return ""
    try:
        if _MOMENT.fullmatch(value):
            moment = datetime.fromisoformat(value)
            return exact_words(moment, locale) if moment.tzinfo else value
        if _DAY.fullmatch(value):
            return day_words(date.fromisoformat(value), locale)
    except ValueError:
        pass  # looked like a date and is none: it is shown as written
    value = " ".join(value.split())
    return value if len(value) <= LONGEST else value[: LONGEST - 1] + "…"


def _listed(values: list[Any], english: bool) -> str:
    if values and all(isinstance(each, str) and _KEY.fullmatch(each) for each in values):
        return f"{len(values)}" if english else f"{len(values)} 份"
    said = [each for each in (_short(value, english) for value in values) if each]
    return (", " if english else "、").join(said)
