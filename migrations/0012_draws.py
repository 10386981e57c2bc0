"""The draw: draws, seals, seats, drawn units, inspectors and their recusals, dangerous works."""

import sqlalchemy as sa
from alembic import op

revision = "0012_draws"
down_revision = "0011_credit"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "dangerous_works",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("until IS NULL OR until >= since", name=op.f("ck_dangerous_works_until")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_dangerous_works_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_dangerous_works")),
    )
    with op.batch_alter_table("dangerous_works", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_dangerous_works_project_id"), ["project_id"], unique=False)

    op.create_table(
        "draws",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("template_id", sa.String(length=36), nullable=False),
        sa.Column("strata", sa.String(length=10), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("team", sa.Integer(), nullable=False),
        sa.Column("needs", sa.JSON(), nullable=False),
        sa.Column("weights", sa.JSON(), nullable=False),
        sa.Column("entropy", sa.String(length=300), nullable=False),
        sa.Column("entropy_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("due_on", sa.Date(), nullable=False),
        sa.Column("secret", sa.String(length=64), nullable=False),
        sa.Column("document", sa.JSON(), nullable=True),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("list_hash", sa.String(length=64), nullable=True),
        sa.Column("readable", sa.Boolean(), nullable=False),
        sa.Column("chance", sa.String(length=200), nullable=True),
        sa.Column("reference", sa.String(length=200), nullable=True),
        sa.Column("seed", sa.String(length=64), nullable=True),
        sa.Column("drawn", sa.JSON(), nullable=True),
        sa.Column("again_of_id", sa.String(length=36), nullable=True),
        sa.Column("reason", sa.Text(), nullable=True),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("frozen_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("published_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("redrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("dropped_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'dropped') OR (dropped_at IS NOT NULL)", name=op.f("ck_draws_dropped_at")
        ),
        sa.CheckConstraint(
            "(state <> 'redrawn') OR (redrawn_at IS NOT NULL)", name=op.f("ck_draws_redrawn_at")
        ),
        sa.CheckConstraint(
            "state IN ('prepared', 'frozen', 'drawn', 'published', 'redrawn', 'dropped')",
            name=op.f("ck_draws_state"),
        ),
        sa.CheckConstraint("strata IN ('', 'region', 'stage', 'grade')", name=op.f("ck_draws_strata")),
        sa.CheckConstraint("(chance IS NULL) = (seed IS NULL)", name=op.f("ck_draws_chance")),
        sa.CheckConstraint("(frozen_at IS NULL) = (list_hash IS NULL)", name=op.f("ck_draws_frozen")),
        sa.CheckConstraint("again_of_id IS NULL OR reason IS NOT NULL", name=op.f("ck_draws_again")),
        sa.CheckConstraint("chance IS NULL OR frozen_at IS NOT NULL", name=op.f("ck_draws_order")),
        sa.CheckConstraint("share > 0 AND share <= 100", name=op.f("ck_draws_share")),
        sa.CheckConstraint("team >= 2", name=op.f("ck_draws_team")),
        sa.ForeignKeyConstraint(["again_of_id"], ["draws.id"], name=op.f("fk_draws_again_of_id")),
        sa.ForeignKeyConstraint(["template_id"], ["templates.id"], name=op.f("fk_draws_template_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draws")),
        sa.UniqueConstraint("again_of_id", name=op.f("uq_draws_again_of_id")),
        sa.UniqueConstraint("number", name=op.f("uq_draws_number")),
    )
    with op.batch_alter_table("draws", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_draws_region"), ["region"], unique=False)
        batch_op.create_index("ix_draws_state", ["state", "created_at"], unique=False)

    op.create_table(
        "inspector_cards",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("skills", sa.JSON(), nullable=False),
        sa.Column("room", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("room >= 0", name=op.f("ck_inspector_cards_room")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_inspector_cards_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_inspector_cards")),
    )
    op.create_table(
        "recusals",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=True),
        sa.Column("project_id", sa.String(length=36), nullable=True),
        sa.Column("since", sa.Date(), nullable=True),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("declared_by", sa.String(length=36), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("withdrawn_at", sa.DateTime(timezone=True), nullable=True),
        sa.CheckConstraint("kind <> 'employer' OR party_id IS NOT NULL", name=op.f("ck_recusals_employer")),
        sa.CheckConstraint("kind IN ('interest', 'employer')", name=op.f("ck_recusals_kind")),
        sa.CheckConstraint("(party_id IS NULL) <> (project_id IS NULL)", name=op.f("ck_recusals_about")),
        sa.CheckConstraint(
            "until IS NULL OR since IS NULL OR until >= since", name=op.f("ck_recusals_until")
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_recusals_party_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_recusals_person_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_recusals_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_recusals")),
    )
    with op.batch_alter_table("recusals", schema=None) as batch_op:
        batch_op.create_index("ix_recusals_person", ["person_id", "withdrawn_at"], unique=False)

    op.create_table(
        "seals",
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("draw_id", sa.String(length=36), nullable=False),
        sa.Column("site", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("causes", sa.String(length=80), nullable=False),
        sa.Column("opens_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("arrived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("arrived_by", sa.String(length=36), nullable=True),
        sa.Column("how", sa.String(length=5), nullable=True),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("distance", sa.Double(), nullable=True),
        sa.CheckConstraint("how IN ('place', 'code')", name=op.f("ck_seals_how")),
        sa.CheckConstraint("place IS NOT NULL OR causes <> ''", name=op.f("ck_seals_causes")),
        sa.CheckConstraint("(arrived_at IS NULL) = (how IS NULL)", name=op.f("ck_seals_arrived")),
        sa.CheckConstraint("arrived_at IS NULL OR arrived_at >= opens_at", name=op.f("ck_seals_time")),
        sa.ForeignKeyConstraint(["draw_id"], ["draws.id"], name=op.f("fk_seals_draw_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_seals_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_seals")),
        sa.UniqueConstraint("draw_id", "site", name=op.f("uq_seals_draw_id_site")),
    )
    with op.batch_alter_table("seals", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seals_draw_id"), ["draw_id"], unique=False)

    op.create_table(
        "unit_draws",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("sample", sa.String(length=10), nullable=False),
        sa.Column("units", sa.JSON(), nullable=False),
        sa.Column("list_hash", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("drawn", sa.JSON(), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_unit_draws_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_unit_draws")),
        sa.UniqueConstraint("visit_id", "kind", name=op.f("uq_unit_draws_visit_id_kind")),
    )
    op.create_table(
        "seats",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("known_as", sa.String(length=32), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False),
        sa.Column("left_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.CheckConstraint("left_at IS NULL OR reason <> ''", name=op.f("ck_seats_reason")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_seats_person_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["seals.visit_id"], name=op.f("fk_seats_visit_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_seats")),
        sa.UniqueConstraint("visit_id", "person_id", name=op.f("uq_seats_visit_id_person_id")),
    )
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_seats_person_id"), ["person_id"], unique=False)


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("seats", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seats_person_id"))

    op.drop_table("seats")
    op.drop_table("unit_draws")
    with op.batch_alter_table("seals", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_seals_draw_id"))

    op.drop_table("seals")
    with op.batch_alter_table("recusals", schema=None) as batch_op:
        batch_op.drop_index("ix_recusals_person")

    op.drop_table("recusals")
    op.drop_table("inspector_cards")
    with op.batch_alter_table("draws", schema=None) as batch_op:
        batch_op.drop_index("ix_draws_state")
        batch_op.drop_index(batch_op.f("ix_draws_region"))

    op.drop_table("draws")
    with op.batch_alter_table("dangerous_works", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_dangerous_works_project_id"))

    op.drop_table("dangerous_works")
