"""What follows: a defect opened at an accepted lot puts it in doubt, and its end lifts the doubt."""

from inspect_app.core.db import db
from inspect_app.core.journal import Entry, on
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.models import Defect
from inspect_app.projects.models import Element
from inspect_app.works import actions


@on("defect.raise")
@on("defect.reopen")
@on("defect.unjoin")
def doubt_what_was_accepted(entry: Entry) -> None:
    """Mark the accepted lots of the place where a defect of quality was opened, unless it is settled by now."""
    defect = db.session.get_one(Defect, entry.thing_id)
    element = _place(defect)
    if element is not None and not defect.WORKFLOW.state(defect.state).final:
        actions.doubt(SYSTEM, element, at=entry.at)


@on("defect.confirm")
@on("defect.void")
@on("defect.join")
def settle_what_was_doubted(entry: Entry) -> None:
    """Lift the doubt of the lots where the last defect was confirmed, found void or joined to another."""
    element = _place(db.session.get_one(Defect, entry.thing_id))
    if element is not None:
        actions.settle(SYSTEM, element, at=entry.at)


def _place(defect: Defect) -> Element | None:
    if defect.kind != "quality" or defect.element_id is None:
        return None
    return db.session.get_one(Element, defect.element_id)
