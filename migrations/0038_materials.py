"""Material lots and where they were built in; a defect may come of a lot that was rejected."""

import sqlalchemy as sa
from alembic import op

revision = "0038_materials"
down_revision = "0037_files_erased"
_SOURCES = "source_kind IN ('person', 'answer', 'alarm', 'complaint', 'hold', 'extra', 'danger'{})"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    _sources(", 'material'")
    op.create_table(
        "material_lots",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("spec", sa.String(length=200), nullable=False),
        sa.Column("maker", sa.String(length=120), nullable=False),
        sa.Column("maker_lot", sa.String(length=80), nullable=False),
        sa.Column("amount", sa.String(length=60), nullable=False),
        sa.Column("entered_on", sa.Date(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_name", sa.String(length=120), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("sampled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("sampled_by_name", sa.String(length=120), nullable=False),
        sa.Column("sample_no", sa.String(length=200), nullable=False),
        sa.Column("laboratory", sa.String(length=200), nullable=False),
        sa.Column("tested_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("report_no", sa.String(length=200), nullable=False),
        sa.Column("report_on", sa.Date(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("accepted_by_name", sa.String(length=120), nullable=False),
        sa.Column("rejected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'removed') OR (removed_at IS NOT NULL)", name=op.f("ck_material_lots_removed_at")
        ),
        sa.CheckConstraint(
            "(state <> 'tested') OR (report_on IS NOT NULL)", name=op.f("ck_material_lots_report")
        ),
        sa.CheckConstraint(
            "(state <> 'void') OR (voided_at IS NOT NULL)", name=op.f("ck_material_lots_voided_at")
        ),
        sa.CheckConstraint(
            "state IN ('entered', 'sampled', 'tested', 'accepted', 'rejected', 'removed', 'void')",
            name=op.f("ck_material_lots_state"),
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_material_lots_party_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_material_lots_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_lots")),
        sa.UniqueConstraint("number", name=op.f("uq_material_lots_number")),
    )
    with op.batch_alter_table("material_lots", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_material_lots_party_id"), ["party_id"], unique=False)
        batch_op.create_index("ix_material_lots_project_state", ["project_id", "state"], unique=False)
        batch_op.create_index(
            "uq_material_lots_delivery",
            ["project_id", "kind", "maker", "maker_lot", "entered_on"],
            unique=True,
            sqlite_where=sa.text("state <> 'void'"),
            postgresql_where=sa.text("state <> 'void'"),
        )

    op.create_table(
        "material_uses",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("lot_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=False),
        sa.Column("used_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_by_name", sa.String(length=120), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_by_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_material_uses_element_id")),
        sa.ForeignKeyConstraint(["lot_id"], ["material_lots.id"], name=op.f("fk_material_uses_lot_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_material_uses")),
    )
    with op.batch_alter_table("material_uses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_material_uses_element_id"), ["element_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_material_uses_lot_id"), ["lot_id"], unique=False)
        batch_op.create_index(
            "uq_material_uses_standing",
            ["lot_id", "element_id"],
            unique=True,
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )


def downgrade() -> None:
    """Take them back."""
    op.execute("UPDATE defects SET source_kind = 'person' WHERE source_kind = 'material'")
    _sources("")
    with op.batch_alter_table("material_uses", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_material_uses_standing",
            sqlite_where=sa.text("withdrawn_at IS NULL"),
            postgresql_where=sa.text("withdrawn_at IS NULL"),
        )
        batch_op.drop_index(batch_op.f("ix_material_uses_lot_id"))
        batch_op.drop_index(batch_op.f("ix_material_uses_element_id"))

    op.drop_table("material_uses")
    with op.batch_alter_table("material_lots", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_material_lots_delivery",
            sqlite_where=sa.text("state <> 'void'"),
            postgresql_where=sa.text("state <> 'void'"),
        )
        batch_op.drop_index("ix_material_lots_project_state")
        batch_op.drop_index(batch_op.f("ix_material_lots_party_id"))

    op.drop_table("material_lots")


def _sources(more: str) -> None:
    with op.batch_alter_table("defects", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_defects_source_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_defects_source_kind"), _SOURCES.format(more))
