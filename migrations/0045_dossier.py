"""The dossier of a community: lines of its registers, utility works, findings of audits."""

import sqlalchemy as sa
from alembic import op

revision = "0045_dossier"
down_revision = "0044_households"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "audit_findings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("body", sa.String(length=16), nullable=False),
        sa.Column("paper", sa.String(length=200), nullable=False),
        sa.Column("found_on", sa.Date(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by", sa.String(length=36), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_by_name", sa.String(length=120), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_name", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'closed') OR (closed_at IS NOT NULL)", name=op.f("ck_audit_findings_closed_at")
        ),
        sa.CheckConstraint(
            "(state <> 'void') OR (voided_at IS NOT NULL)", name=op.f("ck_audit_findings_voided_at")
        ),
        sa.CheckConstraint(
            "body IN ('audit', 'state_council', 'housing', 'petition', 'media')",
            name=op.f("ck_audit_findings_body"),
        ),
        sa.CheckConstraint(
            "state IN ('open', 'answered', 'closed', 'void')", name=op.f("ck_audit_findings_state")
        ),
        sa.CheckConstraint("due_on >= found_on", name=op.f("ck_audit_findings_due")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_audit_findings_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_audit_findings")),
        sa.UniqueConstraint("number", name=op.f("uq_audit_findings_number")),
    )
    with op.batch_alter_table("audit_findings", schema=None) as batch_op:
        batch_op.create_index("ix_audit_findings_project_state", ["project_id", "state"], unique=False)

    op.create_table(
        "utility_works",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("trade", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("street", sa.String(length=120), nullable=False),
        sa.Column("trench", sa.String(length=120), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_name", sa.String(length=120), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_name", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'cancelled') OR (cancelled_at IS NOT NULL)", name=op.f("ck_utility_works_cancelled_at")
        ),
        sa.CheckConstraint(
            "(state <> 'done') OR (finished_at IS NOT NULL)", name=op.f("ck_utility_works_finished_at")
        ),
        sa.CheckConstraint("state <> 'excused' OR reason <> ''", name=op.f("ck_utility_works_excused")),
        sa.CheckConstraint("state <> 'signed' OR signed_by_name <> ''", name=op.f("ck_utility_works_signed")),
        sa.CheckConstraint(
            "state IN ('planned', 'signed', 'excused', 'done', 'cancelled')",
            name=op.f("ck_utility_works_state"),
        ),
        sa.CheckConstraint(
            "trade IN ('water', 'drainage', 'power', 'gas', 'heating', 'telecom', 'road')",
            name=op.f("ck_utility_works_trade"),
        ),
        sa.CheckConstraint("until >= since", name=op.f("ck_utility_works_days")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_utility_works_party_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_utility_works_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_utility_works")),
        sa.UniqueConstraint("number", name=op.f("uq_utility_works_number")),
    )
    with op.batch_alter_table("utility_works", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_utility_works_party_id"), ["party_id"], unique=False)
        batch_op.create_index("ix_utility_works_project_state", ["project_id", "state"], unique=False)

    op.create_table(
        "dossier_lines",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("register", sa.String(length=12), nullable=False),
        sa.Column("kind", sa.String(length=40), nullable=False),
        sa.Column("what", sa.String(length=20), nullable=False),
        sa.Column("slot", sa.String(length=80), nullable=False),
        sa.Column("said", sa.String(length=2000), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True),
        sa.Column("unit", sa.String(length=20), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=True),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("source", sa.String(length=200), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("lacks", sa.Boolean(), nullable=False),
        sa.Column("entered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("entered_by_name", sa.String(length=120), nullable=False),
        sa.Column("replaces_id", sa.String(length=36), nullable=True),
        sa.Column("why", sa.String(length=400), nullable=False),
        sa.Column("replaced_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("NOT lacks OR note <> ''", name=op.f("ck_dossier_lines_reason")),
        sa.CheckConstraint(
            "register IN ('value', 'scope', 'picture', 'fund', 'duty')",
            name=op.f("ck_dossier_lines_register"),
        ),
        sa.CheckConstraint("replaces_id IS NULL OR why <> ''", name=op.f("ck_dossier_lines_why")),
        sa.CheckConstraint("amount IS NULL OR amount >= 0", name=op.f("ck_dossier_lines_amount")),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_dossier_lines_element_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_dossier_lines_project_id")),
        sa.ForeignKeyConstraint(
            ["replaces_id"], ["dossier_lines.id"], name=op.f("fk_dossier_lines_replaces_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dossier_lines")),
    )
    with op.batch_alter_table("dossier_lines", schema=None) as batch_op:
        batch_op.create_index("ix_dossier_lines_project", ["project_id", "replaced_at"], unique=False)
        batch_op.create_index(
            "uq_dossier_lines_standing",
            ["project_id", "register", "slot"],
            unique=True,
            sqlite_where=sa.text("replaced_at IS NULL AND slot <> ''"),
            postgresql_where=sa.text("replaced_at IS NULL AND slot <> ''"),
        )


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("dossier_lines", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_dossier_lines_standing",
            sqlite_where=sa.text("replaced_at IS NULL AND slot <> ''"),
            postgresql_where=sa.text("replaced_at IS NULL AND slot <> ''"),
        )
        batch_op.drop_index("ix_dossier_lines_project")

    op.drop_table("dossier_lines")
    with op.batch_alter_table("utility_works", schema=None) as batch_op:
        batch_op.drop_index("ix_utility_works_project_state")
        batch_op.drop_index(batch_op.f("ix_utility_works_party_id"))

    op.drop_table("utility_works")
    with op.batch_alter_table("audit_findings", schema=None) as batch_op:
        batch_op.drop_index("ix_audit_findings_project_state")

    op.drop_table("audit_findings")
