"""Defects."""

import sqlalchemy as sa
from alembic import op

revision = "0004_defects"
down_revision = "0003_projects"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "defects",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("description", sa.Text(), nullable=False),
        sa.Column("clause", sa.String(length=200), nullable=False),
        sa.Column("liable_party_id", sa.String(length=36), nullable=False),
        sa.Column("source_kind", sa.String(length=12), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("returns", sa.Integer(), nullable=False),
        sa.Column("raised_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("raised_by", sa.String(length=36), nullable=True),
        sa.Column("raised_by_name", sa.String(length=120), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rectified_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("rectified_by", sa.String(length=36), nullable=True),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("overdue_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'closed') OR (closed_at IS NOT NULL)", name=op.f("ck_defects_closed_at")
        ),
        sa.CheckConstraint("(state <> 'void') OR (voided_at IS NOT NULL)", name=op.f("ck_defects_voided_at")),
        sa.CheckConstraint(
            "(state NOT IN ('rectified', 'closed')) OR (rectified_at IS NOT NULL)",
            name=op.f("ck_defects_fixed"),
        ),
        sa.CheckConstraint("kind IN ('quality', 'hazard')", name=op.f("ck_defects_kind")),
        sa.CheckConstraint("severity IN ('general', 'serious', 'major')", name=op.f("ck_defects_severity")),
        sa.CheckConstraint(
            "source_kind IN ('person', 'answer', 'alarm', 'complaint')", name=op.f("ck_defects_source_kind")
        ),
        sa.CheckConstraint(
            "state IN ('open', 'accepted', 'rectified', 'returned', 'closed', 'void')",
            name=op.f("ck_defects_state"),
        ),
        sa.CheckConstraint("returns <= rounds", name=op.f("ck_defects_rounds")),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_defects_element_id")),
        sa.ForeignKeyConstraint(["liable_party_id"], ["parties.id"], name=op.f("fk_defects_liable_party_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_defects_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defects")),
        sa.UniqueConstraint("number", name=op.f("uq_defects_number")),
        sa.UniqueConstraint("source_kind", "source_id", name=op.f("uq_defects_source_kind_source_id")),
    )
    with op.batch_alter_table("defects", schema=None) as batch_op:
        batch_op.create_index(
            "ix_defects_counts",
            ["project_id", "liable_party_id", "state", "severity", "due_at", "rectified_at"],
            unique=False,
        )
        batch_op.create_index(batch_op.f("ix_defects_element_id"), ["element_id"], unique=False)
        batch_op.create_index(
            "ix_defects_liable_state_due", ["liable_party_id", "state", "due_at"], unique=False
        )
        batch_op.create_index("ix_defects_project_state_due", ["project_id", "state", "due_at"], unique=False)
        batch_op.create_index("ix_defects_due", ["due_at", "id"], unique=False)
        batch_op.create_index("ix_defects_state_due", ["state", "due_at", "id"], unique=False)
        batch_op.create_index(
            "ix_defects_unfinished_due",
            ["due_at", "id"],
            unique=False,
            sqlite_where=sa.text("state IN ('open', 'accepted', 'rectified', 'returned')"),
            postgresql_where=sa.text("state IN ('open', 'accepted', 'rectified', 'returned')"),
        )


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("defects", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_defects_unfinished_due",
            sqlite_where=sa.text("state IN ('open', 'accepted', 'rectified', 'returned')"),
            postgresql_where=sa.text("state IN ('open', 'accepted', 'rectified', 'returned')"),
        )
        batch_op.drop_index("ix_defects_state_due")
        batch_op.drop_index("ix_defects_due")
        batch_op.drop_index("ix_defects_project_state_due")
        batch_op.drop_index("ix_defects_liable_state_due")
        batch_op.drop_index(batch_op.f("ix_defects_element_id"))
        batch_op.drop_index("ix_defects_counts")

    op.drop_table("defects")
