"""How many complaints are open about an asset that was handed over: what its taker's register counts."""

from sqlalchemy import func, select
from sqlalchemy.orm import column_property

from inspect_app.complaints.models.complaint import Complaint
from inspect_app.complaints.rules.life import WORKFLOW
from inspect_app.handover.models import Asset

#: of the asset's own place, from the moment it is handed over on whoever took it answers for them
Asset.open_complaints = column_property(
    select(func.count(Complaint.id))
    .where(Complaint.element_id == Asset.__table__.c.element_id, Complaint.state.not_in(WORKFLOW.finals()))
    .scalar_subquery(),
    deferred=True, group="counts",
)  # fmt: skip
