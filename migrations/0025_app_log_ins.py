"""Log-ins of other people's apps, and how often a nonce has been used."""

import sqlalchemy as sa
from alembic import op

revision = "0025_app_log_ins"
down_revision = "0024_photo_layers"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "app_log_ins",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=20), nullable=False),
        sa.Column("label", sa.String(length=60), nullable=False),
        sa.Column("salt", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("seen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_app_log_ins_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_app_log_ins")),
        sa.UniqueConstraint("name", name=op.f("uq_app_log_ins_name")),
    )
    with op.batch_alter_table("app_log_ins", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_app_log_ins_person_id"), ["person_id"], unique=False)
    op.create_table(
        "nonce_uses",
        sa.Column("nonce", sa.String(length=80), nullable=False),
        sa.Column("count", sa.BigInteger(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_nonce_uses")),
    )
    with op.batch_alter_table("nonce_uses", schema=None) as batch_op:
        batch_op.create_index(op.f("ix_nonce_uses_at"), ["at"], unique=False)


def downgrade() -> None:
    """Take them back to the revision before."""
    op.drop_table("nonce_uses")
    op.drop_table("app_log_ins")
