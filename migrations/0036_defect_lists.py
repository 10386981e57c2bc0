"""Indexes that answer the counts beside the defects' filters: one small for all, one for what can be late."""

from alembic import op
from sqlalchemy import text

revision = "0036_defect_lists"
down_revision = "0035_complaint_lists"
_UNFINISHED = text("state IN ('open', 'disputed', 'accepted', 'rectified', 'returned')")
_CELL = ["project_id", "severity", "state"]
_BEFORE = [
    "project_id", "liable_party_id", "state", "severity", "due_at", "rectified_at", "giver_party_id",
]  # fmt: skip


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.drop_index("ix_defects_counts", "defects")
    op.create_index("ix_defects_counts", "defects", _CELL)
    op.create_index(
        "ix_defects_late", "defects", [*_CELL, "due_at", "rectified_at"], sqlite_where=_UNFINISHED,
        postgresql_where=_UNFINISHED,
    )  # fmt: skip


def downgrade() -> None:
    """Take them back."""
    op.drop_index("ix_defects_late", "defects")
    op.drop_index("ix_defects_counts", "defects")
    op.create_index("ix_defects_counts", "defects", _BEFORE)
