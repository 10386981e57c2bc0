"""Warranty clocks."""

import sqlalchemy as sa
from alembic import op

revision = "0009_warranty"
down_revision = "0008_acceptance"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "clocks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=False),
        sa.Column("certificate_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("near_end_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint(
            "code IN ('W-STR', 'W-WP', 'W-INS', 'W-HVAC', 'W-MEP', 'W-LIFT', 'W-DEC', 'W-OTH')",
            name=op.f("ck_clocks_code"),
        ),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_clocks_ends_on")),
        sa.ForeignKeyConstraint(
            ["certificate_id"], ["certificates.id"], name=op.f("fk_clocks_certificate_id")
        ),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_clocks_element_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_clocks_party_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_clocks_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_clocks")),
        sa.UniqueConstraint("certificate_id", "element_id", name=op.f("uq_clocks_certificate_id_element_id")),
    )
    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_clocks_element_id"), ["element_id"], unique=False)
        batch_op.create_index("ix_clocks_ends", ["ends_on"], unique=False)
        batch_op.create_index("ix_clocks_project_ends", ["project_id", "ends_on"], unique=False)


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("clocks", schema=None) as batch_op:
        batch_op.drop_index("ix_clocks_project_ends")
        batch_op.drop_index("ix_clocks_ends")
        batch_op.drop_index(batch_op.f("ix_clocks_element_id"))

    op.drop_table("clocks")
