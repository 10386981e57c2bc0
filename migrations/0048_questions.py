"""Further questions on the ballot of a vote, a line of each ballot for each, and who votes for a household."""

import sqlalchemy as sa
from alembic import op

revision = "0048_questions"
down_revision = "0047_dangerous"

_STANDING = {
    "sqlite_where": sa.text("replaced_at IS NULL"),
    "postgresql_where": sa.text("replaced_at IS NULL"),
}
_BY = (("who", sa.Text()), ("proxy", sa.Text()), ("proxy_mark", sa.String(length=64)))
_SUBJECTS = (
    "subject IN ('plan', 'raise_funds', 'change_use', 'use_funds', 'management', 'property', 'transfer', "
    "'opinion', 'other')"
)


def upgrade() -> None:
    """Bring the tables up to this revision; every ballot so far answers the first question."""
    op.create_table(
        "vote_questions",
        sa.Column("vote_id", sa.String(length=36), nullable=False),
        sa.Column("place", sa.Integer(), nullable=False, autoincrement=False),
        sa.Column("subject", sa.String(length=20), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("rule", sa.String(length=20), nullable=False),
        sa.CheckConstraint("place BETWEEN 2 AND 5", name=op.f("ck_vote_questions_place")),
        sa.CheckConstraint(
            "rule IN ('ordinary', 'special', 'consultation')", name=op.f("ck_vote_questions_rule")
        ),
        sa.CheckConstraint(_SUBJECTS, name=op.f("ck_vote_questions_subject")),
        sa.ForeignKeyConstraint(["vote_id"], ["votes.id"], name=op.f("fk_vote_questions_vote_id")),
        sa.PrimaryKeyConstraint("vote_id", "place", name=op.f("pk_vote_questions")),
    )
    with op.batch_alter_table("ballots", schema=None) as batch_op:
        batch_op.add_column(sa.Column("place", sa.Integer(), nullable=False, server_default="1"))
        batch_op.drop_index("uq_ballots_standing")
        batch_op.create_index(
            "uq_ballots_standing", ["vote_id", "voter_id", "place"], unique=True, **_STANDING
        )
    with op.batch_alter_table("votes", schema=None) as batch_op:
        batch_op.add_column(sa.Column("opened_by", sa.String(length=36), nullable=True))
        batch_op.add_column(sa.Column("codes_sent_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("by_phone", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("roll_editions", schema=None) as batch_op:
        batch_op.add_column(sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True))
    with op.batch_alter_table("turnouts", schema=None) as batch_op:
        for name, kind in _BY:
            batch_op.add_column(sa.Column(name, kind, nullable=False, server_default=""))
    for table, names in (
        ("ballots", ("place",)),
        ("votes", ("by_phone",)),
        ("turnouts", [name for name, _kind in _BY]),
    ):
        with op.batch_alter_table(table, schema=None) as batch_op:
            for name in names:
                batch_op.alter_column(name, server_default=None)


def downgrade() -> None:
    """Take them back, and with them the answers to further questions."""
    with op.batch_alter_table("turnouts", schema=None) as batch_op:
        for name, _kind in _BY:
            batch_op.drop_column(name)
    with op.batch_alter_table("roll_editions", schema=None) as batch_op:
        batch_op.drop_column("erased_at")
    with op.batch_alter_table("votes", schema=None) as batch_op:
        for name in ("by_phone", "codes_sent_at", "opened_by"):
            batch_op.drop_column(name)
    op.execute(sa.text("DELETE FROM ballots WHERE place > 1"))
    with op.batch_alter_table("ballots", schema=None) as batch_op:
        batch_op.drop_index("uq_ballots_standing")
        batch_op.create_index("uq_ballots_standing", ["vote_id", "voter_id"], unique=True, **_STANDING)
        batch_op.drop_column("place")
    op.drop_table("vote_questions")
