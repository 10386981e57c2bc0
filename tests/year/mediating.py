"""What people do in a dispute beside its moves: ask for it, bring evidence, meet, book an expert, answer and sign."""

from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from inspect_app.complaints.models import Complaint
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.defects.models import Defect
from inspect_app.disputes import actions, queries
from inspect_app.disputes.models import Appraisal, Dispute, Mediation
from inspect_app.disputes.rules.life import FINDINGS, OPEN_ROOM, PAYERS, PRESENT, SIDES
from inspect_app.disputes.rules.opening import UNSETTLED
from inspect_app.warranty.models import Claim
from tests.year.world import World

_SOURCES: dict[str, Any] = {"complaint": Complaint, "claim": Claim, "defect": Defect}


def whoever(world: World, verb: str, thing: Any) -> Actor | None:
    """Return anybody with an account who may do this."""
    asked = [*world.actors.values()]
    world.chance.shuffle(asked)
    return next((each for each in asked if may(each, verb, thing)), None)


def some(world: World, stmt: Any) -> Any:
    """Return any of the rows of a query, or None."""
    rows = db.session.scalars(stmt).unique().all()
    return world.chance.choice(rows) if rows else None


def ask(world: World) -> None:
    """Whoever does not take an answer asks for mediation: a resident, at times by the desk, or a ticket's firm."""
    kind = world.chance.choice([*_SOURCES])
    model = _SOURCES[kind]
    stmt = select(model).where(model.state.in_(UNSETTLED[kind]))
    answered = {"complaint": "answered_at", "defect": "disputed_at"}.get(kind)
    if answered:
        stmt = stmt.where(getattr(model, answered).is_not(None))
    thing = some(world, stmt.order_by(model.id))
    if thing is None:
        return
    own = kind != "defect" and world.chance.random() < 0.8
    actor = Actor("resident", thing.id, "居民") if own else whoever(world, "dispute.open", thing)
    if actor is None:
        return
    (name, phone, door), key = world.resident(), thing.id
    world.act("dispute.open", lambda: actions.open_dispute(
        actor, queries.case(actor, kind, key), claim=f"我是{name}，住{door}，电话{phone}，还在漏", wish="重做防水", at=world.at
    ))  # fmt: skip


def _room(world: World, *states: str) -> Dispute | None:
    found: Dispute | None = some(world, select(Dispute).where(Dispute.state.in_(states)).order_by(Dispute.id))
    return found


def _side(world: World, one: Dispute, verb: str) -> Actor | None:
    resident = Actor("resident", one.source_id, "居民")
    if may(resident, verb, one) and world.chance.random() < 0.5:
        return resident
    return whoever(world, verb, one)


def bring(world: World) -> None:
    """Either side, or whoever mediates, brings a piece of evidence."""
    one = _room(world, "asked", *OPEN_ROOM)
    actor = _side(world, one, "dispute.add-evidence") if one else None
    if one is None or actor is None:
        return
    there = queries.pieces(actor, one)
    if there and world.chance.random() < 0.6:
        piece = world.chance.choice(there)
        given: dict[str, Any] = {"kind": piece.kind, "thing_id": piece.id}
    else:
        given = {"kind": "own", "why": "滴水的位置", "photos": [world.photo_now()]}
    world.act("dispute.add-evidence", lambda: actions.add_evidence(actor, one, at=world.at, **given))


def lead(world: World) -> None:
    """Whoever mediates does the next thing in a room: have both meet, have an expert look, write down what was said."""
    one = _room(world, "mediating")
    actor = whoever(world, "mediation.call", one) if one else None
    if one is None or actor is None:
        return
    for things in queries.meetings(one.id):
        for each in things:
            if each.state in ("called", "booked"):
                _record(world, actor, each)
                return
    met, looked = queries.meetings(one.id)
    later = world.at + timedelta(hours=8)
    if not met:
        world.act(
            "mediation.call", lambda: actions.call(actor, one, meet_at=later, where="居委会", at=world.at)
        )
    elif not looked:
        world.act("appraisal.book", lambda: actions.book(
            actor, one, expert="房屋质量检测站", qualification="甲级", question="渗漏原因",
            payer=world.chance.choice([*PAYERS]), meet_at=later, at=world.at,
        ))  # fmt: skip


def _record(world: World, actor: Actor, thing: Any) -> None:
    if thing.meet_at > world.at:
        return
    if isinstance(thing, Mediation):
        said = {"present": world.chance.choice([*PRESENT]), "minutes": "各退一步"}
        world.act("mediation.hold", lambda: actions.move_mediation(actor, thing, "hold", said, at=world.at))
    else:
        found = {"finding": world.chance.choice([*FINDINGS]), "opinion": "施工缝渗水"}
        world.act(
            "appraisal.report", lambda: actions.move_appraisal(actor, thing, "report", found, at=world.at)
        )


def answer_a_time(world: World) -> None:
    """A side says whether it can come."""
    model, state = world.chance.choice(((Mediation, "called"), (Appraisal, "booked")))
    thing = some(world, select(model).where(model.state == state).order_by(model.id))
    if thing is None:
        return
    verb = f"{thing.WORKFLOW.kind}.answer"
    resident = Actor("resident", thing.dispute.source_id, "居民")
    own = may(resident, verb, thing) and world.chance.random() < 0.5
    actor = resident if own else whoever(world, verb, thing)
    if actor is not None:
        answer, (name, phone, _door) = world.chance.choice(("come", "come", "cannot")), world.resident()
        why = "" if answer == "come" else f"那天不在，{name} {phone}"
        world.act(verb, lambda: actions.answer_time(
            actor, thing, answer=answer, why=why, meet_at=thing.meet_at, at=world.at
        ))  # fmt: skip


def sign(world: World) -> None:
    """A side signs, itself or on paper before whoever mediates."""
    one = _room(world, "drafted")
    if one is None:
        return
    name, actor = world.resident()[0], _side(world, one, "dispute.sign")
    if actor is not None and world.chance.random() < 0.7:
        world.act("dispute.sign", lambda: actions.sign(actor, one, draft=one.drafts, name=name, at=world.at))
        return
    lead = whoever(world, "dispute.sign-for", one)
    side = world.chance.choice([each for each in SIDES if each != "mediator"])
    if lead is not None:
        photos = [world.photo_now()]
        world.act("dispute.sign-for", lambda: actions.sign_for(
            lead, one, side=side, draft=one.drafts, name=name, photos=photos, at=world.at
        ))  # fmt: skip


def agreements_hold(_watch: object, world: World) -> None:
    """What was agreed both signed, has its thirty days, and whose day passed was told; one dispute of a case at a time."""
    today = local_day(world.at)
    open_cases: Counter[tuple[str, str]] = Counter()
    for one in db.session.scalars(select(Dispute)):
        open_cases[one.source_kind, one.source_id] += one.ended_at is None
        if one.agreed_at is not None:
            signed = {each.side for each in one.signatures if each.draft == one.drafts}
            texts = {each.content for each in one.signatures if each.draft == one.drafts}
            assert (signed, len(texts)) == ({"applicant", "respondent"}, 1), one.number
            assert one.confirm_by - local_day(one.agreed_at) == timedelta(days=30), one.number
            running = one.ended_at is None and one.confirmed_on is None
            assert not running or today <= one.confirm_by or one.reminded_at is not None, one.number
        if one.due_on is not None and one.due_on < today - timedelta(days=4):
            assert one.late_for == one.due_on, (one.number, one.due_on, one.late_for)
    assert all(each <= 1 for each in open_cases.values())


#: (act, how often)
ACTS: list[tuple[Callable[[World], None], int]] = [
    (ask, 10), (bring, 3), (lead, 22), (answer_a_time, 4), (sign, 12),
]  # fmt: skip
