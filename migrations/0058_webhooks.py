"""What was answered at the last try of a letter, and how long it took."""

import sqlalchemy as sa
from alembic import op

revision = "0058_webhooks"
down_revision = "0057_limits_more"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.add_column(sa.Column("status", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("took_ms", sa.Integer(), nullable=True))


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.drop_column("took_ms")
        batch_op.drop_column("status")
