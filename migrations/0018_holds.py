"""Hold points: the points, whom they name, notices, signatures; defects may come of one."""

import sqlalchemy as sa
from alembic import op

revision = "0018_holds"
down_revision = "0017_openrosa"
_SOURCES = "source_kind IN ('person', 'answer', 'alarm', 'complaint'{})"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    _sources(", 'hold'")
    op.create_table(
        "holds",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("template_version_id", sa.String(length=64), nullable=True),
        sa.Column("item_key", sa.String(length=64), nullable=True),
        sa.Column("in_order", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("announced_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("announced_by", sa.String(length=36), nullable=True),
        sa.Column("announced_by_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("meet_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("released_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("covered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("breached_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reopened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("payer", sa.String(length=12), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("created_by_name", sa.String(length=120), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'dropped') OR (dropped_at IS NOT NULL)", name=op.f("ck_holds_dropped_at")
        ),
        sa.CheckConstraint("(state <> 'announced') OR (meet_at IS NOT NULL)", name=op.f("ck_holds_meet_at")),
        sa.CheckConstraint(
            "(state NOT IN ('released', 'covered')) OR (released_at IS NOT NULL)",
            name=op.f("ck_holds_released"),
        ),
        sa.CheckConstraint("(item_key IS NULL) = (template_version_id IS NULL)", name=op.f("ck_holds_item")),
        sa.CheckConstraint("payer IN ('owner', 'contractor')", name=op.f("ck_holds_payer")),
        sa.CheckConstraint("refusals <= rounds", name=op.f("ck_holds_rounds")),
        sa.CheckConstraint(
            "state IN ('waiting', 'announced', 'refused', 'released', 'covered', 'breached', 'reopened',"
            " 'dropped')",
            name=op.f("ck_holds_state"),
        ),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_holds_element_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_holds_project_id")),
        sa.ForeignKeyConstraint(
            ["template_version_id"], ["template_versions.id"], name=op.f("fk_holds_template_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holds")),
        sa.UniqueConstraint("number", name=op.f("uq_holds_number")),
    )
    with op.batch_alter_table("holds", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_holds_element_id"), ["element_id"], unique=False)
        batch_op.create_index("ix_holds_project_state", ["project_id", "state"], unique=False)

    op.create_table(
        "hold_parts",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("hold_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.String(length=8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint("part IN ('sign', 'witness')", name=op.f("ck_hold_parts_part")),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name=op.f("fk_hold_parts_hold_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_hold_parts_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_parts")),
        sa.UniqueConstraint("hold_id", "part", "position", name=op.f("uq_hold_parts_hold_id_part_position")),
        sa.UniqueConstraint(
            "hold_id", "part", "role", "party_id", name=op.f("uq_hold_parts_hold_id_part_role_party_id")
        ),
    )
    with op.batch_alter_table("hold_parts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_hold_parts_party_id"), ["party_id"], unique=False)

    op.create_table(
        "hold_notices",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("hold_id", sa.String(length=36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=True),
        sa.Column("hours", sa.Integer(), nullable=False),
        sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("silent_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=8), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_by_name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("moot_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_hold_notices_answered")),
        sa.CheckConstraint("answer IN ('come', 'absent', 'silent')", name=op.f("ck_hold_notices_answer")),
        sa.CheckConstraint("silent_at >= told_at", name=op.f("ck_hold_notices_silent_at")),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name=op.f("fk_hold_notices_hold_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_hold_notices_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_notices")),
        sa.UniqueConstraint(
            "hold_id", "round", "position", name=op.f("uq_hold_notices_hold_id_round_position")
        ),
    )
    with op.batch_alter_table("hold_notices", schema=None) as batch_op:
        batch_op.create_index("ix_hold_notices_silent", ["silent_at", "answer"], unique=False)

    op.create_table(
        "hold_signatures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("hold_id", sa.String(length=36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=True),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["hold_id"], ["holds.id"], name=op.f("fk_hold_signatures_hold_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_hold_signatures_party_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hold_signatures")),
        sa.UniqueConstraint(
            "hold_id", "round", "role", "party_id",
            name=op.f("uq_hold_signatures_hold_id_round_role_party_id"),
        ),
    )  # fmt: skip


def downgrade() -> None:
    """Take them back; defects that came of a hold point stay, as found by a person."""
    for name in ("hold_signatures", "hold_notices", "hold_parts", "holds"):
        op.drop_table(name)
    op.execute("UPDATE defects SET source_kind = 'person' WHERE source_kind = 'hold'")
    _sources("")


def _sources(more: str) -> None:
    with op.batch_alter_table("defects", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_defects_source_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_defects_source_kind"), _SOURCES.format(more))
