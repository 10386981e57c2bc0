"""Sends the codes of a vote to the phones of its voters, sealed in the outbox like every letter."""

from datetime import datetime

from inspect_app.core import codes, place
from inspect_app.core.journal import Entry
from inspect_app.messages.actions.sending import take_back
from inspect_app.messages.actions.telling import put_out
from inspect_app.messages.rules import phones, words
from inspect_app.messages.rules.sending import NIGHT, held_until
from inspect_app.votes import actions as votes
from inspect_app.votes.models import Vote


def send_vote_codes(entry: Entry, vote: Vote, *, at: datetime) -> int:
    """Put out each code to its voter's mobile number; return of how many. Who has voted meanwhile gets none.

    Nothing is sent once the vote is over; a number that is no mobile one is passed over.
    """
    if vote.state != "open" or at >= vote.closes_at:
        return 0
    due, key, out = held_until(at, NIGHT, urgent=False), place.secret(), 0
    for voter in votes.not_voted(vote):
        number = phones.normal(voter.phone)
        if number:
            code = codes.shown(votes.code_of(vote, voter, key))
            text = words.vote_code(votes.slip_number(vote, voter), code, f"{place.address()}/vote")
            out += put_out(
                f"vote:{entry.seq}:{voter.id}", "sms", number, text, at=at, due_at=due, void_after=vote.closes_at,
                about=_about(vote),
            )  # fmt: skip
    return out


def drop_vote_codes(vote: Vote, *, at: datetime) -> None:
    """Give up the codes that still wait of a vote that is over, and clear them."""
    take_back(_about(vote), at=at)


def _about(vote: Vote) -> str:
    # Not whose: beside a secret vote's growing sums it would tell who had not voted yet.
    return f"vote-code {vote.number}"
