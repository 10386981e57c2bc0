"""The report of the acceptance is a paper of its own kind."""

from alembic import op

revision = "0052_report"
down_revision = "0051_reversions"

_BEFORE = (
    "'completion_report', 'warranty_letter', 'files', 'materials', 'concealed', 'survey_check', 'design_check', "
    "'assessment', 'household', 'payment', 'notice', {}'authority', 'other'"
)


def _allow(kinds: str) -> None:
    with op.batch_alter_table("documents", schema=None) as batch_op:
        batch_op.drop_constraint(op.f("ck_documents_kind"), type_="check")
        batch_op.create_check_constraint(op.f("ck_documents_kind"), f"kind IN ({kinds})")


def upgrade() -> None:
    """Bring the tables up to this revision."""
    _allow(_BEFORE.format("'acceptance_report', "))


def downgrade() -> None:
    """Bring the tables back to the revision before; a report stays as another paper."""
    op.execute(
        "UPDATE documents SET kind = 'other', title = CASE WHEN title = '' THEN '工程竣工验收报告' ELSE title END "
        "WHERE kind = 'acceptance_report'"
    )
    _allow(_BEFORE.format(""))
