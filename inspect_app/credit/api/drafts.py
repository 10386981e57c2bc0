"""A draft of the catalogue, tried on what counts today: nothing is written."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint
from inspect_app.credit import queries
from inspect_app.credit.api.entries import bp
from inspect_app.credit.rules import catalogue
from inspect_app.credit.rules.score import GRADES, Score
from inspect_app.credit.rules.simulation import Senseless, drafted, simulate
from inspect_app.credit.schemas import SimulatedOut, SimulateIn, changes
from inspect_app.identity.models import Party


@dataclass(frozen=True, slots=True)
class Changed:
    """A party with its score, and the one it would have."""

    party: Party
    before: Score
    after: Score


@dataclass(frozen=True, slots=True)
class Tried:
    """What a draft would change: the draft, whoever would have another score or grade, how many have each grade."""

    on: date
    base: str
    draft: catalogue.Edition
    parties: int
    rows: list[Changed]
    grades: dict[str, int]
    grades_then: dict[str, int]


@endpoint(bp, "/drafts/tried", permit="credit.simulate", query=SimulateIn, out=SimulatedOut)
def tried_call(actor: Actor, query: dict[str, Any]) -> Tried:
    """Show what a draft of the catalogue would change for the parties the caller may see."""
    return tried(actor, query)


def tried(actor: Actor, query: Mapping[str, Any]) -> Tried:
    """Replay what counts today by a draft, for every party in sight; whose grade would fall most comes first."""
    today = local_day(now())
    base = catalogue.EDITIONS.get(query["edition"]) or catalogue.edition(query["region"], today)
    if base is None:
        raise field_problem("region", "当地当日没有目录", "no catalogue there today")
    try:
        draft = drafted(base, changes(query), today)
    except Senseless as wrong:
        raise field_problem(wrong.field, wrong.zh, wrong.en) from wrong
    firms = db.session.scalars(queries.parties(actor)).all()
    counting = queries.weighed([each.id for each in firms], today)
    found = []
    for each in firms:
        answer = simulate(counting.get(each.id, ()), today, draft, query["region"])
        found.append(Changed(each, answer.before, answer.after))
    rows = [each for each in found if _moved(each)]
    rows.sort(key=lambda each: (each.after.tenths - each.before.tenths, each.party.name))
    return Tried(
        today, base.version, draft, len(found), rows, _graded(each.before for each in found),
        _graded(each.after for each in found),
    )  # fmt: skip


def _moved(one: Changed) -> bool:
    return (one.before.tenths, one.before.grade) != (one.after.tenths, one.after.grade)


def _graded(scores: Any) -> dict[str, int]:
    counted = Counter(each.grade.letter for each in scores)
    return {each.letter: counted[each.letter] for each in GRADES}
