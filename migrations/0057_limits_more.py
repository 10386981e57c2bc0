"""Limits on how often, how fast, how long nothing came and what holds at once; alarms say which."""

import sqlalchemy as sa
from alembic import op

revision = "0057_limits_more"
down_revision = "0056_gateways"

#: rules judged by each mean until now, and by their number in a day from now on
_COUNTED = "('pm10-hebei', 'tsp-shanghai-1', 'tsp-shanghai-2')"
_WAITING = sa.text("cleared_ms IS NULL AND acknowledged_at IS NULL AND withdrawn_at IS NULL")
_SOURCES = (
    "source_kind IN ('person', 'danger', 'check')",
    "source_kind IN ('person', 'danger', 'check', 'alarm')",
)
_MEASURES = "measure IN ('value', 'count', 'rise', 'fall', 'met', 'silence')"


def _sources(allowed: str) -> None:
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_notices_source_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_notices_source_kind"), allowed)


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("limits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("measure", sa.String(length=8), nullable=False, server_default="value"))
        batch_op.add_column(sa.Column("per_s", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("times", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("conditions", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("stage", sa.String(length=20), nullable=False, server_default=""))
        batch_op.create_check_constraint(op.f("ck_limits_measure"), _MEASURES)
    with op.batch_alter_table("alarms", schema=None) as batch_op:
        batch_op.add_column(sa.Column("measure", sa.String(length=8), nullable=False, server_default="value"))
        batch_op.add_column(sa.Column("steps_told", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("limits", schema=None) as batch_op:
        for name in ("measure", "per_s", "times", "stage"):
            batch_op.alter_column(name, server_default=None)
    with op.batch_alter_table("alarms", schema=None) as batch_op:
        for name in ("measure", "steps_told"):
            batch_op.alter_column(name, server_default=None)
    op.create_index(
        "ix_alarms_waiting", "alarms", ["severity"], sqlite_where=_WAITING, postgresql_where=_WAITING
    )
    _sources(_SOURCES[1])
    op.execute(f"DELETE FROM tracks WHERE limit_id IN {_COUNTED}")  # noqa: S608 - our own words
    op.execute(
        "UPDATE alarms SET cleared_ms = CASE WHEN peak_ms > opened_ms THEN peak_ms ELSE opened_ms END, "  # noqa: S608 - as above
        f"ended_by = 'gap' WHERE cleared_ms IS NULL AND limit_id IN {_COUNTED}"
    )


def downgrade() -> None:
    """Bring the tables back to the revision before."""
    op.execute("UPDATE notices SET source_kind = 'person', source_id = NULL WHERE source_kind = 'alarm'")
    _sources(_SOURCES[0])
    op.drop_index("ix_alarms_waiting", table_name="alarms")
    op.execute("DELETE FROM limits WHERE measure <> 'value' OR stage <> ''")
    with op.batch_alter_table("alarms", schema=None) as batch_op:
        batch_op.drop_column("steps_told")
        batch_op.drop_column("measure")
    with op.batch_alter_table("limits", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_limits_measure"), type_="check")
        for name in ("stage", "conditions", "times", "per_s", "measure"):
            batch_op.drop_column(name)
