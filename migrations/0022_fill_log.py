"""How checklists were filled in."""

import sqlalchemy as sa
from alembic import op

revision = "0022_fill_log"
down_revision = "0021_sheets"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "fill_logs",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("log", sa.JSON(), nullable=False),
        sa.Column("late", sa.Integer(), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_fill_logs_sha256")),
        sa.CheckConstraint("late >= 0", name=op.f("ck_fill_logs_late")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_fill_logs_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fill_logs")),
    )
    with op.batch_alter_table("fill_logs", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_fill_logs_project_id"), ["project_id"], unique=False)


def downgrade() -> None:
    """Take them back to the revision before."""
    op.drop_table("fill_logs")
