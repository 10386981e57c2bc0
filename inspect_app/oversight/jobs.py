"""What oversight does by the clock: note how far the journal has got; keep the database's own figures fresh."""

from datetime import datetime

from inspect_app.core import anchors
from inspect_app.core.db import refresh_statistics
from inspect_app.core.jobs import daily, every


@every(3600)
def note_journal(at: datetime) -> None:
    """Note the end of the journal's chain in the data folder."""
    anchors.note(at)


@daily("03:50")
def count_tables(_at: datetime) -> None:
    """Let the database count again what it chooses its indexes by."""
    refresh_statistics()
