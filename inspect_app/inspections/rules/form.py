"""The checklist as a web form: its fields by item, and the submission made of what was typed."""

import math
import re
from collections.abc import Mapping
from typing import Any, Final

from inspect_app.checklists.rules import items

#: what a form asks of an item; the name of an input is `<field>-<key of the item>`
FORM_FIELDS: Final = ("outcome", "values", "text", "photos", "severity", "note", "element")
_ANSWER_FIELD: Final = re.compile(r"answers\.(\d+)\.(\w+)(\.\d+)?")
Errors = dict[str, list[Any]]


def body_from_form(
    content: Mapping[str, Any], values: Mapping[str, Any], places: Mapping[str, str], errors: Errors
) -> dict[str, Any]:
    """Return the submission of a web form, one answer an item; what cannot be read is added to `errors`.

    `values` holds `outcome-<key>` and the like as the form read them, `places` the element of each path.
    """
    answers = [_answer(item, values, places, errors) for item in items(content)]
    signers = content.get("signatures", [])
    return {
        "answers": [each for each in answers if each],
        "signatures": [signed for role in signers if (signed := _signature(role, values))],
    }


def form_field(body: Mapping[str, Any], name: str) -> str:
    """Return the input of the form that a refused field of the body came from ("_" for the whole form)."""
    matched = _ANSWER_FIELD.fullmatch(name)
    if matched:
        field = "outcome" if matched[2] == "item" else matched[2]
        return f"{field}-{body['answers'][int(matched[1])]['item']}"
    signed = re.fullmatch(r"signatures\.(\d+)\.(\w+)", name)
    if signed:
        return f"sign-{body['signatures'][int(signed[1])]['role']}"
    return "_"


def _answer(
    item: Mapping[str, Any], values: Mapping[str, Any], places: Mapping[str, str], errors: Errors
) -> dict[str, Any] | None:
    key, given = item["key"], {name: values.get(f"{name}-{item['key']}") for name in FORM_FIELDS}
    if item["kind"] == "text" and not any(given.values()):
        return None
    element = given["element"] or values.get("element")
    if element and element not in places:
        field = f"element-{key}" if given["element"] else "element"
        errors[field] = [("没有这个部位，请从列表中选择", "no such element; choose one from the list")]
    return {
        "item": key,
        "outcome": given["outcome"] or None,
        "values": _numbers(f"values-{key}", given["values"], errors) if item["kind"] == "measured" else None,
        "text": given["text"] or None,
        "photos": list(given["photos"] or []),
        "severity": given["severity"] or None,
        "note": given["note"] or None,
        "element": places.get(element) if element else None,
    }


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
