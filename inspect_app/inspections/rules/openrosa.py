"""A checklist filled in by an OpenRosa client: its instance read as a submission, and elements as it chooses them."""

import csv
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from io import StringIO
from typing import Any, Final
from uuid import NAMESPACE_URL, UUID, uuid5
from xml.etree.ElementTree import Element

from inspect_app.checklists.rules.scoring.marks import deducts
from inspect_app.checklists.rules.xlsform import Layout, layout
from inspect_app.checklists.rules.xlsform.layout import in_group, repeats
from inspect_app.projects.rules import ELEMENT_KINDS

Words = tuple[str, str]
#: an element for rounds of a project that has none of the kind: everything there does not apply
NONE: Final = "none"


@dataclass(slots=True)
class Sent:
    """An instance as it came, its files by name, and what is unreadable in it by key of item."""

    root: Element
    files: Mapping[str, str] = field(default_factory=dict)
    missing: list[str] = field(default_factory=list)
    errors: dict[str, list[Words]] = field(default_factory=dict)

    @property
    def id(self) -> str:
        """Return the instance's id as a key of ours: the same instance, the same key."""
        said = text(self.root, "meta", "instanceID")
        try:
            return str(UUID(said.removeprefix("uuid:")))
        except ValueError:
            return str(uuid5(NAMESPACE_URL, f"openrosa:{said}"))

    @property
    def form(self) -> str:
        """Return the id of the form: the visit."""
        return self.root.get("id", "")

    @property
    def version(self) -> str:
        """Return the version of the form: the content of the checklist."""
        return self.root.get("version", "")

    def file(self, name: str) -> str | None:
        """Return the SHA-256 of a file the instance names; one that has not arrived is remembered."""
        if not name:
            return None
        if name not in self.files:
            self.missing.append(name)
        return self.files.get(name)


def children(node: Element, name: str) -> list[Element]:
    """Return the elements of a name right below a node, in whatever namespace."""
    return [each for each in node if each.tag.rpartition("}")[2] == name]


def text(node: Element, *path: str) -> str:
    """Return the text at a path, "" where there is none."""
    for name in path:
        found = children(node, name)
        if not found:
            return ""
        node = found[0]
    return (node.text or "").strip()


def body_of(content: Mapping[str, Any], sent: Sent, at: str) -> dict[str, Any]:
    """Return the submission an instance stands for (of the shape of `SubmissionIn`); what is unreadable goes to `errors`.

    `at` stands for the times of an instance that has none.
    """
    names = layout(content)
    answers: list[dict[str, Any]] = []
    everywhere = text(sent.root, names.top["element"])
    for section, named in zip(content["sections"], names.sections, strict=True):
        for node in children(sent.root, named[""]):
            element = text(node, named["element"]) if "element" in named else everywhere
            for item in section["items"]:
                answer = _answer(item, names.items[item["key"]], node, sent)
                if answer is not None:
                    answers.append({"item": item["key"], "element": _element(element), **answer})
    return {
        "id": sent.id, "visit": sent.form, "template": sent.version,
        "started_at": text(sent.root, names.top["start"]) or at, "finished_at": text(sent.root, names.top["end"]) or at,
        "answers": answers, "signatures": list(_signatures(content, names, sent)),
    }  # fmt: skip


def _element(said: str) -> str | None:
    return said if said and said != NONE else None


def _answer(
    item: Mapping[str, Any], names: Mapping[str, str], section: Element, sent: Sent
) -> dict[str, Any] | None:
    """Return what was said at an item; None where nothing was: it was not asked."""
    node = next(iter(children(section, names[""])), None) if in_group(item) else section
    if node is None:
        return None
    said = {part: text(node, name) for part, name in names.items() if part}
    made = {"outcome": said.get("said") or None, **_own(item, names, node, said, sent)}
    photo = sent.file(said.get("photo", ""))
    made["photos"] = [*made.get("photos", []), *([photo] if photo else [])]
    if said.get("note"):
        made["note"] = said["note"]
    return made if any(made.values()) else None


def _own(
    item: Mapping[str, Any],
    names: Mapping[str, str],
    node: Element,
    said: Mapping[str, str],
    sent: Sent,
) -> dict[str, Any]:
    kind = item["kind"]
    if not in_group(item):
        chosen = text(node, names[""])
        if kind == "text":
            return {"text": chosen or None}
        if kind == "choice" and (chosen != "na" or any(each["key"] == "na" for each in item["choices"])):
            return {"text": chosen or None}
        values = _numbers([said.get("v1", "")], item, sent) if deducts(item) else None
        return {"outcome": chosen or None} | ({"values": values} if values else {})
    if kind == "measured":
        return {"values": _numbers(_values(item, names, node, said), item, sent) or None}
    if kind == "counted":
        counts = _numbers([said["checked"], said["failed"]], item, sent)
        whole = [int(each) for each in counts if each.is_integer()]
        return {"counted": dict(zip(("checked", "failed"), whole, strict=True)) if len(whole) == 2 else None}
    if kind == "timed":
        return {"values": _over_time(item, said, sent)}
    image = sent.file(said["image"])
    if kind == "photo":
        return {"photos": [image] if image else []}
    return {"text": said["signer"] or None, "image": image}


def _values(
    item: Mapping[str, Any], names: Mapping[str, str], node: Element, said: Mapping[str, str]
) -> list[str]:
    if repeats(item):
        return [text(each, names["v1"]) for each in children(node, names["points"])]
    return [each for part, each in said.items() if part.startswith("v")]


def _over_time(item: Mapping[str, Any], said: Mapping[str, str], sent: Sent) -> list[list[float]] | None:
    given = (("0", said["start"]), (said["low_at"], said["low"]), (said["end_at"], said["end"]))
    pairs = [_numbers(list(each), item, sent) for each in given if all(each)]
    return [each for each in pairs if len(each) == 2] or None


def _numbers(texts: Iterable[str], item: Mapping[str, Any], sent: Sent) -> list[float]:
    try:
        return [float(each) for each in texts if each]
    except ValueError:
        sent.errors[item["key"]] = [("应为数字", "must be a number")]
        return []


def _signatures(content: Mapping[str, Any], names: Layout, sent: Sent) -> Iterator[dict[str, Any]]:
    for role in content.get("signatures", []):
        found = children(sent.root, names.top[f"sign_{role}"])
        if not found:
            continue
        name, image, refused = (
            text(found[0], names.top[f"sign_{role}_{part}"]) for part in ("name", "image", "refused")
        )
        if name or image or refused:
            yield {"role": role, "name": name or "—", "image": sent.file(image), "refused": refused or None}


def elements_csv(elements: Iterable[tuple[str, str, str]]) -> str:
    """Return the elements of a project (id, path, kind) as a client chooses from them."""
    rows = list(elements)
    there = {kind for _id, _path, kind in rows}
    nothing = "本项目没有，均不适用 / none here: nothing applies"
    rows += [(NONE, nothing, kind) for kind in ELEMENT_KINDS if kind not in there]
    out = StringIO()
    writer = csv.writer(out)
    writer.writerows([("name", "label", "kind"), *rows])
    return out.getvalue()
