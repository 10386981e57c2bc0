"""When a photo or a sound was taken away for good: its row stays for what refers to it, its bytes go."""

import sqlalchemy as sa
from alembic import op

from inspect_app.core.db import UtcTime

revision = "0037_files_erased"
down_revision = "0036_defect_lists"
_TABLES = ("files", "sounds")


def upgrade() -> None:
    """Bring the tables up to this revision."""
    for name in _TABLES:
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.add_column(sa.Column("erased_at", UtcTime(), nullable=True))


def downgrade() -> None:
    """Take them back; what was taken away stays away."""
    for name in _TABLES:
        with op.batch_alter_table(name, schema=None) as batch_op:
            batch_op.drop_column("erased_at")
