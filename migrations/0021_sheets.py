"""Drawings of a site, and where things are on them."""

import sqlalchemy as sa
from alembic import op

revision = "0021_sheets"
down_revision = "0020_spoken_notes"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "sheets",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by", sa.String(length=120), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_sheets_element_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_sheets_project_id")),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name=op.f("fk_sheets_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_sheets")),
    )
    with op.batch_alter_table("sheets", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_sheets_project_id"), ["project_id"], unique=False)
    op.create_table(
        "pins",
        sa.Column("thing_kind", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.String(length=36), nullable=False),
        sa.Column("sheet_id", sa.String(length=36), nullable=False),
        sa.Column("x", sa.Integer(), nullable=False),
        sa.Column("y", sa.Integer(), nullable=False),
        sa.CheckConstraint("x BETWEEN 0 AND 1000 AND y BETWEEN 0 AND 1000", name=op.f("ck_pins_place")),
        sa.ForeignKeyConstraint(["sheet_id"], ["sheets.id"], name=op.f("fk_pins_sheet_id")),
        sa.PrimaryKeyConstraint("thing_kind", "thing_id", name=op.f("pk_pins")),
    )
    with op.batch_alter_table("pins", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_pins_sheet_id"), ["sheet_id"], unique=False)


def downgrade() -> None:
    """Take them back to the revision before."""
    op.drop_table("pins")
    op.drop_table("sheets")
