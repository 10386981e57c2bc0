"""Devices, channels, readings, limits, alarms and dead letters."""

import sqlalchemy as sa
from alembic import op

revision = "0007_readings"
down_revision = "0006_inspections"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "dead_letters",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("topic", sa.Text(), nullable=False),
        sa.Column("payload", sa.LargeBinary(), nullable=False),
        sa.Column("reason", sa.String(length=40), nullable=False),
        sa.Column("detail", sa.Text(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("times", sa.Integer(), nullable=False),
        sa.Column("last_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'replayed') OR (settled_at IS NOT NULL)", name=op.f("ck_dead_letters_settled_at")
        ),
        sa.CheckConstraint(
            "state IN ('waiting', 'queued', 'replayed', 'discarded')", name=op.f("ck_dead_letters_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dead_letters")),
        sa.UniqueConstraint("content", name=op.f("uq_dead_letters_content")),
    )
    with op.batch_alter_table("dead_letters", schema=None) as batch_op:
        batch_op.create_index("ix_dead_letters_state", ["state", "received_at"], unique=False)

    op.create_table(
        "registry",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("version", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_registry")),
    )
    op.create_table(
        "devices",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.Column("secret_hash", sa.String(length=64), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=16), nullable=False),
        sa.Column("registered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("activated_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("retired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("seen_ms", sa.BigInteger(), nullable=True),
        sa.Column("silent_ms", sa.BigInteger(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'retired') OR (retired_at IS NOT NULL)", name=op.f("ck_devices_retired_at")
        ),
        sa.CheckConstraint(
            "kind IN ('dust', 'noise', 'weather', 'hoist', 'structure', 'power', 'gas', 'pipe', 'gateway', 'tablet')",
            name=op.f("ck_devices_kind"),
        ),
        sa.CheckConstraint("state IN ('registered', 'active', 'retired')", name=op.f("ck_devices_state")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_devices_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_devices_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_devices")),
        sa.UniqueConstraint("project_id", "name", name=op.f("uq_devices_project_id_name")),
    )
    op.create_table(
        "limits",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=True),
        sa.Column("key", sa.String(length=32), nullable=True),
        sa.Column("quantity", sa.String(length=32), nullable=False),
        sa.Column("above", sa.Boolean(), nullable=False),
        sa.Column("inclusive", sa.Boolean(), nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("clear_value", sa.Float(), nullable=False),
        sa.Column("duration_s", sa.Integer(), nullable=False),
        sa.Column("window_s", sa.Integer(), nullable=False),
        sa.Column("max_gap_s", sa.Integer(), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("opens_defect", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("zh", sa.String(length=120), nullable=False),
        sa.Column("en", sa.String(length=120), nullable=False),
        sa.Column("set_by", sa.String(length=60), nullable=False),
        sa.Column("since", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("severity IN ('general', 'serious', 'major')", name=op.f("ck_limits_severity")),
        sa.CheckConstraint(
            "(above AND clear_value <= value) OR (NOT above AND clear_value >= value)",
            name=op.f("ck_limits_clear"),
        ),
        sa.CheckConstraint(
            "duration_s >= 0 AND window_s >= 0 AND max_gap_s > 0", name=op.f("ck_limits_times")
        ),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_limits_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_limits")),
    )
    with op.batch_alter_table("limits", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_limits_project_id"), ["project_id"], unique=False)

    op.create_table(
        "channels",
        sa.Column(
            "id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("quantity", sa.String(length=32), nullable=False),
        sa.Column("unit", sa.String(length=16), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_channels_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_channels")),
        sa.UniqueConstraint("device_id", "quantity", name=op.f("uq_channels_device_id_quantity")),
    )
    op.create_table(
        "alarms",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("channel_id", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("limit_id", sa.String(length=36), nullable=False),
        sa.Column("origin_id", sa.String(length=36), nullable=False),
        sa.Column("began_ms", sa.BigInteger(), nullable=False),
        sa.Column("opened_ms", sa.BigInteger(), nullable=False),
        sa.Column("cleared_ms", sa.BigInteger(), nullable=True),
        sa.Column("ended_by", sa.String(length=8), nullable=False),
        sa.Column("peak", sa.Float(), nullable=False),
        sa.Column("peak_ms", sa.BigInteger(), nullable=False),
        sa.Column("limit_value", sa.Float(), nullable=False),
        sa.Column("severity", sa.String(length=10), nullable=False),
        sa.Column("opens_defect", sa.Boolean(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("zh", sa.String(length=120), nullable=False),
        sa.Column("en", sa.String(length=120), nullable=False),
        sa.Column("acknowledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("acknowledged_by", sa.String(length=120), nullable=True),
        sa.Column("acknowledged_note", sa.Text(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("changed_ms", sa.BigInteger(), nullable=False),
        sa.CheckConstraint("(cleared_ms IS NULL) = (ended_by = '')", name=op.f("ck_alarms_cleared")),
        sa.CheckConstraint("ended_by IN ('', 'clear', 'gap')", name=op.f("ck_alarms_ended_by")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_alarms_channel_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_alarms_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_alarms")),
        sa.UniqueConstraint(
            "channel_id", "limit_id", "began_ms", name=op.f("uq_alarms_channel_id_limit_id_began_ms")
        ),
    )
    with op.batch_alter_table("alarms", schema=None) as batch_op:
        batch_op.create_index("ix_alarms_project_began", ["project_id", "began_ms"], unique=False)
        batch_op.create_index("ix_alarms_project_changed", ["project_id", "changed_ms"], unique=False)

    op.create_table(
        "heads",
        sa.Column(
            "channel_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("value", sa.Float(), nullable=True),
        sa.Column("flag", sa.String(length=1), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.Column("normal_ms", sa.BigInteger(), nullable=False),
        sa.Column("every_ms", sa.Float(), nullable=True),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_heads_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", name=op.f("pk_heads")),
        postgresql_with={"fillfactor": 40},
    )
    op.create_table(
        "readings",
        sa.Column(
            "channel_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("flag", sa.String(length=1), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "at_ms", name=op.f("pk_readings")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "hours",
        sa.Column(
            "channel_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("hour_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("least", sa.Float(), nullable=False),
        sa.Column("most", sa.Float(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_hours_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", "hour_ms", name=op.f("pk_hours")),
        sqlite_with_rowid=False,
    )
    op.create_table(
        "tracks",
        sa.Column(
            "channel_id",
            sa.BigInteger().with_variant(sa.Integer(), "sqlite"),
            autoincrement=False,
            nullable=False,
        ),
        sa.Column("limit_id", sa.String(length=36), nullable=False),
        sa.Column("began_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.Column("opened_ms", sa.BigInteger(), nullable=True),
        sa.Column("peak", sa.Float(), nullable=False),
        sa.Column("peak_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_tracks_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", "limit_id", name=op.f("pk_tracks")),
    )


def downgrade() -> None:
    """Take them back."""
    op.drop_table("tracks")
    op.drop_table("hours")
    op.drop_table("readings")
    op.drop_table("heads")
    with op.batch_alter_table("alarms", schema=None) as batch_op:
        batch_op.drop_index("ix_alarms_project_changed")
        batch_op.drop_index("ix_alarms_project_began")

    op.drop_table("alarms")
    op.drop_table("channels")
    with op.batch_alter_table("limits", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_limits_project_id"))

    op.drop_table("limits")
    op.drop_table("devices")
    op.drop_table("registry")
    with op.batch_alter_table("dead_letters", schema=None) as batch_op:
        batch_op.drop_index("ix_dead_letters_state")

    op.drop_table("dead_letters")
