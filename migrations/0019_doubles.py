"""Second visits drawn among finished ones; the AQL of a unit draw."""

import sqlalchemy as sa
from alembic import op

revision = "0019_doubles"
down_revision = "0018_holds"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "double_draws",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("region", sa.String(length=12), nullable=False),
        sa.Column("share", sa.Double(), nullable=False),
        sa.Column("list_hash", sa.String(length=64), nullable=False),
        sa.Column("seed", sa.String(length=64), nullable=False),
        sa.Column("drawn_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("share > 0 AND share < 1", name=op.f("ck_double_draws_share")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_double_draws")),
    )
    op.create_table(
        "doubles",
        sa.Column("visit_id", sa.String(length=36), nullable=False),
        sa.Column("draw_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=True),
        sa.Column("again_id", sa.String(length=36), nullable=True),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("left_out", sa.String(length=10), nullable=False),
        sa.CheckConstraint("(again_id IS NULL) = (person_id IS NULL)", name=op.f("ck_doubles_person")),
        sa.CheckConstraint(
            "(place IS NULL) = (again_id IS NULL AND left_out = '')", name=op.f("ck_doubles_place")
        ),
        sa.CheckConstraint("left_out IN ('', 'nobody')", name=op.f("ck_doubles_left_out")),
        sa.ForeignKeyConstraint(["again_id"], ["visits.id"], name=op.f("fk_doubles_again_id")),
        sa.ForeignKeyConstraint(["draw_id"], ["double_draws.id"], name=op.f("fk_doubles_draw_id")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_doubles_person_id")),
        sa.ForeignKeyConstraint(["visit_id"], ["visits.id"], name=op.f("fk_doubles_visit_id")),
        sa.PrimaryKeyConstraint("visit_id", name=op.f("pk_doubles")),
        sa.UniqueConstraint("again_id", name=op.f("uq_doubles_again_id")),
    )
    with op.batch_alter_table("doubles", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_doubles_draw_id"), ["draw_id"], unique=False)
        batch_op.create_index("ix_doubles_person", ["person_id", "again_id"], unique=False)
    with op.batch_alter_table("unit_draws", schema=None) as batch_op:
        batch_op.add_column(sa.Column("aql", sa.String(length=6), nullable=True))
    # Until now every draw by GB/T 2828.1 took this one.
    op.execute("UPDATE unit_draws SET aql = '2.5' WHERE sample = 'gb2828'")
    with op.batch_alter_table("unit_draws", schema=None) as batch_op:
        batch_op.create_check_constraint(op.f("ck_unit_draws_aql"), "(aql IS NULL) = (sample <> 'gb2828')")


def downgrade() -> None:
    """Take them back; the second visits stay, as visits like any other."""
    with op.batch_alter_table("unit_draws", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_unit_draws_aql"), type_="check")
        batch_op.drop_column("aql")
    op.drop_table("doubles")
    op.drop_table("double_draws")
