"""Which gateway a device speaks through."""

import sqlalchemy as sa
from alembic import op

revision = "0056_gateways"
down_revision = "0055_profiles"
_RULE = "gateway_id IS NULL OR (kind NOT IN ('gateway', 'tablet') AND gateway_id <> id)"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("devices") as batch_op:
        batch_op.add_column(sa.Column("gateway_id", sa.String(36), nullable=True))
        batch_op.create_foreign_key(op.f("fk_devices_gateway_id_devices"), "devices", ["gateway_id"], ["id"])
        batch_op.create_index("ix_devices_gateway_id", ["gateway_id"])
        batch_op.create_check_constraint(op.f("ck_devices_gateway"), _RULE)


def downgrade() -> None:
    """Take the column back; a device behind a gateway keeps its data and can send nothing more."""
    with op.batch_alter_table("devices") as batch_op:
        batch_op.drop_constraint(op.f("ck_devices_gateway"), type_="check")
        batch_op.drop_index("ix_devices_gateway_id")
        batch_op.drop_constraint(op.f("fk_devices_gateway_id_devices"), type_="foreignkey")
        batch_op.drop_column("gateway_id")
