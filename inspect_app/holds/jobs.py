"""The beat of notices: whose time ran without an answer is recorded as silent, once, however late the clock is."""

from datetime import datetime

from inspect_app.core.db import db
from inspect_app.core.jobs import every
from inspect_app.core.permits import SYSTEM
from inspect_app.holds import actions, queries


@every(60)
def record_silence(at: datetime) -> None:
    """Record the silence of everybody whose notice has run."""
    for notice in db.session.scalars(queries.gone_silent(at)).unique().all():
        actions.silence(SYSTEM, notice, at=at)
