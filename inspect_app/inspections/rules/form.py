"""The checklist as a web form: its fields by item and round, and the submission made of what was typed."""

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from inspect_app.checklists.rules import asked

#: what a form asks of an item; the name of an input is `<field>-<key of the item>`, in a round `…@<its number>`
FORM_FIELDS: Final = (
    "outcome", "values", "text", "photos", "severity", "note", "element", "checked", "failed", "times", "image", "device",
    "from", "to",
)  # fmt: skip
MOST_ROUNDS: Final = 60
_ANSWER_FIELD: Final = re.compile(r"answers\.(\d+)\.(\w+)(\.\w+)*")
_INPUT: Final = {"item": "outcome", "counted": "checked"}
Errors = dict[str, list[Any]]


def inputs(content: Mapping[str, Any], rounds: Mapping[str, int]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Yield the end of the names of each item's inputs, with the item: its key, in a round `key@number`."""
    for section in content["sections"]:
        if not section.get("repeat"):
            yield from ((item["key"], item) for item in section["items"])
            continue
        for number in range(1, rounds.get(section["key"], 1) + 1):
            yield from ((f"{item['key']}@{number}", item) for item in section["items"])


def body_from_form(
    content: Mapping[str, Any], values: Mapping[str, Any], places: Mapping[str, str], errors: Errors,
    rounds: Mapping[str, int] | None = None,
) -> dict[str, Any]:  # fmt: skip
    """Return the submission of a web form, one answer an item asked; what cannot be read is added to `errors`.

    `values` holds `outcome-<key>` and the like as the form read them, `places` the element of each path. Without
    scripts the form shows every item: answers to those the conditions leave out are dropped here.
    """
    found: Errors = {}
    answers = [
        answer
        for section in content["sections"]
        for number in _rounds(section, rounds or {}, values)
        for item in section["items"]
        if (answer := _answer(item, section, number, values, places, found))
    ]
    counting = asked(content, answers)
    answers = [each for each in answers if counting.counts(each)]
    shown = {each["input"] for each in answers}
    for name, words in found.items():
        if "-" not in name or name.partition("-")[2] in shown or name.startswith("round-"):
            errors[name] = words
    signers = content.get("signatures", [])
    return {
        "answers": answers,
        "signatures": [signed for role in signers if (signed := _signature(role, values))],
    }


def form_field(body: Mapping[str, Any], name: str) -> str:
    """Return the input of the form that a refused field of the body came from ("_" for the whole form)."""
    matched = _ANSWER_FIELD.fullmatch(name)
    if matched:
        field = _INPUT.get(matched[2], matched[2])
        return f"{field}-{body['answers'][int(matched[1])]['input']}"
    signed = re.fullmatch(r"signatures\.(\d+)\.(\w+)", name)
    if signed:
        return f"sign-{body['signatures'][int(signed[1])]['role']}"
    return "_"


def _rounds(
    section: Mapping[str, Any], rounds: Mapping[str, int], values: Mapping[str, Any]
) -> Iterator[int | None]:
    """Yield the rounds of a section: None for one that does not repeat, else those somebody put something into."""
    if not section.get("repeat"):
        yield None
        return
    for number in range(1, rounds.get(section["key"], 1) + 1):
        names = (f"{field}-{item['key']}@{number}" for field in FORM_FIELDS for item in section["items"])
        if values.get(f"round-{section['key']}@{number}") or any(values.get(name) for name in names):
            yield number


def _answer(
    item: Mapping[str, Any], section: Mapping[str, Any], number: int | None, values: Mapping[str, Any],
    places: Mapping[str, str], errors: Errors,
) -> dict[str, Any] | None:  # fmt: skip
    end = item["key"] if number is None else f"{item['key']}@{number}"
    given = {name: values.get(f"{name}-{end}") for name in FORM_FIELDS}
    if item["kind"] == "text" and not any(given.values()):
        return None
    where, element = f"element-{end}", given["element"]
    if number is not None:
        where = f"round-{section['key']}@{number}"
        element = values.get(where)
    elif not element:
        where, element = "element", values.get("element")
    if element and element not in places:
        errors[where] = [("没有这个部位，请从列表中选择", "no such element; choose one from the list")]
    return {
        "item": item["key"],
        "input": end,
        "outcome": given["outcome"] or None,
        "values": _values(item, end, given, errors),
        "text": given["text"] or None,
        "photos": list(given["photos"] or []),
        "severity": given["severity"] or None,
        "note": given["note"] or None,
        "element": places.get(element) if element else None,
        "counted": _counted(given) if item["kind"] == "counted" else None,
        "image": next(iter(given["image"] or []), None),
    }


def _values(item: Mapping[str, Any], end: str, given: Mapping[str, Any], errors: Errors) -> Any:
    if item["kind"] == "measured":
        return _numbers(f"values-{end}", given["values"], errors)
    if item["kind"] != "timed":
        return None
    if given["device"] and given["from"] and given["to"]:
        span = {name: given[name].isoformat() for name in ("from", "to")}
        return {**span, "device": given["device"]}
    texts = list(zip(given["times"] or [], given["values"] or [], strict=False))
    filled = [each for each in texts if each[1].strip()]
    times = _numbers(f"values-{end}", [each[0] or "0" for each in filled], errors)
    values = _numbers(f"values-{end}", [each[1] for each in filled], errors)
    return [list(each) for each in zip(times, values, strict=True)] if times and values else None


def _counted(given: Mapping[str, Any]) -> dict[str, int] | None:
    if given["checked"] is None or given["failed"] is None:
        return None
    return {"checked": given["checked"], "failed": given["failed"]}


def _numbers(name: str, typed: Any, errors: Errors) -> list[float] | None:
    texts = [each.strip().replace(",", ".") for each in typed or [] if each.strip()]
    try:
        numbers = [float(each) for each in texts]
    except ValueError:
        numbers = [math.nan]
    if not all(math.isfinite(each) for each in numbers):
        errors[name] = [("应为数字", "must be a number")]
        return None
    return numbers or None


def _signature(role: str, values: Mapping[str, Any]) -> dict[str, Any] | None:
    name, refused = values.get(f"sign-{role}"), values.get(f"refused-{role}")
    if not name and not refused:
        return None
    return {"role": role, "name": name or "—", "image": None, "refused": refused or None}
