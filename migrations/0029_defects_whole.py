"""Defects as a whole: disputes, requests, sub-tickets, joining, the ladder, causes, and links without an account."""

import sqlalchemy as sa
from alembic import op

revision = "0029_defects_whole"
down_revision = "0028_warranty_whole"
_BEFORE = ("open", "accepted", "rectified", "returned")
_AFTER = ("open", "disputed", "accepted", "rectified", "returned")
_ADDED = (
    ("plan", "plan IN ('none', 'wanted', 'asked', 'approved')"),
    (
        "cause",
        "cause IN ({})".format(
            "'workmanship', 'material', 'design', 'survey', 'management', 'supervision', 'schedule', 'use', 'other'"
        ),
    ),
    ("disputed", "(state <> 'disputed') OR (disputed_at IS NOT NULL)"),
    ("joined_at", "(state <> 'joined') OR (joined_at IS NOT NULL)"),
    ("joined", "(state <> 'joined') OR (joined_into_id IS NOT NULL)"),
    ("sub", "(parent_id IS NULL) = (giver_party_id IS NULL)"),
    ("shares", "(cause IS NULL) = (cause_shares IS NULL)"),
)
_KEYS = (
    ("joined_into_id", "defects", True),
    ("split_from_id", "defects", True),
    ("parent_id", "defects", True),
    ("giver_party_id", "parties", False),
)
_TIMES = ("disputed_at", "joined_at", "due_before_join", "steps_due")
_COUNTS = ["project_id", "liable_party_id", "state", "severity", "due_at", "rectified_at"]


def upgrade() -> None:
    """Bring the tables up to this revision."""
    _drop_partial()
    with op.batch_alter_table("defects", schema=None) as batch_op:
        for name in _TIMES:
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
        for name, _table, _indexed in _KEYS:
            batch_op.add_column(sa.Column(name, sa.String(length=36), nullable=True))
        for name in ("subs_open", "steps"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name in ("hands", "cause_shares"):
            batch_op.add_column(sa.Column(name, sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("plan", sa.String(length=10), nullable=False, server_default="none"))
        batch_op.add_column(sa.Column("criterion", sa.String(length=40), nullable=True))
        batch_op.add_column(sa.Column("cause", sa.String(length=20), nullable=True))
        batch_op.add_column(sa.Column("step_at", sa.DateTime(timezone=True), nullable=True))
    # The ladder begins at the deadline for what is on the way already.
    op.execute("UPDATE defects SET step_at = due_at")
    with op.batch_alter_table("defects", schema=None) as batch_op:
        batch_op.alter_column("step_at", existing_type=sa.DateTime(timezone=True), nullable=False)
        for name in ("subs_open", "steps"):
            batch_op.alter_column(name, existing_type=sa.Integer(), server_default=None)
        batch_op.alter_column("plan", existing_type=sa.String(length=10), server_default=None)
        batch_op.drop_constraint(op.f("ck_defects_state"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_defects_state"),
            "state IN ('open', 'disputed', 'accepted', 'rectified', 'returned', 'closed', 'void', 'joined')",
        )
        for name, check in _ADDED:
            batch_op.create_check_constraint(op.f(f"ck_defects_{name}"), check)
        for name, table, indexed in _KEYS:
            batch_op.create_foreign_key(op.f(f"fk_defects_{name}"), table, [name], ["id"])
            if indexed:
                batch_op.create_index(op.f(f"ix_defects_{name}"), [name])
        batch_op.drop_index("ix_defects_counts")
        batch_op.create_index("ix_defects_counts", [*_COUNTS, "giver_party_id"])
    _partial(_AFTER)
    op.create_index("ix_defects_step", "defects", ["step_at"], **_where(_AFTER))
    _requests()
    _links()


def _requests() -> None:
    moment, waiting = sa.DateTime(timezone=True), sa.text("state = 'waiting'")
    op.create_table(
        "defect_requests",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("defect_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("until", moment, nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("lot", sa.String(length=120), nullable=False),
        sa.Column("asked_at", moment, nullable=False),
        sa.Column("asked_by", sa.String(length=36), nullable=True),
        sa.Column("asked_by_name", sa.String(length=120), nullable=False),
        sa.Column("decide_by", moment, nullable=False),
        sa.Column("decided_at", moment, nullable=True),
        sa.Column("decided_by", sa.String(length=36), nullable=True),
        sa.Column("decided_by_name", sa.String(length=120), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('time', 'plan')", name=op.f("ck_defect_requests_kind")),
        sa.CheckConstraint(
            "state IN ('waiting', 'granted', 'refused', 'withdrawn')", name=op.f("ck_defect_requests_state")
        ),
        sa.CheckConstraint(
            "(state = 'waiting') = (decided_at IS NULL)", name=op.f("ck_defect_requests_decided")
        ),
        sa.CheckConstraint(
            "(state <> 'withdrawn') OR (decided_at IS NOT NULL)", name=op.f("ck_defect_requests_decided_at")
        ),
        sa.ForeignKeyConstraint(["defect_id"], ["defects.id"], name=op.f("fk_defect_requests_defect_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defect_requests")),
    )
    op.create_index(op.f("ix_defect_requests_defect_id"), "defect_requests", ["defect_id"])
    op.create_index(
        "uq_defect_requests_waiting", "defect_requests", ["defect_id", "kind"], unique=True, sqlite_where=waiting,
        postgresql_where=waiting,
    )  # fmt: skip


def _links() -> None:
    moment = sa.DateTime(timezone=True)
    op.create_table(
        "defect_links",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("defect_id", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("code_seal", sa.String(length=64), nullable=False),
        sa.Column("issued_at", moment, nullable=False),
        sa.Column("issued_by_name", sa.String(length=120), nullable=False),
        sa.Column("expires_at", moment, nullable=False),
        sa.Column("first_read_at", moment, nullable=True),
        sa.Column("last_read_at", moment, nullable=True),
        sa.Column("reads", sa.Integer(), nullable=False),
        sa.Column("ended_at", moment, nullable=True),
        sa.CheckConstraint("(reads = 0) = (first_read_at IS NULL)", name=op.f("ck_defect_links_reads")),
        sa.ForeignKeyConstraint(["defect_id"], ["defects.id"], name=op.f("fk_defect_links_defect_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_defect_links_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_defect_links")),
    )
    op.create_index(op.f("ix_defect_links_defect_id"), "defect_links", ["defect_id"])


def downgrade() -> None:
    """Take them back: what is disputed waits for its answer as open, what was joined stays as void."""
    op.drop_table("defect_links")
    op.drop_table("defect_requests")
    op.execute("UPDATE defects SET voided_at = joined_at WHERE state = 'joined'")
    op.drop_index("ix_defects_step", "defects")
    _drop_partial()
    with op.batch_alter_table("defects", schema=None) as batch_op:
        for name, _check in _ADDED:
            batch_op.drop_constraint(op.f(f"ck_defects_{name}"), type_="check")
        batch_op.drop_constraint(op.f("ck_defects_state"), type_="check")
        batch_op.drop_index("ix_defects_counts")
        for name, _table, indexed in _KEYS:
            batch_op.drop_constraint(op.f(f"fk_defects_{name}"), type_="foreignkey")
            if indexed:
                batch_op.drop_index(op.f(f"ix_defects_{name}"))
    op.execute("UPDATE defects SET state = 'void' WHERE state = 'joined'")
    op.execute("UPDATE defects SET state = 'open' WHERE state = 'disputed'")
    with op.batch_alter_table("defects", schema=None) as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_defects_state"),
            "state IN ('open', 'accepted', 'rectified', 'returned', 'closed', 'void')",
        )
        batch_op.create_index("ix_defects_counts", _COUNTS)
        for name in (*_TIMES, *(each[0] for each in _KEYS), "subs_open", "steps", "hands", "cause_shares"):
            batch_op.drop_column(name)
        for name in ("plan", "criterion", "cause", "step_at"):
            batch_op.drop_column(name)
    _partial(_BEFORE)


def _where(states: tuple[str, ...]) -> dict[str, sa.TextClause]:
    condition = sa.text("state IN ({})".format(", ".join(f"'{each}'" for each in states)))
    return {"sqlite_where": condition, "postgresql_where": condition}


def _partial(states: tuple[str, ...]) -> None:
    op.create_index("ix_defects_unfinished_due", "defects", ["due_at", "id"], **_where(states))


def _drop_partial() -> None:
    op.drop_index("ix_defects_unfinished_due", "defects")
