"""A blacklisting on its page, and the form that proposes one."""

from typing import Any

from flask import flash, redirect, render_template, request

from inspect_app.core import journal
from inspect_app.core.clock import now
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, require
from inspect_app.credit import queries
from inspect_app.credit.actions import blacklisting
from inspect_app.credit.api.blacklist import found, take
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.pages.desk import firms
from inspect_app.credit.pages.entries import WORDS, bp
from inspect_app.credit.rules import blacklist as rules
from inspect_app.credit.schemas import BlacklistIn, SetAsideIn
from inspect_app.projects import queries as projects


@page(
    bp, "/projects/<string:id>/credit/blacklist", permit="blacklisting.propose", methods=("GET", "POST"),
    on_thing=True, name="propose_blacklisting",
)  # fmt: skip
def propose(actor: Actor, id: str) -> Any:
    """Propose a party of a project for the blacklist."""
    project = find(projects.one(actor, id))
    require(actor, "blacklisting.propose", project)
    form = Form(BlacklistIn, _suggested(actor, project.id))
    made = form.act(
        lambda values: blacklisting.propose(
            actor, project=find(projects.one(actor, id)), values=values, at=now()
        )
    )
    if made is None:
        shown = {"project": project, "firms": firms(project), "form": form, "rules": rules}
        return render_template("credit/propose-blacklisting.html", **shown, **WORDS), form.status
    flash(t("已拟列入，单位可陈述申辩", "Proposed; the party may be heard"), "good")
    return redirect(f"/credit/blacklist/{made.id}")


def _suggested(actor: Actor, project_id: str) -> dict[str, Any]:
    """Return what an accident that was entered says already; whoever proposes looks at it and may change it."""
    if not request.args.get("entry"):
        return {}
    entry = find(queries.one(actor, request.args["entry"]).where(CreditEntry.project_id == project_id))
    return {
        "party_id": entry.party_id, "ground": "accident", "document": entry.source_number, "issuer": entry.issuer,
        "document_on": entry.document_on.isoformat(), "facts": t(entry.explanation_zh, entry.explanation_en),
    }  # fmt: skip


@page(bp, "/credit/<string:id>/set-aside", permit="credit.set-aside", methods=("GET", "POST"), on_thing=True)
def set_aside(actor: Actor, id: str) -> Any:
    """Ask why an accident puts its party on no blacklist."""
    entry = find(queries.one(actor, id))
    require(actor, "credit.set-aside", entry)
    form = Form(SetAsideIn)
    done = form.act(
        lambda values: blacklisting.set_aside(actor, find(queries.one(actor, id)), values["reason"], at=now())
    )
    if done is None:
        return render_template(
            "credit/set-aside.html", entry=entry, form=form, rules=rules, **WORDS
        ), form.status
    flash(t("已记下，不再建议列入", "Noted; it is suggested no more"), "good")
    return redirect("/credit/desk")


@page(bp, "/credit/blacklist/<string:id>", permit="blacklisting.read", on_thing=True)
def blacklisted(actor: Actor, id: str) -> Any:
    """Show a blacklisting and what may be done."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "blacklisting.read", one)
    shown = {
        "one": one, "state": rules.WORKFLOW.state(one.state), "moves": buttons(actor, one), "form": form,
        "rules": rules, "opened": request.path.rpartition("/")[2] if form else "",
        "lines": as_lines(reversed(journal.timeline("blacklisting", one.id)), locale()),
    }  # fmt: skip
    return render_template("credit/blacklisting.html", **shown, **WORDS)


page_moves(bp, rules.WORKFLOW, found, take, _show, "/credit/blacklist/<string:id>", name="blacklist_move")
