"""What follows: the fifth signature issues the certificate, which ends the project; a major defect suspends it."""

from inspect_app.acceptance import actions, queries
from inspect_app.acceptance.models import Acceptance, Certificate
from inspect_app.acceptance.rules import ORDER
from inspect_app.acceptance.rules.lives import GRAVE, GROUNDS
from inspect_app.core.db import db
from inspect_app.core.journal import Entry, on
from inspect_app.core.permits import SYSTEM
from inspect_app.core.warm import warm
from inspect_app.defects.models import Defect
from inspect_app.notices import queries as notices
from inspect_app.projects import actions as projects


@on("acceptance.sign")
def issue_when_all_have_signed(entry: Entry) -> None:
    """Issue the certificate once the owner has concluded; before that have ready what sets it, should that be soon."""
    acceptance = db.session.get_one(Acceptance, entry.thing_id)
    if acceptance.state == "signing" and len(acceptance.signed) == len(ORDER) - 1:
        warm.begin()
    _issue(acceptance, entry)


def _issue(acceptance: Acceptance, entry: Entry) -> None:
    signed = acceptance.state == "signing" and len(acceptance.signed) == len(ORDER)
    # Stopped since the fifth signature: it is issued once the last stop is lifted.
    if signed and not notices.stops(acceptance.project_id, None):
        actions.issue(SYSTEM, acceptance, at=entry.at)


@on("notice.resume")
@on("notice.withdraw")
def issue_when_no_stop_stands(entry: Entry) -> None:
    """Issue the certificate that only a stop-work notice still held back."""
    acceptance = queries.latest(entry.project_id) if entry.project_id else None
    if acceptance is not None:
        _issue(acceptance, entry)


@on("certificate.issue")
def complete_the_project(entry: Entry) -> None:
    """Complete the project whose works are accepted (it is complete already when accepted anew)."""
    project = db.session.get_one(Certificate, entry.thing_id).project
    if project.state == "building":
        projects.move(SYSTEM, project, "complete", {}, at=entry.at)


@on("defect.accept")
@on("defect.reject")
@on("defect.overdue")
@on("defect.reopen")
@on("defect.unjoin")
def suspend_for_a_defect(entry: Entry) -> None:
    """Suspend the certificate of a project of which a major defect was found to stand, or is there again."""
    defect = db.session.get_one(Defect, entry.thing_id)
    away = defect.state == "disputed" or defect.WORKFLOW.state(defect.state).final
    if defect.severity in GRAVE and not away:
        actions.suspend(SYSTEM, defect.project_id, GROUNDS[entry.verb].words(defect.number), at=entry.at)
