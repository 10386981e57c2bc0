"""Files of forms that arrive in several parts."""

import sqlalchemy as sa
from alembic import op

revision = "0017_openrosa"
down_revision = "0016_twins"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "form_files",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("instance", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_form_files_person_id")),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name=op.f("fk_form_files_sha256")),
        sa.PrimaryKeyConstraint("person_id", "instance", "name", name=op.f("pk_form_files")),
    )
    with op.batch_alter_table("form_files", schema=None) as batch_op:
        batch_op.create_index("ix_form_files_at", ["at"], unique=False)


def downgrade() -> None:
    """Take them back to the revision before."""
    op.drop_table("form_files")
