"""A certificate may be replaced by a corrected one, and keeps the list of what it rests on."""

import sqlalchemy as sa
from alembic import op

revision = "0041_superseded"
down_revision = "0040_gates"
_INDEX = "uq_certificates_standing"
_OLD, _NEW = "state <> 'revoked'", "state NOT IN ('revoked', 'superseded')"


def upgrade() -> None:
    """Bring the tables up to this revision."""
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.add_column(sa.Column("superseded_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("supersedes_id", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("evidence", sa.JSON(), nullable=False, server_default="[]"))
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.alter_column("evidence", server_default=None)
        batch_op.drop_index(_INDEX)
        batch_op.drop_constraint(op.f("uq_certificates_acceptance_id"), type_="unique")
        batch_op.drop_constraint(op.f("ck_certificates_state"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_certificates_state"), "state IN ('valid', 'suspended', 'revoked', 'superseded')"
        )
        batch_op.create_check_constraint(
            op.f("ck_certificates_superseded_at"),
            "(state <> 'superseded') OR (superseded_at IS NOT NULL)",
        )
        batch_op.create_unique_constraint(op.f("uq_certificates_supersedes_id"), ["supersedes_id"])
        batch_op.create_foreign_key(
            op.f("fk_certificates_supersedes_id"), "certificates", ["supersedes_id"], ["id"]
        )
        batch_op.create_index(
            _INDEX, ["project_id"], unique=True, sqlite_where=sa.text(_NEW), postgresql_where=sa.text(_NEW)
        )


def downgrade() -> None:
    """Take this revision back.

    Of a certificate and those it corrects the newest stays: clocks and visits are its own already.
    """
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.drop_index(_INDEX)
        batch_op.drop_constraint(op.f("fk_certificates_supersedes_id"), type_="foreignkey")
        batch_op.drop_constraint(op.f("uq_certificates_supersedes_id"), type_="unique")
        batch_op.drop_constraint(op.f("ck_certificates_superseded_at"), type_="check")
        batch_op.drop_constraint(op.f("ck_certificates_state"), type_="check")
        batch_op.drop_column("supersedes_id")
        batch_op.drop_column("superseded_at")
        batch_op.drop_column("evidence")
    op.execute("DELETE FROM certificates WHERE state = 'superseded'")
    with op.batch_alter_table("certificates", schema=None) as batch_op:
        batch_op.create_check_constraint(
            op.f("ck_certificates_state"), "state IN ('valid', 'suspended', 'revoked')"
        )
        batch_op.create_unique_constraint(op.f("uq_certificates_acceptance_id"), ["acceptance_id"])
        batch_op.create_index(
            _INDEX, ["project_id"], unique=True, sqlite_where=sa.text(_OLD), postgresql_where=sa.text(_OLD)
        )
