"""Readings that came by HTTP wait for the intake, which tells them to those who listen."""

import sqlalchemy as sa
from alembic import op

revision = "0065_overheard"
down_revision = "0064_righting"
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "overheard",
        sa.Column("id", _KEY, autoincrement=True, nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("channel_id", _KEY, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("flag", sa.String(length=1), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_overheard")),
    )


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.drop_table("overheard")
