"""Charge may go back to the owner: reversions with assets and signatures; conditions count their reminders."""

import sqlalchemy as sa
from alembic import op

revision = "0051_reversions"
down_revision = "0050_warranty_notices"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("handover_conditions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("steps", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("handover_conditions", schema=None) as batch_op:
        batch_op.alter_column("steps", server_default=None)
    with op.batch_alter_table("package_items", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reverted_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("charges", schema=None) as batch_op:
        batch_op.alter_column("party_id", existing_type=sa.String(length=36), nullable=True)

    op.create_table(
        "reversions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("package_id", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("begun_by", sa.String(length=12), nullable=False),
        sa.Column("begun_by_name", sa.String(length=120), nullable=False),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("document", sa.String(length=200), nullable=False),
        sa.Column("document_sha256", sa.String(length=64), nullable=True),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=True),
        sa.Column("reverted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('signing', 'reverted', 'refused', 'withdrawn')", name=op.f("ck_reversions_state")
        ),
        sa.CheckConstraint(
            "(state <> 'reverted') OR (reverted_at IS NOT NULL)", name=op.f("ck_reversions_reverted_at")
        ),
        sa.CheckConstraint(
            "(state <> 'refused') OR (refused_at IS NOT NULL)", name=op.f("ck_reversions_refused_at")
        ),
        sa.CheckConstraint(
            "(state <> 'withdrawn') OR (withdrawn_at IS NOT NULL)", name=op.f("ck_reversions_withdrawn_at")
        ),
        sa.CheckConstraint(
            "begun_by IN ('giver', 'taker', 'authority')", name=op.f("ck_reversions_begun_by")
        ),
        sa.CheckConstraint("(state = 'reverted') = (number IS NOT NULL)", name=op.f("ck_reversions_number")),
        sa.CheckConstraint("(state = 'reverted') = (pdf_sha256 IS NOT NULL)", name=op.f("ck_reversions_pdf")),
        sa.ForeignKeyConstraint(
            ["document_sha256"], ["vault.sha256"], name=op.f("fk_reversions_document_sha256")
        ),
        sa.ForeignKeyConstraint(["package_id"], ["packages.id"], name=op.f("fk_reversions_package_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_reversions_party_id")),
        sa.ForeignKeyConstraint(["pdf_sha256"], ["vault.sha256"], name=op.f("fk_reversions_pdf_sha256")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_reversions_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reversions")),
        sa.UniqueConstraint("number", name=op.f("uq_reversions_number")),
    )
    op.create_index(op.f("ix_reversions_project_id"), "reversions", ["project_id"])
    op.create_index(op.f("ix_reversions_package_id"), "reversions", ["package_id"])
    op.create_table(
        "reversion_items",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("reversion_id", sa.String(length=36), nullable=False),
        sa.Column("asset_id", sa.String(length=36), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_reversion_items_asset_id")),
        sa.ForeignKeyConstraint(
            ["reversion_id"], ["reversions.id"], name=op.f("fk_reversion_items_reversion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reversion_items")),
    )
    op.create_index(op.f("ix_reversion_items_asset_id"), "reversion_items", ["asset_id"])
    op.create_index(op.f("ix_reversion_items_reversion_id"), "reversion_items", ["reversion_id"])
    live = {"sqlite_where": sa.text("live"), "postgresql_where": sa.text("live")}
    op.create_index("uq_reversion_items_live", "reversion_items", ["asset_id"], unique=True, **live)
    op.create_table(
        "reversion_signatures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("reversion_id", sa.String(length=36), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("side IN ('giver', 'taker')", name=op.f("ck_reversion_signatures_side")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_reversion_signatures_party_id")),
        sa.ForeignKeyConstraint(
            ["reversion_id"], ["reversions.id"], name=op.f("fk_reversion_signatures_reversion_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reversion_signatures")),
        sa.UniqueConstraint("reversion_id", "side", name=op.f("uq_reversion_signatures_reversion_id_side")),
    )


def downgrade() -> None:
    """Take this revision back; an element whose charge has reverted is the owner's again by having no row."""
    for table in ("reversion_signatures", "reversion_items", "reversions"):
        op.drop_table(table)
    charges = sa.table(
        "charges",
        sa.column("element_id"),
        sa.column("party_id"),
        sa.column("since", sa.DateTime(timezone=True)),
    )
    # Without the row that ended it, an earlier charge would stand again: what has reverted goes with it.
    bind = op.get_bind()
    rows = bind.execute(
        sa.select(charges.c.element_id, sa.func.max(charges.c.since))
        .where(charges.c.party_id.is_(None))
        .group_by(charges.c.element_id)
    ).all()
    for element_id, since in rows:
        bind.execute(sa.delete(charges).where(charges.c.element_id == element_id, charges.c.since <= since))
    with op.batch_alter_table("charges", schema=None) as batch_op:
        batch_op.alter_column("party_id", existing_type=sa.String(length=36), nullable=False)
    with op.batch_alter_table("package_items", schema=None) as batch_op:
        batch_op.drop_column("reverted_at")
    with op.batch_alter_table("handover_conditions", schema=None) as batch_op:
        batch_op.drop_column("steps")
