"""Dangers reported on site before the checklist is done."""

import sqlalchemy as sa
from alembic import op

revision = "0026_dangers"
down_revision = "0025_app_log_ins"
_SOURCES = "source_kind IN ('person', 'answer', 'alarm', 'complaint', 'hold', 'extra'{})"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "dangers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("item_key", sa.String(length=64), nullable=True),
        sa.Column("extra_id", sa.String(length=36), nullable=True),
        sa.Column("element_id", sa.String(length=36), nullable=True),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("defect_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_dangers_visit_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_dangers_project_id")),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_dangers_element_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_dangers_person_id")),
        sa.ForeignKeyConstraint(["defect_id"], ["defects.id"], name=op.f("fk_dangers_defect_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dangers")),
    )
    with op.batch_alter_table("dangers", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_dangers_visit_id"), ["visit_id"], unique=False)
        batch_op.create_index(op.f("ix_dangers_defect_id"), ["defect_id"], unique=False)
    _sources(", 'danger'")


def downgrade() -> None:
    """Take them back; the defect of a danger stays, as found by a person."""
    op.execute("UPDATE defects SET source_kind = 'person' WHERE source_kind = 'danger'")
    _sources("")
    op.drop_table("dangers")


def _sources(more: str) -> None:
    with op.batch_alter_table("defects", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_defects_source_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_defects_source_kind"), _SOURCES.format(more))
