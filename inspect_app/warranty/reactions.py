"""What follows a certificate: the warranty clocks of its elements start."""

from inspect_app.acceptance.models import Certificate
from inspect_app.core.db import db
from inspect_app.core.journal import Entry, on
from inspect_app.core.permits import SYSTEM
from inspect_app.warranty import actions


@on("certificate.issue")
def start_the_clocks(entry: Entry) -> None:
    """Start one clock for each element the certificate names."""
    actions.start(SYSTEM, db.session.get_one(Certificate, entry.thing_id), at=entry.at)
