"""A checklist while it is written on a page: read from the page's inputs, and changed step by step.

The name of an input is the path of its field (`sections.0.items.2.norm`), which is also where a fault lies.
"""

import re
from collections.abc import Mapping
from typing import Any, Final

from inspect_app.checklists.rules.kinds import EVERY_ITEM, OWN

Draft = dict[str, Any]
NUMBERS: Final = (
    "norm", "plus", "minus", "points", "least_rate", "accept", "least", "seconds", "start_least", "drop_most", "full", "weight",
)  # fmt: skip
FLAGS: Final = ("veto", "guarantee")
_TOP: Final = ("zh", "en", "basis", "defect")
_SECTION: Final = ("key", "zh", "en", "when")
_CHOICE: Final = ("key", "zh", "en", "outcome")
_PATH: Final = re.compile(r"(sections)\.(\d{1,3})(?:\.(items)\.(\d{1,3})(?:\.(choices)\.(\d{1,3}))?)?")
_NUMBER: Final = re.compile(r"-?\d{1,12}(\.\d{1,9})?")
#: fields of an item of which an empty one is written as null: it says "no limit"
_OPEN: Final = ("plus", "minus")
EMPTY: Final[Draft] = {"zh": "", "en": "", "signatures": ["inspector"], "sections": []}


def from_form(form: Mapping[str, list[str]]) -> Draft:
    """Return the draft that a page's inputs hold; what is no number stays text, and the check says so."""
    made: Draft = {name: _first(form, name) for name in _TOP}
    made = {name: value for name, value in made.items() if value or name in ("zh", "en")}
    made["signatures"] = [each for each in form.get("signatures", []) if each]
    made["sections"] = [_section(form, path) for path in _numbered(form, "sections")]
    return made


def _section(form: Mapping[str, list[str]], path: str) -> Draft:
    made = _texts(form, path, _SECTION)
    over = _first(form, f"{path}.repeat.over")
    if over:
        made["repeat"] = {"over": over}
    made["items"] = [_item(form, each) for each in _numbered(form, f"{path}.items")]
    return made


def _item(form: Mapping[str, list[str]], path: str) -> Draft:
    kind = _first(form, f"{path}.kind")
    names = [name for name in (*EVERY_ITEM, *OWN.get(kind, ())) if name not in FLAGS and name != "choices"]
    made: Draft = _texts(form, path, names)
    for name in (each for each in NUMBERS if each in made):
        made[name] = _number(made[name])
    made |= {name: True for name in FLAGS if _first(form, f"{path}.{name}")}
    if kind == "measured":
        made |= {name: None for name in _OPEN if name not in made}
    if kind == "choice":
        made["choices"] = [_texts(form, each, _CHOICE) for each in _numbered(form, f"{path}.choices")]
    return made


def _texts(form: Mapping[str, list[str]], path: str, names: tuple[str, ...] | list[str]) -> Draft:
    found = {name: _first(form, f"{path}.{name}") for name in names}
    return {name: value for name, value in found.items() if value or name in ("zh", "en")}


def _first(form: Mapping[str, list[str]], name: str) -> str:
    return next(iter(form.get(name, [])), "").strip()


def _number(text: str) -> Any:
    plain = text.replace(",", ".")
    if not _NUMBER.fullmatch(plain):
        return text
    return float(plain) if "." in plain else int(plain)


def _numbered(form: Mapping[str, list[str]], below: str) -> list[str]:
    start = f"{below}."
    numbers = {name[len(start) :].partition(".")[0] for name in form if name.startswith(start)}
    return [f"{below}.{each}" for each in sorted((each for each in numbers if each.isdecimal()), key=int)]


def acted(draft: Draft, act: str, form: Mapping[str, list[str]] | None = None) -> str:
    """Change a draft by one act of its page, and return the path that is to be looked at next.

    Acts: `add-section`, `add-item:<section>`, `add-choice:<item>`, `remove:`, `up:`, `down:<path>`,
    `move:<path>><path>`, `when:<path>` (what the condition builder of that path holds). Others change nothing.
    """
    name, _, place = act.partition(":")
    if name == "add-section":
        draft["sections"].append({"key": _free(draft, "part"), "zh": "", "en": "", "items": []})
        return f"sections.{len(draft['sections']) - 1}"
    if name == "move":
        return _moved(draft, *place.partition(">")[::2])
    if name == "when":
        return _conditioned(draft, place, form or {})
    found = _found(draft, place)
    if found is None:
        return ""
    if name in ("add-item", "add-choice"):
        return _added(draft, found, place, name)
    siblings, index = found
    if name == "remove":
        del siblings[index]
        return place.rpartition(".")[0].rpartition(".")[0]
    step = {"up": -1, "down": 1}.get(name, 0)
    if step and 0 <= index + step < len(siblings):
        siblings.insert(index + step, siblings.pop(index))
        return f"{place.rpartition('.')[0]}.{index + step}"
    return place


def _found(draft: Draft, place: str) -> tuple[list[Any], int] | None:
    matched = _PATH.fullmatch(place)
    siblings: list[Any] = []
    index, thing = 0, draft
    for name, number in zip(*[iter(matched.groups() if matched else ())] * 2, strict=True):
        if name is None:
            break
        siblings, index = thing.get(name, []), int(number)
        if index >= len(siblings):
            return None
        thing = siblings[index]
    return (siblings, index) if siblings else None


def _added(draft: Draft, found: tuple[list[Any], int], place: str, name: str) -> str:
    below, siblings = ("items", found[0][found[1]]) if name == "add-item" else ("choices", found[0][found[1]])
    made: Draft = {"key": _free(draft, "item"), "zh": "", "en": ""}
    made |= {"kind": "judged", "severity": "general"} if below == "items" else {"outcome": "pass"}
    if below == "choices":
        taken = {each.get("key") for each in siblings.get("choices", [])}
        made["key"] = next(key for n in range(1, 1000) if (key := f"choice-{n}") not in taken)
    siblings.setdefault(below, []).append(made)
    return f"{place}.{below}.{len(siblings[below]) - 1}"


def _moved(draft: Draft, place: str, to: str) -> str:
    found, goal = _found(draft, place), _PATH.fullmatch(to)
    if (
        found is None
        or goal is None
        or bool(goal[3]) != (".items." in place)
        or goal[5]
        or ".choices." in place
    ):
        return place
    siblings, index = found
    parent, _, number = to.rpartition(".")
    section = _found(draft, parent.rpartition(".")[0]) if goal[3] else None
    if goal[3] and section is None:
        return place
    target = section[0][section[1]]["items"] if section else draft["sections"]
    thing = siblings.pop(index)
    target.insert(min(int(number), len(target)), thing)
    return f"{parent}.{next(n for n, each in enumerate(target) if each is thing)}"


def _conditioned(draft: Draft, place: str, form: Mapping[str, list[str]]) -> str:
    found = _found(draft, place)
    picked, sign = _first(form, f"{place}.b-pick"), _first(form, f"{place}.b-sign") or "="
    key, _, word = picked.partition("=")
    number = _first(form, f"{place}.b-number").replace(",", ".")
    if found is None or not key:
        return place
    against = f"'{word}'" if word else number or "0"
    thing = found[0][found[1]]
    join = "or" if _first(form, f"{place}.b-join") == "or" else "and"
    before = thing.get("when", "")
    mixed = (" and " in before and join == "or") or (" or " in before and join == "and")
    before = f"({before})" if mixed else before
    made = f"${{{key}}} {sign} {against}"
    thing["when"] = f"{before} {join} {made}" if before else made
    return place


def _free(draft: Draft, word: str) -> str:
    taken = {each.get("key") for each in draft["sections"]}
    taken |= {item.get("key") for each in draft["sections"] for item in each.get("items", [])}
    return next(key for n in range(1, 2000) if (key := f"{word}-{n}") not in taken)
