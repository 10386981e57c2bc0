"""Plans by recurrence rule, windows and hands of visits, closures of sites."""

import sqlalchemy as sa
from alembic import op

revision = "0015_plans_by_rule"
down_revision = "0014_tablets"

PLAN = (
    ("rhythm", "(rule IS NULL) <> (every IS NULL)"),
    ("shift", "shift IN ('next', 'previous', 'skip')"),
    ("hands", "hands IN ('one', 'all')"),
    ("opens_before", "opens_before >= 0"),
    ("grace", "grace >= 0"),
    ("tuned", "every IS NOT NULL OR NOT tuned"),
    ("tuned_every", "tuned_every >= 1"),
)
VISIT = (
    ("hands", "hands IN ('one', 'all')"),
    ("timing", "timing IN ('early', 'on_time', 'late', 'missed')"),
    ("cause", "cause IN ('weather', 'stopped', 'no_access', 'nobody', 'device', 'forgotten', 'other')"),
    ("closes_on", "closes_on IS NULL OR closes_on >= due_on"),
    ("opens_on", "opens_on IS NULL OR opens_on <= due_on"),
)


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.alter_column("every", existing_type=sa.Integer(), nullable=True)
        batch_op.add_column(sa.Column("rule", sa.String(length=200), nullable=True))
        batch_op.add_column(sa.Column("shift", sa.String(length=10), nullable=False, server_default="next"))
        batch_op.add_column(sa.Column("months", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("opens_before", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("grace", sa.Integer(), nullable=False, server_default="3"))
        batch_op.add_column(sa.Column("hands", sa.String(length=4), nullable=False, server_default="one"))
        batch_op.add_column(sa.Column("tuned", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("tuned_every", sa.Integer(), nullable=True))
        batch_op.add_column(
            sa.Column("monthly_full", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("tuning", sa.JSON(), nullable=True))
        batch_op.add_column(sa.Column("filled_to", sa.Date(), nullable=True))
        for name, check in PLAN:
            batch_op.create_check_constraint(op.f(f"ck_plans_{name}"), check)
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opens_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("closes_on", sa.Date(), nullable=True))
        batch_op.add_column(sa.Column("hands", sa.String(length=4), nullable=False, server_default="one"))
        batch_op.add_column(sa.Column("full", sa.Boolean(), nullable=False, server_default=sa.false()))
        batch_op.add_column(sa.Column("timing", sa.String(length=8), nullable=True))
        batch_op.add_column(sa.Column("cause", sa.String(length=12), nullable=True))
        batch_op.add_column(sa.Column("cause_note", sa.Text(), nullable=False, server_default=""))
        for name, check in VISIT:
            batch_op.create_check_constraint(op.f(f"ck_visits_{name}"), check)
    # The values above were for the rows that were there; new rows say what they are.
    for table, names in (
        ("plans", ("shift", "months", "grace", "hands", "tuned", "monthly_full")),
        ("visits", ("hands", "full", "cause_note")),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.alter_column(name, server_default=None)
    _tables()


def _tables() -> None:
    op.create_table(
        "closures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=False),
        sa.Column("reason", sa.String(length=200), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("until >= since", name=op.f("ck_closures_until")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_closures_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_closures")),
    )
    op.create_index(op.f("ix_closures_project_id"), "closures", ["project_id"], unique=False)
    op.create_table(
        "plan_people",
        sa.Column("plan_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_plan_people_person_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_plan_people_plan_id")),
        sa.PrimaryKeyConstraint("plan_id", "person_id", name=op.f("pk_plan_people")),
    )
    op.create_table(
        "visit_people",
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("confirmed_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_visit_people_person_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_visit_people_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", "person_id", name=op.f("pk_visit_people")),
    )
    op.create_index(op.f("ix_visit_people_person_id"), "visit_people", ["person_id"], unique=False)


def downgrade() -> None:
    """Take them back; a plan by rule, which the tables before cannot hold, becomes one of every five days, stopped."""
    op.drop_index(op.f("ix_visit_people_person_id"), table_name="visit_people")
    op.drop_table("visit_people")
    op.drop_table("plan_people")
    op.drop_index(op.f("ix_closures_project_id"), table_name="closures")
    op.drop_table("closures")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        for name, _check in VISIT:
            batch_op.drop_constraint(op.f(f"ck_visits_{name}"), type_="check")
        for name in ("opens_on", "closes_on", "hands", "full", "timing", "cause", "cause_note"):
            batch_op.drop_column(name)
    with op.batch_alter_table("plans", schema=None) as batch_op:
        for name, _check in PLAN:
            batch_op.drop_constraint(op.f(f"ck_plans_{name}"), type_="check")
    op.execute(sa.text("UPDATE plans SET every = 5, active = false WHERE every IS NULL"))
    with op.batch_alter_table("plans", schema=None) as batch_op:
        for name in (
            "rule", "shift", "months", "opens_before", "grace", "hands", "tuned", "tuned_every", "monthly_full",
            "tuning", "filled_to",
        ):  # fmt: skip
            batch_op.drop_column(name)
        batch_op.alter_column("every", existing_type=sa.Integer(), nullable=False)
