"""A correction has a life: it is put in the place of the first, or not, by a person."""

from uuid import uuid4

import sqlalchemy as sa
from alembic import op

revision = "0064_righting"
down_revision = "0063_provisioning"
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TOLD = ("channel_id", "at_ms", "value", "flag", "received_ms")
_MORE = ("id", "state", "is_first", "decided_by_name", "reason")
_TABLE = sa.table("corrections", *(sa.column(name) for name in (*_MORE, *_TOLD)))
_ACCEPTED = sa.text("state = 'accepted'")
_AT_ONCE = 500
_KINDS = (
    "'height', 'lifting', 'cradle', 'scaffold', 'attached', 'formwork', 'climbing', 'hoist', 'dust', 'welding', "
    "'concrete', 'confined'"
)


def upgrade() -> None:
    """Bring the tables up to this revision."""
    rows = _rows()
    op.drop_table("corrections")
    op.create_table(
        "corrections",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("channel_id", _KEY, nullable=False),
        *_columns(),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("is_first", sa.Boolean(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("state IN ('told', 'accepted', 'refused')", name=op.f("ck_corrections_state")),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_corrections_channel_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrections")),
        sa.UniqueConstraint(
            "channel_id", "at_ms", "value", "flag", name=op.f("uq_corrections_channel_id_at_ms_value_flag")
        ),
    )
    op.create_index(
        "uq_corrections_accepted", "corrections", ["channel_id", "at_ms"], unique=True,
        sqlite_where=_ACCEPTED, postgresql_where=_ACCEPTED,
    )  # fmt: skip
    with op.batch_alter_table("limits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("inspect_template_id", sa.String(length=36), nullable=True))
        batch_op.add_column(
            sa.Column("inspect_role", sa.String(length=16), nullable=False, server_default="")
        )
        batch_op.add_column(sa.Column("inspect_hours", sa.Integer(), nullable=False, server_default="24"))
        batch_op.add_column(sa.Column("activity", sa.String(length=12), nullable=False, server_default=""))
        batch_op.create_foreign_key(
            op.f("fk_limits_inspect_template_id"), "templates", ["inspect_template_id"], ["id"]
        )
    with op.batch_alter_table("limits", schema=None) as batch_op:
        batch_op.alter_column("activity", server_default=None)
        batch_op.alter_column("inspect_role", server_default=None)
        batch_op.alter_column("inspect_hours", server_default=None)
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("source_kind", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("source_id", sa.String(length=80), nullable=True))
        batch_op.create_unique_constraint(
            op.f("uq_visits_source_kind_source_id"), ["source_kind", "source_id"]
        )
    _create_activities()
    more = {"state": "told", "is_first": False, "decided_by_name": "", "reason": ""}
    _put([{**row, **more, "id": str(uuid4())} for row in rows])


def downgrade() -> None:
    """Bring the tables back to the revision before: what counts stays as it is, decisions are forgotten."""
    op.drop_index("ix_activities_project_began", table_name="activities")
    op.drop_table("activities")
    op.execute("DELETE FROM limits WHERE activity <> ''")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("uq_visits_source_kind_source_id"), type_="unique")
        batch_op.drop_column("source_id")
        batch_op.drop_column("source_kind")
    with op.batch_alter_table("limits", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("fk_limits_inspect_template_id"), type_="foreignkey")
        for name in ("activity", "inspect_hours", "inspect_role", "inspect_template_id"):
            batch_op.drop_column(name)
    rows = _rows()
    op.drop_table("corrections")
    op.create_table(
        "corrections",
        sa.Column("channel_id", _KEY, autoincrement=False, nullable=False),
        *_columns(autoincrement=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_corrections_channel_id")),
        sa.PrimaryKeyConstraint("channel_id", "at_ms", "value", "flag", name=op.f("pk_corrections")),
    )
    _put(rows)


def _create_activities() -> None:
    op.create_table(
        "activities",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("told_by_name", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("state IN ('running', 'ended', 'void')", name=op.f("ck_activities_state")),
        sa.CheckConstraint(f"kind IN ({_KINDS})", name=op.f("ck_activities_kind")),
        sa.CheckConstraint("ended_at IS NULL OR ended_at > began_at", name=op.f("ck_activities_ended_at")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_activities_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_activities")),
    )
    op.create_index("ix_activities_project_began", "activities", ["project_id", "began_at"])


def _columns(**at_ms: bool) -> list[sa.Column]:
    return [
        sa.Column("at_ms", sa.BigInteger(), nullable=False, **at_ms),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("flag", sa.String(length=1), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
    ]


def _rows() -> list[dict]:
    told = sa.select(*(_TABLE.c[name] for name in _TOLD))
    return [dict(row) for row in op.get_bind().execute(told).mappings()]


def _put(rows: list[dict]) -> None:
    for start in range(0, len(rows), _AT_ONCE):
        op.get_bind().execute(_TABLE.insert(), rows[start : start + _AT_ONCE])
