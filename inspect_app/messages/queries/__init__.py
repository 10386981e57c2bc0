"""Reads of messages: one's own inbox, whom an act concerns, what waits in the outbox, one's days and cases."""

from inspect_app.messages.queries.days import days, feed_owner
from inspect_app.messages.queries.inbox import choice, inbox, message, recent, unread
from inspect_app.messages.queries.outbox import (
    due,
    hook,
    hooks,
    listening,
    outbox,
    over,
    tally,
    waiting_about,
)
from inspect_app.messages.queries.outbox import one as delivery
from inspect_app.messages.queries.reach import Thing, concerned, has_account, mediated, thing_of
from inspect_app.messages.queries.resident import Case, asked_before, cases, erased, opened

__all__ = [
    "Case", "Thing", "asked_before", "cases", "choice", "concerned", "days", "delivery", "due", "erased", "feed_owner", "has_account",
    "hook", "hooks", "inbox", "listening", "mediated", "message", "opened", "outbox", "over", "recent", "tally", "thing_of",
    "unread", "waiting_about",
]  # fmt: skip
