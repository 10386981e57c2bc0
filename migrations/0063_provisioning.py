"""Keys with which devices register themselves, which key a device came by, and certificates of calibration as files."""

import sqlalchemy as sa
from alembic import op

revision = "0063_provisioning"
down_revision = "0062_minutes"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "provisioning_keys",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("strategy", sa.String(length=8), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("profile", sa.String(length=40), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("most", sa.Integer(), nullable=False),
        sa.Column("used", sa.Integer(), nullable=False),
        sa.Column("good_until", sa.Date(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("made_by_name", sa.String(length=120), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("strategy IN ('new', 'planned')", name=op.f("ck_provisioning_keys_strategy")),
        sa.CheckConstraint("used >= 0 AND used <= most", name=op.f("ck_provisioning_keys_used")),
        sa.CheckConstraint("(strategy = 'planned') = (kind = '')", name=op.f("ck_provisioning_keys_kind")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_provisioning_keys_project_id_projects")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_provisioning_keys")),
        sa.UniqueConstraint("key", name=op.f("uq_provisioning_keys_key")),
    )
    op.create_index("ix_provisioning_keys_project_id", "provisioning_keys", ["project_id"])
    with op.batch_alter_table("devices") as batch_op:
        batch_op.add_column(sa.Column("provisioned_by_id", sa.String(36), nullable=True))
        batch_op.create_foreign_key(
            op.f("fk_devices_provisioned_by_id_provisioning_keys"), "provisioning_keys",
            ["provisioned_by_id"], ["id"],
        )  # fmt: skip
        batch_op.create_index("ix_devices_provisioned_by_id", ["provisioned_by_id"])
    with op.batch_alter_table("calibrations") as batch_op:
        batch_op.add_column(sa.Column("sha256", sa.String(64), nullable=True))
        batch_op.create_foreign_key(op.f("fk_calibrations_sha256_vault"), "vault", ["sha256"], ["sha256"])


def downgrade() -> None:
    """Take the keys back; the devices that came by them stay. Files of certificates stay in the vault."""
    with op.batch_alter_table("calibrations") as batch_op:
        batch_op.drop_constraint(op.f("fk_calibrations_sha256_vault"), type_="foreignkey")
        batch_op.drop_column("sha256")
    with op.batch_alter_table("devices") as batch_op:
        batch_op.drop_index("ix_devices_provisioned_by_id")
        batch_op.drop_constraint(op.f("fk_devices_provisioned_by_id_provisioning_keys"), type_="foreignkey")
        batch_op.drop_column("provisioned_by_id")
    op.drop_index("ix_provisioning_keys_project_id", table_name="provisioning_keys")
    op.drop_table("provisioning_keys")
