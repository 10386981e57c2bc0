"""Sends the link and the code of a ticket to a liable party that has no account here."""

import secrets
from datetime import datetime

from inspect_app.core import place
from inspect_app.core.permits import SYSTEM
from inspect_app.defects import actions as defects
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import WORKFLOW, links
from inspect_app.messages import queries
from inspect_app.messages.actions.telling import put_out
from inspect_app.messages.rules import phones, words
from inspect_app.messages.rules.sending import NIGHT, held_until


def send_link(defect: Defect, *, at: datetime) -> bool:
    """Issue a ticket's link and put it out to the party's number, the code in a message of its own.

    Nothing is done for a party that can log in, that has no mobile number, or whose ticket is settled.
    """
    number = phones.normal(defect.liable_party.phone)
    settled = WORKFLOW.state(defect.state).final
    if not number or settled or queries.has_account(defect.project, defect.liable_party_id):
        return False
    code = links.code_of(secrets.token_bytes(8))
    link = defects.issue_link(SYSTEM, defect, code=code, key=place.secret(), at=at)
    due, void = held_until(at, NIGHT, urgent=defect.severity == "major"), link.expires_at
    letters = (
        ("link", words.link(defect.number, defects.address_of(link))),
        ("link-code", words.link_code(defect.number, links.shown(code))),
    )
    for what, text in letters:
        put_out(
            f"{queries.LINK_KEY}{link.id}:{what}", "sms", number, text, at=at, due_at=due, void_after=void,
            about=f"{what} {defect.number}",
        )  # fmt: skip
    return True
