"""The division of a project's works down to lots, and the signatures under each acceptance."""

import sqlalchemy as sa
from alembic import op

revision = "0042_works"
down_revision = "0041_superseded"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "works",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("level", sa.String(length=10), nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("path", sa.String(length=500), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("evidence_kind", sa.String(length=12), nullable=True),
        sa.Column("evidence_id", sa.String(length=36), nullable=True),
        sa.Column("evidence_part", sa.String(length=64), nullable=False),
        sa.Column("declared", sa.JSON(), nullable=False),
        sa.Column("resolution", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("record", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("content", sa.String(length=64), nullable=True),
        sa.Column("submitted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("submitted_by_name", sa.String(length=120), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("barred_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("doubted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(level = 'lot') = (element_id IS NOT NULL)", name=op.f("ck_works_element")),
        sa.CheckConstraint("(level = 'unit') = (parent_id IS NULL)", name=op.f("ck_works_parent")),
        sa.CheckConstraint(
            "(state <> 'dropped') OR (dropped_at IS NOT NULL)", name=op.f("ck_works_dropped_at")
        ),
        sa.CheckConstraint(
            "doubted_at IS NULL OR state IN ('accepted', 'conceded')", name=op.f("ck_works_doubted_at")
        ),
        sa.CheckConstraint("evidence_kind IN ('submission', 'hold')", name=op.f("ck_works_evidence_kind")),
        sa.CheckConstraint("level IN ('unit', 'division', 'item_work', 'lot')", name=op.f("ck_works_level")),
        sa.CheckConstraint(
            "state IN ('open', 'signing', 'testing', 'failed', 'accepted', 'conceded', 'barred', 'dropped')",
            name=op.f("ck_works_state"),
        ),
        sa.CheckConstraint(
            "state NOT IN ('signing', 'accepted', 'conceded') OR content IS NOT NULL",
            name=op.f("ck_works_content"),
        ),
        sa.CheckConstraint("(evidence_kind IS NULL) = (evidence_id IS NULL)", name=op.f("ck_works_evidence")),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_works_element_id")),
        sa.ForeignKeyConstraint(["parent_id"], ["works.id"], name=op.f("fk_works_parent_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_works_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_works")),
        sa.UniqueConstraint("number", name=op.f("uq_works_number")),
    )
    with op.batch_alter_table("works", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_works_element_id"), ["element_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_works_parent_id"), ["parent_id"], unique=False)
        batch_op.create_index("ix_works_project_state", ["project_id", "state"], unique=False)
        batch_op.create_index(
            "uq_works_path",
            ["project_id", "path"],
            unique=True,
            sqlite_where=sa.text("state <> 'dropped'"),
            postgresql_where=sa.text("state <> 'dropped'"),
        )

    op.create_table(
        "work_signatures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("work_id", sa.String(length=36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("post", sa.String(length=16), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_work_signatures_party_id")),
        sa.ForeignKeyConstraint(["work_id"], ["works.id"], name=op.f("fk_work_signatures_work_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_work_signatures")),
        sa.UniqueConstraint(
            "work_id", "round", "person_id", name=op.f("uq_work_signatures_work_id_round_person_id")
        ),
        sa.UniqueConstraint("work_id", "round", "post", name=op.f("uq_work_signatures_work_id_round_post")),
    )


def downgrade() -> None:
    """Take them back."""
    op.drop_table("work_signatures")
    with op.batch_alter_table("works", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_works_path",
            sqlite_where=sa.text("state <> 'dropped'"),
            postgresql_where=sa.text("state <> 'dropped'"),
        )
        batch_op.drop_index("ix_works_project_state")
        batch_op.drop_index(batch_op.f("ix_works_parent_id"))
        batch_op.drop_index(batch_op.f("ix_works_element_id"))

    op.drop_table("works")
