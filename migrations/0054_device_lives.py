"""The life of a device on site: its places, its calibrations, and when it was in touch."""

import sqlalchemy as sa
from alembic import op

revision = "0054_device_lives"
down_revision = "0053_objected"
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_LIVES = (
    ("state", "state IN ('requested', 'planned', 'installed', 'accepted', 'failed', 'declined')"),
    ("judged_at", "(state <> 'failed') OR (judged_at IS NOT NULL)"),
    ("declined_at", "(state <> 'declined') OR (declined_at IS NOT NULL)"),
    ("stay", "(ended_at IS NULL) OR (began_at IS NOT NULL AND ended_at >= began_at)"),
    ("height", "(height_m IS NULL) OR (height_m >= -200 AND height_m <= 1000)"),
)


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.add_column(sa.Column("claim_hash", sa.String(length=64), nullable=True))
        batch_op.create_unique_constraint(op.f("uq_devices_claim_hash"), ["claim_hash"])
        batch_op.add_column(sa.Column("online", sa.Boolean(), nullable=True))
        batch_op.add_column(sa.Column("online_ms", sa.BigInteger(), nullable=True))
        batch_op.add_column(
            sa.Column("online_session", sa.String(length=40), nullable=False, server_default="")
        )
    _placements()
    op.create_table(
        "calibrations",
        *(sa.Column(name, sa.String(length=size), nullable=False) for name, size in (("id", 36), ("device_id", 36), ("number", 80), ("body", 120))),
        sa.Column("done_on", sa.Date(), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=False),
        sa.Column("recorded_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("recorded_by_name", sa.String(length=120), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("valid_until >= done_on", name=op.f("ck_calibrations_days")),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_calibrations_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calibrations")),
    )  # fmt: skip
    op.create_index("ix_calibrations_device", "calibrations", ["device_id", "recorded_at"])
    op.create_table(
        "presences",
        sa.Column("id", _KEY, autoincrement=True, nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=False),
        sa.Column("at_ms", sa.BigInteger(), nullable=False),
        sa.Column("online", sa.Boolean(), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.CheckConstraint("way IN ('said', 'silence')", name=op.f("ck_presences_way")),
        sa.ForeignKeyConstraint(["device_id"], ["devices.id"], name=op.f("fk_presences_device_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_presences")),
    )
    op.create_index("ix_presences_device", "presences", ["device_id", "at_ms"])
    op.create_index(op.f("ix_dead_letters_last_at"), "dead_letters", ["last_at"])


def _placements() -> None:
    texts = (
        ("id", 36), ("device_id", 36), ("project_id", 36), ("planned_place", 200), ("place", 200), ("state", 12),
        ("asked_by_name", 120), ("approved_by_name", 120), ("installed_by_name", 120), ("judged_by_name", 120),
    )  # fmt: skip
    moments = ("approved_at", "installed_at", "judged_at", "declined_at", "began_at", "ended_at")
    op.create_table(
        "placements",
        *(sa.Column(name, sa.String(length=size), nullable=False) for name, size in texts),
        *(sa.Column(name, sa.String(length=36), nullable=True) for name in ("element_id", "asked_by_id", "installed_by_id")),
        sa.Column("height_m", sa.Float(), nullable=True),
        *(sa.Column(name, sa.Text(), nullable=False) for name in ("purpose", "reason", "remark")),
        sa.Column("checks", sa.JSON(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        *(sa.Column(name, sa.DateTime(timezone=True), nullable=True) for name in moments),
        sa.Column("version", sa.Integer(), nullable=False),
        *(sa.CheckConstraint(said, name=op.f(f"ck_placements_{name}")) for name, said in _LIVES),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_placements_{name}"))
            for name, target in (("device_id", "devices.id"), ("element_id", "elements.id"), ("project_id", "projects.id"))
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_placements")),
    )  # fmt: skip
    for name in ("device_id", "project_id", "element_id"):
        op.create_index(op.f(f"ix_placements_{name}"), "placements", [name])
    for name, said in (
        ("open", "state IN ('requested', 'planned')"),
        ("standing", "began_at IS NOT NULL AND ended_at IS NULL"),
    ):
        where = sa.text(said)
        op.create_index(
            f"uq_placements_{name}", "placements", ["device_id"], unique=True, sqlite_where=where, postgresql_where=where
        )  # fmt: skip


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.drop_index(op.f("ix_dead_letters_last_at"), table_name="dead_letters")
    for name in ("presences", "calibrations", "placements"):
        op.drop_table(name)
    with op.batch_alter_table("devices", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_devices_claim_hash"), type_="unique")
        for name in ("claim_hash", "online_session", "online_ms", "online"):
            batch_op.drop_column(name)
