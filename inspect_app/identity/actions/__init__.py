"""The acts of this room: log-ins, counted tries, parties, people and the roles they hold."""

from inspect_app.identity.actions.apps import Proof, begin_app, end_app, is_app, prove, prove_plainly
from inspect_app.identity.actions.logging_in import begin_totp, end_totp, log_in, log_out
from inspect_app.identity.actions.memberships import (
    add_membership,
    end_membership,
    narrow_membership,
    reach,
)
from inspect_app.identity.actions.people import (
    add_party,
    add_person,
    change_password,
    close_person,
    forget,
    reopen_person,
)
from inspect_app.identity.actions.tries import note_failure, one_by_one, refuse_when_throttled, trying

__all__ = [
    "Proof",
    "add_membership",
    "add_party",
    "add_person",
    "begin_app",
    "begin_totp",
    "change_password",
    "close_person",
    "end_app",
    "end_membership",
    "end_totp",
    "forget",
    "is_app",
    "log_in",
    "log_out",
    "narrow_membership",
    "note_failure",
    "one_by_one",
    "prove",
    "prove_plainly",
    "reach",
    "refuse_when_throttled",
    "reopen_person",
    "trying",
]
