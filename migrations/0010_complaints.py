"""Complaints and their updates."""

import sqlalchemy as sa
from alembic import op

revision = "0010_complaints"
down_revision = "0009_warranty"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "complaints",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("code_seal", sa.String(length=64), nullable=False),
        sa.Column("once_hash", sa.String(length=64), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=True),
        sa.Column("spot", sa.String(length=120), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("phone", sa.String(length=20), nullable=False),
        sa.Column("visit_consent", sa.Boolean(), nullable=False),
        sa.Column("notice", sa.String(length=20), nullable=False),
        sa.Column("accountable_party_id", sa.String(length=36), nullable=False),
        sa.Column("route", sa.String(length=20), nullable=False),
        sa.Column("covered", sa.Boolean(), nullable=False),
        sa.Column("covered_until", sa.Date(), nullable=True),
        sa.Column("cover_basis", sa.String(length=300), nullable=False),
        sa.Column("finding", sa.String(length=12), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("reopenings", sa.Integer(), nullable=False),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("filed_by", sa.String(length=36), nullable=True),
        sa.Column("notice_by", sa.Date(), nullable=True),
        sa.Column("hotline_by", sa.Date(), nullable=True),
        sa.Column("decide_by", sa.Date(), nullable=True),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resolved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'closed') OR (closed_at IS NOT NULL)", name=op.f("ck_complaints_closed_at")
        ),
        sa.CheckConstraint(
            "(state <> 'withdrawn') OR (withdrawn_at IS NOT NULL)", name=op.f("ck_complaints_withdrawn_at")
        ),
        sa.CheckConstraint(
            "category IN ('roof_leak', 'wall_leak', 'falling', 'facade', 'structure', 'window', 'wet_room', 'water', 'drainage', 'gas', 'heating', 'electric', 'lift', 'fire', 'finish', 'road', 'green', 'barrier', 'nuisance', 'night', 'damage', 'injury', 'fairness', 'other')",
            name=op.f("ck_complaints_category"),
        ),
        sa.CheckConstraint(
            "finding IN ('upheld', 'unfounded', 'outside')", name=op.f("ck_complaints_finding")
        ),
        sa.CheckConstraint(
            "state IN ('received', 'accepted', 'answered', 'resolved', 'reopened', 'closed', 'withdrawn')",
            name=op.f("ck_complaints_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('answered', 'resolved') OR finding IS NOT NULL", name=op.f("ck_complaints_found")
        ),
        sa.CheckConstraint("length(words) > 0", name=op.f("ck_complaints_words")),
        sa.ForeignKeyConstraint(
            ["accountable_party_id"], ["parties.id"], name=op.f("fk_complaints_accountable_party_id")
        ),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_complaints_element_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_complaints_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaints")),
        sa.UniqueConstraint("number", name=op.f("uq_complaints_number")),
        sa.UniqueConstraint("once_hash", name=op.f("uq_complaints_once_hash")),
    )
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.create_index(
            "ix_complaints_accountable_state", ["accountable_party_id", "state", "filed_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_complaints_element_id"), ["element_id"], unique=False)
        batch_op.create_index(
            "ix_complaints_project_state", ["project_id", "state", "filed_at"], unique=False
        )


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.drop_index("ix_complaints_project_state")
        batch_op.drop_index(batch_op.f("ix_complaints_element_id"))
        batch_op.drop_index("ix_complaints_accountable_state")

    op.drop_table("complaints")
