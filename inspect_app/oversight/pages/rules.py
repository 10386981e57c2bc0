"""The rules of the field for people: what there is, and a form that answers with its working."""

from typing import Any

from flask import render_template, request

from inspect_app.core import nav, rulebook
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.errors import Problem
from inspect_app.core.i18n import locale
from inspect_app.core.permits import Actor
from inspect_app.core.rulebook import SUBJECTS, Rule
from inspect_app.core.web import page
from inspect_app.oversight.pages.home import bp

nav.add("/rules", "规则计算", "Rules", verb="rule.ask", order=90, rare=True)
#: how many rows of a small table are offered at least, and at most
_ROWS, _MOST_ROWS = 4, 60


@page(bp, "/rules", permit="rule.ask")
def rules(_actor: Actor) -> Any:
    """List the rules by subject."""
    found = rulebook.rules()
    by_subject = {key: [each for each in found if each.subject == key] for key in SUBJECTS}
    return render_template("oversight/rules.html", rules=by_subject, subjects=SUBJECTS)


@page(bp, "/rules/<string:key>", permit="rule.ask")
def rule(_actor: Actor, key: str) -> Any:
    """Ask a rule: the inputs are in the address, so that an answer can be sent on and asked again."""
    one = rulebook.rule(key)
    asked = any(each for each in request.args if each != "lang")
    given = _given(one) if asked else dict(one.example)
    shown: dict[str, Any] = {"answer": None, "errors": {}, "message": ""}
    try:
        shown["answer"] = rulebook.ask(one, given, local_day(now()))
    except Problem as refused:
        shown |= {"errors": refused.field_words(locale()), "message": refused.words(locale())}
    status = 422 if shown["message"] else 200
    rows = {each.name: _rows_of(given.get(each.name)) for each in one.inputs if each.kind == "rows"}
    return render_template(
        "oversight/rule.html", rule=one, given=given, rows=rows, asked=asked, **shown
    ), status


def _given(one: Rule) -> dict[str, Any]:
    given: dict[str, Any] = {"on": request.args.get("on")}
    for each in one.inputs:
        if each.kind == "rows":
            given[each.name] = _typed_rows(each.name, [column.name for column in each.rows])
        elif each.kind == "flag" and not each.required:
            given[each.name] = request.args.get(each.name, "false")
        else:
            given[each.name] = request.args.get(each.name)
    return given


def _typed_rows(name: str, columns: list[str]) -> list[dict[str, str]]:
    lines = [
        {column: request.args.get(f"{name}.{n}.{column}", "") for column in columns}
        for n in range(_MOST_ROWS)
    ]
    return [line for line in lines if any(line.values())]


def _rows_of(held: Any) -> list[dict[str, Any]]:
    lines = list(held or [])
    return lines + [{} for _ in range(max(_ROWS - len(lines), 1))]
