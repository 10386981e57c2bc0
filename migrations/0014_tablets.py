"""Tablets that go from site to site with their person."""

import sqlalchemy as sa
from alembic import op

revision = "0014_tablets"
down_revision = "0013_drafts"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("roams", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.create_check_constraint(
            op.f("ck_devices_roams"), "NOT roams OR (kind = 'tablet' AND person_id IS NOT NULL)"
        )
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.alter_column("roams", server_default=None)


def downgrade() -> None:
    """Take them back to the revision before."""
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_devices_roams"), type_="check")
        batch_op.drop_column("roams")
