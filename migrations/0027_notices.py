"""Official notices: their service, what they name, the defects they cite."""

import sqlalchemy as sa
from alembic import op

revision = "0027_notices"
down_revision = "0026_dangers"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "notices",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=True),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=16), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("facts", sa.Text(), nullable=False),
        sa.Column("clause", sa.String(length=400), nullable=False),
        sa.Column("addressee_id", sa.String(length=36), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=True),
        sa.Column("source_kind", sa.String(length=12), nullable=False),
        sa.Column("source_id", sa.String(length=80), nullable=True),
        sa.Column("lifts_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False),
        sa.Column("refusals", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("drafted_by", sa.String(length=36), nullable=True),
        sa.Column("drafted_by_name", sa.String(length=120), nullable=False),
        sa.Column("issued_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("issued_by_name", sa.String(length=120), nullable=False),
        sa.Column("issuer", sa.String(length=120), nullable=False),
        sa.Column("served_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("served_by_name", sa.String(length=120), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("receiver", sa.String(length=200), nullable=False),
        sa.Column("how", sa.String(length=8), nullable=True),
        sa.Column("service_note", sa.Text(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("resumed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(kind = 'resume') = (lifts_id IS NOT NULL)", name=op.f("ck_notices_lifts")),
        sa.CheckConstraint("(state <> 'ended') OR (ended_at IS NOT NULL)", name=op.f("ck_notices_ended_at")),
        sa.CheckConstraint("(state <> 'issued') OR (number IS NOT NULL)", name=op.f("ck_notices_issued")),
        sa.CheckConstraint(
            "(state <> 'resumed') OR (resumed_at IS NOT NULL)", name=op.f("ck_notices_resumed_at")
        ),
        sa.CheckConstraint(
            "(state <> 'withdrawn') OR (withdrawn_at IS NOT NULL)", name=op.f("ck_notices_withdrawn_at")
        ),
        sa.CheckConstraint(
            "(state NOT IN ('served', 'asked', 'resumed', 'ended'))"
            " OR (served_at IS NOT NULL AND received_at IS NOT NULL AND how IS NOT NULL)",
            name=op.f("ck_notices_served"),
        ),
        sa.CheckConstraint("how IN ('person', 'system', 'post', 'left')", name=op.f("ck_notices_how")),
        sa.CheckConstraint(
            "kind IN ('rectification', 'partial_stop', 'stop', 'resume')", name=op.f("ck_notices_kind")
        ),
        sa.CheckConstraint(
            "source_kind IN ('person', 'danger', 'check')", name=op.f("ck_notices_source_kind")
        ),
        sa.CheckConstraint(
            "state IN ('draft', 'issued', 'served', 'asked', 'resumed', 'ended', 'withdrawn')",
            name=op.f("ck_notices_state"),
        ),
        sa.CheckConstraint("(number IS NULL) = (issued_at IS NULL)", name=op.f("ck_notices_numbered")),
        sa.CheckConstraint("refusals <= rounds", name=op.f("ck_notices_rounds")),
        sa.ForeignKeyConstraint(["addressee_id"], ["parties.id"], name=op.f("fk_notices_addressee_id")),
        sa.ForeignKeyConstraint(["lifts_id"], ["notices.id"], name=op.f("fk_notices_lifts_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_notices_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_notices")),
        sa.UniqueConstraint("lifts_id", name=op.f("uq_notices_lifts_id")),
        sa.UniqueConstraint("number", name=op.f("uq_notices_number")),
        sa.UniqueConstraint("source_kind", "source_id", name=op.f("uq_notices_source_kind_source_id")),
    )
    with op.batch_alter_table("notices", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notices_addressee_id"), ["addressee_id"], unique=False)
        batch_op.create_index("ix_notices_drafted", ["drafted_at", "id"], unique=False)
        batch_op.create_index("ix_notices_project_state", ["project_id", "state"], unique=False)

    op.create_table(
        "notice_elements",
        sa.Column("notice_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_notice_elements_element_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_elements_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", "element_id", name=op.f("pk_notice_elements")),
    )
    with op.batch_alter_table("notice_elements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_elements_element_id"), ["element_id"], unique=False)

    op.create_table(
        "notice_defects",
        sa.Column("notice_id", sa.String(length=36), nullable=False),
        sa.Column("defect_id", sa.String(length=36), nullable=False),
        sa.ForeignKeyConstraint(["defect_id"], ["defects.id"], name=op.f("fk_notice_defects_defect_id")),
        sa.ForeignKeyConstraint(["notice_id"], ["notices.id"], name=op.f("fk_notice_defects_notice_id")),
        sa.PrimaryKeyConstraint("notice_id", "defect_id", name=op.f("pk_notice_defects")),
    )
    with op.batch_alter_table("notice_defects", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_notice_defects_defect_id"), ["defect_id"], unique=False)


def downgrade() -> None:
    """Take them back."""
    for name in ("notice_defects", "notice_elements", "notices"):
        op.drop_table(name)
