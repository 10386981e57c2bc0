"""Warranty claims, longer terms, repaired parts, money held back, return visits."""

import sqlalchemy as sa
from alembic import op

revision = "0028_warranty_whole"
down_revision = "0027_notices"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "retentions", sa.Column("id", sa.String(length=36), nullable=False), sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False), sa.Column("form", sa.String(length=12), nullable=False),
        sa.Column("settlement", sa.BigInteger(), nullable=False), sa.Column("held", sa.BigInteger(), nullable=False),
        sa.Column("months", sa.Integer(), nullable=False), sa.Column("accepted_on", sa.Date(), nullable=False),
        sa.Column("reported_on", sa.Date(), nullable=True), sa.Column("delay", sa.String(length=12), nullable=False),
        sa.Column("starts_on", sa.Date(), nullable=False), sa.Column("ends_on", sa.Date(), nullable=False),
        sa.Column("document_id", sa.String(length=36), nullable=True), sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("by_name", sa.String(length=120), nullable=False), sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("delay <> 'owner' OR reported_on IS NOT NULL", name=op.f("ck_retentions_reported_on")),
        sa.CheckConstraint("delay IN ('none', 'contractor', 'owner')", name=op.f("ck_retentions_delay")),
        sa.CheckConstraint("form IN ('cash', 'guarantee')", name=op.f("ck_retentions_form")),
        sa.CheckConstraint("ends_on > starts_on", name=op.f("ck_retentions_ends_on")),
        sa.CheckConstraint("held > 0 AND held * 100 <= settlement * 3", name=op.f("ck_retentions_held")),
        sa.CheckConstraint("months BETWEEN 1 AND 24", name=op.f("ck_retentions_months")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_retentions_document_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_retentions_party_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_retentions_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_retentions")), sa.UniqueConstraint("project_id", name=op.f("uq_retentions_project_id")),
    )  # fmt: skip
    with op.batch_alter_table("retentions", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_retentions_ends_on"), ["ends_on"], unique=False)
        batch_op.create_index(batch_op.f("ix_retentions_party_id"), ["party_id"], unique=False)

    op.create_table(
        "warranty_agreements", sa.Column("id", sa.String(length=36), nullable=False), sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("code", sa.String(length=8), nullable=False), sa.Column("element_id", sa.String(length=36), nullable=True),
        sa.Column("amount", sa.Integer(), nullable=False), sa.Column("begins_on", sa.Date(), nullable=True),
        sa.Column("document_id", sa.String(length=36), nullable=False), sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False), sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.CheckConstraint("code IN ('W-STR', 'W-WP', 'W-INS', 'W-HVAC', 'W-MEP', 'W-LIFT', 'W-DEC', 'W-OTH')", name=op.f("ck_warranty_agreements_code")),
        sa.CheckConstraint("amount BETWEEN 1 AND 100", name=op.f("ck_warranty_agreements_amount")),
        sa.ForeignKeyConstraint(["document_id"], ["documents.id"], name=op.f("fk_warranty_agreements_document_id")),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_warranty_agreements_element_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_warranty_agreements_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_warranty_agreements")),
    )  # fmt: skip
    with op.batch_alter_table("warranty_agreements", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_warranty_agreements_project_id"), ["project_id"], unique=False)

    op.create_table(
        "releases", sa.Column("id", sa.String(length=36), nullable=False), sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False), sa.Column("retention_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False), sa.Column("asked", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=True), sa.Column("working", sa.JSON(), nullable=False), sa.Column("note", sa.Text(), nullable=False),
        sa.Column("answer_by", sa.Date(), nullable=False), sa.Column("deemed", sa.Boolean(), nullable=False),
        sa.Column("requested_at", sa.DateTime(timezone=True), nullable=False), sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("checked_at", sa.DateTime(timezone=True), nullable=True), sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state <> 'released') OR (ended_at IS NOT NULL)", name=op.f("ck_releases_ended_at")),
        sa.CheckConstraint("state IN ('requested', 'reminded', 'checked', 'released', 'returned')", name=op.f("ck_releases_state")),
        sa.CheckConstraint("state NOT IN ('checked', 'released') OR amount IS NOT NULL", name=op.f("ck_releases_checked")),
        sa.CheckConstraint("amount IS NULL OR amount > 0", name=op.f("ck_releases_amount")), sa.CheckConstraint("asked > 0", name=op.f("ck_releases_asked")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_releases_project_id")),
        sa.ForeignKeyConstraint(["retention_id"], ["retentions.id"], name=op.f("fk_releases_retention_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_releases")), sa.UniqueConstraint("number", name=op.f("uq_releases_number")),
    )  # fmt: skip
    with op.batch_alter_table("releases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_releases_project_id"), ["project_id"], unique=False)
        batch_op.create_index(
            "uq_releases_open",
            ["retention_id"],
            unique=True,
            sqlite_where=sa.text("state NOT IN ('released', 'returned')"),
            postgresql_where=sa.text("state NOT IN ('released', 'returned')"),
        )

    op.create_table(
        "return_plans", sa.Column("certificate_id", sa.String(length=36), nullable=False), sa.Column("planned_until", sa.Date(), nullable=False),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificates.id"], name=op.f("fk_return_plans_certificate_id")),
        sa.PrimaryKeyConstraint("certificate_id", name=op.f("pk_return_plans")),
    )  # fmt: skip
    op.create_table(
        "return_visits", sa.Column("id", sa.String(length=36), nullable=False), sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("certificate_id", sa.String(length=36), nullable=False), sa.Column("key", sa.String(length=40), nullable=False),
        sa.Column("kind", sa.String(length=12), nullable=False), sa.Column("zh", sa.String(length=120), nullable=False),
        sa.Column("en", sa.String(length=120), nullable=False), sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False), sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False), sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("sample", sa.JSON(), nullable=False), sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("note", sa.Text(), nullable=False), sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("planned_at", sa.DateTime(timezone=True), nullable=False), sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("missed_at", sa.DateTime(timezone=True), nullable=True), sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state <> 'held') OR (held_at IS NOT NULL)", name=op.f("ck_return_visits_held_at")),
        sa.CheckConstraint("(state <> 'missed') OR (missed_at IS NOT NULL)", name=op.f("ck_return_visits_missed_at")),
        sa.CheckConstraint("kind IN ('habit', 'flood', 'heating', 'expiry')", name=op.f("ck_return_visits_kind")),
        sa.CheckConstraint("state IN ('planned', 'held', 'missed')", name=op.f("ck_return_visits_state")),
        sa.ForeignKeyConstraint(["certificate_id"], ["certificates.id"], name=op.f("fk_return_visits_certificate_id")),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_return_visits_party_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_return_visits_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_return_visits")),
        sa.UniqueConstraint("certificate_id", "key", name=op.f("uq_return_visits_certificate_id_key")),
    )  # fmt: skip
    with op.batch_alter_table("return_visits", schema=None) as batch_op:
        batch_op.create_index("ix_return_visits_project_due", ["project_id", "due_on"], unique=False)
        batch_op.create_index("ix_return_visits_state_due", ["state", "due_on"], unique=False)

    op.create_table(
        "claims", sa.Column("id", sa.String(length=36), nullable=False), sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("code_seal", sa.String(length=64), nullable=False), sa.Column("source_kind", sa.String(length=16), nullable=False),
        sa.Column("source_id", sa.String(length=120), nullable=False), sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False), sa.Column("element_id", sa.String(length=36), nullable=True),
        sa.Column("clock_id", sa.String(length=36), nullable=True), sa.Column("urgency", sa.String(length=12), nullable=False),
        sa.Column("words", sa.Text(), nullable=False), sa.Column("spot", sa.String(length=120), nullable=False),
        sa.Column("covered", sa.Boolean(), nullable=False), sa.Column("cover_basis", sa.String(length=300), nullable=False),
        sa.Column("contractor_id", sa.String(length=36), nullable=False), sa.Column("owner_id", sa.String(length=36), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False), sa.Column("there_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("done_by", sa.DateTime(timezone=True), nullable=False), sa.Column("promise_basis", sa.String(length=200), nullable=False),
        sa.Column("rounds", sa.Integer(), nullable=False), sa.Column("worker", sa.String(length=200), nullable=False),
        sa.Column("satisfaction", sa.Integer(), nullable=True), sa.Column("by_others", sa.Boolean(), nullable=False),
        sa.Column("firm", sa.String(length=200), nullable=False), sa.Column("cost", sa.BigInteger(), nullable=True),
        sa.Column("filed_at", sa.DateTime(timezone=True), nullable=False), sa.Column("dispatched_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("attended_at", sa.DateTime(timezone=True), nullable=True), sa.Column("repaired_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_over_at", sa.DateTime(timezone=True), nullable=True), sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint("(state <> 'withdrawn') OR (ended_at IS NOT NULL)", name=op.f("ck_claims_ended_at")),
        sa.CheckConstraint("source_kind IN ('resident', 'complaint', 'return_visit')", name=op.f("ck_claims_source_kind")),
        sa.CheckConstraint("state IN ('claimed', 'dispatched', 'proposed', 'appointed', 'attended', 'repaired', 'contested', 'declined', 'taken-over', 'confirmed', 'outside', 'withdrawn')", name=op.f("ck_claims_state")),
        sa.CheckConstraint("urgency IN ('general', 'leak', 'gas', 'electric', 'burst', 'falling', 'lift', 'structure')", name=op.f("ck_claims_urgency")),
        sa.CheckConstraint("cost IS NULL OR (by_others AND cost > 0)", name=op.f("ck_claims_cost")),
        sa.CheckConstraint("satisfaction BETWEEN 1 AND 3", name=op.f("ck_claims_satisfaction")),
        sa.ForeignKeyConstraint(["clock_id"], ["clocks.id"], name=op.f("fk_claims_clock_id")),
        sa.ForeignKeyConstraint(["contractor_id"], ["parties.id"], name=op.f("fk_claims_contractor_id")),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_claims_element_id")),
        sa.ForeignKeyConstraint(["owner_id"], ["parties.id"], name=op.f("fk_claims_owner_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_claims_project_id")), sa.PrimaryKeyConstraint("id", name=op.f("pk_claims")),
        sa.UniqueConstraint("number", name=op.f("uq_claims_number")),
        sa.UniqueConstraint("source_kind", "source_id", name=op.f("uq_claims_source_kind_source_id")),
    )  # fmt: skip
    with op.batch_alter_table("claims", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_claims_clock_id"), ["clock_id"], unique=False)
        batch_op.create_index(
            "ix_claims_contractor_state", ["contractor_id", "state", "filed_at"], unique=False
        )
        batch_op.create_index(batch_op.f("ix_claims_element_id"), ["element_id"], unique=False)
        batch_op.create_index("ix_claims_project_state", ["project_id", "state", "filed_at"], unique=False)

    op.create_table(
        "household_visits", sa.Column("id", sa.String(length=36), nullable=False), sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("element_id", sa.String(length=36), nullable=False), sa.Column("away", sa.Boolean(), nullable=False),
        sa.Column("satisfaction", sa.Integer(), nullable=True), sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False), sa.Column("by_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("satisfaction BETWEEN 1 AND 3", name=op.f("ck_household_visits_satisfaction")),
        sa.ForeignKeyConstraint(["element_id"], ["elements.id"], name=op.f("fk_household_visits_element_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["return_visits.id"], name=op.f("fk_household_visits_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_household_visits")),
        sa.UniqueConstraint("visit_id", "element_id", name=op.f("uq_household_visits_visit_id_element_id")),
    )  # fmt: skip
    op.create_table(
        "claim_visits", sa.Column("id", sa.String(length=36), nullable=False), sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False), sa.Column("slot_1", sa.DateTime(timezone=True), nullable=False),
        sa.Column("slot_2", sa.DateTime(timezone=True), nullable=True), sa.Column("slot_3", sa.DateTime(timezone=True), nullable=True),
        sa.Column("chosen", sa.DateTime(timezone=True), nullable=True), sa.Column("refused_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("absent", sa.String(length=12), nullable=True), sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("absent IN ('resident', 'contractor')", name=op.f("ck_claim_visits_absent")),
        sa.CheckConstraint("absent IS NULL OR chosen IS NOT NULL", name=op.f("ck_claim_visits_chosen")),
        sa.CheckConstraint("absent IS NULL OR held_at IS NULL", name=op.f("ck_claim_visits_held")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_claim_visits_claim_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_claim_visits")), sa.UniqueConstraint("claim_id", "number", name=op.f("uq_claim_visits_claim_id_number")),
    )  # fmt: skip
    op.create_table(
        "repaired_parts", sa.Column("id", sa.String(length=36), nullable=False), sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("clock_id", sa.String(length=36), nullable=False), sa.Column("claim_id", sa.String(length=36), nullable=False),
        sa.Column("part", sa.String(length=200), nullable=False), sa.Column("starts_on", sa.Date(), nullable=False),
        sa.Column("ends_on", sa.Date(), nullable=True), sa.Column("basis", sa.String(length=200), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.CheckConstraint("ends_on IS NULL OR ends_on > starts_on", name=op.f("ck_repaired_parts_ends_on")),
        sa.ForeignKeyConstraint(["claim_id"], ["claims.id"], name=op.f("fk_repaired_parts_claim_id")),
        sa.ForeignKeyConstraint(["clock_id"], ["clocks.id"], name=op.f("fk_repaired_parts_clock_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_repaired_parts_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_repaired_parts")), sa.UniqueConstraint("claim_id", name=op.f("uq_repaired_parts_claim_id")),
    )  # fmt: skip
    with op.batch_alter_table("repaired_parts", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_repaired_parts_clock_id"), ["clock_id"], unique=False)
    # Certificates from before: their visits of the past were nobody's duty here and are not counted as missed.
    op.execute(
        "INSERT INTO return_plans (certificate_id, planned_until) SELECT id, CURRENT_DATE FROM certificates"
    )


def downgrade() -> None:
    """Take them back to the revision before."""
    op.drop_table("repaired_parts")
    op.drop_table("claim_visits")
    op.drop_table("household_visits")
    op.drop_table("claims")
    op.drop_table("return_visits")
    op.drop_table("return_plans")
    op.drop_table("releases")
    op.drop_table("warranty_agreements")
    op.drop_table("retentions")
