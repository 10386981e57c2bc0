"""The content of a checklist: its shape, the faults of one, its key, and its items in order."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from inspect_app.checklists.rules.kinds import DEFECTS, check_item
from inspect_app.checklists.rules.reach import check_conditions
from inspect_app.checklists.rules.scoring.declared import check_scoring
from inspect_app.checklists.rules.shape import KEY, Fault, Say, known, listed, one_of, text, unique_key, words
from inspect_app.core.canonical import content_hash
from inspect_app.projects.rules import ELEMENT_KINDS

SIGNERS: Final[dict[str, tuple[str, str]]] = {
    "inspector": ("检查人员", "Inspector"),
    "contractor": ("施工单位", "Contractor"),
    "supervisor": ("监理单位", "Supervisor"),
    "owner": ("建设单位", "Owner"),
    "resident": ("居民代表", "Residents' observer"),
}
MOST_ITEMS: Final = 400
_TOP = {"zh", "en", "sections", "signatures", "defect", "basis", "scoring"}
_SECTION = {"key", "zh", "en", "items", "when", "repeat"}

__all__ = ["KEY", "MOST_ITEMS", "SIGNERS", "Fault", "check_content", "content_id", "items", "items_by_key"]


def content_id(content: Mapping[str, Any]) -> str:
    """Return the key of a content: the SHA-256 of its canonical bytes, so that the text is its own name."""
    return content_hash(dict(content))


def items(content: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    """Yield the items of a sound content in reading order."""
    for section in content["sections"]:
        yield from section["items"]


def items_by_key(content: Mapping[str, Any]) -> dict[str, dict[str, Any]]:
    """Return the items of a sound content by their key."""
    return {each["key"]: each for each in items(content)}


def check_content(content: object) -> list[Fault]:
    """Return every fault of a checklist's content, each with its path and rule; none: it may be published.

    Conditions are reasoned about only where all else is sound: what they name must be known first.
    """
    found: list[Fault] = []

    def say(path: str, zh: str, en: str) -> None:
        found.append(Fault(path, zh, en))

    if not isinstance(content, Mapping):
        return [Fault("", "应为对象", "must be an object")]
    known(content, _TOP, "", say)
    words(content, "", say)
    text(content, "basis", "", say, most=500, required=False)
    one_of(content, "defect", DEFECTS, "", say, required=False)
    _signatures(content.get("signatures", []), say)
    keys: set[str] = set()
    for path, section in listed(content, "sections", "", say):
        _section(section, path, keys, say)
    if len(keys) > MOST_ITEMS:
        say("sections", f"最多 {MOST_ITEMS} 个检查项", f"at most {MOST_ITEMS} items")
    check_scoring(content, say)
    return found or check_conditions(content)


def _section(section: Mapping[str, Any], path: str, keys: set[str], say: Say) -> None:
    known(section, _SECTION, path, say)
    unique_key(section, path, set(), say)
    words(section, path, say)
    _repeat(section, path, say)
    for below, item in listed(section, "items", path, say):
        check_item(item, below, keys, say)


def _repeat(section: Mapping[str, Any], path: str, say: Say) -> None:
    repeat = section.get("repeat")
    if repeat is None:
        return
    if not isinstance(repeat, Mapping):
        say(f"{path}.repeat", "应为对象", "must be an object")
        return
    known(repeat, {"over"}, f"{path}.repeat", say)
    one_of(repeat, "over", ELEMENT_KINDS, f"{path}.repeat", say)


def _signatures(signers: object, say: Say) -> None:
    if not isinstance(signers, list) or any(
        not isinstance(each, str) or each not in SIGNERS for each in signers
    ):
        say("signatures", f"应为列表，取自 {'、'.join(SIGNERS)}", f"a list of {', '.join(SIGNERS)}")
    elif len(set(signers)) != len(signers):
        say("signatures", "同一角色只能列一次", "each role only once")
