"""A checklist as an XLSForm: the sheets survey, choices and settings, with all that XLSForm has no column for beside it."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from inspect_app.checklists.rules.content import SIGNERS, content_id, items_by_key
from inspect_app.checklists.rules.judging import OUTCOMES
from inspect_app.checklists.rules.xlsform.asking import kept, relevant
from inspect_app.checklists.rules.xlsform.cells import (
    LANGUAGES,
    OWN,
    OWN_CHOICE,
    Row,
    Sheets,
    both,
    encoded,
    shown,
)
from inspect_app.checklists.rules.xlsform.layout import Layout, layout
from inspect_app.checklists.rules.xlsform.questions import rows
from inspect_app.projects.rules import ELEMENT_KINDS

#: what an element of the project is chosen from on site
ELEMENTS: Final = "elements.csv"
#: which form of our own columns this is
EDITION: Final = "1"
_SAID: Final = {"outcome": ("pass", "fail", "na"), "said": ("fail", "na"), "said_na": ("na",)}


def sheets(content: Mapping[str, Any], key: str, *, on_site: bool = False) -> Sheets:
    """Return the rows of a sound content's sheets.

    `on_site` is the form as it is filled in: elements are chosen from a list that comes with it.
    """
    names, version = layout(content), content_id(content)
    settings: Row = {
        "form_title": shown(content["zh"]), "form_id": key, "version": version, "default_language": LANGUAGES[0],
        f"{OWN}edition": EDITION, f"{OWN}key": key,
        **{f"{OWN}{name}": encoded(value) for name, value in content.items() if name != "sections"},
    }  # fmt: skip
    survey = [each for each in _survey(content, names, on_site) if each]
    return {"survey": survey, "choices": list(_choices(content, names)), "settings": [settings]}


def _survey(content: Mapping[str, Any], names: Layout, on_site: bool) -> Iterator[Row]:
    known = items_by_key(content)
    mine = {f"{OWN}of": "*"}
    yield {"type": "start", "name": names.top["start"], **mine}
    yield {"type": "end", "name": names.top["end"], **mine}
    if on_site and any(each.get("repeat") is None for each in content["sections"]):
        kind = f"select_one_from_file {ELEMENTS}"
        words = both("label", ("部位（可不选）", "Element (may be left out)"))
        yield {
            "type": kind,
            "name": names.top["element"],
            **words,
            "appearance": "minimal",
            "choice_filter": "name != 'none'",
            **mine,
        }
    for section, named in zip(content["sections"], names.sections, strict=True):
        when = relevant(section["when"], names, known) if section.get("when") is not None else ""
        block = "group" if section.get("repeat") is None else "repeat"
        yield _section(section, named, block, when)
        if block == "repeat":
            yield _element(section, named["element"], on_site)
        for item in section["items"]:
            asked = relevant(item["when"], names, known) if item.get("when") is not None else ""
            yield from rows(item, names.items[item["key"]], asked, on_site=on_site)
        yield {"type": f"end_{block}"}
    for role in content.get("signatures", []):
        yield from _signature(role, names)


def _section(section: Mapping[str, Any], named: Mapping[str, str], block: str, when: str) -> Row:
    words = {name: shown(section[name]) for name in ("zh", "en")}
    made: Row = {"type": f"begin_{block}", "name": named[""], **both("label", (words["zh"], words["en"]))}
    made |= {"relevant": when} if when else {}
    made[f"{OWN}kind"] = "section"
    for name, value in section.items():
        if name == "repeat":
            made[f"{OWN}over"] = encoded(value and value["over"])
        elif name != "items" and value != words.get(name) and not (name == "when" and kept(value)):
            made[f"{OWN}{name}"] = encoded(value)
    return made


def _element(section: Mapping[str, Any], name: str, on_site: bool) -> Row:
    over = section["repeat"]["over"]
    zh, en = ELEMENT_KINDS[over]
    made = {
        "name": name,
        **both("label", (f"哪一个（{zh}）", f"Which one ({en})")),
        "required": "yes",
        f"{OWN}of": "*",
    }
    if not on_site:
        return {"type": "text", **made}
    return {"type": f"select_one_from_file {ELEMENTS}", **made, "choice_filter": f"kind = '{over}'"}


def _signature(role: str, names: Layout) -> Iterator[Row]:
    zh, en = SIGNERS[role]
    start = f"sign_{role}"
    mine = {f"{OWN}of": "*"}
    yield {
        "type": "begin_group",
        "name": names.top[start],
        **both("label", (f"{zh}签字", f"Signed by: {en}")),
        "appearance": "field-list",
        **mine,
    }
    yield {"type": "text", "name": names.top[f"{start}_name"], **both("label", ("姓名", "Name")), **mine}
    yield {
        "type": "image",
        "name": names.top[f"{start}_image"],
        **both("label", ("签名", "Signature")),
        "appearance": "signature",
        **mine,
    }
    yield {
        "type": "text",
        "name": names.top[f"{start}_refused"],
        **both("label", ("拒签原因（拒签时填写）", "Why not signed, if refused")),
        **mine,
    }
    yield {"type": "end_group", **mine}


def _choices(content: Mapping[str, Any], names: Layout) -> Iterator[Row]:
    for listed, said in _SAID.items():
        for key in said:
            yield {
                "list_name": listed,
                "name": key,
                **both("label", OUTCOMES[key][:2]),
                f"{OWN_CHOICE}added": "yes",
            }
    for item in (
        each for section in content["sections"] for each in section["items"] if each["kind"] == "choice"
    ):
        listed = f"list_{names.items[item['key']]['']}"
        for choice in item["choices"]:
            words = (shown(choice["zh"]), shown(choice["en"]))
            made = {
                "list_name": listed,
                "name": choice["key"],
                **both("label", words),
                f"{OWN_CHOICE}outcome": choice["outcome"],
            }
            yield made | {
                f"{OWN_CHOICE}{name}": encoded(choice[name])
                for name in ("zh", "en")
                if choice[name] not in words
            }
        if all(each["key"] != "na" for each in item["choices"]):
            yield {
                "list_name": listed,
                "name": "na",
                **both("label", OUTCOMES["na"][:2]),
                f"{OWN_CHOICE}added": "yes",
            }
