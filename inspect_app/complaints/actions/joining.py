"""A neighbour joins a known case: counted beside it, with a number and a code of its own."""

from datetime import datetime

from sqlalchemy import select

from inspect_app.complaints.models import Complaint, Supporter
from inspect_app.complaints.rules.life import PHONE
from inspect_app.core import codes, journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor


def join(
    actor: Actor, complaint: Complaint, *, once: str, key: str, at: datetime, phone: str = ""
) -> tuple[Supporter, str]:
    """Join a case and return who joined with the code, which is stored nowhere; the same form joins once."""
    code, once_hash = codes.code_of("complaint", once, key), codes.fingerprint(once)
    standing = db.session.scalar(select(Supporter).where(Supporter.once_hash == once_hash))
    if standing is not None:
        if standing.complaint_id != complaint.id:
            raise Problem("same-id-other-content", id=standing.number)
        return standing, code
    state = complaint.WORKFLOW.state(complaint.state)
    if state.final:
        raise Problem("wrong-state", state=(state.zh, state.en), move=("附议", "join"))
    if phone.strip() and not PHONE.fullmatch(phone.strip()):
        raise field_problem(
            "phone", "电话应为数字，如 13812345678", "a phone number has digits only, e.g. 13812345678"
        )
    made = Supporter(
        number=next_number("FY", local_day(at).year), code_seal=codes.seal("complaint", code, key), once_hash=once_hash,
        complaint_id=complaint.id, complaint=complaint, phone=phone.strip(), joined_at=at,
    )  # fmt: skip
    db.session.add(made)
    journal.record(actor, "complaint.join", complaint, at=at, data={"number": made.number})
    return made, code
