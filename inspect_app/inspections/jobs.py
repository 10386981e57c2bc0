"""Work by the clock: visits are made ahead of time, and missed ones are marked."""

from datetime import datetime

from inspect_app.core.jobs import daily, every
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections import actions


@daily("00:30")
def make_visits(at: datetime) -> None:
    """Make the visits of every plan as far as its horizon reaches."""
    actions.make_visits(SYSTEM, at=at)


@daily("01:10")
def draw_doubles(at: datetime) -> None:
    """Draw among the visits finished the day before which are made again by somebody else."""
    actions.draw_doubles(SYSTEM, at=at)


@daily("00:40")
def miss_late(at: datetime) -> None:
    """Mark the visits nobody made."""
    actions.miss_late(SYSTEM, at=at)


@daily("03:50")
def forget_form_files(at: datetime) -> None:
    """Forget which files old instances of forms meant."""
    actions.forget_form_files(at)


@every(60)
def compare_photos(at: datetime) -> None:
    """Look whether photos were used at another site before; after an upgrade also those of before, bit by bit."""
    actions.compare_photos(SYSTEM, at=at)
