"""Projects, their parties and building trees."""

import sqlalchemy as sa
from alembic import op

revision = "0003_projects"
down_revision = "0002_identity"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "projects",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("number", sa.String(length=20), nullable=False),
        sa.Column("site", sa.String(length=40), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("community", sa.String(length=120), nullable=False),
        sa.Column("address", sa.String(length=200), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("contract_price", sa.BigInteger(), nullable=True),
        sa.Column("started_on", sa.Date(), nullable=True),
        sa.Column("planned_end_on", sa.Date(), nullable=True),
        sa.Column("state", sa.String(length=20), nullable=False),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("completed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.CheckConstraint(
            "(state <> 'completed') OR (completed_at IS NOT NULL)", name=op.f("ck_projects_completed_at")
        ),
        sa.CheckConstraint(
            "state IN ('planned', 'building', 'suspended', 'completed')", name=op.f("ck_projects_state")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_projects")),
        sa.UniqueConstraint("number", name=op.f("uq_projects_number")),
        sa.UniqueConstraint("site", name=op.f("uq_projects_site")),
    )
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_projects_region"), ["region"], unique=False)

    op.create_table(
        "elements",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("parent_id", sa.String(length=36), nullable=True),
        sa.Column("kind", sa.String(length=24), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("path", sa.String(length=400), nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint(
            "kind IN ('building', 'stairwell', 'floor', 'household', 'structure', 'roof', 'facade', 'insulation', 'window', 'wet_room', 'water', 'drainage', 'gas', 'heating', 'electric', 'lift', 'decoration', 'road', 'fire', 'greenery', 'lighting', 'outdoor', 'site')",
            name=op.f("ck_elements_kind"),
        ),
        sa.ForeignKeyConstraint(["parent_id"], ["elements.id"], name=op.f("fk_elements_parent_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_elements_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_elements")),
        sa.UniqueConstraint("project_id", "path", name=op.f("uq_elements_project_id_path")),
    )
    with op.batch_alter_table("elements", schema=None) as batch_op:
        batch_op.create_index("ix_elements_project_kind", ["project_id", "kind"], unique=False)

    op.create_table(
        "project_parties",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=False),
        sa.Column("party_id", sa.String(length=36), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("leader", sa.String(length=60), nullable=False),
        sa.Column("since", sa.Date(), nullable=True),
        sa.CheckConstraint(
            "role IN ('owner', 'surveyor', 'designer', 'contractor', 'subcontractor', 'supervisor', 'authority', 'street', 'community', 'property', 'utility')",
            name=op.f("ck_project_parties_role"),
        ),
        sa.ForeignKeyConstraint(["party_id"], ["parties.id"], name=op.f("fk_project_parties_party_id")),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_project_parties_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_project_parties")),
        sa.UniqueConstraint(
            "project_id", "party_id", "role", name=op.f("uq_project_parties_project_id_party_id_role")
        ),
    )
    with op.batch_alter_table("project_parties", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_project_parties_party_id"), ["party_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_project_parties_project_id"), ["project_id"], unique=False)


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("project_parties", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_project_parties_project_id"))
        batch_op.drop_index(batch_op.f("ix_project_parties_party_id"))

    op.drop_table("project_parties")
    with op.batch_alter_table("elements", schema=None) as batch_op:
        batch_op.drop_index("ix_elements_project_kind")

    op.drop_table("elements")
    with op.batch_alter_table("projects", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_projects_region"))

    op.drop_table("projects")
