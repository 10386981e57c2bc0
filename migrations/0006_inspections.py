"""Plans, visits and submissions."""

import sqlalchemy as sa
from alembic import op

revision = "0006_inspections"
down_revision = "0005_checklists"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "plans",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("template_id", sa.String(length=36), nullable=False),
        sa.Column("every", sa.Integer(), nullable=False),
        sa.Column("horizon_days", sa.Integer(), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("counted_from", sa.Date(), nullable=False),
        sa.Column("assignee_id", sa.String(length=36), nullable=True),
        sa.Column("party_id", sa.String(length=36), nullable=True),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("kind IN ('spot', 'patrol')", name=op.f("ck_plans_kind")),
        sa.CheckConstraint("every >= 1", name=op.f("ck_plans_every")),
        sa.CheckConstraint("horizon_days >= 1", name=op.f("ck_plans_horizon")),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_plans_until")),
        sa.ForeignKeyConstraint(["assignee_id"], ["people.id"], name=op.f("fk_plans_assignee_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_plans_party_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_plans_project_id")),
        sa.ForeignKeyConstraint(["template_id"], ["templates.id"], name=op.f("fk_plans_template_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_plans")),
    )
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_plans_project_id"), ["project_id"], unique=False)

    op.create_table(
        "visits",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("plan_id", sa.String(length=36), nullable=True),
        sa.Column("template_version_id", sa.String(length=64), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("assignee_id", sa.String(length=36), nullable=True),
        sa.Column("party_id", sa.String(length=36), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("by_plan", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state <> 'done') OR (done_at IS NOT NULL)", name=op.f("ck_visits_done_at")),
        sa.CheckConstraint("kind IN ('spot', 'patrol')", name=op.f("ck_visits_kind")),
        sa.CheckConstraint(
            "state IN ('planned', 'done', 'missed', 'cancelled')", name=op.f("ck_visits_state")
        ),
        sa.ForeignKeyConstraint(["assignee_id"], ["people.id"], name=op.f("fk_visits_assignee_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_visits_party_id")),
        sa.ForeignKeyConstraint(["plan_id"], ["plans.id"], name=op.f("fk_visits_plan_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_visits_project_id")),
        sa.ForeignKeyConstraint(
            ["template_version_id"], ["template_versions.id"], name=op.f("fk_visits_template_version_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_visits")),
        sa.UniqueConstraint("number", name=op.f("uq_visits_number")),
        sa.UniqueConstraint("plan_id", "due_on", name=op.f("uq_visits_plan_id_due_on")),
    )
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.create_index("ix_visits_assignee", ["assignee_id", "state"], unique=False)
        batch_op.create_index("ix_visits_project_due", ["project_id", "due_on"], unique=False)
        batch_op.create_index("ix_visits_state_due", ["state", "due_on"], unique=False)

    op.create_table(
        "submissions",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("body", sa.JSON(), nullable=False),
        sa.Column("verdict", sa.String(length=10), nullable=False),
        sa.Column("device_id", sa.String(length=36), nullable=True),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("person_name", sa.String(length=120), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("finished_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("signature", sa.Text(), nullable=False),
        sa.CheckConstraint("verdict IN ('pass', 'fail', 'veto')", name=op.f("ck_submissions_verdict")),
        sa.CheckConstraint("finished_at >= started_at", name=op.f("ck_submissions_finished_at")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_submissions_project_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_submissions_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_submissions")),
        sa.UniqueConstraint("visit_id", name=op.f("uq_submissions_visit_id")),
    )
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_submissions_project_id"), ["project_id"], unique=False)

    op.create_table(
        "answers",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("submission_id", sa.String(length=36), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("item_key", sa.String(length=64), nullable=False),
        sa.Column("outcome", sa.String(length=4), nullable=False),
        sa.Column("claimed", sa.String(length=4), nullable=True),
        sa.Column("values", sa.JSON(), nullable=True),
        sa.Column("text", sa.Text(), nullable=True),
        sa.Column("note", sa.Text(), nullable=True),
        sa.Column("severity", sa.String(length=10), nullable=True),
        sa.Column("element_id", sa.String(length=36), nullable=True),
        sa.CheckConstraint("outcome IN ('pass', 'fail', 'na')", name=op.f("ck_answers_outcome")),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_answers_element_id")),
        sa.ForeignKeyConstraint(["submission_id"], ["submissions.id"], name=op.f("fk_answers_submission_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answers")),
        sa.UniqueConstraint("submission_id", "position", name=op.f("uq_answers_submission_id_position")),
    )
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.create_index("ix_answers_element", ["element_id"], unique=False)
        batch_op.create_index("ix_answers_item", ["item_key", "outcome"], unique=False)


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("answers", schema=None) as batch_op:
        batch_op.drop_index("ix_answers_item")
        batch_op.drop_index("ix_answers_element")

    op.drop_table("answers")
    with op.batch_alter_table("submissions", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_submissions_project_id"))

    op.drop_table("submissions")
    with op.batch_alter_table("visits", schema=None) as batch_op:
        batch_op.drop_index("ix_visits_state_due")
        batch_op.drop_index("ix_visits_project_due")
        batch_op.drop_index("ix_visits_assignee")

    op.drop_table("visits")
    with op.batch_alter_table("plans", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_plans_project_id"))

    op.drop_table("plans")
