"""Drawn visits for people: arriving on site, giving one back, drawing units, the code at a site's gate."""

from typing import Any

import segno
from flask import flash, redirect, render_template

from inspect_app.core import place
from inspect_app.core.clock import now
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor
from inspect_app.core.web import find, page, require
from inspect_app.inspections import actions, queries
from inspect_app.inspections.api import found
from inspect_app.inspections.api.arrivals import own_seal
from inspect_app.inspections.pages.visits import bp, show
from inspect_app.inspections.schemas.drawing import ArriveIn, ReplaceIn, UnitsIn
from inspect_app.projects import pages as project_pages
from inspect_app.projects import queries as projects

project_pages.LINKS.append(("/site-code", "现场码", "Site code", "site.show-code"))


@page(bp, "/visits/<string:id>/arrive", permit="visit.arrive", on_thing=True, methods=("POST",))
def arrive(actor: Actor, id: str) -> Any:
    """Open a sealed target on site."""
    own_seal(actor, "visit.arrive", id)
    form = Form(ArriveIn)
    done = form.act(
        lambda values: actions.arrive(actor, own_seal(actor, "visit.arrive", id), at=now(), **values)
    )
    if done is None:
        return show(actor, id, form=form), form.status
    flash(t("已到场，任务开启。", "You are on site: the task is open."), "good")
    return redirect(f"/visits/{id}")


@page(bp, "/visits/<string:id>/replace", permit="visit.replace", on_thing=True, methods=("POST",))
def replace(actor: Actor, id: str) -> Any:
    """Give a drawn visit back."""
    own_seal(actor, "visit.replace", id)
    form = Form(ReplaceIn)
    done = form.act(
        lambda values: actions.replace(actor, own_seal(actor, "visit.replace", id), at=now(), **values)
    )
    if done is None:
        return show(actor, id, form=form), form.status
    flash(t("已更换，任务转给名单中的下一人。", "Given back: the next on the list takes it."), "good")
    return redirect("/today")


@page(bp, "/visits/<string:id>/units", permit="visit.draw-units", on_thing=True, methods=("POST",))
def draw_units(actor: Actor, id: str) -> Any:
    """Draw which elements of a kind are looked at."""
    require(actor, "visit.draw-units", found(actor, id))
    form = Form(UnitsIn)
    done = form.act(lambda values: actions.draw_units_of(actor, found(actor, id), at=now(), **values))
    if done is None:
        return show(actor, id, form=form), form.status
    return redirect(f"/visits/{id}#units")


@page(bp, "/projects/<string:id>/site-code", permit="site.show-code", on_thing=True)
def site_code(actor: Actor, id: str) -> Any:
    """Show the code to hang at a site's gate: an inspector who scans it has arrived."""
    project = find(projects.one(actor, id))
    require(actor, "site.show-code", project)
    code = actions.site_code(project)
    address = f"{place.address()}/arrive/{code}"
    qr = segno.make(address, error="m", micro=False).svg_inline(scale=8, border=2, omitsize=True)
    return render_template("inspections/site_code.html", project=project, qr=qr, code=code)


@page(bp, "/arrive/<string:code>", permit="visit.today")
def scanned(actor: Actor, code: str) -> Any:
    """Show whoever scanned a site's code the tasks of theirs that it opens."""
    tasks = queries.seals.at_site(actor, code.partition(".")[0])
    return render_template("inspections/scanned.html", tasks=tasks, code=code[:80])
