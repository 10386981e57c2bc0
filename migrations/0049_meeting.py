"""The steps before signing: pre-acceptances, meetings with members and opinions, documents of authority."""

import sqlalchemy as sa
from alembic import op

revision = "0049_meeting"
down_revision = "0048_questions"

KINDS = (
    "completion_report", "warranty_letter", "files", "materials", "concealed", "survey_check", "design_check", "assessment",
    "household", "payment", "notice", "authority", "other",
)  # fmt: skip
ROLES = "role IN ('contractor', 'surveyor', 'designer', 'supervisor', 'owner')"


def _kinds(names: tuple[str, ...]) -> str:
    return "kind IN ({})".format(", ".join(f"'{each}'" for each in names))


def _moment(name: str, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.DateTime(timezone=True), nullable=nullable)


def _text(name: str, length: int, *, nullable: bool = False) -> sa.Column:
    return sa.Column(name, sa.String(length=length), nullable=nullable)


def upgrade() -> None:
    """Bring the tables up to this revision."""
    op.create_table(
        "acceptance_prechecks",
        _text("id", 36),
        _text("acceptance_id", 36),
        sa.Column("number", sa.Integer(), nullable=False),
        _text("report_id", 36),
        sa.Column("note", sa.Text(), nullable=False),
        _moment("asked_at"),
        _text("asked_by_name", 120),
        sa.Column("checked_on", sa.Date(), nullable=True),
        _text("outcome", 8, nullable=True),
        sa.Column("findings", sa.Text(), nullable=False),
        sa.Column("defects", sa.JSON(), nullable=False),
        _moment("concluded_at", nullable=True),
        _text("concluded_by_name", 120),
        sa.CheckConstraint("outcome IN ('pass', 'refuse')", name=op.f("ck_acceptance_prechecks_outcome")),
        sa.CheckConstraint(
            "(outcome IS NULL) = (concluded_at IS NULL)", name=op.f("ck_acceptance_prechecks_concluded")
        ),
        sa.CheckConstraint(
            "outcome <> 'refuse' OR findings <> ''", name=op.f("ck_acceptance_prechecks_findings")
        ),
        sa.ForeignKeyConstraint(
            ["acceptance_id"], ["acceptances.id"], name=op.f("fk_acceptance_prechecks_acceptance_id")
        ),
        sa.ForeignKeyConstraint(
            ["report_id"], ["documents.id"], name=op.f("fk_acceptance_prechecks_report_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_prechecks")),
        sa.UniqueConstraint(
            "acceptance_id", "number", name=op.f("uq_acceptance_prechecks_acceptance_id_number")
        ),
    )
    op.create_table(
        "acceptance_meetings",
        _text("id", 36),
        _text("acceptance_id", 36),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("held_on", sa.Date(), nullable=False),
        _text("place", 200),
        _moment("called_at"),
        _text("called_by_name", 120),
        sa.Column("minutes", sa.Text(), nullable=False),
        sa.Column("solution", sa.Text(), nullable=False),
        _moment("minuted_at", nullable=True),
        _text("minuted_by_name", 120),
        sa.CheckConstraint(
            "(minutes = '') = (minuted_at IS NULL)", name=op.f("ck_acceptance_meetings_minuted")
        ),
        sa.ForeignKeyConstraint(
            ["acceptance_id"], ["acceptances.id"], name=op.f("fk_acceptance_meetings_acceptance_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_meetings")),
        sa.UniqueConstraint(
            "acceptance_id", "number", name=op.f("uq_acceptance_meetings_acceptance_id_number")
        ),
    )
    op.create_table(
        "acceptance_members",
        _text("id", 36),
        _text("meeting_id", 36),
        sa.Column("position", sa.Integer(), nullable=False),
        _text("capacity", 12),
        _text("name", 60),
        _text("unit", 60),
        sa.CheckConstraint(
            "capacity IN ('contractor', 'surveyor', 'designer', 'supervisor', 'owner', 'expert', 'authority', 'street', 'delegate')",
            name=op.f("ck_acceptance_members_capacity"),
        ),
        sa.ForeignKeyConstraint(
            ["meeting_id"], ["acceptance_meetings.id"], name=op.f("fk_acceptance_members_meeting_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_members")),
        sa.UniqueConstraint("meeting_id", "name", name=op.f("uq_acceptance_members_meeting_id_name")),
        sa.UniqueConstraint("meeting_id", "position", name=op.f("uq_acceptance_members_meeting_id_position")),
    )
    op.create_table(
        "acceptance_opinions",
        _text("id", 36),
        _text("member_id", 36),
        _text("opinion", 8),
        sa.Column("words", sa.Text(), nullable=False),
        _moment("at"),
        _text("by_name", 120),
        sa.CheckConstraint(
            "opinion IN ('agree', 'mend', 'disagree')", name=op.f("ck_acceptance_opinions_opinion")
        ),
        sa.CheckConstraint("opinion = 'agree' OR words <> ''", name=op.f("ck_acceptance_opinions_words")),
        sa.ForeignKeyConstraint(
            ["member_id"], ["acceptance_members.id"], name=op.f("fk_acceptance_opinions_member_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance_opinions")),
    )
    op.create_index("ix_acceptance_opinions_member_id", "acceptance_opinions", ["member_id"])
    op.create_table(
        "acceptance_delegations",
        _text("document_id", 36),
        _text("role", 20),
        _text("delegate", 60),
        _text("leader", 60),
        sa.Column("from_on", sa.Date(), nullable=False),
        sa.Column("to_on", sa.Date(), nullable=False),
        _text("scope", 200),
        sa.CheckConstraint(ROLES, name=op.f("ck_acceptance_delegations_role")),
        sa.CheckConstraint("from_on <= to_on", name=op.f("ck_acceptance_delegations_period")),
        sa.ForeignKeyConstraint(
            ["document_id"], ["documents.id"], name=op.f("fk_acceptance_delegations_document_id")
        ),
        sa.PrimaryKeyConstraint("document_id", name=op.f("pk_acceptance_delegations")),
    )
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_documents_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_documents_kind"), _kinds(KINDS))
    with op.batch_alter_table("acceptances", schema=None) as batch_op:
        # Those begun before end as they began; whatever is begun from now on takes the steps.
        batch_op.add_column(sa.Column("by_steps", sa.Boolean(), nullable=False, server_default=sa.false()))
    with op.batch_alter_table("acceptances", schema=None) as batch_op:
        batch_op.alter_column("by_steps", server_default=None, existing_type=sa.Boolean())
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.add_column(_text("authority_id", 36, nullable=True))
        batch_op.add_column(_text("authority_sha256", 64, nullable=True))
        batch_op.add_column(sa.Column("signed_for", sa.String(length=60), nullable=False, server_default=""))
        batch_op.create_foreign_key(
            batch_op.f("fk_signatures_authority_id"), "documents", ["authority_id"], ["id"]
        )
        batch_op.create_check_constraint(
            op.f("ck_signatures_authority"), "(authority_id IS NULL) = (authority_sha256 IS NULL)"
        )
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.alter_column("signed_for", server_default=None, existing_type=sa.String(length=60))


def downgrade() -> None:
    """Take them back; a document of authority stays as another paper."""
    with op.batch_alter_table("signatures", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_signatures_authority"), type_="check")
        batch_op.drop_constraint(batch_op.f("fk_signatures_authority_id"), type_="foreignkey")
        for name in ("authority_id", "authority_sha256", "signed_for"):
            batch_op.drop_column(name)
    with op.batch_alter_table("acceptances", schema=None) as batch_op:
        batch_op.drop_column("by_steps")
    op.execute("UPDATE documents SET kind = 'other' WHERE kind = 'authority'")
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_documents_kind"), type_="check")
        batch_op.create_check_constraint(
            op.f("ck_documents_kind"), _kinds(tuple(each for each in KINDS if each != "authority"))
        )
    for table in (
        "acceptance_delegations", "acceptance_opinions", "acceptance_members", "acceptance_meetings",
        "acceptance_prechecks",
    ):  # fmt: skip
        op.drop_table(table)
