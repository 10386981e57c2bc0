"""The minutes of an hour that is over are kept in one row."""

import sqlalchemy as sa
from alembic import op

revision = "0062_minutes"
down_revision = "0061_months"
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.add_column("hours", sa.Column("rolled", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index(
        op.f("ix_hours_unrolled"),
        "hours",
        ["hour_ms"],
        sqlite_where=sa.text("rolled = 0"),
        postgresql_where=sa.text("NOT rolled"),
    )
    op.create_table(
        "minute_rolls",
        sa.Column("channel_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("hour_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("kept", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_minute_rolls_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", "hour_ms", name=op.f("pk_minute_rolls")),
        sqlite_with_rowid=False,
    )


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.drop_table("minute_rolls")
    op.drop_index(op.f("ix_hours_unrolled"), "hours")
    op.drop_column("hours", "rolled")
