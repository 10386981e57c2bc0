"""What was told again with another value is kept beside its reading."""

import sqlalchemy as sa
from alembic import op

revision = "0059_corrections"
down_revision = "0058_webhooks"
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "corrections",
        sa.Column("channel_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("flag", sa.String(length=1), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_corrections_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", "at_ms", "value", "flag", name=op.f("pk_corrections")),
    )


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.drop_table("corrections")
