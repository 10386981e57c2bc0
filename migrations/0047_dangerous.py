"""Kind, size and contractor of a dangerous work, and its papers."""

import sqlalchemy as sa
from alembic import op

revision = "0047_dangerous"
down_revision = "0046_handover"

_KINDS = (
    "'pit', 'formwork-height', 'formwork-span', 'formwork-load', 'formwork-line', 'scaffold', 'scaffold-attached', "
    "'scaffold-cantilever', 'cradle', 'platform', 'lifting', 'crane-assembly', 'curtain-wall', 'steel', 'grid', 'hand-dug'"
)


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("dangerous_works", schema=None) as batch_op:
        batch_op.add_column(sa.Column("party_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("kind", sa.String(length=24), nullable=True))
        batch_op.add_column(sa.Column("size", sa.Integer(), nullable=True))
        batch_op.create_check_constraint(
            op.f("ck_dangerous_works_kind"), f"kind IS NULL OR kind IN ({_KINDS})"
        )
        batch_op.create_check_constraint(op.f("ck_dangerous_works_size"), "size IS NULL OR size >= 0")
        batch_op.create_foreign_key(op.f("fk_dangerous_works_party_id"), "parties", ["party_id"], ["id"])
        batch_op.create_index(batch_op.f("ix_dangerous_works_party_id"), ["party_id"], unique=False)
    op.create_table(
        "dangerous_papers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("work_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("on", sa.Date(), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("experts", sa.Integer(), nullable=True),
        sa.Column("conclusion", sa.String(length=12), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("added_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("added_by_name", sa.String(length=120), nullable=False),
        sa.Column("signed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("signed_by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("kind IN ('plan', 'review', 'acceptance')", name=op.f("ck_dangerous_papers_kind")),
        sa.CheckConstraint(
            "(kind = 'review') = (experts IS NOT NULL) AND (kind = 'review') = (conclusion IS NOT NULL)",
            name=op.f("ck_dangerous_papers_review"),
        ),
        sa.CheckConstraint(
            "conclusion IS NULL OR conclusion IN ('pass', 'amend', 'fail')",
            name=op.f("ck_dangerous_papers_conclusion"),
        ),
        sa.CheckConstraint(
            "(signed_at IS NULL) = (signed_by_name = '')", name=op.f("ck_dangerous_papers_signed")
        ),
        sa.ForeignKeyConstraint(
            ["work_id"], ["dangerous_works.id"], name=op.f("fk_dangerous_papers_work_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dangerous_papers")),
        sa.UniqueConstraint(
            "work_id", "kind", "added_at", name=op.f("uq_dangerous_papers_work_id_kind_added_at")
        ),
    )
    op.create_index(op.f("ix_dangerous_papers_work_id"), "dangerous_papers", ["work_id"], unique=False)


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.drop_index(op.f("ix_dangerous_papers_work_id"), table_name="dangerous_papers")
    op.drop_table("dangerous_papers")
    with op.batch_alter_table("dangerous_works", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dangerous_works_party_id"))
        batch_op.drop_constraint(op.f("fk_dangerous_works_party_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("ck_dangerous_works_size"), type_="check")
        batch_op.drop_constraint(op.f("ck_dangerous_works_kind"), type_="check")
        batch_op.drop_column("size")
        batch_op.drop_column("kind")
        batch_op.drop_column("party_id")
