"""Disputes: mediation of cases that did not settle, with evidence, signatures, experts and meetings."""

import sqlalchemy as sa
from alembic import op

revision = "0031_disputes"
down_revision = "0030_complaints_whole"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "disputes",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=True),
        sa.Column("source_kind", sa.String(length=12), nullable=False),
        sa.Column("source_id", sa.String(length=36), nullable=False),
        sa.Column("source_number", sa.String(length=20), nullable=False),
        sa.Column("applicant_id", sa.String(length=36), nullable=True),
        sa.Column("respondent_id", sa.String(length=36), nullable=False),
        sa.Column("mediator_id", sa.String(length=36), nullable=False),
        sa.Column("claim", sa.Text(), nullable=False),
        sa.Column("wish", sa.Text(), nullable=False),
        sa.Column("answer", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("accepted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("consented_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("mediate_by", sa.Date(), nullable=True),
        sa.Column("extended", sa.Boolean(), nullable=False),
        sa.Column("drafts", sa.Integer(), nullable=False),
        sa.Column("drafted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("terms", sa.Text(), nullable=False),
        sa.Column("perform_by", sa.Date(), nullable=True),
        sa.Column("agreed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("witness", sa.String(length=120), nullable=False),
        sa.Column("confirm_by", sa.Date(), nullable=True),
        sa.Column("court", sa.String(length=200), nullable=False),
        sa.Column("ruling", sa.String(length=200), nullable=False),
        sa.Column("confirmed_on", sa.Date(), nullable=True),
        sa.Column("visit_on", sa.Date(), nullable=True),
        sa.Column("late_for", sa.Date(), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(confirmed_on IS NULL) = (ruling = '')", name=op.f("ck_disputes_confirmed")),
        sa.CheckConstraint(
            "(source_kind = 'defect') = (applicant_id IS NOT NULL)", name=op.f("ck_disputes_applicant")
        ),
        sa.CheckConstraint(
            "(state <> 'withdrawn') OR (ended_at IS NOT NULL)", name=op.f("ck_disputes_ended_at")
        ),
        sa.CheckConstraint(
            "(state IN ('settled', 'broken', 'failed', 'refused', 'withdrawn')) = (ended_at IS NOT NULL)",
            name=op.f("ck_disputes_ended"),
        ),
        sa.CheckConstraint(
            "(state NOT IN ('agreed', 'settled', 'broken')) OR agreed_at IS NOT NULL",
            name=op.f("ck_disputes_holds"),
        ),
        sa.CheckConstraint(
            "(state NOT IN ('drafted', 'agreed', 'settled', 'broken')) OR (terms <> '' AND perform_by IS NOT NULL)",
            name=op.f("ck_disputes_terms"),
        ),
        sa.CheckConstraint(
            "source_kind IN ('complaint', 'claim', 'defect')", name=op.f("ck_disputes_source_kind")
        ),
        sa.CheckConstraint(
            "state IN ('asked', 'offered', 'mediating', 'drafted', 'agreed', 'settled', 'broken', 'failed', 'refused', 'withdrawn')",
            name=op.f("ck_disputes_state"),
        ),
        sa.CheckConstraint(
            "(agreed_at IS NULL) = (confirm_by IS NULL) AND (agreed_at IS NULL) = (visit_on IS NULL)",
            name=op.f("ck_disputes_agreed"),
        ),
        sa.CheckConstraint(
            "applicant_id IS NULL OR (applicant_id <> respondent_id AND applicant_id <> mediator_id)",
            name=op.f("ck_disputes_sides"),
        ),
        sa.CheckConstraint("mediator_id <> respondent_id", name=op.f("ck_disputes_mediator")),
        sa.ForeignKeyConstraint(["applicant_id"], ["parties.id"], name=op.f("fk_disputes_applicant_id")),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_disputes_element_id")),
        sa.ForeignKeyConstraint(["mediator_id"], ["parties.id"], name=op.f("fk_disputes_mediator_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_disputes_project_id")),
        sa.ForeignKeyConstraint(["respondent_id"], ["parties.id"], name=op.f("fk_disputes_respondent_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_disputes")),
        sa.UniqueConstraint("number", name=op.f("uq_disputes_number")),
    )
    with op.batch_alter_table("disputes", schema=None) as batch_op:
        batch_op.create_index("ix_disputes_project_state", ["project_id", "state"], unique=False)
        batch_op.create_index("ix_disputes_respondent", ["respondent_id", "state"], unique=False)
        batch_op.create_index(
            "uq_disputes_open",
            ["source_kind", "source_id"],
            unique=True,
            sqlite_where=sa.text("ended_at IS NULL"),
            postgresql_where=sa.text("ended_at IS NULL"),
        )

    op.create_table(
        "dispute_appraisals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dispute_id", sa.String(length=36), nullable=False),
        sa.Column("expert", sa.String(length=200), nullable=False),
        sa.Column("qualification", sa.String(length=200), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("payer", sa.String(length=12), nullable=False),
        sa.Column("meet_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("finding", sa.String(length=8), nullable=True),
        sa.Column("opinion", sa.Text(), nullable=False),
        sa.Column("booked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'cancelled') OR (ended_at IS NOT NULL)", name=op.f("ck_dispute_appraisals_ended_at")
        ),
        sa.CheckConstraint(
            "(state = 'reported') = (finding IS NOT NULL)", name=op.f("ck_dispute_appraisals_found")
        ),
        sa.CheckConstraint(
            "finding IN ('fault', 'other', 'unclear')", name=op.f("ck_dispute_appraisals_finding")
        ),
        sa.CheckConstraint(
            "payer IN ('applicant', 'respondent', 'shared', 'loser')",
            name=op.f("ck_dispute_appraisals_payer"),
        ),
        sa.CheckConstraint(
            "state IN ('booked', 'reported', 'cancelled')", name=op.f("ck_dispute_appraisals_state")
        ),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_appraisals_dispute_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_appraisals")),
    )
    with op.batch_alter_table("dispute_appraisals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dispute_appraisals_dispute_id"), ["dispute_id"], unique=False)

    op.create_table(
        "dispute_evidence",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dispute_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("thing_id", sa.String(length=64), nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("title", sa.String(length=300), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("photos", sa.JSON(), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('case', 'defect', 'hold', 'document', 'certificate', 'clock', 'own')",
            name=op.f("ck_dispute_evidence_kind"),
        ),
        sa.CheckConstraint(
            "side IN ('applicant', 'respondent', 'mediator')", name=op.f("ck_dispute_evidence_side")
        ),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_evidence_dispute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_evidence")),
        sa.UniqueConstraint(
            "dispute_id", "kind", "thing_id", name=op.f("uq_dispute_evidence_dispute_id_kind_thing_id")
        ),
    )
    op.create_table(
        "dispute_signatures",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dispute_id", sa.String(length=36), nullable=False),
        sa.Column("draft", sa.Integer(), nullable=False),
        sa.Column("side", sa.String(length=12), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("way", sa.String(length=8), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("side IN ('applicant', 'respondent')", name=op.f("ck_dispute_signatures_side")),
        sa.CheckConstraint("way IN ('self', 'paper')", name=op.f("ck_dispute_signatures_way")),
        sa.ForeignKeyConstraint(
            ["dispute_id"], ["disputes.id"], name=op.f("fk_dispute_signatures_dispute_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dispute_signatures")),
        sa.UniqueConstraint(
            "dispute_id", "draft", "side", name=op.f("uq_dispute_signatures_dispute_id_draft_side")
        ),
    )
    op.create_table(
        "mediations",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("dispute_id", sa.String(length=36), nullable=False),
        sa.Column("meet_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("present", sa.String(length=12), nullable=True),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("called_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'cancelled') OR (ended_at IS NOT NULL)", name=op.f("ck_mediations_ended_at")
        ),
        sa.CheckConstraint("(state = 'held') = (present IS NOT NULL)", name=op.f("ck_mediations_met")),
        sa.CheckConstraint(
            "present IN ('both', 'applicant', 'respondent', 'nobody')", name=op.f("ck_mediations_present")
        ),
        sa.CheckConstraint("state IN ('called', 'held', 'cancelled')", name=op.f("ck_mediations_state")),
        sa.ForeignKeyConstraint(["dispute_id"], ["disputes.id"], name=op.f("fk_mediations_dispute_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mediations")),
    )
    with op.batch_alter_table("mediations", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_mediations_dispute_id"), ["dispute_id"], unique=False)


def downgrade() -> None:
    """Take them back."""
    for name in ("mediations", "dispute_appraisals", "dispute_signatures", "dispute_evidence", "disputes"):
        op.drop_table(name)
