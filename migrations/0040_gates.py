"""Notes on gates and passages through them; works that were under way before are said to be so."""

import hashlib

import sqlalchemy as sa
from alembic import op

from inspect_app.core.ids import uuid7

revision = "0040_gates"
down_revision = "0039_votes"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "gate_notes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=True),
        sa.Column("gate", sa.String(length=16), nullable=False),
        sa.Column("line", sa.String(length=32), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("found", sa.String(length=16), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("by", sa.String(length=36), nullable=True),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("party_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'withdrawn') OR (withdrawn_at IS NOT NULL)", name=op.f("ck_gate_notes_withdrawn_at")
        ),
        sa.CheckConstraint(
            "kind IN ('confirmed', 'not_applicable', 'overridden')", name=op.f("ck_gate_notes_kind")
        ),
        sa.CheckConstraint("state IN ('standing', 'withdrawn')", name=op.f("ck_gate_notes_state")),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_gate_notes_element_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_gate_notes_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_notes")),
    )
    with op.batch_alter_table("gate_notes", schema=None) as batch_op:
        batch_op.create_index(
            "uq_gate_notes_element",
            ["element_id", "gate", "line"],
            unique=True,
            sqlite_where=sa.text("element_id IS NOT NULL AND state = 'standing'"),
            postgresql_where=sa.text("element_id IS NOT NULL AND state = 'standing'"),
        )
        batch_op.create_index(
            "uq_gate_notes_whole",
            ["project_id", "gate", "line"],
            unique=True,
            sqlite_where=sa.text("element_id IS NULL AND state = 'standing'"),
            postgresql_where=sa.text("element_id IS NULL AND state = 'standing'"),
        )

    op.create_table(
        "gate_passages",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=True),
        sa.Column("gate", sa.String(length=16), nullable=False),
        sa.Column("lines", sa.JSON(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("reference", sa.String(length=120), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_gate_passages_element_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_gate_passages_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_gate_passages")),
    )
    with op.batch_alter_table("gate_passages", schema=None) as batch_op:
        batch_op.create_index(
            "uq_gate_passages_element",
            ["element_id", "gate"],
            unique=True,
            sqlite_where=sa.text("element_id IS NOT NULL"),
            postgresql_where=sa.text("element_id IS NOT NULL"),
        )
        batch_op.create_index(
            "uq_gate_passages_whole",
            ["project_id", "gate"],
            unique=True,
            sqlite_where=sa.text("element_id IS NULL"),
            postgresql_where=sa.text("element_id IS NULL"),
        )
    _under_way()


def _under_way() -> None:
    """Let what was started before gates were kept go on: nothing is known of its lines, and that is said."""
    connection = op.get_bind()
    projects = sa.table("projects", sa.column("id"), sa.column("started_at"), sa.column("created_at"))
    stamp = sa.DateTime(timezone=True)
    columns = ("id", "project_id", "gate", "content", "reference", "by_name")
    passages = sa.table(
        "gate_passages",
        *(sa.column(each) for each in columns),
        sa.column("lines", sa.JSON),
        sa.column("at", stamp),
    )
    stmt = sa.select(
        projects.c.id, sa.type_coerce(sa.func.coalesce(projects.c.started_at, projects.c.created_at), stamp)
    )
    rows = connection.execute(stmt.where(projects.c.started_at.is_not(None))).all()
    empty = hashlib.sha256(b"[]").hexdigest()
    told = {
        "gate": "start",
        "lines": [],
        "content": empty,
        "reference": "启用关口前已开工",
        "by_name": "系统",
    }
    made = [{"id": uuid7(), "project_id": key, "at": at, **told} for key, at in rows]
    if made:
        op.bulk_insert(passages, made)


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("gate_passages", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_gate_passages_whole",
            sqlite_where=sa.text("element_id IS NULL"),
            postgresql_where=sa.text("element_id IS NULL"),
        )
        batch_op.drop_index(
            "uq_gate_passages_element",
            sqlite_where=sa.text("element_id IS NOT NULL"),
            postgresql_where=sa.text("element_id IS NOT NULL"),
        )

    op.drop_table("gate_passages")
    with op.batch_alter_table("gate_notes", schema=None) as batch_op:
        batch_op.drop_index(
            "uq_gate_notes_whole",
            sqlite_where=sa.text("element_id IS NULL AND state = 'standing'"),
            postgresql_where=sa.text("element_id IS NULL AND state = 'standing'"),
        )
        batch_op.drop_index(
            "uq_gate_notes_element",
            sqlite_where=sa.text("element_id IS NOT NULL AND state = 'standing'"),
            postgresql_where=sa.text("element_id IS NOT NULL AND state = 'standing'"),
        )

    op.drop_table("gate_notes")
