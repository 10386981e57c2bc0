"""Marks over photos, beside the photo's link; defects found besides a checklist."""

import sqlalchemy as sa
from alembic import op

revision = "0024_photo_layers"
down_revision = "0023_photo_reuse"
_SOURCES = "source_kind IN ('person', 'answer', 'alarm', 'complaint', 'hold'{})"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.add_column(sa.Column("layer", sa.JSON(none_as_null=True), nullable=True))
    _sources(", 'extra'")


def downgrade() -> None:
    """Take them back; what was found besides a checklist stays, as found by a person."""
    op.execute("UPDATE defects SET source_kind = 'person' WHERE source_kind = 'extra'")
    _sources("")
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_column("layer")


def _sources(more: str) -> None:
    with op.batch_alter_table("defects", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_defects_source_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_defects_source_kind"), _SOURCES.format(more))
