"""Second checklists of one visit."""

import sqlalchemy as sa
from alembic import op

revision = "0016_twins"
down_revision = "0015_plans_by_rule"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "twins",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.Column("added", sa.Integer(), nullable=False),
        sa.Column("conflicts", sa.JSON(), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("settled_by", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("added >= 0", name=op.f("ck_twins_added")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_twins_submission_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_twins_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_twins")),
    )
    with op.batch_alter_table("twins", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_twins_submission_id"), ["submission_id"], unique=False)
        batch_op.create_index(op.f("ix_twins_visit_id"), ["visit_id"], unique=False)


def downgrade() -> None:
    """Take them back to the revision before."""
    op.drop_table("twins")
