"""The resident's side of a dispute for machines: each call comes with number and code of the own case."""

from collections.abc import Callable
from typing import Any

from inspect_app.complaints import api as complaints
from inspect_app.core.clock import now
from inspect_app.core.errors import Problem
from inspect_app.core.fields import Schema, move_schema
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, known_as, require
from inspect_app.disputes import actions, queries
from inspect_app.disputes.api.room import bp, opened, take
from inspect_app.disputes.models import Appraisal, Dispute, Mediation
from inspect_app.disputes.rules.life import OWN_MOVES, WORKFLOW
from inspect_app.disputes.schemas import (
    CodeIn,
    OwnDispute,
    OwnEvidenceIn,
    OwnOpenIn,
    OwnSignIn,
    OwnTimeIn,
)
from inspect_app.warranty.api import claims

Act = Callable[[Actor, Dispute, dict[str, Any]], Any]


def _shown(values: dict[str, Any]) -> tuple[str, str]:
    """Return kind and id of the case that number and code open; whatever is wrong with them, the answer is the same."""
    number, code = values.pop("number"), values.pop("code")
    if number.upper().startswith("BX-"):
        return "claim", claims.opened(number, code).id
    return "complaint", complaints.opened(number, code).id


def resident_of(one: Dispute) -> Actor:
    """Return the resident of the case behind a dispute, as an actor."""
    return Actor("resident", one.source_id, "居民")


def _theirs(kind: str, key: str) -> Dispute:
    one = queries.followed(kind, key)
    if one is None:
        raise Problem("not-found")
    # From here on the moves and the record are told as this resident has them.
    known_as(resident_of(one))
    return one


@endpoint(
    bp, "/own/follow", permit="dispute.follow", method="POST", body=CodeIn, out=OwnDispute, name="own_follow"
)
def follow(_actor: Actor, values: dict[str, Any]) -> Dispute:
    """Show a resident the dispute of the own case: whose turn it is, and what the resident may do."""
    return _theirs(*_shown(values))


@endpoint(
    bp, "/own/open", permit="dispute.follow", method="POST", body=OwnOpenIn, out=OwnDispute, status=201, name="own_open"
)  # fmt: skip
def open_own(_actor: Actor, values: dict[str, Any]) -> Dispute:
    """Ask for mediation of the own case."""
    kind, key = _shown(values)
    opened(Actor("resident", key, "居民"), kind, key, values)
    return _theirs(kind, key)


def _add(name: str, verb: str, schema: type[Schema], act: Act, about: str) -> None:
    def call(_actor: Actor, values: dict[str, Any]) -> Dispute:
        kind, key = _shown(values)
        one = _theirs(kind, key)
        resident = resident_of(one)
        require(resident, verb, one)
        act(resident, one, values)
        return _theirs(kind, key)

    call.__doc__ = about
    endpoint(
        bp, f"/own/{name}", permit="dispute.follow", method="POST", body=schema, out=OwnDispute, name=f"own_{name.replace('moves/', '')}"
    )(call)  # fmt: skip


def _answer(resident: Actor, one: Dispute, values: dict[str, Any]) -> None:
    answer(resident, one, **values)


def answer(resident: Actor, one: Dispute, *, thing_id: str, **values: Any) -> Any:
    """Say whether the resident can come to a meeting or an appraisal of the own dispute."""
    met, looked = queries.meetings(one.id)
    things: list[Mediation | Appraisal] = [*met, *looked]
    thing = next((each for each in things if each.id == thing_id), None)
    if thing is None:
        raise Problem("not-found")
    require(resident, f"{thing.WORKFLOW.kind}.answer", thing)
    return actions.answer_time(resident, thing, **values, at=now())


_add("sign", "dispute.sign", OwnSignIn, lambda who, one, values: actions.sign(who, one, **values, at=now()),
     "Sign the draft the resident has read.")  # fmt: skip
_add("evidence", "dispute.add-evidence", OwnEvidenceIn,
     lambda who, one, values: actions.add_evidence(who, one, **values, at=now()), "Bring a piece of evidence in.")  # fmt: skip
_add("times", "dispute.read", OwnTimeIn, _answer, "Say whether the resident can come.")
for _move in (WORKFLOW.move(each) for each in OWN_MOVES):
    _add(
        f"moves/{_move.name}", f"dispute.{_move.name}",
        type(f"OwnDispute{_move.name.title()}In", (CodeIn, move_schema("dispute", _move)), {}),
        lambda who, one, values, name=_move.name: take(who, one, name, values),  # type: ignore[misc]
        f"{_move.zh} / {_move.en}",
    )  # fmt: skip
