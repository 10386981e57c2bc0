"""Reads of warranty: the clocks of a project, those about to end, and whether an element is covered."""

from collections.abc import Collection
from dataclasses import dataclass, replace
from datetime import date

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import joinedload

from inspect_app.acceptance.models import Certificate
from inspect_app.acceptance.queries import standing
from inspect_app.acceptance.rules.lives import OVER
from inspect_app.core.db import db
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project
from inspect_app.warranty.models import Agreement, Clock, RepairedPart
from inspect_app.warranty.rules import NEAR_END, REPAIR, REWORK, Words, length_words, runs


@dataclass(frozen=True, slots=True)
class Cover:
    """The answer to "am I covered?": the status, until when, by which rule, and who is accountable.

    `status` is running, ended, before_acceptance, revoked or no_term; `exact` is false when the place asked
    for has no clock of its own and the longest-running one of its building is given.
    """

    status: str
    covered: bool
    basis: str
    party: Party | None
    starts_on: date | None = None
    ends_on: date | None = None
    code: str = ""
    term: Words = ("", "")
    place: str = ""
    exact: bool = True
    verified: bool = True
    certificate: str = ""
    clock: Clock | None = None
    #: a repaired part whose own period runs on, where local law gives it one
    repaired: RepairedPart | None = None


def by_code(code: str) -> Select[Project]:
    """Return the query for a project by its site name or number, as a poster prints it."""
    return select(Project).where((Project.site == code.lower()) | (Project.number == code.upper()))


def communities(name: str) -> Select[Project]:
    """Return the projects a resident may mean by (a part of) a name: names of communities are public."""
    stmt = select(Project).order_by(Project.community, Project.name, Project.id)
    if not name:
        return stmt
    parts = (Project.community, Project.name, Project.address)
    return stmt.where(or_(*(each.icontains(name, autoescape=True) for each in parts)))


def element(project_id: str, element_id: str) -> Select[Element]:
    """Return the query for one element of a project."""
    return select(Element).where(Element.project_id == project_id, Element.id == element_id)


def clocks(project_id: str) -> list[Clock]:
    """Return the clocks of a project's standing certificate, in reading order."""
    certificate = standing(project_id)
    return _clocks(certificate) if certificate else []


def _clocks(certificate: Certificate) -> list[Clock]:
    stmt = select(Clock).join(Clock.element).where(Clock.certificate_id == certificate.id)
    loaded = stmt.options(joinedload(Clock.element), joinedload(Clock.party))
    return list(db.session.scalars(loaded.order_by(Element.path, Clock.id)))


def near_end(on: date) -> Select[Clock]:
    """Return the clocks that end soon and of which that was not told yet; those of revoked papers do not run."""
    soon = (Clock.ends_on >= on, Clock.ends_on <= on + NEAR_END, Clock.near_end_at.is_(None))
    stmt = select(Clock).join(Clock.certificate).where(Certificate.state.not_in(OVER), *soon)
    return stmt.options(joinedload(Clock.element)).order_by(Clock.ends_on, Clock.id)


def cover(project_id: str, element_id: str | None, on: date, codes: Collection[str] = ()) -> Cover:
    """Say whether an element of a project is under warranty on a day, and who is accountable.

    A place without a clock of its own (a building, a household, none) is answered for by the clock of its
    building that runs longest, narrowed to `codes` where the class of the fault is known.
    """
    project = db.session.get_one(Project, project_id)
    contractor, certificate = project.party("contractor"), standing(project_id)
    if certificate is None:
        return Cover("before_acceptance", False, REWORK, contractor)
    if certificate.state == "revoked":
        # Not accepted after all: whoever built it must put it right, whatever day it is.
        return Cover("revoked", True, REWORK, contractor, certificate=certificate.number)
    clock, exact = _clock_for(_clocks(certificate), element_id, codes)
    if clock is None:
        return Cover("no_term", False, REPAIR, contractor, certificate=certificate.number)
    return _answer(clock, on, exact, certificate.number)


def _clock_for(
    all_: list[Clock], element_id: str | None, codes: Collection[str]
) -> tuple[Clock | None, bool]:
    own = next((each for each in all_ if each.element_id == element_id), None)
    if own is not None:
        return own, True
    element = db.session.get(Element, element_id) if element_id else None
    building = element.path.split(" / ")[0] if element else ""
    near = [
        each
        for each in all_
        if (not building or each.element.path.split(" / ")[0] == building)
        and (not codes or each.code in codes)
    ]
    return max(near, key=lambda each: each.last_day or date.max, default=None), False


def _answer(clock: Clock, on: date, exact: bool, number: str) -> Cover:
    running = clock.starts_on <= on and runs(clock.last_day, on)
    own = Cover(
        "running" if running else "ended", running, clock.basis, clock.party, clock.starts_on, clock.last_day,
        clock.code, length_words(clock.code, clock.amount), clock.element.path, exact, clock.verified, number, clock,
    )  # fmt: skip
    if running:
        return own
    part = _repaired(clock, on)
    if part is None:
        return own
    # The part was repaired under warranty and has a period of its own; the rest of the element has none any more.
    return replace(
        own, status="running", covered=True, basis=part.basis, starts_on=part.starts_on, ends_on=part.last_day,
        place=part.part, exact=False, verified=part.verified, repaired=part,
    )  # fmt: skip


def _repaired(clock: Clock, on: date) -> RepairedPart | None:
    rows = db.session.scalars(select(RepairedPart).where(RepairedPart.clock_id == clock.id))
    running = [each for each in rows if each.starts_on <= on and runs(each.last_day, on)]
    return max(running, key=lambda each: each.last_day or date.max, default=None)


def repaired_parts(project_id: str) -> list[RepairedPart]:
    """Return the repaired parts of a project that have a period of their own, the newest first."""
    stmt = select(RepairedPart).where(RepairedPart.project_id == project_id)
    loaded = stmt.options(joinedload(RepairedPart.clock).joinedload(Clock.element))
    return list(db.session.scalars(loaded.order_by(RepairedPart.starts_on.desc(), RepairedPart.id)))


def agreements(project_id: str) -> list[Agreement]:
    """Return the longer terms agreed for a project, the newest first."""
    stmt = select(Agreement).where(Agreement.project_id == project_id)
    loaded = stmt.options(joinedload(Agreement.element), joinedload(Agreement.document))
    return list(db.session.scalars(loaded.order_by(Agreement.at.desc(), Agreement.id)))
