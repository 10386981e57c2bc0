"""An accepted lot in doubt: a defect is opened there; the paper that was signed stays as it is."""

from datetime import datetime

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Element, Project
from inspect_app.works.models import Work
from inspect_app.works.queries import defects_at
from inspect_app.works.rules import PASSED


def _lots(element: Element) -> list[Work]:
    """Return the accepted lots of an element and of what it is part of, held."""
    names = element.path.split(" / ")
    paths = [" / ".join(names[: n + 1]) for n in range(len(names))]
    # The project's row first, as every act on its works holds it.
    db.session.scalar(select(Project.id).where(Project.id == element.project_id).with_for_update())
    stmt = select(Work).join(Work.element).where(
        Element.project_id == element.project_id, Element.path.in_(paths), Work.state.in_(PASSED)
    )  # fmt: skip
    return list(db.session.scalars(stmt.order_by(Work.number)))


def doubt(actor: Actor, element: Element, *, at: datetime) -> list[Work]:
    """Mark the accepted lots of an element that a defect of quality was opened at; marked already they stay so."""
    found = [each for each in _lots(element) if each.doubted_at is None]
    for each in found:
        each.doubted_at = at
        journal.record(actor, "work.doubt", each, at=at)
    return found


def settle(actor: Actor, element: Element, *, at: datetime) -> list[Work]:
    """Lift the doubt of the lots of an element where no defect of quality is unfinished any more."""
    found = [
        each
        for each in _lots(element)
        if each.doubted_at is not None and each.element is not None and not defects_at(each.element)
    ]
    for each in found:
        each.doubted_at = None
        journal.record(actor, "work.settle", each, at=at)
    return found
