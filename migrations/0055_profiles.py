"""Mapping profiles of device models and which one a device has; sessions of edge nodes and who listens to them."""

import sqlalchemy as sa
from alembic import op

revision = "0055_profiles"
down_revision = "0054_device_lives"


def _text(name: str, length: int) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=False)


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "mapping_profiles",
        _text("id", 36),
        _text("key", 40),
        _text("maker", 60),
        _text("model", 120),
        _text("codec", 24),
        sa.Column("fields", sa.JSON(), nullable=False),
        _text("basis", 200),
        sa.Column("verified", sa.Boolean(), nullable=False),
        _text("set_by", 120),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mapping_profiles")),
    )
    standing = sa.text("until IS NULL")
    op.create_index(
        "uq_mapping_profiles_key",
        "mapping_profiles",
        ["key"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("profile", sa.String(length=40), nullable=False, server_default=""))
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.alter_column("profile", server_default=None)
    op.create_table(
        "edge_nodes",
        _text("device_id", 36),
        sa.Column("session", sa.Text(), nullable=False),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_edge_nodes_device_id")),
        sa.PrimaryKeyConstraint("device_id", name=op.f("pk_edge_nodes")),
    )
    op.create_table(
        "host_leases",
        _text("name", 40),
        _text("holder", 40),
        sa.Column("until_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("name", name=op.f("pk_host_leases")),
    )


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.drop_table("host_leases")
    op.drop_table("edge_nodes")
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_column("profile")
    op.drop_index("uq_mapping_profiles_key", table_name="mapping_profiles")
    op.drop_table("mapping_profiles")
