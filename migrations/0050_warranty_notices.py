"""Notices of warranty matters to residents, as issued."""

import sqlalchemy as sa
from alembic import op

revision = "0050_warranty_notices"
down_revision = "0049_meeting"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "warranty_notices",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("certificate_id", sa.String(length=36), nullable=False),
        sa.Column("record", sa.JSON(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("pdf_sha256", sa.String(length=64), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_warranty_notices_certificate_id")
        ),
        sa.ForeignKeyConstraint(
            ["pdf_sha256"], ["vault.sha256"], name=op.f("fk_warranty_notices_pdf_sha256")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_warranty_notices_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warranty_notices")),
        sa.UniqueConstraint("number", name=op.f("uq_warranty_notices_number")),
    )
    with op.batch_alter_table("warranty_notices", schema=None) as batch_op:
        batch_op.create_index("ix_warranty_notices_project_issued", ["project_id", "issued_at"], unique=False)


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("warranty_notices", schema=None) as batch_op:
        batch_op.drop_index("ix_warranty_notices_project_issued")
    op.drop_table("warranty_notices")
