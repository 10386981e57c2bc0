"""What an inspector found besides the checklist: it goes with it, decides nothing of it, and becomes a defect."""

from collections.abc import Iterable, Mapping
from typing import Any, Final

from inspect_app.inspections.rules.layers import normal_layers, wrong_layers

MOST_EXTRAS: Final = 50
_FIELDS: Final = ("id", "title", "element", "kind", "severity", "note")


def normal_extras(extras: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Return findings with every field there, null where nothing was given."""
    return [
        {
            **{name: each.get(name) for name in _FIELDS},
            "photos": list(each.get("photos") or []),
            **({"layers": normal_layers(each["layers"])} if each.get("layers") is not None else {}),
        }
        for each in extras
    ]


def extras_of(body: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return what a body in normal form holds besides its answers."""
    return body.get("extras") or []


def source_of(visit_id: str, extra_id: str) -> str:
    """Return what the defect of a finding stands for: one visit, and the tablet's own id."""
    return f"{visit_id}:{extra_id}"


def wrong_extras(body: Mapping[str, Any], elements: Iterable[str]) -> dict[str, list[tuple[str, str]]]:
    """Return which findings have no title, come twice, or name an element that is not of the project."""
    extras, known = extras_of(body), set(elements)
    errors = wrong_layers(extras, "extras")
    seen: set[str] = set()
    for number, each in enumerate(extras):
        if not each["title"].strip():
            errors[f"extras.{number}.title"] = [("必填", "needed")]
        if each["id"] in seen:
            errors[f"extras.{number}.id"] = [("同一发现写了两次", "the same finding twice")]
        if each["element"] and each["element"] not in known:
            errors[f"extras.{number}.element"] = [("该部位不属于本项目", "not an element of this project")]
        seen.add(each["id"])
    return errors
