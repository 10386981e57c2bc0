"""Spoken notes."""

import sqlalchemy as sa
from alembic import op

revision = "0020_spoken_notes"
down_revision = "0019_doubles"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "sounds",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media", sa.String(length=20), nullable=False),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_sounds_sha256")),
        sa.CheckConstraint("size BETWEEN 1 AND 1048576", name=op.f("ck_sounds_size")),
        sa.CheckConstraint("media IN ('audio/webm', 'audio/ogg', 'audio/mp4')", name=op.f("ck_sounds_media")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_sounds")),
    )
    op.create_table(
        "spoken_notes",
        sa.Column("thing_kind", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("seconds", sa.Integer(), nullable=False),
        sa.CheckConstraint("seconds BETWEEN 1 AND 60", name=op.f("ck_spoken_notes_seconds")),
        sa.ForeignKeyConstraint(["sha256"], ["sounds.sha256"], name=op.f("fk_spoken_notes_sha256")),
        sa.PrimaryKeyConstraint("thing_kind", "thing_id", name=op.f("pk_spoken_notes")),
    )
    with op.batch_alter_table("spoken_notes", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_spoken_notes_sha256"), ["sha256"], unique=False)


def downgrade() -> None:
    """Take them back to the revision before."""
    op.drop_table("spoken_notes")
    op.drop_table("sounds")
