"""Complaints whole: sealed phone and place, transfers, pauses, surveys, supporters, clusters."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.private import fingerprint, hide, reveal

revision = "0030_complaints_whole"
down_revision = "0029_defects_whole"
_ROWS = sa.table(
    "complaints",
    sa.column("id", sa.String),
    sa.column("phone", sa.Text),
    sa.column("spot", sa.Text),
    sa.column("content", sa.String),
)
_NEW = ("source", "source_number", "level", "raised_at", "bounces", "extended", "erased_at")
_CHECKS = {
    "source": "source IN ('self', 'phone', 'desk', 'paper', 'hotline')",
    "level": "level BETWEEN 0 AND 2",
    "raised_at": "(level = 0) = (raised_at IS NULL)",
}


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.alter_column("phone", type_=sa.Text(), existing_type=sa.String(length=20))
        batch_op.alter_column("spot", type_=sa.Text(), existing_type=sa.String(length=120))
        batch_op.add_column(sa.Column("source", sa.String(length=8), nullable=False, server_default="self"))
        batch_op.add_column(sa.Column("source_number", sa.String(length=60), nullable=True))
        for name in ("level", "bounces", "extended"):
            batch_op.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default="0"))
        for name in ("raised_at", "erased_at"):
            batch_op.add_column(sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        for name in ("source", "level", "bounces", "extended"):
            batch_op.alter_column(name, server_default=None)
        batch_op.create_unique_constraint(op.f("uq_complaints_source_number"), ["source_number"])
        for name, text in _CHECKS.items():
            batch_op.create_check_constraint(op.f(f"ck_complaints_{name}"), text)
    # A complaint was already raised once its resident had reopened it: such ones stand at the street office.
    op.execute("UPDATE complaints SET level = 1, raised_at = reopened_at WHERE reopened_at IS NOT NULL")
    for row in op.get_bind().execute(sa.select(_ROWS)).all():
        sealed = {"phone": hide(row.phone), "spot": hide(row.spot), "content": fingerprint(row.content)}
        op.execute(_ROWS.update().where(_ROWS.c.id == row.id).values(**sealed))
    _create_handling()
    _create_neighbours()


def _create_handling() -> None:
    op.create_table(
        "complaint_transfers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("complaint_id", sa.String(length=36), nullable=False),
        sa.Column("from_party_id", sa.String(length=36), nullable=False),
        sa.Column("to_party_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("offered_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer", sa.String(length=10), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer_reason", sa.Text(), nullable=False),
        sa.CheckConstraint(
            "answer IN ('accepted', 'refused', 'recalled', 'decided')",
            name=op.f("ck_complaint_transfers_answer"),
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_complaint_transfers_answered_at")
        ),
        sa.CheckConstraint("from_party_id <> to_party_id", name=op.f("ck_complaint_transfers_parties")),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_transfers_complaint_id")
        ),
        sa.ForeignKeyConstraint(
            ["from_party_id"], ["parties.id"], name=op.f("fk_complaint_transfers_from_party_id")
        ),
        sa.ForeignKeyConstraint(
            ["to_party_id"], ["parties.id"], name=op.f("fk_complaint_transfers_to_party_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_transfers")),
    )
    open_one = sa.text("answer IS NULL")
    with op.batch_alter_table("complaint_transfers", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_transfers_complaint_id"), ["complaint_id"])
        batch_op.create_index("ix_complaint_transfers_to_party_id", ["to_party_id", "answer"])
        batch_op.create_index(
            "uq_complaint_transfers_open", ["complaint_id"], unique=True,
            sqlite_where=open_one, postgresql_where=open_one,
        )  # fmt: skip
    op.create_table(
        "complaint_pauses",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("complaint_id", sa.String(length=36), nullable=False),
        sa.Column("reason", sa.String(length=12), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("began_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("reason IN ('hearing', 'test', 'resident')", name=op.f("ck_complaint_pauses_reason")),
        sa.CheckConstraint(
            "ended_at IS NULL OR ended_at >= began_at", name=op.f("ck_complaint_pauses_ended_at")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_pauses_complaint_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_pauses")),
    )  # fmt: skip
    running = sa.text("ended_at IS NULL")
    with op.batch_alter_table("complaint_pauses", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_pauses_complaint_id"), ["complaint_id"])
        batch_op.create_index(
            "uq_complaint_pauses_open", ["complaint_id"], unique=True,
            sqlite_where=running, postgresql_where=running,
        )  # fmt: skip
    op.create_table(
        "complaint_surveys",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("complaint_id", sa.String(length=36), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn", sa.Boolean(), nullable=True),
        sa.Column("answer", sa.String(length=8), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("called", sa.String(length=8), nullable=True),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("answer IN ('yes', 'partly', 'no')", name=op.f("ck_complaint_surveys_answer")),
        sa.CheckConstraint(
            "called IN ('yes', 'partly', 'no', 'absent')", name=op.f("ck_complaint_surveys_called")
        ),
        sa.CheckConstraint(
            "(answer IS NULL) = (answered_at IS NULL)", name=op.f("ck_complaint_surveys_answered_at")
        ),
        sa.CheckConstraint(
            "(called IS NULL) = (called_at IS NULL)", name=op.f("ck_complaint_surveys_called_at")
        ),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_surveys_complaint_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_surveys")),
        sa.UniqueConstraint("complaint_id", "round", name=op.f("uq_complaint_surveys_complaint_id_round")),
    )
    with op.batch_alter_table("complaint_surveys", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_surveys_asked_at"), ["asked_at"])


def _create_neighbours() -> None:
    op.create_table(
        "complaint_supporters",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("code_seal", sa.String(length=64), nullable=False),
        sa.Column("once_hash", sa.String(length=64), nullable=False),
        sa.Column("complaint_id", sa.String(length=36), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("joined_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["complaint_id"], ["complaints.id"], name=op.f("fk_complaint_supporters_complaint_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_supporters")),
        sa.UniqueConstraint("number", name=op.f("uq_complaint_supporters_number")),
        sa.UniqueConstraint("once_hash", name=op.f("uq_complaint_supporters_once_hash")),
    )
    with op.batch_alter_table("complaint_supporters", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_complaint_supporters_complaint_id"), ["complaint_id"])
    op.create_table(
        "complaint_clusters",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=8), nullable=False),
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("category", sa.String(length=20), nullable=False),
        sa.Column("opened_on", sa.Date(), nullable=False),
        sa.Column("numbers", sa.JSON(), nullable=False),
        sa.Column("visit_id", sa.String(length=36), nullable=True),
        sa.Column("found_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("kind IN ('stack', 'lot', 'team', 'week')", name=op.f("ck_complaint_clusters_kind")),
        sa.ForeignKeyConstraint(
            ["project_id"], ["projects.id"], name=op.f("fk_complaint_clusters_project_id")
        ),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_complaint_clusters_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_complaint_clusters")),
        sa.UniqueConstraint(
            "project_id", "kind", "key", "category", "opened_on",
            name=op.f("uq_complaint_clusters_project_id_kind_key_category_opened_on"),
        ),
    )  # fmt: skip


def downgrade() -> None:
    """Take them back; phone and place are readable again, and no form of before is known again."""
    for name in (
        "complaint_clusters", "complaint_supporters", "complaint_surveys", "complaint_pauses", "complaint_transfers",
    ):  # fmt: skip
        op.drop_table(name)
    for row in op.get_bind().execute(sa.select(_ROWS)).all():
        opened = {"phone": reveal(row.phone)[:20], "spot": reveal(row.spot)[:120]}
        op.execute(_ROWS.update().where(_ROWS.c.id == row.id).values(**opened))
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        for name in _CHECKS:
            batch_op.drop_constraint(op.f(f"ck_complaints_{name}"), type_="check")
        batch_op.drop_constraint(op.f("uq_complaints_source_number"), type_="unique")
        for name in _NEW:
            batch_op.drop_column(name)
        batch_op.alter_column("phone", type_=sa.String(length=20), existing_type=sa.Text())
        batch_op.alter_column("spot", type_=sa.String(length=120), existing_type=sa.Text())
