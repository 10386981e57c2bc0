"""Journal, counters, jobs, repetitions and photos."""

import sqlalchemy as sa
from alembic import op

revision = "0001_core"
down_revision = None


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "counters",
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("value", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("key", name=op.f("pk_counters")),
    )
    op.create_table(
        "files",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media", sa.String(length=20), nullable=False),
        sa.Column("width", sa.Integer(), nullable=False),
        sa.Column("height", sa.Integer(), nullable=False),
        sa.Column("taken_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("taken_zone", sa.String(length=10), nullable=False),
        sa.Column("lat", sa.Double(), nullable=True),
        sa.Column("lon", sa.Double(), nullable=True),
        sa.Column("stored_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("(taken_at IS NULL) = (taken_zone = '')", name=op.f("ck_files_taken")),
        sa.CheckConstraint("(lat IS NULL) = (lon IS NULL)", name=op.f("ck_files_place")),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_files_sha256")),
        sa.CheckConstraint("size > 0 AND width > 0 AND height > 0", name=op.f("ck_files_size")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_files")),
    )
    op.create_table(
        "job_runs",
        sa.Column("job", sa.String(length=80), nullable=False),
        sa.Column("due_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("ran_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("job", "due_at", name=op.f("pk_job_runs")),
    )
    op.create_table(
        "journal",
        sa.Column(
            "seq", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), autoincrement=True, nullable=False
        ),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("actor_kind", sa.String(length=16), nullable=False),
        sa.Column("actor_id", sa.String(length=36), nullable=True),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("verb", sa.String(length=80), nullable=False),
        sa.Column("thing_kind", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.String(length=80), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=True),
        sa.Column("data", sa.JSON(), nullable=False),
        sa.Column("pending", sa.Boolean(), nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("next_try_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("failure", sa.Text(), nullable=True),
        sa.Column("link", sa.BigInteger(), nullable=True),
        sa.Column("hash", sa.String(length=64), nullable=True),
        sa.PrimaryKeyConstraint("seq", name=op.f("pk_journal")),
        sa.UniqueConstraint("link", name=op.f("uq_journal_link")),
    )
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.create_index(
            "ix_journal_pending",
            ["pending"],
            unique=False,
            sqlite_where=sa.text("pending"),
            postgresql_where=sa.text("pending"),
        )
        batch_op.create_index(batch_op.f("ix_journal_project_id"), ["project_id"], unique=False)
        batch_op.create_index("ix_journal_thing", ["thing_kind", "thing_id", "seq"], unique=False)
        batch_op.create_index(
            "ix_journal_unsealed",
            ["seq"],
            unique=False,
            sqlite_where=sa.text("link IS NULL"),
            postgresql_where=sa.text("link IS NULL"),
        )
        batch_op.create_index(batch_op.f("ix_journal_verb"), ["verb"], unique=False)

    op.create_table(
        "journal_head",
        sa.Column("id", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("link", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=False),
        sa.Column("hash", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_journal_head")),
    )
    op.create_table(
        "repetitions",
        sa.Column("key", sa.String(length=200), nullable=False),
        sa.Column("actor", sa.String(length=60), nullable=False),
        sa.Column("content", sa.String(length=64), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("reply", sa.JSON(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("key", "actor", name=op.f("pk_repetitions")),
    )
    op.create_table(
        "vault",
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("media", sa.String(length=40), nullable=False),
        sa.Column("kept_at", sa.DateTime(timezone=True), nullable=False),
        sa.CheckConstraint("length(sha256) = 64", name=op.f("ck_vault_sha256")),
        sa.CheckConstraint("size > 0", name=op.f("ck_vault_size")),
        sa.PrimaryKeyConstraint("sha256", name=op.f("pk_vault")),
    )
    op.create_table(
        "attachments",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("thing_kind", sa.String(length=40), nullable=False),
        sa.Column("thing_id", sa.String(length=80), nullable=False),
        sa.Column("sha256", sa.String(length=64), nullable=False),
        sa.Column("label", sa.String(length=40), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("actor_name", sa.String(length=120), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(["sha256"], ["files.sha256"], name=op.f("fk_attachments_sha256")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_attachments")),
        sa.UniqueConstraint(
            "thing_kind",
            "thing_id",
            "sha256",
            "label",
            name=op.f("uq_attachments_thing_kind_thing_id_sha256_label"),
        ),
    )
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_attachments_sha256"), ["sha256"], unique=False)
        batch_op.create_index("ix_attachments_thing", ["thing_kind", "thing_id"], unique=False)


def downgrade() -> None:
    """Take them back."""
    with op.batch_alter_table("attachments", schema=None) as batch_op:
        batch_op.drop_index("ix_attachments_thing")
        batch_op.drop_index(batch_op.f("ix_attachments_sha256"))

    op.drop_table("attachments")
    op.drop_table("vault")
    op.drop_table("repetitions")
    op.drop_table("journal_head")
    with op.batch_alter_table("journal", schema=None) as batch_op:
        batch_op.drop_index(batch_op.f("ix_journal_verb"))
        batch_op.drop_index(
            "ix_journal_unsealed",
            sqlite_where=sa.text("link IS NULL"),
            postgresql_where=sa.text("link IS NULL"),
        )
        batch_op.drop_index("ix_journal_thing")
        batch_op.drop_index(batch_op.f("ix_journal_project_id"))
        batch_op.drop_index(
            "ix_journal_pending", sqlite_where=sa.text("pending"), postgresql_where=sa.text("pending")
        )

    op.drop_table("journal")
    op.drop_table("job_runs")
    op.drop_table("files")
    op.drop_table("counters")
