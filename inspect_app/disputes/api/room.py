"""Disputes for machines: those one may see, opened, moved on, with evidence, meetings and experts."""

from collections.abc import Mapping
from typing import Any

from flask_smorest import Blueprint

from inspect_app.core.clock import now
from inspect_app.core.moves import api_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.disputes import actions, queries
from inspect_app.disputes.models import Appraisal, Dispute, Mediation
from inspect_app.disputes.rules.life import APPRAISAL, MEDIATION, WORKFLOW
from inspect_app.disputes.schemas import (
    AppraisalOut,
    BookIn,
    CallIn,
    DisputeOut,
    DisputePage,
    DisputeWhole,
    EvidenceIn,
    FilterIn,
    MediationOut,
    OpenIn,
    RecordOut,
    SignForIn,
    SignIn,
    TimeIn,
)

bp = Blueprint("disputes_api", __name__, url_prefix="/api/disputes", description="纠纷调解 / Disputes")


@endpoint(bp, "/", permit="dispute.list", query=FilterIn, out=DisputePage)
def disputes(actor: Actor, query: dict[str, Any]) -> Any:
    """List the disputes the caller may see, the longest waiting first."""
    number = query.pop("page")
    return paged(queries.listed(actor, **query), number=number)


@endpoint(
    bp, "/", permit="dispute.open", method="POST", body=OpenIn, out=DisputeWhole, status=201, on_thing=True, name="open",
)  # fmt: skip
def open_one(actor: Actor, values: dict[str, Any]) -> Dispute:
    """Ask for mediation of a complaint, a claim or a disputed ticket."""
    return opened(actor, values.pop("source_kind"), values.pop("source_id"), values)


def opened(actor: Actor, kind: str, key: str, values: Mapping[str, Any]) -> Dispute:
    """Ask for mediation of a case the actor may see, now."""
    case = queries.case(actor, kind, key)
    require(actor, "dispute.open", case.thing)
    return actions.open_dispute(actor, case, **values, at=now())


@endpoint(bp, "/<string:id>", permit="dispute.read", out=DisputeWhole, on_thing=True)
def dispute(actor: Actor, id: str) -> Dispute:
    """Show a dispute with its evidence, meetings and appraisals."""
    return permitted(actor, id, "dispute.read")


@endpoint(bp, "/<string:id>/record", permit="dispute.add-evidence", out=RecordOut, on_thing=True)
def record(actor: Actor, id: str) -> Any:
    """List what of the record the caller may bring in as evidence."""
    return {"pieces": queries.pieces(actor, permitted(actor, id, "dispute.add-evidence"))}


def permitted(actor: Actor, id: str, verb: str) -> Dispute:
    """Return a dispute the actor may see and do this with."""
    one = found(actor, id)
    require(actor, verb, one)
    return one


def _act(path: str, verb: str, act: Any, schema: Any, out: Any, about: str, status: int = 200) -> None:
    def call(actor: Actor, values: dict[str, Any], id: str) -> Any:
        done = act(actor, permitted(actor, id, verb), **values, at=now())
        return found(actor, id) if out is DisputeWhole else done

    call.__name__, call.__doc__ = path.replace("-", "_"), about
    endpoint(
        bp, f"/<string:id>/{path}", permit=verb, method="POST", body=schema, out=out, on_thing=True, status=status
    )(call)  # fmt: skip


for _row in (
    ("evidence", "dispute.add-evidence", actions.add_evidence, EvidenceIn, DisputeWhole, "Bring a piece of evidence in."),
    ("sign", "dispute.sign", actions.sign, SignIn, DisputeWhole, "Sign the agreement for one's side."),
    ("sign-for", "dispute.sign-for", actions.sign_for, SignForIn, DisputeWhole, "Record a signature on paper."),
    ("meetings", "mediation.call", actions.call, CallIn, MediationOut, "Call both sides to a meeting."),
    ("appraisals", "appraisal.book", actions.book, BookIn, AppraisalOut, "Book an expert."),
):  # fmt: skip
    _act(*_row)


def found(actor: Actor, id: str) -> Dispute:
    """Return a dispute the actor may see, or 404."""
    return find(queries.one(actor, id))


def take(actor: Actor, one: Dispute, name: str, values: Mapping[str, Any]) -> Dispute:
    """Take a move of the dispute now."""
    return actions.move(actor, one, name, values, at=now())


def found_meeting(actor: Actor, id: str) -> Mediation:
    """Return a meeting of a dispute the actor may see, or 404."""
    return find(queries.mediation(actor, id))


def found_appraisal(actor: Actor, id: str) -> Appraisal:
    """Return an appraisal of a dispute the actor may see, or 404."""
    return find(queries.appraisal(actor, id))


def take_meeting(actor: Actor, one: Mediation, name: str, values: Mapping[str, Any]) -> Mediation:
    """Take a move of a meeting now."""
    return actions.move_mediation(actor, one, name, values, at=now())


def take_appraisal(actor: Actor, one: Appraisal, name: str, values: Mapping[str, Any]) -> Appraisal:
    """Take a move of an appraisal now."""
    return actions.move_appraisal(actor, one, name, values, at=now())


def _answer(below: str, kind: str, find_: Any) -> None:
    verb = f"{kind}.answer"

    def call(actor: Actor, values: dict[str, Any], id: str) -> Dispute:
        """Say for one's side whether it can come."""
        thing = find_(actor, id)
        require(actor, verb, thing)
        actions.answer_time(actor, thing, **values, at=now())
        return found(actor, thing.dispute_id)

    endpoint(
        bp, f"/{below}/<string:id>/answer", permit=verb, method="POST", body=TimeIn, out=DisputeWhole, on_thing=True,
        name=f"answer_{kind}",
    )(call)  # fmt: skip


_answer("meetings", "mediation", found_meeting)
_answer("appraisals", "appraisal", found_appraisal)
api_moves(bp, WORKFLOW, found, take, DisputeOut)
api_moves(bp, MEDIATION, found_meeting, take_meeting, MediationOut, below="/meetings")
api_moves(bp, APPRAISAL, found_appraisal, take_appraisal, AppraisalOut, below="/appraisals")
