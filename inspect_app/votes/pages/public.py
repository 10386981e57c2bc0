"""Votes for everybody: a slip's number and code open the ballot; results are looked up and receipts checked."""

import secrets
from datetime import timedelta
from typing import Any

from flask import Response, redirect, render_template, request, session
from sqlalchemy import select

from inspect_app.core import codes
from inspect_app.core.canonical import canonical
from inspect_app.core.clock import now
from inspect_app.core.csv_out import safe_csv
from inspect_app.core.errors import Problem
from inspect_app.core.forms import Form
from inspect_app.core.permits import Actor
from inspect_app.core.web import find, page, paged, pdf_reply
from inspect_app.votes import paper, queries
from inspect_app.votes.api import cast_now, opened
from inspect_app.votes.models import Vote, Voter
from inspect_app.votes.pages.desk import WORDS, bp
from inspect_app.votes.rules.law import OWN_CHOICES
from inspect_app.votes.rules.questions import line_of
from inspect_app.votes.rules.roll import names_of
from inspect_app.votes.rules.tally import parts_of
from inspect_app.votes.schemas import RESULTS, ChoiceForm, SlipIn, result_words

_OPEN_FOR = timedelta(minutes=15)


@page(bp, "/vote", permit="vote.cast", methods=("GET", "POST"), name="slip")
def slip(_actor: Actor) -> Any:
    """Ask for the number and code of a slip."""
    form = Form(SlipIn, {"number": request.args.get("number", "")[:30]})
    if form.submitted:
        try:
            one, voter = opened(**form.load())
        except Problem as problem:
            form.refuse(problem)
        else:
            session["vote"] = {"vote": one.id, "voter": voter.id, "at": int(now().timestamp())}
            return redirect("/vote/ballot")
    return render_template("votes/slip.html", form=form), form.status


@page(bp, "/vote/ballot", permit="vote.cast", methods=("GET", "POST"), name="ballot")
def ballot(_actor: Actor) -> Any:
    """Show the question to its voter and take the ballot; the receipt is shown once."""
    kept = session.get("vote")
    if kept is None or now().timestamp() - kept["at"] > _OPEN_FOR.total_seconds():
        session.pop("vote", None)
        return redirect("/vote")
    form = Form(ChoiceForm)
    told = form.act(lambda values: cast_now(*_own(kept), **values))
    one, voter = _own(kept)
    taken = one.state == "open" and now() < one.closes_at
    shown = {
        "vote": one,
        "voter": voter,
        "form": form,
        "told": told,
        "own": OWN_CHOICES,
        "taken": taken,
        "joint": len(names_of(voter.owner_name)) > 1,
    }
    once = form.values.get("once") or secrets.token_hex(16)
    return render_template("votes/ballot.html", once=once, **shown, **WORDS), form.status


def _own(kept: dict[str, Any]) -> tuple[Vote, Voter]:
    return find(queries.of_id(kept["vote"])), find(select(Voter).where(Voter.id == kept["voter"]))


@page(bp, "/vote/leave", permit="vote.cast", methods=("POST",), name="leave")
def leave(_actor: Actor) -> Any:
    """Forget the slip in this browser: it may be shared."""
    session.pop("vote", None)
    return redirect("/vote")


@page(bp, "/vote/results", permit="vote.look", name="results")
def results(_actor: Actor) -> Any:
    """List the published results, without a name or door."""
    return render_template(
        "votes/results.html",
        page=paged(queries.published(), table=RESULTS),
        result_words=result_words,
        carried=queries.carried,
        **WORDS,
    )


@page(bp, "/vote/results/<string:number>", permit="vote.look", name="result")
def result(_actor: Actor, number: str) -> Any:
    """Show a published result: its four figures explained, and whether a receipt is in the tally."""
    one = find(queries.published(number))
    receipt = request.args.get("receipt", "")[:80]
    code = codes.normal(receipt)
    shown = {
        "vote": one,
        "results": queries.results(one),
        "found": _found(one, code) if receipt else [],
        "sought": codes.fingerprint(code) if receipt else "",
    }
    return render_template("votes/result.html", receipt=receipt, **shown, **WORDS)


def _found(one: Vote, code: str) -> list[str]:
    """Return what the ballot of a receipt says to each question, in order; empty where the tally has none."""
    said = [
        next((each["choice"] for each in part["ballots"] if each["receipt"] == line_of(code, place)), "")
        for place, part in enumerate(parts_of(one.tally), start=1)
    ]
    return said if all(said) else []


@page(bp, "/vote/results/<string:number>/tally.json", permit="vote.look", name="tally_json")
def tally_json(_actor: Actor, number: str) -> Any:
    """Give out the tally file exactly as it was hashed."""
    one = find(queries.published(number))
    return _file(canonical(one.tally), "application/json", f"{one.number}.json")


@page(bp, "/vote/results/<string:number>/tally.csv", permit="vote.look", name="tally_csv")
def tally_csv(_actor: Actor, number: str) -> Any:
    """Give out the ballots of the tally file as a table."""
    one = find(queries.published(number))
    parts = list(enumerate(parts_of(one.tally), start=1))
    rows = [
        [*([place] if len(parts) > 1 else []), each["receipt"], each["choice"], each.get("area")]
        for place, part in parts
        for each in part["ballots"]
    ]
    heads = [*(["question"] if len(parts) > 1 else []), "receipt", "choice", "area_0.01_m2"]
    return _file(safe_csv(heads, rows), "text/csv", f"{one.number}.csv")


def _file(data: bytes, kind: str, name: str) -> Response:
    reply = Response(data, mimetype=kind)
    reply.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return reply


@page(bp, "/vote/results/<string:number>/result.pdf", permit="vote.look", name="result_pdf")
def result_pdf(_actor: Actor, number: str) -> Any:
    """Give out the sealed paper of the result."""
    one = find(queries.published(number))
    # Sealed as of its publication: the same paper whoever asks, whenever.
    return pdf_reply(paper.result(one, at=one.published_at or now()), f"{one.number}.pdf")
