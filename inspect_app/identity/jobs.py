"""The daily clearing: what only served for a time is forgotten when that time has passed."""

from datetime import datetime

from inspect_app.core import erasing, file_shelf, jobs, vault
from inspect_app.core.jobs import daily
from inspect_app.identity import actions


@daily("03:40")
def clear_away(at: datetime) -> None:
    """Forget old log-ins, failures, kept replies and marks of jobs, what broken writes left on the disk, and bytes taken away."""
    actions.forget(at=at)
    jobs.forget_old_runs(at)
    file_shelf.sweep(at)
    erasing.clear_marked()
    vault.sweep(at)
