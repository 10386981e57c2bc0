"""By when what happened is to be entered, and whether an entry came later."""

from datetime import date
from typing import Final

from inspect_app.core.calendar import Unpublished, add_working_days

#: working days from the day of the document (or of what happened, where there is none)
DAYS: Final = 7
BASIS: Final = "安徽省建筑市场信用管理规定：7 个工作日内记入"
#: read for that province alone; elsewhere it is the platform's default
VERIFIED: Final = False


def enter_by(document_on: date) -> date | None:
    """Return the last day on which it is entered in time; None where its working days are not published."""
    try:
        return add_working_days(document_on, DAYS)
    except Unpublished:
        return None


def late_since(document_on: date, entered_on: date) -> date | None:
    """Return the day by which an entry should have been made that was made later; None for one in time."""
    by = enter_by(document_on)
    return by if by is not None and entered_on > by else None
