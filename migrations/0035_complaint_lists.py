"""Indexes in the order of the list of complaints, and one that holds what its counts read."""

from alembic import op
from sqlalchemy import text

revision = "0035_complaint_lists"
down_revision = "0034_redactions"
_UNFINISHED = text("state IN ('received', 'accepted', 'answered', 'resolved', 'reopened')")


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_index("ix_complaints_filed", "complaints", ["filed_at", "id"])
    op.create_index(
        "ix_complaints_unfinished_filed", "complaints", ["filed_at", "id"], sqlite_where=_UNFINISHED,
        postgresql_where=_UNFINISHED,
    )  # fmt: skip
    op.create_index("ix_complaints_counts", "complaints", ["project_id", "accountable_party_id", "state"])


def downgrade() -> None:
    """Take them back."""
    op.drop_index("ix_complaints_counts", "complaints")
    op.drop_index("ix_complaints_unfinished_filed", "complaints")
    op.drop_index("ix_complaints_filed", "complaints")
