"""Credit entries."""

import sqlalchemy as sa
from alembic import op

revision = "0011_credit"
down_revision = "0010_complaints"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "credit_entries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("event", sa.String(length=32), nullable=False),
        sa.Column("rule", sa.String(length=16), nullable=False),
        sa.Column("tenths", sa.Integer(), nullable=False),
        sa.Column("source_kind", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=False),
        sa.Column("source_number", sa.String(length=40), nullable=False),
        sa.Column("explanation_zh", sa.Text(), nullable=False),
        sa.Column("explanation_en", sa.Text(), nullable=False),
        sa.Column("occurred_on", sa.Date(), nullable=False),
        sa.Column("expires_on", sa.Date(), nullable=False),
        sa.Column("object_by", sa.Date(), nullable=True),
        sa.Column("published_on", sa.Date(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("effective_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objected_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("objection", sa.Text(), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'withdrawn') OR (withdrawn_at IS NOT NULL)",
            name=op.f("ck_credit_entries_withdrawn_at"),
        ),
        sa.CheckConstraint(
            "event IN ('general_hazard', 'major_hazard', 'overdue_rectification', 'same_defect_again', 'false_proof', 'fake_data', 'stop_work', 'failed_spot_test', 'complaint_upheld', 'warranty_late', 'warranty_refused', 'residents_satisfied')",
            name=op.f("ck_credit_entries_event"),
        ),
        sa.CheckConstraint(
            "state <> 'effective' OR effective_at IS NOT NULL", name=op.f("ck_credit_entries_effective")
        ),
        sa.CheckConstraint(
            "state IN ('proposed', 'effective', 'objected', 'withdrawn')",
            name=op.f("ck_credit_entries_state"),
        ),
        sa.CheckConstraint("expires_on > occurred_on", name=op.f("ck_credit_entries_expires")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_credit_entries_party_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_credit_entries_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_credit_entries")),
        sa.UniqueConstraint(
            "event", "source_kind", "source_id", name=op.f("uq_credit_entries_event_source_kind_source_id")
        ),
    )
    with op.batch_alter_table("credit_entries", schema=None) as batch_op:
        batch_op.create_index(
            "ix_credit_entries_party_state", ["party_id", "state", "occurred_on"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_credit_entries_project_id"), ["project_id"], unique=False)


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("credit_entries", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_credit_entries_project_id"))
        batch_op.drop_index("ix_credit_entries_party_state")

    op.drop_table("credit_entries")
