"""Photos of complaints are sealed until somebody decides what of them is shown; a hotline's day put off."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.ids import uuid7

revision = "0034_redactions"
down_revision = "0033_messages"
_MOMENT = sa.DateTime(timezone=True)


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.add_column(sa.Column("hotline_extended", sa.Integer(), nullable=False, server_default="0"))
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.alter_column("hotline_extended", server_default=None)
    made = op.create_table(
        "redactions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("complaint_id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("proposed", sa.JSON(), nullable=False),
        sa.Column("boxes", sa.JSON(), nullable=False),
        sa.Column("copy_sha256", sa.String(length=64), nullable=True),
        sa.Column("filed_at", _MOMENT, nullable=False),
        sa.Column("proposed_at", _MOMENT, nullable=True),
        sa.Column("decided_at", _MOMENT, nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "state IN ('waiting', 'proposed', 'shown', 'withheld')", name=op.f("ck_redactions_state")
        ),
        sa.CheckConstraint("(state = 'shown') = (copy_sha256 IS NOT NULL)", name=op.f("ck_redactions_copy")),
        sa.CheckConstraint(
            "(state IN ('shown', 'withheld')) = (decided_at IS NOT NULL)",
            name=op.f("ck_redactions_decided_at"),
        ),
        sa.ForeignKeyConstraint(["complaint_id"], ["complaints.id"], name=op.f("fk_redactions_complaint_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_redactions_project_id")),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name=op.f("fk_redactions_sha256")),
        sa.ForeignKeyConstraint(["copy_sha256"], ["files.sha256"], name=op.f("fk_redactions_copy_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_redactions")),
        sa.UniqueConstraint("complaint_id", "sha256", name=op.f("uq_redactions_complaint_id_sha256")),
    )
    with op.batch_alter_table("redactions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_redactions_copy_sha256"), ["copy_sha256"])
        batch_op.create_index("ix_redactions_project_state", ["project_id", "state", "filed_at"])
        batch_op.create_index("ix_redactions_state", ["state", "filed_at"])
    _seal_what_is_there(made)


def _seal_what_is_there(made: sa.Table) -> None:
    # Photos of before are seen by nobody until somebody has decided on them, like new ones.
    held = sa.text(
        "SELECT c.id AS complaint_id, c.project_id, a.sha256, MIN(a.position) AS position, MIN(a.at) AS filed_at"
        " FROM attachments a JOIN complaints c ON c.id = a.thing_id WHERE a.thing_kind = 'complaint'"
        " GROUP BY c.id, c.project_id, a.sha256"
    ).columns(filed_at=_MOMENT)
    rows = [
        {"id": uuid7(), "state": "waiting", "proposed": [], "boxes": [], "version": 1, **each}
        for each in op.get_bind().execute(held).mappings().all()
    ]
    if rows:
        op.bulk_insert(made, rows)


def downgrade() -> None:
    """Take them back; the copies stay as files nobody names."""
    op.drop_table("redactions")
    with op.batch_alter_table("complaints", schema=None) as batch_op:
        batch_op.drop_column("hotline_extended")
