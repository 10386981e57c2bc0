"""Reads of messages: one's own inbox, whom an act concerns, what waits in the outbox, one's days and cases."""

from inspect_app.messages.queries.days import days, feed_owner
from inspect_app.messages.queries.inbox import choice, choices_of, inbox, message, recent, unread
from inspect_app.messages.queries.outbox import (
    LINK_KEY,
    due,
    due_hooks,
    due_whole,
    ended_links,
    hook,
    hooks,
    listener,
    listener_fingerprints,
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
    "LINK_KEY", "Case", "Thing", "asked_before", "cases", "choice", "choices_of", "concerned", "days", "delivery", "due",
    "due_hooks", "due_whole", "ended_links", "erased", "feed_owner", "has_account",
    "hook", "hooks", "inbox", "listener", "listener_fingerprints", "listening", "mediated", "message", "opened",
    "outbox", "over", "recent", "tally", "thing_of",
    "unread", "waiting_about",
]  # fmt: skip
