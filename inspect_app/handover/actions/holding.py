"""What acts of handover hold before they write: the project's row, and an asset that may still be changed."""

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.handover.models import Asset
from inspect_app.handover.queries import under_way
from inspect_app.projects.models import Project


def lock(project_id: str) -> None:
    """Hold the project's row until the transaction ends: its handover goes one act after the other."""
    # Raising a defect refers to the project's row: held here, none slips in between check and signature.
    db.session.scalar(select(Project.id).where(Project.id == project_id).with_for_update())


def changeable(asset: Asset) -> None:
    """Refuse a change of an asset whose record both sides are signing."""
    lying = under_way([asset.id]).get(asset.id)
    if lying is not None and lying.package.state == "signing":
        raise Problem(
            "conflict", zh="该资产正在签署移交，须先退回答复才能修改。",
            en="This asset is being signed for; the package must be sent back before it is changed.",
        )  # fmt: skip
