"""Credit whole: publication by class, appeals, repair, corrections, an entry for each liable party, the blacklist."""

from calendar import monthrange
from datetime import date

import sqlalchemy as sa
from alembic import op

revision = "0032_credit_whole"
down_revision = "0031_disputes"
_CODES = (
    "general_hazard", "major_hazard", "overdue_rectification", "same_defect_again", "false_proof", "fake_data",
    "stop_work", "failed_spot_test", "complaint_upheld", "warranty_late", "warranty_refused", "residents_satisfied",
)  # fmt: skip
_NEW_CODES = ("accident_ordinary", "accident_larger", "safety_failed", "safety_excellent", "was_blacklisted")
_STATES = ("proposed", "effective", "objected", "withdrawn")
_NEW_STATES = (
    "proposed", "effective", "objected", "appealed", "repairing", "repaired", "corrected", "withdrawn",
)  # fmt: skip
_UNIQUE = "uq_credit_entries_event_source_kind_source_id"
_NEW_UNIQUE = f"{_UNIQUE}_party_id_occasion"
_TIMES = ("appealed_at", "repair_asked_at", "repaired_at", "corrected_at")
_DAYS = ("public_until", "repair_from", "appeal_by", "repair_due_on")
_CHECKS = {
    "kind": "kind IN ('minor', 'general', 'serious', 'good', 'once-listed')",
    "gone": "gone IN ('', 'source', 'decision')",
    "counts": "occasion >= 1 AND penalty_months BETWEEN 0 AND 120",
    "appealed": "(state <> 'appealed') OR (appealed_at IS NOT NULL)",
    "repairing": "(state <> 'repairing') OR (repair_asked_at IS NOT NULL)",
    "repaired_at": "(state <> 'repaired') OR (repaired_at IS NOT NULL)",
    "corrected_at": "(state <> 'corrected') OR (corrected_at IS NOT NULL)",
}
#: what was entered by the first edition, by the class of its behaviour
_GENERAL = ("major_hazard", "stop_work", "failed_spot_test", "warranty_refused")
_SERIOUS = ("false_proof", "fake_data")


def _among(names: tuple[str, ...]) -> str:
    return ", ".join(f"'{each}'" for each in names)


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("credit_entries", schema=None) as batch_op:
        for name, default in (("occasion", "1"), ("penalty_months", "0")):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=default))
        for name, size, default in (("issuer", 120, ""), ("kind", 12, "minor"), ("gone", 8, "")):
            batch_op.add_column(
                sa.Column(name, sa.String(length=size), nullable=False, server_default=default)
            )
        for name in _TIMES:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name in ("document_on", *_DAYS):
            batch_op.add_column(sa.Column(name, sa.Date(), nullable=True))
        for name in ("corrects_id", "dismissed_by"):
            batch_op.add_column(sa.Column(name, sa.String(length=36), nullable=True))
    _classify()
    with op.batch_alter_table("credit_entries", schema=None) as batch_op:
        for name in ("occasion", "penalty_months", "issuer", "kind", "gone"):
            batch_op.alter_column(name, server_default=None)
        batch_op.alter_column("document_on", existing_type=sa.Date(), nullable=False)
        batch_op.alter_column("source_number", existing_type=sa.String(length=40), type_=sa.String(length=80))
        for name in ("state", "event"):
            batch_op.drop_constraint(op.f(f"ck_credit_entries_{name}"), type_="check")
        batch_op.drop_constraint(op.f(_UNIQUE), type_="unique")
        batch_op.create_check_constraint(
            op.f("ck_credit_entries_event"), f"event IN ({_among((*_CODES, *_NEW_CODES))})"
        )
        batch_op.create_check_constraint(op.f("ck_credit_entries_state"), f"state IN ({_among(_NEW_STATES)})")
        for name, check in _CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_credit_entries_{name}"), check)
        batch_op.create_unique_constraint(
            op.f(_NEW_UNIQUE), ["event", "source_kind", "source_id", "party_id", "occasion"]
        )
        batch_op.create_unique_constraint(op.f("uq_credit_entries_corrects_id"), ["corrects_id"])
        batch_op.create_foreign_key(
            op.f("fk_credit_entries_corrects_id"), "credit_entries", ["corrects_id"], ["id"]
        )
        batch_op.create_index("ix_credit_entries_public", ["public_until", "published_on"])
    _create_blacklist()


def _classify() -> None:
    """Give what stands its class; it is published for the longest time of that class from the day it happened."""
    op.execute("UPDATE credit_entries SET document_on = occurred_on, repair_from = occurred_on")
    op.execute("UPDATE credit_entries SET gone = 'decision' WHERE state = 'withdrawn'")
    rows = sa.table(
        "credit_entries", sa.column("id", sa.String), sa.column("event", sa.String), sa.column("kind", sa.String),
        sa.column("occurred_on", sa.Date), sa.column("public_until", sa.Date), sa.column("repair_from", sa.Date),
    )  # fmt: skip
    for events, kind, shortest, longest in (
        (_GENERAL, "general", 3, 12), (_SERIOUS, "serious", 12, 36), (("residents_satisfied",), "good", None, 36),
    ):  # fmt: skip
        for row in op.get_bind().execute(sa.select(rows).where(rows.c.event.in_(events))).all():
            values = {
                "kind": kind, "public_until": _months(row.occurred_on, longest),
                "repair_from": None if shortest is None else _months(row.occurred_on, shortest),
            }  # fmt: skip
            op.execute(rows.update().where(rows.c.id == row.id).values(**values))


def _months(day: date, n: int) -> date:
    year, month = divmod(day.year * 12 + day.month - 1 + n, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _create_blacklist() -> None:
    stands = sa.text("state <> 'withdrawn'")
    op.create_table(
        "blacklistings",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("ground", sa.String(length=16), nullable=False),
        sa.Column("document", sa.String(length=80), nullable=False),
        sa.Column("document_on", sa.Date(), nullable=False),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("proposed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("plead_by", sa.Date(), nullable=True),
        sa.Column("plea", sa.Text(), nullable=False),
        sa.Column("pleaded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("listed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('proposed', 'pleaded', 'listed', 'left', 'withdrawn')",
            name=op.f("ck_blacklistings_state"),
        ),
        sa.CheckConstraint("(state <> 'left') OR (left_at IS NOT NULL)", name=op.f("ck_blacklistings_left_at")),
        sa.CheckConstraint(
            "(state <> 'withdrawn') OR (withdrawn_at IS NOT NULL)", name=op.f("ck_blacklistings_withdrawn_at")
        ),
        sa.CheckConstraint(
            "ground IN ('fake_material', 'subcontracting', 'accident', 'arrears')",
            name=op.f("ck_blacklistings_ground"),
        ),
        sa.CheckConstraint("(listed_at IS NULL) = (until IS NULL)", name=op.f("ck_blacklistings_until")),
        sa.CheckConstraint(
            "(state <> 'listed') OR (listed_at IS NOT NULL)", name=op.f("ck_blacklistings_listed")
        ),
        sa.CheckConstraint(
            "(state <> 'pleaded') OR (pleaded_at IS NOT NULL)", name=op.f("ck_blacklistings_pleaded")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_blacklistings_party_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_blacklistings_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_blacklistings")),
    )  # fmt: skip
    with op.batch_alter_table("blacklistings", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_blacklistings_party_id"), ["party_id"])
        batch_op.create_index(batch_op.f("ix_blacklistings_project_id"), ["project_id"])
        batch_op.create_index(
            "uq_blacklistings_document", ["party_id", "document"], unique=True, sqlite_where=stands,
            postgresql_where=stands,
        )  # fmt: skip


def downgrade() -> None:
    """Take them back: under appeal or repair it stands as effective, repaired or corrected as withdrawn.

    An entry of before knew one party for a source and had no accidents: the newest one of a source stays.
    """
    op.drop_table("blacklistings")
    with op.batch_alter_table("credit_entries", schema=None) as batch_op:
        batch_op.drop_index("ix_credit_entries_public")
        batch_op.drop_constraint(op.f("fk_credit_entries_corrects_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_credit_entries_corrects_id"), type_="unique")
        batch_op.drop_constraint(op.f(_NEW_UNIQUE), type_="unique")
        for name in ("state", "event", *_CHECKS):
            batch_op.drop_constraint(op.f(f"ck_credit_entries_{name}"), type_="check")
    table = sa.table("credit_entries", sa.column("event", sa.String))
    op.execute(table.delete().where(table.c.event.in_(_NEW_CODES)))
    op.execute(
        "DELETE FROM credit_entries WHERE EXISTS (SELECT 1 FROM credit_entries AS other"
        " WHERE other.event = credit_entries.event AND other.source_kind = credit_entries.source_kind"
        " AND other.source_id = credit_entries.source_id AND other.id > credit_entries.id)"
    )
    op.execute("UPDATE credit_entries SET state = 'effective' WHERE state IN ('appealed', 'repairing')")
    op.execute(
        "UPDATE credit_entries SET withdrawn_at = COALESCE(repaired_at, corrected_at)"
        " WHERE state IN ('repaired', 'corrected')"
    )
    op.execute("UPDATE credit_entries SET state = 'withdrawn' WHERE state IN ('repaired', 'corrected')")
    op.execute("UPDATE credit_entries SET source_number = SUBSTR(source_number, 1, 40)")
    with op.batch_alter_table("credit_entries", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_credit_entries_event"), f"event IN ({_among(_CODES)})")
        batch_op.create_check_constraint(op.f("ck_credit_entries_state"), f"state IN ({_among(_STATES)})")
        batch_op.create_unique_constraint(op.f(_UNIQUE), ["event", "source_kind", "source_id"])
        batch_op.alter_column("source_number", existing_type=sa.String(length=80), type_=sa.String(length=40))
        for name in (
            "occasion", "penalty_months", "issuer", "kind", "gone", "document_on", "corrects_id", "dismissed_by",
            *_TIMES, *_DAYS,
        ):  # fmt: skip
            batch_op.drop_column(name)
