"""A filled checklist and its score: the pack its content names, over the answers as they were found."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any, Final

from inspect_app.checklists.rules.scoring import rate, weighted
from inspect_app.checklists.rules.scoring.gb50300 import pack as gb50300
from inspect_app.checklists.rules.scoring.jgj59 import summarise
from inspect_app.checklists.rules.scoring.marks import Mark, by_item, taken_off
from inspect_app.checklists.rules.scoring.working import Scored


def score(content: Mapping[str, Any], marks: Iterable[Mark]) -> Scored | None:
    """Return the score of a sound content's answers with all its working; None where it declares none."""
    declared = content.get("scoring")
    return _PACKS[declared["pack"]](content, by_item(marks)) if declared else None


def _jgj59(content: Mapping[str, Any], marks: Mapping[str, Sequence[Mark]]) -> Scored:
    tables: Mapping[str, str] = content["scoring"]["tables"]
    return summarise(
        {
            tables[section["key"]]: {
                each["key"]: taken_off(each, marks.get(each["key"], ()))
                for each in section["items"]
                if each.get("full") is not None
            }
            for section in content["sections"]
            if section["key"] in tables
        }
    )


_PACKS: Final = {
    "jgj59": _jgj59,
    "gb50300": gb50300.score,
    "weighted": weighted.score,
    "rate": rate.score,
}
