"""What is to come in a warranty: ends, return visits, claims and releases, of a project or of all an actor sees."""

from dataclasses import dataclass
from datetime import date, timedelta

from sqlalchemy import select

from inspect_app.acceptance.models import Certificate
from inspect_app.acceptance.rules.lives import OVER
from inspect_app.core.calendar import local_day, start_of_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight
from inspect_app.warranty.models import Claim, Clock, Retention, ReturnVisit
from inspect_app.warranty.queries import claims, retention, visits
from inspect_app.warranty.rules import CLASSES
from inspect_app.warranty.rules.claim import UNFINISHED
from inspect_app.warranty.rules.visits import MISSED

KINDS: dict[str, tuple[str, str]] = {
    "expiry": ("保修届满", "Warranty ends"), "visit": ("回访", "Return visit"), "claim": ("报修期限", "Claim due"),
    "release": ("保证金到期", "Retention due"),
}  # fmt: skip
AHEAD = timedelta(days=366)
MOST = 400


@dataclass(frozen=True, slots=True)
class Day:
    """One thing on a day: its kind, words, project, where to read on."""

    on: date
    kind: str
    words: tuple[str, str]
    project: str
    url: str


def calendar(actor: Actor, today: date, project_id: str = "") -> list[Day]:
    """Return what comes within a year, and claims that are over their time, by day."""
    until = today + AHEAD
    found = [*_ends(actor, today, until, project_id), *_visits(actor, today, until, project_id)]
    found += [*_claims(actor, until, project_id), *_releases(actor, today, until, project_id)]
    return sorted(found, key=lambda each: (each.on, each.kind, each.project, each.words))


def _ends(actor: Actor, today: date, until: date, project_id: str) -> list[Day]:
    columns = select(Clock.ends_on, Clock.code, Project.name, Project.id).distinct()
    stmt = columns.join(Clock.project).join(Certificate, Certificate.id == Clock.certificate_id)
    stmt = stmt.where(in_sight(actor), Certificate.state.not_in(OVER), Clock.ends_on.between(today, until))
    if project_id:
        stmt = stmt.where(Clock.project_id == project_id)
    if not actor.has(*visits.READERS, "property"):
        stmt = stmt.where(Clock.party_id.in_(actor.party_ids()))
    rows = db.session.execute(stmt.order_by(Clock.ends_on).limit(MOST))
    return [
        Day(ends_on, "expiry", CLASSES[code], name, f"/projects/{key}/warranty")
        for ends_on, code, name, key in rows
        if ends_on
    ]


def _visits(actor: Actor, today: date, until: date, project_id: str) -> list[Day]:
    stmt = visits.visible(actor).where(ReturnVisit.state == "planned", ReturnVisit.due_on <= until)
    if project_id:
        stmt = stmt.where(ReturnVisit.project_id == project_id)
    cells = stmt.with_only_columns(
        ReturnVisit.id, ReturnVisit.due_on, ReturnVisit.zh, ReturnVisit.en, Project.name
    )
    rows = db.session.execute(cells.order_by(ReturnVisit.due_on).limit(MOST))
    return [
        Day(due_on, "visit", (zh, en), name, f"/return-visits/{key}")
        for key, due_on, zh, en, name in rows
        if due_on >= today - MISSED
    ]


def _claims(actor: Actor, until: date, project_id: str) -> list[Day]:
    stmt = claims.visible(actor).where(Claim.state.in_(UNFINISHED), Claim.done_by < start_of_day(until))
    if project_id:
        stmt = stmt.where(Claim.project_id == project_id)
    cells = stmt.with_only_columns(Claim.id, Claim.number, Claim.done_by, Project.name)
    rows = db.session.execute(cells.order_by(Claim.done_by).limit(MOST))
    # A day that ends at 24:00 is that day, not the next one.
    return [
        Day(local_day(done_by - timedelta(seconds=1)), "claim", (number, number), name, f"/claims/{key}")
        for key, number, done_by, name in rows
    ]


def _releases(actor: Actor, today: date, until: date, project_id: str) -> list[Day]:
    stmt = retention.visible(actor).where(Retention.ends_on.between(today, until))
    if project_id:
        stmt = stmt.where(Retention.project_id == project_id)
    cells = stmt.with_only_columns(Retention.id, Retention.ends_on, Project.name)
    words = ("缺陷责任期届满", "The defects liability period ends")
    return [
        Day(ends_on, "release", words, name, f"/retentions/{key}")
        for key, ends_on, name in db.session.execute(cells.order_by(Retention.ends_on).limit(MOST))
    ]
