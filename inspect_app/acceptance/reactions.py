"""What follows a signature and a certificate: the fifth issues the certificate, the certificate ends the project."""

from inspect_app.acceptance import actions
from inspect_app.acceptance.models import Acceptance, Certificate
from inspect_app.acceptance.rules import ORDER
from inspect_app.core.db import db
from inspect_app.core.journal import Entry, on
from inspect_app.core.permits import SYSTEM
from inspect_app.projects import actions as projects


@on("acceptance.sign")
def issue_when_all_have_signed(entry: Entry) -> None:
    """Issue the certificate once the owner has concluded."""
    acceptance = db.session.get_one(Acceptance, entry.thing_id)
    if acceptance.state == "signing" and len(acceptance.signed) == len(ORDER):
        actions.issue(SYSTEM, acceptance, at=entry.at)


@on("certificate.issue")
def complete_the_project(entry: Entry) -> None:
    """Complete the project whose works are accepted (it is complete already when accepted anew)."""
    project = db.session.get_one(Certificate, entry.thing_id).project
    if project.state == "building":
        projects.move(SYSTEM, project, "complete", {}, at=entry.at)
