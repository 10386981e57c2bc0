"""Functional tests; a defect may come of one that failed."""

import sqlalchemy as sa
from alembic import op

revision = "0043_trials"
down_revision = "0042_works"
_SOURCES = (
    "source_kind IN ('person', 'answer', 'alarm', 'complaint', 'hold', 'extra', 'danger', 'material'{})"
)


def upgrade() -> None:
    """Bring the tables up to this revision."""
    _sources(", 'trial'")
    op.create_table(
        "trials",
        *(sa.Column(name, sa.String(length=size), nullable=False) for name, size in (("id", 36), ("number", 20), ("project_id", 36), ("element_id", 36), ("party_id", 36), ("kind", 24), ("demand", 24))),
        sa.Column("after_id", sa.String(length=36), nullable=True),
        sa.Column("working", sa.String(length=20), nullable=False),
        sa.Column("planned_on", sa.Date(), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("planned_by_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("source", sa.String(length=8), nullable=False),
        sa.Column("device", sa.String(length=40), nullable=False),
        *(sa.Column(name, sa.JSON(), nullable=False) for name in ("curve", "values", "given")),
        sa.Column("seen", sa.String(length=4), nullable=False),
        sa.Column("gauge_no", sa.String(length=200), nullable=False),
        sa.Column("certificate", sa.String(length=200), nullable=False),
        sa.Column("valid_until", sa.Date(), nullable=True),
        sa.Column("full", sa.String(length=20), nullable=False),
        sa.Column("division", sa.String(length=20), nullable=False),
        sa.Column("run_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("run_by_name", sa.String(length=120), nullable=False),
        sa.Column("witnessed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("witnessed_by_name", sa.String(length=120), nullable=False),
        sa.Column("judged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("outcome", sa.String(length=8), nullable=False),
        sa.Column("steps", sa.JSON(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("voided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(outcome = '') = (judged_at IS NULL)", name=op.f("ck_trials_judged")),
        *(
            sa.CheckConstraint(f"(state <> '{state}') OR ({stamp} IS NOT NULL)", name=op.f(f"ck_trials_{stamp}"))
            for state, stamp in (("void", "voided_at"), ("unclear", "judged_at"))
        ),
        sa.CheckConstraint(
            "(state NOT IN ('passed', 'failed', 'unclear')) OR (length(sha256) = 64)", name=op.f("ck_trials_sha256")
        ),
        sa.CheckConstraint("outcome IN ('', 'pass', 'fail', 'unclear')", name=op.f("ck_trials_outcome")),
        sa.CheckConstraint(
            "state IN ('planned', 'run', 'passed', 'failed', 'unclear', 'void')", name=op.f("ck_trials_state")
        ),
        *(
            sa.ForeignKeyConstraint([name], [target], name=op.f(f"fk_trials_{name}"))
            for name, target in (
                ("after_id", "trials.id"), ("element_id", "elements.id"), ("party_id", "parties.id"), ("project_id", "projects.id"),
            )
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_trials")),
        sa.UniqueConstraint("number", name=op.f("uq_trials_number")),
    )  # fmt: skip
    under_way, standing = sa.text("state IN ('planned', 'run')"), sa.text("state <> 'void'")
    op.create_index(op.f("ix_trials_element_id"), "trials", ["element_id"])
    op.create_index(op.f("ix_trials_party_id"), "trials", ["party_id"])
    op.create_index("ix_trials_project_state", "trials", ["project_id", "state"])
    op.create_index(
        "uq_trials_under_way",
        "trials",
        ["element_id", "demand"],
        unique=True,
        sqlite_where=under_way,
        postgresql_where=under_way,
    )
    op.create_index(
        "uq_trials_after",
        "trials",
        ["after_id"],
        unique=True,
        sqlite_where=standing,
        postgresql_where=standing,
    )


def downgrade() -> None:
    """Take them back."""
    op.execute("UPDATE defects SET source_kind = 'person' WHERE source_kind = 'trial'")
    _sources("")
    op.drop_table("trials")


def _sources(more: str) -> None:
    with op.batch_alter_table("defects", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_defects_source_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_defects_source_kind"), _SOURCES.format(more))
