"""Photos by what they look like."""

import sqlalchemy as sa
from alembic import op

revision = "0023_photo_reuse"
down_revision = "0022_fill_log"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "photo_prints",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("trim", sa.Integer(), nullable=False),
        sa.Column("bits", sa.String(length=16), nullable=False),
        sa.Column("band0", sa.Integer(), nullable=False),
        sa.Column("band1", sa.Integer(), nullable=False),
        sa.Column("band2", sa.Integer(), nullable=False),
        sa.Column("band3", sa.Integer(), nullable=False),
        sa.CheckConstraint("trim BETWEEN 0 AND 100", name=op.f("ck_photo_prints_trim")),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name=op.f("fk_photo_prints_sha256")),
        sa.PrimaryKeyConstraint("sha256", "trim", name=op.f("pk_photo_prints")),
    )
    with op.batch_alter_table("photo_prints", schema=None) as batch_op:
        for name in ("band0", "band1", "band2", "band3"):
            batch_op.create_index(op.f(f"ix_photo_prints_{name}"), [name], unique=False)
    op.create_table(
        "photo_uses",
        sa.Column("attachment_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=True),
        sa.Column("thing_kind", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.String(length=36), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["attachment_id"], ["attachments.id"], name=op.f("fk_photo_uses_attachment_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_photo_uses_project_id")),
        sa.PrimaryKeyConstraint("attachment_id", name=op.f("pk_photo_uses")),
    )
    with op.batch_alter_table("photo_uses", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_photo_uses_sha256"), ["sha256"], unique=False)
    op.create_table(
        "photo_repeats",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("thing_kind", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.String(length=36), nullable=False),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("earlier_project_id", sa.String(length=36), nullable=False),
        sa.Column("earlier_sha256", sa.String(length=64), nullable=False),
        sa.Column("earlier_kind", sa.String(length=40), nullable=False),
        sa.Column("earlier_id", sa.String(length=36), nullable=False),
        sa.Column("earlier_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("distance", sa.Integer(), nullable=False),
        sa.Column("turned", sa.Boolean(), nullable=False),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finding", sa.String(length=10), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "finding IN ('reused', 'rightful', 'other')", name=op.f("ck_photo_repeats_finding")
        ),
        sa.CheckConstraint("(finding IS NULL) = (decided_at IS NULL)", name=op.f("ck_photo_repeats_decided")),
        sa.CheckConstraint("project_id <> earlier_project_id", name=op.f("ck_photo_repeats_earlier")),
        sa.CheckConstraint("distance BETWEEN 0 AND 64", name=op.f("ck_photo_repeats_distance")),
        sa.ForeignKeyConstraint(
            ["earlier_project_id"], ["projects.id"], name=op.f("fk_photo_repeats_earlier_project_id")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_photo_repeats_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_photo_repeats")),
        sa.UniqueConstraint(
            "project_id",
            "sha256",
            "earlier_project_id",
            "earlier_sha256",
            name=op.f("uq_photo_repeats_once"),
        ),
    )
    with op.batch_alter_table("photo_repeats", schema=None) as batch_op:
        batch_op.create_index("ix_photo_repeats_open", ["project_id", "finding"], unique=False)


def downgrade() -> None:
    """Take them back to the revision before."""
    op.drop_table("photo_repeats")
    op.drop_table("photo_uses")
    op.drop_table("photo_prints")
