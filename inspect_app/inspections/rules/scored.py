"""The score of a filled checklist: what its content declares, over what the server found."""

from collections.abc import Mapping
from typing import Any

from inspect_app.checklists.rules.scoring import Mark, Scored, score
from inspect_app.inspections.rules.submission import Found, found_in


def scored(content: Mapping[str, Any], body: Mapping[str, Any]) -> Scored | None:
    """Return the score of a sound body with all its working; None where the checklist declares none."""
    return score(content, map(_mark, found_in(content, body))) if content.get("scoring") else None


def _mark(found: Found) -> Mark:
    answer, judged = found.answer, found.judgement
    values = tuple(answer["values"] or ())
    return Mark(
        answer["item"], found.outcome, values, answer["severity"], judged.good, judged.n, answer["element"]
    )
