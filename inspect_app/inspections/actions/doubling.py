"""Drawing finished visits to be made again: which, by whom, as a visit of its own that knows nothing of the first."""

from collections import defaultdict
from datetime import date, datetime, timedelta

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import Unpublished, add_working_days, local_day, start_of_day
from inspect_app.core.db import db
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.inspections.models import Double, DoubleDraw, UnitDraw, Visit
from inspect_app.inspections.queries import doubles
from inspect_app.inspections.rules import doubling
from inspect_app.inspections.rules.draw_units import units_hash


def draw_doubles(actor: Actor, *, at: datetime) -> list[DoubleDraw]:
    """Draw among the visits finished before today that were in no such draw yet, division by division."""
    until = start_of_day(local_day(at))
    since = until - timedelta(days=doubling.OLDEST_DAYS)
    by_region: defaultdict[str, list[Visit]] = defaultdict(list)
    for visit in db.session.scalars(doubles.undrawn(since, until)).unique():
        by_region[visit.project.region].append(visit)
    return [_draw(actor, region, visits, at) for region, visits in sorted(by_region.items())]


def _draw(actor: Actor, region: str, visits: list[Visit], at: datetime) -> DoubleDraw:
    known = {each.id: each for each in visits}
    receipts = [each.submission.signature for each in visits if each.submission]
    seed = doubling.seed_of_doubles(list(known), region, receipts)
    made = DoubleDraw(
        region=region, share=doubling.SHARE, list_hash=units_hash(list(known)), seed=seed, drawn_at=at
    )
    places = {key: place for place, key in enumerate(doubling.drawn(list(known), seed), 1)}
    db.session.add(made)
    db.session.flush()
    for key, visit in sorted(known.items()):
        row = Double(visit_id=key, draw_id=made.id, place=places.get(key))
        if row.place is not None:
            _assign(actor, row, visit, seed, at)
        db.session.add(row)
        db.session.flush()
    # No word of the targets: whoever makes one again reads the journal of no first visit.
    told = {"region": region, "visits": len(visits), "drawn": len(places), "list_hash": made.list_hash}
    journal.record(actor, "double.draw", made, at=at, data={**told, "seed": seed})
    return made


def _assign(actor: Actor, row: Double, visit: Visit, seed: str, at: datetime) -> None:
    person_id = doubling.second(doubles.may_repeat(visit, local_day(at)), seed, visit.id)
    if person_id is None:
        row.left_out = "nobody"
        return
    again = Visit(
        number=next_number("XJ", local_day(at).year), project_id=visit.project_id,
        template_version_id=visit.template_version_id, kind=visit.kind, due_on=_due(at), assignee_id=person_id,
        created_at=at,
    )  # fmt: skip
    db.session.add(again)
    db.session.flush()
    row.again_id, row.person_id = again.id, person_id
    _same_units(visit, again)
    told = {"number": again.number, "due_on": again.due_on.isoformat(), "kind": again.kind}
    journal.record(actor, "visit.add", again, at=at, data=told)


def _same_units(visit: Visit, again: Visit) -> None:
    """Give the second visit the units drawn for the first: only the same places can be compared."""
    for each in db.session.scalars(select(UnitDraw).where(UnitDraw.visit_id == visit.id)).all():
        kept = ("kind", "sample", "aql", "units", "list_hash", "seed", "drawn", "drawn_at")
        db.session.add(UnitDraw(visit_id=again.id, **{name: getattr(each, name) for name in kept}))


def _due(at: datetime) -> date:
    today = local_day(at)
    try:
        return add_working_days(today, doubling.WITHIN)
    except Unpublished:
        return today + timedelta(days=doubling.WITHIN + 2)
