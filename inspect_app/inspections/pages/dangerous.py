"""The register of dangerous works for people: a project's works, one of them with its papers, and the acts on it."""

from collections import defaultdict
from typing import Any

from flask import flash, redirect, render_template, request

from inspect_app.core import journal, todo
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.inspections import actions, queries
from inspect_app.inspections.api.dangerous import found
from inspect_app.inspections.pages.visits import BOTH, bp
from inspect_app.inspections.rules import dangerous as rules
from inspect_app.inspections.rules.safety import THRESHOLDS
from inspect_app.inspections.schemas.dangerous import (
    DANGEROUS,
    DangerousForm,
    EndIn,
    MeasureForm,
    PaperIn,
    SignIn,
    kind_words,
)
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects

project_pages.LINKS.append(("/dangerous-works", "危大工程", "Dangerous works", "dangerous.list"))
todo.add(queries.dangerous.todos)
_WORDS = {"kinds": THRESHOLDS, "papers": rules.PAPERS, "conclusions": rules.CONCLUSIONS, "states": rules.STATES,
          "basis": rules.BASIS, "least": rules.LEAST_EXPERTS, "kind_words": kind_words, "size_words": rules.size_words}  # fmt: skip
#: act at the end of an address -> its form
_FORMS = {"measure": MeasureForm, "papers": PaperIn, "sign": SignIn, "end": EndIn}


@page(bp, "/projects/<string:id>/dangerous-works", permit="dangerous.list", on_thing=True, methods=BOTH)
def works(actor: Actor, id: str) -> Any:
    """List the dangerous works of a project and enter another."""
    project = find(projects.one(actor, id))
    require(actor, "dangerous.list", project)
    form = Form(DangerousForm, {"since": local_day(now()).isoformat()})
    if form.submitted:
        require(actor, "dangerous.add", project)
    done = form.act(
        lambda values: actions.begin_dangerous(actor, find(projects.one(actor, id)), at=now(), **values)
    )
    if done is not None:
        flash(t("已登记。", "Entered."), "good")
        return redirect(f"/dangerous-works/{done.id}")
    shown = {
        "project": project, "form": form, "may_add": may(actor, "dangerous.add", project),
        "page": paged(queries.dangerous.works(actor, id), table=DANGEROUS), "today": local_day(now()),
    }  # fmt: skip
    return render_template("inspections/dangerous.html", **shown, **_WORDS), form.status


@page(bp, "/dangerous-works/<string:id>", permit="dangerous.read", on_thing=True)
def work(actor: Actor, id: str) -> Any:
    """Show a dangerous work: what it needs, its papers, and what is to be done next."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id, "dangerous.read")
    photos: defaultdict[str, list[tuple[str, str]]] = defaultdict(list)
    for each in attachments("dangerous", one.id):  # the label is the paper's key
        photos[each.label].append((signed_url(each.sha256, "public"), signed_url(each.sha256)))
    shown = {
        "work": one, "project": one.project, "standing": one.standing, "form": form,
        "held": [(each, photos[each.id]) for each in one.papers[::-1]],
        "opened": request.path.rpartition("/")[2] if form else "", "today": local_day(now()),
        "newest": {each.id for each in {each.kind: each for each in one.papers}.values()},
        "lines": as_lines(reversed(journal.timeline("dangerous", one.id)), locale()),
        **{f"may_{verb}": may(actor, f"dangerous.{verb}", one) for verb in ("measure", "paper", "sign", "end")},
    }  # fmt: skip
    return render_template("inspections/dangerous-work.html", **shown, **_WORDS), form.status if form else 200


def _act(actor: Actor, id: str, verb: str, act: Any) -> Any:
    """Do an act on a work and go back to it, or show it again with what is to be mended."""
    found(actor, id, verb)
    form = Form(_FORMS[request.path.rpartition("/")[2]])
    if form.act(lambda values: act(found(actor, id, verb), values)) is None:
        return _show(actor, id, form)
    return redirect(f"/dangerous-works/{id}")


@page(
    bp, "/dangerous-works/<string:id>/measure", permit="dangerous.measure", on_thing=True, methods=("POST",)
)
def measure(actor: Actor, id: str) -> Any:
    """Say or correct kind and size."""
    return _act(
        actor,
        id,
        "dangerous.measure",
        lambda one, values: actions.measure_dangerous(actor, one, at=now(), **values),
    )


@page(bp, "/dangerous-works/<string:id>/papers", permit="dangerous.paper", on_thing=True, methods=("POST",))
def add_paper(actor: Actor, id: str) -> Any:
    """Hand in a paper with photos of it."""
    return _act(
        actor,
        id,
        "dangerous.paper",
        lambda one, values: actions.add_dangerous_paper(actor, one, values, at=now()),
    )


@page(bp, "/dangerous-works/<string:id>/sign", permit="dangerous.sign", on_thing=True, methods=("POST",))
def sign(actor: Actor, id: str) -> Any:
    """Sign a paper as the supervisor."""
    return _act(
        actor,
        id,
        "dangerous.sign",
        lambda one, values: actions.sign_dangerous_paper(actor, one, at=now(), **values),
    )


@page(bp, "/dangerous-works/<string:id>/end", permit="dangerous.end", on_thing=True, methods=("POST",))
def end(actor: Actor, id: str) -> Any:
    """Say on which day a dangerous work ends."""
    return _act(
        actor, id, "dangerous.end", lambda one, values: actions.end_dangerous(actor, one, at=now(), **values)
    )
