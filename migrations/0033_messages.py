"""Messages: inbox, outbox, choices, webhooks, one-time codes, and which cases a number has."""

import re

import sqlalchemy as sa
from alembic import op

from inspect_app.core.private import fingerprint, reveal

revision = "0033_messages"
down_revision = "0032_credit_whole"
_MOMENT = sa.DateTime(timezone=True)
_TABLES = ("phone_cases", "phone_asks", "message_choices", "deliveries", "hooks", "messages")


def upgrade() -> None:
    """Bring the tables up to this revision."""
    _create_inbox()
    _create_outbox()
    _create_choices()
    _create_phones()
    for kind, table in (("complaint", "complaints"), ("supporter", "complaint_supporters")):
        _mark(kind, table)


def _create_inbox() -> None:
    op.create_table(
        "messages",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("entry_seq", sa.BigInteger(), nullable=False),
        sa.Column("topic", sa.String(length=12), nullable=False),
        sa.Column("verb", sa.String(length=80), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("place", sa.String(length=200), nullable=False),
        sa.Column("url", sa.String(length=120), nullable=False),
        sa.Column("urgent", sa.Boolean(), nullable=False),
        sa.Column("at", _MOMENT, nullable=False),
        sa.Column("read_at", _MOMENT, nullable=True),
        sa.CheckConstraint(
            "topic IN ('defect', 'notice', 'hold', 'alarm', 'acceptance', 'claim', 'complaint', 'dispute', 'credit')",
            name=op.f("ck_messages_topic"),
        ),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_messages_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_messages")),
        sa.UniqueConstraint("person_id", "entry_seq", name=op.f("uq_messages_person_id_entry_seq")),
    )
    unread = sa.text("read_at IS NULL")
    with op.batch_alter_table("messages", schema=None) as batch_op:
        batch_op.create_index("ix_messages_person_at", ["person_id", "at"])
        batch_op.create_index(
            "ix_messages_unread", ["person_id"], sqlite_where=unread, postgresql_where=unread
        )


def _create_outbox() -> None:
    op.create_table(
        "hooks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("url", sa.Text(), nullable=False),
        sa.Column("secret", sa.Text(), nullable=False),
        sa.Column("topics", sa.JSON(), nullable=False),
        sa.Column("project_id", sa.String(length=36), nullable=True),
        sa.Column("added_at", _MOMENT, nullable=False),
        sa.Column("added_by", sa.String(length=120), nullable=False),
        sa.Column("ended_at", _MOMENT, nullable=True),
        sa.ForeignKeyConstraint(["project_id"], ["projects.id"], name=op.f("fk_hooks_project_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_hooks")),
    )
    op.create_table(
        "deliveries",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("channel", sa.String(length=10), nullable=False),
        sa.Column("person_id", sa.String(length=36), nullable=True),
        sa.Column("hook_id", sa.String(length=36), nullable=True),
        sa.Column("about", sa.String(length=120), nullable=False),
        sa.Column("target", sa.Text(), nullable=False),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("body", sa.Text(), nullable=False),
        sa.Column("state", sa.String(length=10), nullable=False),
        sa.Column("made_at", _MOMENT, nullable=False),
        sa.Column("due_at", _MOMENT, nullable=False),
        sa.Column("void_after", _MOMENT, nullable=True),
        sa.Column("held_until", _MOMENT, nullable=True),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("failure", sa.String(length=300), nullable=False),
        sa.Column("sent_at", _MOMENT, nullable=True),
        sa.Column("dead_at", _MOMENT, nullable=True),
        sa.CheckConstraint("state IN ('waiting', 'sent', 'dead')", name=op.f("ck_deliveries_state")),
        sa.CheckConstraint("(state <> 'sent') OR (sent_at IS NOT NULL)", name=op.f("ck_deliveries_sent_at")),
        sa.CheckConstraint("(state <> 'dead') OR (dead_at IS NOT NULL)", name=op.f("ck_deliveries_dead_at")),
        sa.CheckConstraint(
            "channel IN ('email', 'sms', 'wechat', 'webhook')", name=op.f("ck_deliveries_channel")
        ),
        sa.CheckConstraint("(channel = 'webhook') = (hook_id IS NOT NULL)", name=op.f("ck_deliveries_hook")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_deliveries_person_id")),
        sa.ForeignKeyConstraint(["hook_id"], ["hooks.id"], name=op.f("fk_deliveries_hook_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_deliveries")),
        sa.UniqueConstraint("key", name=op.f("uq_deliveries_key")),
    )
    waiting = sa.text("state = 'waiting'")
    with op.batch_alter_table("deliveries", schema=None) as batch_op:
        batch_op.create_index("ix_deliveries_due", ["due_at"], sqlite_where=waiting, postgresql_where=waiting)
        batch_op.create_index("ix_deliveries_state", ["state", "made_at"])


def _create_choices() -> None:
    op.create_table(
        "message_choices",
        sa.Column("person_id", sa.String(length=36), nullable=False),
        sa.Column("email", sa.Text(), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("wechat", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=2), nullable=False),
        sa.Column("quiet_from", sa.Time(), nullable=False),
        sa.Column("quiet_until", sa.Time(), nullable=False),
        sa.Column("ways", sa.JSON(), nullable=False),
        sa.Column("feed_salt", sa.String(length=64), nullable=False),
        sa.Column("feed_seal", sa.String(length=64), nullable=True),
        sa.CheckConstraint("language IN ('zh', 'en')", name=op.f("ck_message_choices_language")),
        sa.ForeignKeyConstraint(["person_id"], ["people.id"], name=op.f("fk_message_choices_person_id")),
        sa.PrimaryKeyConstraint("person_id", name=op.f("pk_message_choices")),
        sa.UniqueConstraint("feed_seal", name=op.f("uq_message_choices_feed_seal")),
    )


def _create_phones() -> None:
    op.create_table(
        "phone_asks",
        sa.Column("id", sa.String(length=36), nullable=False),
        sa.Column("phone", sa.Text(), nullable=False),
        sa.Column("code_seal", sa.String(length=64), nullable=False),
        sa.Column("asked_at", _MOMENT, nullable=False),
        sa.Column("expires_at", _MOMENT, nullable=False),
        sa.Column("tries", sa.Integer(), nullable=False),
        sa.Column("used_at", _MOMENT, nullable=True),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_phone_asks")),
    )
    with op.batch_alter_table("phone_asks", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phone_asks_asked_at"), ["asked_at"])
    op.create_table(
        "phone_cases",
        sa.Column("kind", sa.String(length=12), nullable=False),
        sa.Column("thing_id", sa.String(length=36), nullable=False),
        sa.Column("mark", sa.String(length=64), nullable=False),
        sa.CheckConstraint("kind IN ('complaint', 'supporter')", name=op.f("ck_phone_cases_kind")),
        sa.PrimaryKeyConstraint("kind", "thing_id", name=op.f("pk_phone_cases")),
    )
    with op.batch_alter_table("phone_cases", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_phone_cases_mark"), ["mark"])


def _mark(kind: str, table: str) -> None:
    """Let cases of before be found by the number they were filed with."""
    rows = sa.table(table, sa.column("id", sa.String), sa.column("phone", sa.Text))
    marks = sa.table("phone_cases", sa.column("kind"), sa.column("thing_id"), sa.column("mark"))
    for row in op.get_bind().execute(sa.select(rows).where(rows.c.phone != "")).all():
        digits = re.sub(r"[\s\-()]", "", reveal(row.phone))
        if re.fullmatch(r"(\+86|0086|86)?1[3-9][0-9]{9}", digits):
            mark = fingerprint(f"phone:{digits[-11:]}")
            op.execute(marks.insert().values(kind=kind, thing_id=row.id, mark=mark))


def downgrade() -> None:
    """Take them back; cases are still opened by number and code."""
    for name in _TABLES:
        op.drop_table(name)
