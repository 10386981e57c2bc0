"""Mark a defect overdue, once."""

from datetime import datetime

from inspect_app.core import journal
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor
from inspect_app.defects.models import Defect


def mark_overdue(actor: Actor, defect: Defect, *, at: datetime) -> Defect:
    """Mark that the deadline passed with nothing submitted; a defect is marked once in its life."""
    if defect.overdue_at is not None:
        raise Problem("conflict", zh="该缺陷已标记超期。", en="This defect is marked overdue already.")
    defect.overdue_at = at
    told = {"due_at": defect.due_at.isoformat(), "severity": defect.severity}
    told["liable_party_id"] = defect.liable_party_id
    journal.record(actor, "defect.overdue", defect, at=at, data=told)
    return defect
