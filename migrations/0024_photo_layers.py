"""Marks over photos, beside the photo's link."""

import sqlalchemy as sa
from alembic import op

revision = "0024_photo_layers"
down_revision = "0023_photo_reuse"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("layer", sa.JSON(none_as_null=True), nullable=True))


def downgrade() -> None:
    """Take them back to the revision before."""
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_column("layer")
