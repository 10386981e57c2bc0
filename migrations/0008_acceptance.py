"""Papers, acceptances and certificates."""

import sqlalchemy as sa
from alembic import op

revision = "0008_acceptance"
down_revision = "0007_readings"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "acceptances",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=True),
        sa.Column("content", sa.String(length=64), nullable=True),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'issued') OR (issued_at IS NOT NULL)", name=op.f("ck_acceptances_issued_at")
        ),
        sa.CheckConstraint("state = 'draft' OR content IS NOT NULL", name=op.f("ck_acceptances_content")),
        sa.CheckConstraint("state IN ('draft', 'signing', 'issued')", name=op.f("ck_acceptances_state")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_acceptances_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptances")),
    )
    with op.batch_alter_table("acceptances", schema=None) as batch_op:
        batch_op.create_index(
            "uq_acceptances_under_way",
            ["project_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'issued'"),
            postgresql_where=sa.text("state <> 'issued'"),
        )

    op.create_table(
        "documents",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("dated_on", sa.Date(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("terms", sa.JSON(), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "kind IN ('completion_report', 'warranty_letter', 'files', 'materials', 'concealed', 'survey_check', 'design_check', 'assessment', 'household', 'payment', 'notice', 'other')",
            name=op.f("ck_documents_kind"),
        ),
        sa.CheckConstraint(
            "role IN ('contractor', 'surveyor', 'designer', 'supervisor', 'owner')",
            name=op.f("ck_documents_role"),
        ),
        sa.CheckConstraint(
            "sha256 IS NOT NULL OR note <> '' OR kind = 'warranty_letter'", name=op.f("ck_documents_content")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_documents_party_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_documents_project_id")),
        sa.ForeignKeyConstraint(["sha256"], ["vault.sha256"], name=op.f("fk_documents_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_documents")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.create_index("ix_documents_project_kind", ["project_id", "kind"], unique=False)

    op.create_table(
        "certificates",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("acceptance_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("filing_due_on", sa.Date(), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("suspended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'revoked') OR (revoked_at IS NOT NULL)", name=op.f("ck_certificates_revoked_at")
        ),
        sa.CheckConstraint("state IN ('valid', 'suspended', 'revoked')", name=op.f("ck_certificates_state")),
        sa.ForeignKeyConstraint(
            ["acceptance_id"], ["acceptances.id"], name=op.f("fk_certificates_acceptance_id")
        ),
        sa.ForeignKeyConstraint(["pdf_sha256"], ["vault.sha256"], name=op.f("fk_certificates_pdf_sha256")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_certificates_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_certificates")),
        sa.UniqueConstraint("acceptance_id", name=op.f("uq_certificates_acceptance_id")),
        sa.UniqueConstraint("number", name=op.f("uq_certificates_number")),
    )
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.create_index(
            "uq_certificates_standing",
            ["project_id"],
            unique=True,
            sqlite_where=sa.text("state <> 'revoked'"),
            postgresql_where=sa.text("state <> 'revoked'"),
        )

    op.create_table(
        "signatures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("acceptance_id", sa.String(length=36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=60), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "role IN ('contractor', 'surveyor', 'designer', 'supervisor', 'owner')",
            name=op.f("ck_signatures_role"),
        ),
        sa.ForeignKeyConstraint(
            ["acceptance_id"], ["acceptances.id"], name=op.f("fk_signatures_acceptance_id")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_signatures_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_signatures")),
        sa.UniqueConstraint(
            "acceptance_id", "round", "role", name=op.f("uq_signatures_acceptance_id_round_role")
        ),
    )


def downgrade() -> None:
    """Take them back."""
    op.drop_table("signatures")
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_certificates_standing",
            sqlite_where=sa.text("state <> 'revoked'"),
            postgresql_where=sa.text("state <> 'revoked'"),
        )

    op.drop_table("certificates")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_index("ix_documents_project_kind")

    op.drop_table("documents")
    with op.batch_alter_table("acceptances", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_acceptances_under_way",
            sqlite_where=sa.text("state <> 'issued'"),
            postgresql_where=sa.text("state <> 'issued'"),
        )

    op.drop_table("acceptances")
