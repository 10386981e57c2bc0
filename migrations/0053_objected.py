"""When a party last objected while an acceptance was signed."""

import sqlalchemy as sa
from alembic import op

revision = "0053_objected"
down_revision = "0052_report"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("acceptances", schema=None) as batch_op:
        batch_op.add_column(sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    with op.batch_alter_table("acceptances", schema=None) as batch_op:
        batch_op.drop_column("objected_at")
