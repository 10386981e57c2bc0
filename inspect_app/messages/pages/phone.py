"""A resident's own cases by phone: a code to the number, then the list of what was filed with it."""

from typing import Any

from flask import redirect, render_template, request, session

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.forms import Form
from inspect_app.core.permits import ANYONE, Actor
from inspect_app.core.private import hide, reveal
from inspect_app.core.web import page
from inspect_app.identity.actions import note_failure, one_by_one, refuse_when_throttled
from inspect_app.identity.rules import network_of
from inspect_app.messages import actions, queries
from inspect_app.messages.models import PhoneAsk
from inspect_app.messages.pages.inbox import bp
from inspect_app.messages.rules import phones
from inspect_app.messages.schemas import CodeIn, PhoneIn
from inspect_app.warranty.pages import resident as claims

claims.FORGOTTEN += ["phone", "phone-ask"]


@page(bp, "/phone", permit="phone.ask", methods=("GET", "POST"))
def ask(_actor: Actor) -> Any:
    """Ask for the number and send it a code; the answer is the same for every number."""
    form = Form(PhoneIn)
    made = form.act(lambda values: _ask(values["phone"]))
    if made is None:
        return render_template("messages/phone.html", form=form), form.status
    session["phone-ask"] = made.id
    return redirect("/phone/code")


def _ask(number: str) -> PhoneAsk:
    if not number:
        raise field_problem("phone", "应为 11 位手机号", "must be a mobile number of 11 digits")
    at, mark = now(), actions.mark_of(number)[:32]
    here, there = f"phone-from:{_network()}", f"phone-to:{mark}"
    # Counted in the transaction of the sending: of many that arrive at one moment only so many go through.
    for each in sorted((here, there)):  # in one order, so that no two wait for each other
        one_by_one(each)
    keys = [(there, phones.TO_ONE), (there, phones.TO_ONE_DAILY), (here, phones.FROM_ONE)]
    refuse_when_throttled(keys, at)
    for each in (here, there):
        note_failure(each, at)
    return actions.ask_code(ANYONE, number, at=at)


def _network() -> str:
    return network_of(request.remote_addr or "")


@page(bp, "/phone/code", permit="phone.enter", methods=("GET", "POST"))
def enter(_actor: Actor) -> Any:
    """Take the code; whatever is wrong with it, the answer is the same."""
    form = Form(CodeIn)
    if form.submitted:
        try:
            number = _entered(form.load()["code"])
        except Problem as problem:
            form.refuse(problem)
        else:
            session.pop("phone-ask", None)
            session["phone"] = {"kept": hide(number), "at": int(now().timestamp())}
            return redirect("/phone/cases")
    minutes = int(phones.LIVES.total_seconds()) // 60
    return render_template("messages/phone_code.html", form=form, minutes=minutes), form.status


def _entered(code: str) -> str:
    key = f"phone-code:{_network()}"
    refuse_when_throttled([(key, phones.WRONG)], now())
    with transaction():
        found = db.session.get(PhoneAsk, str(session.get("phone-ask", "")), with_for_update=True)
        right, number = actions.enter_code(ANYONE, found, code, at=now()), found.phone if found else ""
        if not right:
            note_failure(key, now())
    if not right:
        raise field_problem("code", "验证码不对或已失效", "the code is wrong or no longer valid")
    return number


def _shown_number() -> str:
    """Return the number this browser has shown to be its person's, "" for none or one of too long ago."""
    kept: dict[str, Any] | None = session.get("phone")
    if kept is None or kept["at"] + phones.STAYS_OPEN.total_seconds() < now().timestamp():
        session.pop("phone", None)
        return ""
    return reveal(kept["kept"])


@page(bp, "/phone/cases", permit="phone.cases")
def own_cases(_actor: Actor) -> Any:
    """List the cases filed with the number."""
    number = _shown_number()
    if not number:
        return redirect("/phone")
    shown = {"cases": queries.cases(actions.mark_of(number)), "number": phones.masked(number)}
    return render_template("messages/phone_cases.html", **shown)


@page(bp, "/phone/cases/<string:id>/open", permit="phone.cases", methods=("POST",))
def open_case(_actor: Actor, id: str) -> Any:
    """Open one of the own cases, as number and code would."""
    number = _shown_number()
    found = queries.opened(actions.mark_of(number), id) if number else None
    if found is None:
        return redirect("/phone/cases")
    joined = {"joined": True} if found.joined else {}
    session["follow"] = {"id": found.id, "at": int(now().timestamp()), **joined}
    return redirect("/complaints/follow/case")


@page(bp, "/phone/leave", permit="phone.cases", methods=("POST",))
def leave_phone(_actor: Actor) -> Any:
    """Forget the number in this browser: it may be shared."""
    for name in claims.FORGOTTEN:
        session.pop(name, None)
    return redirect("/")
