"""By the clock: months of readings past their time move into cold files, unless something is open that needs them."""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import select

from inspect_app.acceptance.models import Acceptance
from inspect_app.acceptance.rules.lives import ACCEPTANCE
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules.life import WORKFLOW as COMPLAINT
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.jobs import outside
from inspect_app.core.place import setting
from inspect_app.core.workflow import Workflow
from inspect_app.disputes.models import Dispute
from inspect_app.disputes.rules.life import WORKFLOW as DISPUTE
from inspect_app.readings.actions import cooling
from inspect_app.readings.queries.held import REASONS, Reason

_LOOK_S = 900
_looked = [0.0]


def _open(model: Any, workflow: Workflow) -> Reason:
    final = [each.name for each in workflow.states if each.final]

    def holds(ends: Mapping[str, int]) -> set[str]:
        stmt = select(model.project_id).where(model.project_id.in_(list(ends)), model.state.not_in(final))
        return set(db.session.scalars(stmt))

    return holds


REASONS["dispute"] = ("未了结的纠纷", "a dispute that is not settled", _open(Dispute, DISPUTE))
REASONS["complaint"] = ("未办结的投诉", "a complaint that is not closed", _open(Complaint, COMPLAINT))
REASONS["acceptance"] = (
    "进行中的竣工验收",
    "a completion acceptance under way",
    _open(Acceptance, ACCEPTANCE),
)


@outside
def move_due_months() -> None:
    """Move one month of one site that is due, where the operator has switched it on; looked for every quarter of an hour."""
    at = now()
    if setting("cold") != "True" or 0 <= at.timestamp() - _looked[0] < _LOOK_S:
        return
    _looked[0] = at.timestamp()
    moved = cooling.move_due(at)
    if moved is not None:
        _looked[0] = 0.0  # perhaps there are more
