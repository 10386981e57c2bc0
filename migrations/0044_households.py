"""Cards of household acceptance with their points and attempts; a defect may come of a point that failed."""

import sqlalchemy as sa
from alembic import op

revision = "0044_households"
down_revision = "0043_trials"
_SOURCES = "source_kind IN ('person', 'answer', 'alarm', 'complaint', 'hold', 'extra', 'danger', 'material', 'trial'{})"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    _sources(", 'household'")
    op.create_table(
        "household_cards",
        *(
            _text(name, size)
            for name, size in (("id", 36), ("number", 20), ("project_id", 36), ("element_id", 36))
        ),
        sa.Column("scope", sa.JSON(), nullable=False),
        _text("state", 12),
        _moment("drafted_at", null=False),
        *(
            one
            for name in ("filled", "checked", "confirmed")
            for one in (_moment(f"{name}_at"), _text(f"{name}_by_name", 120))
        ),
        _moment("accepted_at"),
        sa.Column("resident", sa.Text(), nullable=False),
        _moment("concluded_at"),
        _moment("voided_at"),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('drafted', 'filled', 'checked', 'confirmed', 'accepted', 'unsigned', 'void')",
            name=op.f("ck_household_cards_state"),
        ),
        *(
            sa.CheckConstraint(
                f"(state <> '{state}') OR ({stamp} IS NOT NULL)", name=op.f(f"ck_household_cards_{stamp}")
            )
            for state, stamp in (
                ("accepted", "accepted_at"),
                ("unsigned", "concluded_at"),
                ("void", "voided_at"),
            )
        ),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_household_cards_element_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_household_cards_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_cards")),
        sa.UniqueConstraint("number", name=op.f("uq_household_cards_number")),
    )
    standing = sa.text("state <> 'void'")
    op.create_index(
        "uq_household_cards_element", "household_cards", ["element_id"], unique=True, sqlite_where=standing,
        postgresql_where=standing,
    )  # fmt: skip
    op.create_index("ix_household_cards_project_state", "household_cards", ["project_id", "state"])
    op.create_table(
        "household_points",
        *(_text(name, size) for name, size in (("id", 36), ("card_id", 36))),
        sa.Column("position", sa.Integer(), nullable=False),
        *(_text(name, size) for name, size in (("key", 24), ("outcome", 4), ("note", 200))),
        _moment("judged_at"),
        _text("judged_by_name", 120),
        sa.CheckConstraint("outcome IN ('', 'pass', 'fail', 'na')", name=op.f("ck_household_points_outcome")),
        sa.ForeignKeyConstraint(
            ["card_id"], ["household_cards.id"], name=op.f("fk_household_points_card_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_points")),
        sa.UniqueConstraint("card_id", "key", name=op.f("uq_household_points_card_id_key")),
    )
    op.create_table(
        "household_attempts",
        *(_text(name, size) for name, size in (("id", 36), ("card_id", 36), ("kind", 8))),
        sa.Column("tried_on", sa.Date(), nullable=False),
        sa.Column("next_on", sa.Date(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        _moment("told_at", null=False),
        _text("told_by_name", 120),
        sa.CheckConstraint("kind IN ('absent', 'refused')", name=op.f("ck_household_attempts_kind")),
        sa.ForeignKeyConstraint(
            ["card_id"], ["household_cards.id"], name=op.f("fk_household_attempts_card_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_attempts")),
    )
    op.create_index(op.f("ix_household_attempts_card_id"), "household_attempts", ["card_id"])


def downgrade() -> None:
    """Take them back."""
    op.execute("UPDATE defects SET source_kind = 'person' WHERE source_kind = 'household'")
    _sources("")
    for name in ("household_attempts", "household_points", "household_cards"):
        op.drop_table(name)


def _text(name: str, size: int) -> sa.Column[str]:
    return sa.Column(name, sa.String(length=size), nullable=False)


def _moment(name: str, *, null: bool = True) -> sa.Column[object]:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=null)


def _sources(more: str) -> None:
    with op.batch_alter_table("defects", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_defects_source_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_defects_source_kind"), _SOURCES.format(more))
