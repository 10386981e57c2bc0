"""Readings lie by months on PostgreSQL, and whole months of a site in cold files that are recorded here."""

from datetime import UTC, datetime, timedelta, timezone

import sqlalchemy as sa
from alembic import op

revision = "0061_months"
down_revision = "0060_trust"
_KEY = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_CHINA = timezone(timedelta(hours=8))
_AHEAD = 3
_COLUMNS = "channel_id, at_ms, value, flag, received_ms"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "cold_months",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("month", sa.String(length=7), nullable=False),
        sa.Column("part", sa.Integer(), nullable=False),
        sa.Column("from_ms", sa.BigInteger(), nullable=False),
        sa.Column("to_ms", sa.BigInteger(), nullable=False),
        sa.Column("file", sa.String(length=120), nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("bytes", sa.BigInteger(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("rows_sha256", sa.String(length=64), nullable=False),
        sa.Column("total", sa.Float(), nullable=False),
        sa.Column("written_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("rows > 0 AND bytes > 0 AND to_ms > from_ms", name=op.f("ck_cold_months_figures")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_cold_months_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_cold_months")),
        sa.UniqueConstraint("file", name=op.f("uq_cold_months_file")),
        sa.UniqueConstraint("project_id", "month", "part", name=op.f("uq_cold_months_project_id_month_part")),
    )
    op.create_table(
        "cold_series",
        sa.Column("cold_id", sa.String(length=36), nullable=False),
        sa.Column("channel_id", _KEY, nullable=False),
        sa.Column("rows", sa.BigInteger(), nullable=False),
        sa.Column("first_ms", sa.BigInteger(), nullable=False),
        sa.Column("last_ms", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["channel_id"], ["channels.id"], name=op.f("fk_cold_series_channel_id")),
        sa.ForeignKeyConstraint(["cold_id"], ["cold_months.id"], name=op.f("fk_cold_series_cold_id")),
        sa.PrimaryKeyConstraint("cold_id", "channel_id", name=op.f("pk_cold_series")),
    )
    with op.batch_alter_table("cold_series", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_cold_series_channel_id"), ["channel_id"], unique=False)
    if op.get_bind().dialect.name == "postgresql":
        _by_months()


def downgrade() -> None:
    """Bring the tables back to the revision before; refused while readings lie in cold files alone."""
    if op.get_bind().execute(sa.text("SELECT count(*) FROM cold_months")).scalar():
        raise RuntimeError("readings lie in cold files: bring them back first (inspect-app cold restore)")
    if op.get_bind().dialect.name == "postgresql":
        _move("readings_by_month", ())
    with op.batch_alter_table("cold_series", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_cold_series_channel_id"))
    op.drop_table("cold_series")
    op.drop_table("cold_months")


def _by_months() -> None:
    bind = op.get_bind()
    zone = "to_timestamp(at_ms / 1000) AT TIME ZONE 'Asia/Shanghai'"
    held = f"SELECT DISTINCT extract(year FROM {zone})::int, extract(month FROM {zone})::int FROM readings"  # noqa: S608 - own words
    months = {(row[0], row[1]) for row in bind.execute(sa.text(held))}
    today = "SELECT extract(year FROM d)::int, extract(month FROM d)::int FROM (SELECT now() AT TIME ZONE 'Asia/Shanghai' d) n"
    year, month = bind.execute(sa.text(today)).one()
    for _ in range(_AHEAD + 1):
        months.add((year, month))
        year, month = _next(year, month)
    _move("readings_in_one", sorted(months))


def _move(before: str, months: tuple[tuple[int, int], ...] | list[tuple[int, int]]) -> None:
    """Give the table the other form, with the rows it holds; whoever writes waits."""
    op.rename_table("readings", before)
    op.execute(f"ALTER TABLE {before} RENAME CONSTRAINT pk_readings TO pk_{before}")
    op.create_table(
        "readings",
        sa.Column("channel_id", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("at_ms", sa.BigInteger(), autoincrement=False, nullable=False),
        sa.Column("value", sa.Float(), nullable=False),
        sa.Column("flag", sa.String(length=1), nullable=False),
        sa.Column("received_ms", sa.BigInteger(), nullable=False),
        sa.PrimaryKeyConstraint("channel_id", "at_ms", name=op.f("pk_readings")),
        **({"postgresql_partition_by": "RANGE (at_ms)"} if months else {}),
    )
    if months:
        op.execute("CREATE TABLE readings_else PARTITION OF readings DEFAULT")
    for year, month in months:
        begins, ends = _ms(year, month), _ms(*_next(year, month))
        op.execute(
            f"CREATE TABLE readings_{year}m{month:02d} PARTITION OF readings FOR VALUES FROM ({begins}) TO ({ends})"
        )
    op.execute(f"INSERT INTO readings ({_COLUMNS}) SELECT {_COLUMNS} FROM {before}")  # noqa: S608 - own names
    op.drop_table(before)


def _next(year: int, month: int) -> tuple[int, int]:
    return (year + 1, 1) if month == 12 else (year, month + 1)


def _ms(year: int, month: int) -> int:
    return int(datetime(year, month, 1, tzinfo=_CHINA).astimezone(UTC).timestamp() * 1000)
