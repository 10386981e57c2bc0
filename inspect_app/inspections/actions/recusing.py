"""Acts on who may inspect what: skills and load, recusals declared and withdrawn."""

from collections.abc import Sequence
from datetime import date, datetime

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.identity.models import Party, Person
from inspect_app.inspections.models import InspectorCard, Recusal
from inspect_app.inspections.rules.recusal import DECLARED

MOST_ROOM = 50


def set_inspector(
    actor: Actor, person: Person, *, skills: Sequence[str], room: int, at: datetime
) -> InspectorCard:
    """Say what an inspector can do and how many visits they take at a time."""
    if not 0 <= room <= MOST_ROOM:
        raise field_problem("room", f"0 到 {MOST_ROOM}", f"0 to {MOST_ROOM}")
    card = db.session.get(InspectorCard, person.id)
    if card is None:
        card = InspectorCard(person_id=person.id)
        db.session.add(card)
    card.skills, card.room, card.changed_at = (
        sorted({each.strip() for each in skills if each.strip()}),
        room,
        at,
    )
    journal.record(actor, "inspector.set", card, at=at, data={"skills": card.skills, "room": room})
    return card


def declare(
    actor: Actor, person: Person, *, kind: str, at: datetime, party_id: str | None = None,
    project_id: str | None = None, since: date | None = None, until: date | None = None, note: str = "",
) -> Recusal:  # fmt: skip
    """Declare that a person stands too near to a party or a project to inspect it."""
    if kind not in DECLARED:
        raise field_problem("kind", "没有这种回避事项", "no such recusal")
    if bool(party_id) == bool(project_id) or (kind == "employer" and not party_id):
        raise field_problem("party_id", "请选择一个单位或一个项目", "choose one party or one project")
    if party_id and db.session.get(Party, party_id) is None:
        raise field_problem("party_id", "没有这个单位", "no such party")
    if since and until and until < since:
        raise field_problem("until", "不能早于开始日期", "not before its first day")
    made = Recusal(
        person_id=person.id, kind=kind, party_id=party_id, project_id=project_id, since=since, until=until,
        note=note.strip(), declared_by=actor.id, created_at=at,
    )  # fmt: skip
    db.session.add(made)
    journal.record(actor, "recusal.add", made, at=at, data={"kind": kind, "person_id": person.id})
    return made


def withdraw(actor: Actor, made: Recusal, *, at: datetime) -> Recusal:
    """Withdraw a recusal that no longer holds; it stays on record."""
    if made.withdrawn_at is not None:
        raise Problem("conflict", zh="已经撤销。", en="It is withdrawn already.")
    made.withdrawn_at = at
    journal.record(actor, "recusal.withdraw", made, at=at, data={"kind": made.kind})
    return made
