"""Anybody takes any of the moves that lie open before them: what a page offers, filled in as its fields ask."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from sqlalchemy import select

from inspect_app.complaints import actions as complaints
from inspect_app.complaints.models import Complaint
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.moves import open_moves
from inspect_app.core.permits import Actor
from inspect_app.core.workflow import Field, Move
from inspect_app.credit import actions as credit
from inspect_app.credit.models import CreditEntry
from inspect_app.defects import actions as defects
from inspect_app.defects.models import Defect, Request
from inspect_app.defects.rules import LIABLE_ROLES
from inspect_app.disputes import actions as disputes
from inspect_app.disputes.models import Appraisal, Dispute, Mediation
from inspect_app.holds import actions as holds
from inspect_app.holds.models import Hold
from inspect_app.notices import actions as notices
from inspect_app.notices.models import Notice
from inspect_app.warranty import actions as warranty
from inspect_app.warranty.models import Claim, Release, ReturnVisit
from tests.answering import cause_at
from tests.year.world import World


@dataclass(frozen=True, slots=True)
class Life:
    """A kind of thing: its table, how its moves are taken, and how often one is picked."""

    model: Any
    take: Callable[..., Any]
    often: int
    #: its resident opens it by number and code
    private: bool = False
    #: which case the resident has shown the code of
    case: str = "id"


#: a new room with a life adds its row here
LIVES: dict[str, Life] = {
    "defect": Life(Defect, defects.move, 40),
    "request": Life(Request, defects.decide, 5),
    "complaint": Life(Complaint, complaints.move, 26, private=True),
    "claim": Life(Claim, warranty.move_claim, 26, private=True),
    "notice": Life(Notice, notices.move, 6),
    "hold": Life(Hold, holds.move, 4),
    "credit": Life(CreditEntry, credit.move, 4),
    "release": Life(Release, warranty.move_release, 3),
    "return-visit": Life(ReturnVisit, warranty.move_visit, 2),
    "dispute": Life(Dispute, disputes.move, 26, private=True, case="source_id"),
    "mediation": Life(Mediation, disputes.move_mediation, 7),
    "appraisal": Life(Appraisal, disputes.move_appraisal, 7),
}
#: what people do seldom: most cases go their way
SELDOM = (
    "void",
    "withdraw",
    "drop",
    "decline",
    "join",
    "take-over",
    "rule-out",
    "dispute",
    "breach",
    "reopen",
    "object",
    "fail",
    "rewrite",
    "break",
    "cancel",
    "postpone",
    "rebook",
    "refuse",
    "extend",
    "revisit",
)
_WORDS = "已按要求处理，请查看"


def take_any(world: World) -> None:
    """Pick a thing that is not settled and take one of the moves that lie open before somebody."""
    kinds = [*LIVES]
    kind = world.chance.choices(kinds, [LIVES[each].often for each in kinds])[0]
    thing = _picked(world, kind)
    if thing is None:
        return
    actor, moves = _whoever(world, kind, thing)
    if actor is None:
        return
    move = world.chance.choices(moves, [1 if each.name in SELDOM else 8 for each in moves])[0]

    def work() -> None:
        # Read again: the transaction begins anew, as that of a request does.
        again = db.session.get_one(LIVES[kind].model, thing_id)
        LIVES[kind].take(actor, again, move.name, values_of(world, again, move, actor), at=world.at)

    thing_id = thing.id
    world.act(f"{kind}.{move.name}", work)


def _picked(world: World, kind: str) -> Any:
    model = LIVES[kind].model
    finals = set(model.WORKFLOW.finals())
    if kind == "complaint" and world.chance.random() < 0.1:
        finals -= {"closed"}  # its resident may say that it is not settled after all
    if kind == "defect" and world.chance.random() < 0.03:
        finals -= {"void", "joined"}
    ids = db.session.scalars(select(model.id).where(model.state.not_in(finals)).order_by(model.id)).all()
    return db.session.get(model, world.chance.choice(ids)) if ids else None


def _whoever(world: World, kind: str, thing: Any) -> tuple[Actor | None, list[Move]]:
    asked = [*world.actors.values()]
    world.chance.shuffle(asked)
    if LIVES[kind].private:
        # The resident comes first as often as anybody else together.
        own = Actor("resident", getattr(thing, LIVES[kind].case), "居民")
        asked.insert(0 if world.chance.random() < 0.5 else len(asked), own)
    for actor in asked:
        moves = open_moves(actor, thing)
        # Who could only take it back seldom does.
        if moves and (world.chance.random() < 0.1 or any(each.name not in SELDOM for each in moves)):
            return actor, moves
    return None, []


def values_of(world: World, thing: Any, move: Move, actor: Actor) -> dict[str, Any]:
    """Return what a form of this move would bring."""
    kind = thing.WORKFLOW.kind
    values = {each.name: _value(world, each) for each in move.fields if each.required or _typed(each)}
    special = _SPECIAL.get(f"{kind}.{move.name}")
    values |= special(world, thing, actor) if special else {}
    if kind == "defect":
        values |= cause_at(thing, move.name)
    told = next((each for each in ("reason", "note") if each in values), None)
    if actor.kind == "resident" and told:
        name, phone, door = world.resident()
        values[told] = f"还是不行，我是{name}，住{door}，请打 {phone}"
    return values


def _typed(each: Field) -> bool:
    return each.kind in ("text", "textarea") and not each.name.startswith("share_")


def _value(world: World, each: Field) -> Any:
    if each.kind == "choice":
        return world.chance.choice(each.choices)[0]
    if each.kind == "photos":
        return [world.photo()]
    if each.kind in ("date", "datetime"):
        later = world.at + timedelta(days=world.chance.randrange(1, 4), hours=world.chance.randrange(5))
        return later.date() if each.kind == "date" else later
    return 320.5 if each.kind == "number" else _WORDS


def _another_party(world: World, thing: Any, _actor: Actor) -> dict[str, Any]:
    others = sorted(thing.project.party_ids(*LIABLE_ROLES) - {thing.liable_party_id})
    return {"liable_party_id": world.chance.choice(others)}


def _another_ticket(world: World, thing: Any, _actor: Actor) -> dict[str, Any]:
    same = select(Defect.number).where(
        Defect.liable_party_id == thing.liable_party_id, Defect.id != thing.id, Defect.state.in_(("open", "accepted"))
    )  # fmt: skip
    return {
        "into": world.chance.choice([*db.session.scalars(same.order_by(Defect.number)), "QX-2020-000000"])
    }


_SPECIAL: dict[str, Callable[[World, Any, Actor], dict[str, Any]]] = {
    "defect.reassign": _another_party,
    "defect.join": _another_ticket,
    "claim.agree": lambda _world, _thing, _actor: {"slot": "slot_1"},
    "hold.announce": lambda world, _thing, _actor: {"meet_at": world.at + timedelta(days=5)},
    "hold.sign": lambda _world, _thing, actor: {"name": actor.name},
    "notice.serve": lambda _world, _thing, _actor: {"received_at": None},
    "dispute.confirm": lambda world, _thing, _actor: {"confirmed_on": local_day(world.at)},
    "dispute.extend": lambda _world, thing, _actor: {"until": thing.mediate_by + timedelta(days=10)},
    "release.check": lambda _world, thing, _actor: {"amount": thing.asked / 100},
}
