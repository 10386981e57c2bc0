"""Checklists while they are written."""

import sqlalchemy as sa
from alembic import op

revision = "0013_drafts"
down_revision = "0012_draws"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "template_drafts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("saved_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_template_drafts_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_template_drafts")),
    )
    op.create_index("ix_template_drafts_person_id", "template_drafts", ["person_id"])


def downgrade() -> None:
    """Take them back."""
    op.drop_index("ix_template_drafts_person_id", table_name="template_drafts")
    op.drop_table("template_drafts")
