"""Readings in doubt are known by their stretches, and alarms that rest on them are marked and may be confirmed."""

import sqlalchemy as sa
from alembic import op

revision = "0060_trust"
down_revision = "0059_corrections"
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_REASONS = "'implausible', 'spike', 'flat', 'spray', 'clock', 'twin'"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "doubts",
        sa.Column("id", _KEY, autoincrement=True, nullable=False),
        sa.Column("channel_id", _KEY, nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("from_ms", sa.BigInteger(), nullable=False),
        sa.Column("to_ms", sa.BigInteger(), nullable=False),
        sa.Column("figure", sa.Float(), nullable=True),
        sa.Column("edition", sa.String(length=16), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(f"reason IN ({_REASONS})", name=op.f("ck_doubts_reason")),
        sa.CheckConstraint("to_ms > from_ms", name=op.f("ck_doubts_stretch")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_doubts_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_doubts")),
        sa.UniqueConstraint(
            "channel_id", "from_ms", "reason", name=op.f("uq_doubts_channel_id_from_ms_reason")
        ),
    )
    op.create_table(
        "looks",
        sa.Column("channel_id", _KEY, autoincrement=False, nullable=False),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_looks_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_looks")),
    )
    op.create_table(
        "latenesses",
        sa.Column("id", _KEY, autoincrement=True, nullable=False),
        sa.Column("channel_id", _KEY, nullable=False),
        sa.Column("from_ms", sa.BigInteger(), nullable=False),
        sa.Column("to_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_latenesses")),
    )
    op.add_column("alarms", sa.Column("doubt", sa.String(length=12), server_default="", nullable=False))
    op.add_column("alarms", sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True))
    op.add_column("alarms", sa.Column("confirmed_by", sa.String(length=120), nullable=True))


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    for name in ("confirmed_by", "confirmed_at", "doubt"):
        op.drop_column("alarms", name)
    for name in ("latenesses", "looks", "doubts"):
        op.drop_table(name)
