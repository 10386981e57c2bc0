"""Acts of acceptance: hand papers in, begin, open, sign, object, issue; suspend, reinstate, revoke."""

from inspect_app.acceptance.actions.acceptances import begin, move
from inspect_app.acceptance.actions.certificates import issue, move_certificate, suspend
from inspect_app.acceptance.actions.papers import MOST_TERM, add_document, withdraw_document
from inspect_app.acceptance.actions.reporting import issue_report

__all__ = [
    "MOST_TERM", "add_document", "begin", "issue", "issue_report", "move", "move_certificate", "suspend", "withdraw_document",
]  # fmt: skip
