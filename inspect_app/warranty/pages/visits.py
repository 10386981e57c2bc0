"""Return visits for people: a project's list with its facts, one visit, and the form of a household."""

from typing import Any

from flask import flash, redirect, render_template, request

from inspect_app.core import journal
from inspect_app.core.citing import cited
from inspect_app.core.clock import now
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, require, whole
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects
from inspect_app.warranty import actions
from inspect_app.warranty.api.visits import found, take
from inspect_app.warranty.models import HouseholdVisit, ReturnVisit
from inspect_app.warranty.pages.asking import bp
from inspect_app.warranty.queries import visits as queries
from inspect_app.warranty.rules import visits as rules
from inspect_app.warranty.schemas import household_form
from inspect_app.warranty.schemas.tables import VISITS

project_pages.LINKS.append(("/return-visits", "回访", "Return visits", "warranty.read"))
HouseholdForm = household_form()
_WORDS = {
    "workflow": rules.WORKFLOW,
    "kinds": rules.KINDS,
    "answers": rules.ANSWERS,
    "satisfactions": rules.SATISFACTION,
}


@page(bp, "/projects/<string:id>/return-visits", permit="warranty.read", on_thing=True, name="return_visits")
def of_project(actor: Actor, id: str) -> Any:
    """List the return visits of a project, with what was late and missed."""
    project = find(projects.one(actor, id))
    require(actor, "warranty.read", project)
    listed = whole(queries.of_project(actor, id), VISITS)
    rows = listed.rows
    shown = {
        "project": project,
        "page": listed,
        "rows": rows,
        "facts": queries.facts(rows),
        "said": queries.satisfaction(rows),
    }
    return render_template("warranty/visits.html", **shown, **_WORDS)


@page(bp, "/return-visits/<string:id>", permit="return-visit.read", on_thing=True, name="return_visit")
def visit(actor: Actor, id: str) -> Any:
    """Show a return visit: the households drawn, what they said."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "return-visit.read", one)
    answered = {each.element_id: each for each in one.households}
    shown = {
        "one": one, "project": one.project, "state": rules.WORKFLOW.state(one.state), "form": form,
        "units": queries.units(one), "answered": answered, "questions": {each.key: each for each in rules.QUESTIONS},
        "may_answer": one.state == "planned" and may(actor, "return-visit.answer", one),
        "moves": buttons(actor, one) if len(answered) == len(one.sample) else [], "basis": cited(one.basis, locale()),
        "lines": as_lines(reversed(journal.timeline("return-visit", one.id)), locale()),
    }  # fmt: skip
    return render_template("warranty/visit.html", **shown, **_WORDS)


@page(
    bp, "/return-visits/<string:id>/household", permit="return-visit.answer", methods=("GET", "POST"), on_thing=True,
    name="household",
)  # fmt: skip
def household(actor: Actor, id: str) -> Any:
    """Ask one household, question by question."""
    one = found(actor, id)
    require(actor, "return-visit.answer", one)
    unit = request.values.get("unit", "")
    form = Form(HouseholdForm, stored=lambda: _as_typed(found(actor, id), unit), thing=("return-visit", id))
    done = form.act(lambda values: _answer(actor, id, values))
    if done is None:
        place = next(
            (each.path for each in queries.units(one) if each.id == form.values.get("element_id")), ""
        )
        shown = {
            "one": one,
            "project": one.project,
            "place": place,
            "asked": rules.questions(one.kind),
            "form": form,
        }
        return render_template("warranty/household.html", **shown, **_WORDS), form.status
    flash(t("已记录", "Recorded"), "good")
    return redirect(f"/return-visits/{id}")


def _as_typed(one: ReturnVisit, unit: str) -> dict[str, Any]:
    known = next((each for each in one.households if each.element_id == unit), None)
    if known is None:
        return {"element_id": unit}
    said = {f"q-{key}": value for key, value in known.answers.items()}
    return {
        "element_id": unit,
        "away": known.away,
        "satisfaction": known.satisfaction,
        "note": known.note,
        **said,
    }


def _answer(actor: Actor, id: str, values: dict[str, Any]) -> HouseholdVisit:
    said = {name.removeprefix("q-"): values.pop(name) for name in list(values) if name.startswith("q-")}
    given = {key: value for key, value in said.items() if value}
    return actions.answer_visit(actor, found(actor, id), **values, answers=given, at=now())


page_moves(bp, rules.WORKFLOW, found, take, _show, "/return-visits/<string:id>", name="move_visit")
