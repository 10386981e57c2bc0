"""The ticket of a party without an account: a link and a code, apart from each other, open it and nothing else."""

import secrets
from dataclasses import replace
from typing import Any

from flask import flash, redirect, render_template, request, session
from itsdangerous import BadSignature

from inspect_app.core import place
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.fields import Schema, Text, move_schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.moves import drawn_field
from inspect_app.core.permits import Actor, Grant
from inspect_app.core.web import page, require
from inspect_app.core.workflow import Field
from inspect_app.defects import actions, queries, rules
from inspect_app.defects.api import do, found, take
from inspect_app.defects.models import Defect, Link
from inspect_app.defects.pages.lists import WORDS, bp
from inspect_app.defects.pages.ticket import moves_of, seen
from inspect_app.defects.queries import requests_of
from inspect_app.defects.rules import links
from inspect_app.defects.rules.acts import ACTS
from inspect_app.identity.actions import note_failure, refuse_when_throttled
from inspect_app.identity.rules import network_of


class CodeIn(Schema):
    """The code of a link."""

    code = Text(required=True, most=80)


#: who answers, by name: there is no account that would say so
SIGNER = Field("signer", "text", "您的姓名", "Your name")


@page(bp, "/defects/<string:id>/link", permit="defect.link", methods=("POST",), on_thing=True, name="link")
def link(actor: Actor, id: str) -> Any:
    """Issue a link and its code; the code is shown this once."""
    require(actor, "defect.link", found(actor, id))
    code, form = links.code_of(secrets.token_bytes(8)), Form(Schema)
    key = place.secret()
    made = form.act(lambda _values: actions.issue_link(actor, found(actor, id), code=code, key=key, at=now()))
    if made is None:
        return redirect(f"/defects/{id}")
    shown = {"defect": found(actor, id), "link": made, "code": links.shown(code)}
    shown["address"] = actions.address_of(made)
    return render_template("defects/link.html", **shown)


@page(
    bp, "/defects/<string:id>/unlink", permit="defect.unlink", methods=("POST",), on_thing=True, name="unlink"
)
def unlink(actor: Actor, id: str) -> Any:
    """End the links of a ticket."""
    require(actor, "defect.unlink", found(actor, id))
    Form(Schema).act(lambda _values: (actions.end_links(actor, found(actor, id), at=now()), True))
    flash(t("链接已停用", "The link has ended"))
    return redirect(f"/defects/{id}")


def _alive(link_id: object) -> Link | None:
    return db.session.scalar(queries.living_links([str(link_id)], now()))


@page(bp, "/ticket/<string:token>", permit="defect.by-link", methods=("GET", "POST"), name="by_link")
def by_link(_actor: Actor, token: str) -> Any:
    """Ask for the code; whatever is wrong with link or code, the page and its answer are the same."""
    form = Form(CodeIn)
    if form.submitted:
        try:
            opened = _opened(token, form.load()["code"])
        except Problem as problem:
            form.refuse(problem)
        else:
            session["ticket"] = {"id": opened.id, "at": int(now().timestamp())}
            return redirect("/ticket")
    return render_template("defects/code.html", form=form), form.status


def _opened(token: str, code: str) -> Link:
    try:
        link_id = str(actions.serializer().loads(token[:400]))
    except BadSignature:
        link_id = ""
    here = network_of(request.remote_addr or "")
    keys = [
        (f"ticket:{link_id or 'none'}@{here}"[:100], links.WRONG_CODES),
        (f"ticket-from:{here}", links.WRONG_HERE),
    ]
    refuse_when_throttled(keys, now())
    one = _alive(link_id) if link_id else None
    # The same work is done where there is no such link, so that the time taken tells nothing.
    sealed, salt = (one.code_seal, one.id) if one else ("", "")
    right = links.opens(code, sealed, salt, place.secret())
    if one is None or not right:
        with transaction():
            for name, _throttle in keys:
                note_failure(name, now())
        raise field_problem(
            "code", "链接已失效或验证码不对", "the link is no longer valid, or the code is wrong"
        )
    with transaction():
        actions.read_by_link(_reader(one, ""), db.session.get_one(Link, one.id), at=now())
    return one


def _reader(one: Link, signer: str) -> Actor:
    """Return the party as it acts by link: on this project and for itself alone."""
    defect = one.defect
    held = [each.role for each in defect.project.parties if each.party_id == one.party_id]
    name = f"{signer or one.party.name}（{'链接' if not signer else one.party.name}）"[:120]
    grants = tuple(Grant(role, one.party_id, project_id=defect.project_id) for role in held)
    return Actor("link", one.id, name, grants)


def _held() -> Link | None:
    kept: dict[str, Any] | None = session.get("ticket")
    if kept is None:
        return None
    if kept["at"] + links.POLICY.stays_open.total_seconds() < now().timestamp():
        session.pop("ticket")
        return None
    return _alive(kept["id"])


@page(bp, "/ticket", permit="defect.by-link", name="held_ticket")
def held_ticket(_actor: Actor) -> Any:
    """Show the ticket a link has opened in this browser."""
    return _show()


def _show(form: Form | None = None, name: str = "") -> Any:
    one = _held()
    if one is None:
        return render_template("defects/code.html", form=None), 410
    reader, defect = _reader(one, ""), one.defect
    asked = requests_of(defect)
    moves = [each for each in moves_of(reader, defect, asked) if each["name"] in links.BY_LINK]
    for each in moves:
        each["fields"].append(drawn_field(SIGNER) | {"value": session.get("signer", "")})
    shown = {"moves": moves, "form": form, "opened": name, "link": one, **seen(defect), **WORDS}
    shown["requests"] = asked
    return render_template("defects/by_link.html", **shown), form.status if form else 200


@page(bp, "/ticket/moves/<string:name>", permit="defect.by-link", methods=("POST",), name="by_link_move")
def by_link_move(_actor: Actor, name: str) -> Any:
    """Answer the ticket: accept, ask for more time, dispute, hand in a plan or the fix."""
    one = _held()
    if one is None or name not in links.BY_LINK:
        return redirect("/ticket")
    held = (rules.WORKFLOW if name in {each.name for each in rules.WORKFLOW.moves} else ACTS).move(name)
    require(_reader(one, ""), f"defect.{name}", one.defect)
    _refuse_too_many_photos()
    form = Form(move_schema("defect", replace(held, fields=(*held.fields, SIGNER))))
    if form.act(lambda values: _answer(one.id, name, values)) is None:
        return _show(form, name)
    flash(t(f"已完成：{held.zh}", f"Done: {held.en}"), "good")
    return redirect("/ticket")


def _answer(link_id: str, name: str, values: dict[str, Any]) -> Defect:
    one = db.session.get_one(Link, link_id)
    session["signer"] = values.pop("signer")[:40]
    reader = _reader(one, session["signer"])
    act = take if name in {each.name for each in rules.WORKFLOW.moves} else do
    act(reader, one.defect, name, values)
    return one.defect


def _refuse_too_many_photos() -> None:
    """Count what is uploaded without an account from this address."""
    key = f"ticket-photo:{network_of(request.remote_addr or '')}"
    refuse_when_throttled([(key, links.UPLOADS)], now())
    with transaction():
        for _each in [each for some in request.files.listvalues() for each in some if each.filename]:
            note_failure(key, now())


@page(bp, "/ticket/leave", permit="defect.by-link", methods=("POST",), name="leave_ticket")
def leave_ticket(_actor: Actor) -> Any:
    """Forget the ticket in this browser: it may be shared."""
    for name in ("ticket", "signer"):
        session.pop(name, None)
    return redirect("/")
