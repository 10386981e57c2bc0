"""Who has charge of an element; assets handed over, packages, decisions and signatures; where a device is built in."""

import sqlalchemy as sa
from alembic import op

revision = "0046_handover"
down_revision = "0045_dossier"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "handover_invitations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("trade", sa.String(length=12), nullable=False),
        sa.Column("invited_on", sa.Date(), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "trade IN ('water', 'power', 'gas', 'heat', 'telecom', 'property')",
            name=op.f("ck_handover_invitations_trade"),
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_handover_invitations_party_id")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_handover_invitations_project_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_invitations")),
        sa.UniqueConstraint(
            "project_id", "trade", "party_id", name=op.f("uq_handover_invitations_project_id_trade_party_id")
        ),
    )
    op.create_index(
        op.f("ix_handover_invitations_party_id"), "handover_invitations", ["party_id"], unique=False
    )

    op.create_table(
        "packages",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("trade", sa.String(length=12), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=True),
        sa.Column("content", sa.String(length=64), nullable=True),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=True),
        sa.Column("begun_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("begun_by_name", sa.String(length=120), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'issued') OR (issued_at IS NOT NULL)", name=op.f("ck_packages_issued_at")
        ),
        sa.CheckConstraint(
            "(state <> 'withdrawn') OR (withdrawn_at IS NOT NULL)", name=op.f("ck_packages_withdrawn_at")
        ),
        sa.CheckConstraint("(state = 'issued') = (number IS NOT NULL)", name=op.f("ck_packages_number")),
        sa.CheckConstraint("(state = 'issued') = (pdf_sha256 IS NOT NULL)", name=op.f("ck_packages_pdf")),
        sa.CheckConstraint(
            "state IN ('draft', 'offered', 'signing', 'issued', 'withdrawn')", name=op.f("ck_packages_state")
        ),
        sa.CheckConstraint(
            "trade IN ('water', 'power', 'gas', 'heat', 'telecom', 'property')",
            name=op.f("ck_packages_trade"),
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_packages_party_id")),
        sa.ForeignKeyConstraint(["pdf_sha256"], ["vault.sha256"], name=op.f("fk_packages_pdf_sha256")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_packages_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_packages")),
        sa.UniqueConstraint("number", name=op.f("uq_packages_number")),
    )
    op.create_index(op.f("ix_packages_party_id"), "packages", ["party_id"])
    op.create_index("ix_packages_project_state", "packages", ["project_id", "state"])

    op.create_table(
        "assets",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("trade", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("spec", sa.String(length=200), nullable=False),
        sa.Column("amount", sa.String(length=60), nullable=False),
        sa.Column("spot", sa.String(length=200), nullable=False),
        sa.Column("boundary", sa.String(length=200), nullable=False),
        sa.Column("boundary_basis", sa.String(length=120), nullable=False),
        sa.Column("boundary_verified", sa.Boolean(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_name", sa.String(length=120), nullable=False),
        sa.Column("handed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taker_id", sa.String(length=36), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "trade IN ('water', 'power', 'gas', 'heat', 'telecom', 'property')", name=op.f("ck_assets_trade")
        ),
        sa.CheckConstraint("(handed_at IS NULL) = (taker_id IS NULL)", name=op.f("ck_assets_taker")),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_assets_element_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_assets_project_id")),
        sa.ForeignKeyConstraint(["taker_id"], ["parties.id"], name=op.f("fk_assets_taker_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_assets")),
        sa.UniqueConstraint("element_id", "kind", name=op.f("uq_assets_element_id_kind")),
        sa.UniqueConstraint("number", name=op.f("uq_assets_number")),
    )
    op.create_index(op.f("ix_assets_element_id"), "assets", ["element_id"])
    op.create_index("ix_assets_project_trade", "assets", ["project_id", "trade"])
    op.create_index("ix_assets_taker", "assets", ["taker_id", "project_id"])

    op.create_table(
        "charges",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("source_kind", sa.String(length=40), nullable=False),
        sa.Column("source_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_charges_element_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_charges_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_charges")),
        sa.UniqueConstraint("element_id", "since", name=op.f("uq_charges_element_id_since")),
    )
    op.create_index(op.f("ix_charges_party_id"), "charges", ["party_id"])

    op.create_table(
        "package_signatures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("package_id", sa.String(length=36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=8), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("side IN ('giver', 'taker')", name=op.f("ck_package_signatures_side")),
        sa.ForeignKeyConstraint(
            ["package_id"], ["packages.id"], name=op.f("fk_package_signatures_package_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_package_signatures_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_signatures")),
        sa.UniqueConstraint(
            "package_id", "round", "side", name=op.f("uq_package_signatures_package_id_round_side")
        ),
    )
    op.create_table(
        "handover_papers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("asset_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("result", sa.String(length=200), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.CheckConstraint(
            "kind IN ('as_built', 'test', 'calibration', 'manual', 'keys', 'other', 'p29_drawings', 'p29_equipment', 'p29_warranty', 'p29_other')",
            name=op.f("ck_handover_papers_kind"),
        ),
        sa.CheckConstraint("sha256 IS NOT NULL OR note <> ''", name=op.f("ck_handover_papers_content")),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_handover_papers_asset_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_handover_papers_project_id")),
        sa.ForeignKeyConstraint(["sha256"], ["vault.sha256"], name=op.f("fk_handover_papers_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_papers")),
    )
    op.create_index(op.f("ix_handover_papers_asset_id"), "handover_papers", ["asset_id"])
    op.create_index(op.f("ix_handover_papers_project_id"), "handover_papers", ["project_id"])

    op.create_table(
        "package_items",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("package_id", sa.String(length=36), nullable=False),
        sa.Column("asset_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("live", sa.Boolean(), nullable=False),
        sa.Column("decision", sa.String(length=12), nullable=True),
        sa.Column("clause", sa.String(length=200), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint(
            "decision <> 'refuse' OR (clause <> '' AND reason <> '')", name=op.f("ck_package_items_refusal")
        ),
        sa.CheckConstraint(
            "decision IN ('accept', 'conditions', 'refuse')", name=op.f("ck_package_items_decision")
        ),
        sa.ForeignKeyConstraint(["asset_id"], ["assets.id"], name=op.f("fk_package_items_asset_id")),
        sa.ForeignKeyConstraint(["package_id"], ["packages.id"], name=op.f("fk_package_items_package_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_package_items")),
        sa.UniqueConstraint("package_id", "asset_id", name=op.f("uq_package_items_package_id_asset_id")),
    )
    op.create_index(op.f("ix_package_items_asset_id"), "package_items", ["asset_id"])
    live = {"sqlite_where": sa.text("live"), "postgresql_where": sa.text("live")}
    op.create_index("uq_package_items_live", "package_items", ["asset_id"], unique=True, **live)

    op.create_table(
        "handover_conditions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("item_id", sa.String(length=36), nullable=False),
        sa.Column("words", sa.String(length=200), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("met_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("met_by_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.String(length=200), nullable=False),
        sa.ForeignKeyConstraint(
            ["item_id"], ["package_items.id"], name=op.f("fk_handover_conditions_item_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_handover_conditions")),
    )
    op.create_index(op.f("ix_handover_conditions_item_id"), "handover_conditions", ["item_id"])

    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("element_id", sa.String(length=36), nullable=True))
        batch_op.create_index(batch_op.f("ix_devices_element_id"), ["element_id"])
        batch_op.create_foreign_key(batch_op.f("fk_devices_element_id"), "elements", ["element_id"], ["id"])


def downgrade() -> None:
    """Take them back; a table takes its indexes along."""
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_devices_element_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_devices_element_id"))
        batch_op.drop_column("element_id")

    for table in (
        "handover_conditions",
        "package_items",
        "handover_papers",
        "package_signatures",
        "charges",
        "assets",
        "packages",
        "handover_invitations",
    ):
        op.drop_table(table)
