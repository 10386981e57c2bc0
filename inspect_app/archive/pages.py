"""Archives for people: the list, one of them line by line, and its folders as one file to take along."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, redirect, render_template, request, stream_with_context

from inspect_app.archive import actions, queries
from inspect_app.archive.api import found
from inspect_app.archive.queries.completeness import Stages
from inspect_app.archive.rules.catalogue import CATALOGUE
from inspect_app.archive.schemas import ARCHIVES, TakeIn
from inspect_app.core import nav
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import Slice, page, paged, require, whole
from inspect_app.dossier.rules.completing import MISSING, STATES, THERE, Standing
from inspect_app.projects import pages as project_pages
from inspect_app.projects.models import Project

bp = Blueprint("archive", __name__)
nav.add("/archives", "项目档案", "Archives", verb="archive.list", order=79, rare=True)
project_pages.LINKS.append(("/archive", "档案完整性", "Archive", "archive.read"))
#: projects that a file of the list tells of
_MOST = 500
_PATHS = {each.key: each.path for each in CATALOGUE}


@dataclass(frozen=True, slots=True)
class Row:
    """A project with its archive."""

    project: Project
    stages: Stages

    @property
    def lines(self) -> list[Standing]:
        """Return all its lines."""
        return [each for _stage, rows in self.stages for each in rows]

    @property
    def there(self) -> int:
        """Return how many lines are there."""
        return sum(each.state == THERE for each in self.lines)

    @property
    def missing(self) -> list[Standing]:
        """Return what is missing."""
        return [each for each in self.lines if each.state == MISSING]

    @property
    def asked(self) -> int:
        """Return how many lines have to be there now."""
        return self.there + len(self.missing)


@page(bp, "/archives", permit="archive.list")
def archives(actor: Actor) -> Any:
    """List the projects with how complete their archives are."""
    wanted = queries.in_archive(actor)
    if request.args.get("as"):
        whole(_rows(actor, db.session.scalars(wanted.limit(_MOST)).unique().all()), ARCHIVES)
    slice_ = paged(wanted, size=25)
    shown = Slice(_rows(actor, slice_.rows), slice_.number, slice_.pages, slice_.total, ARCHIVES)
    return render_template("archive/list.html", page=shown)


def _rows(actor: Actor, found: Sequence[Project]) -> list[Row]:
    held = queries.completenesses(found, actor)
    return [Row(each, held[each.id]) for each in found]


@page(bp, "/projects/<string:id>/archive", permit="archive.read", on_thing=True)
def archive(actor: Actor, id: str) -> Any:
    """Show what of a project's archive is there and what is missing, stage by stage."""
    project = found(actor, id)
    require(actor, "archive.read", project)
    stages = queries.completeness(project, actor)
    shown = {
        "project": project, "row": Row(project, stages), "stages": stages, "states": STATES, "paths": _PATHS,
        "lines": whole(actions.judged(stages), actions.LINES), "may_take": may(actor, "archive.take", project),
        "only": "missing" if request.args.get("only") == "missing" else "",
    }  # fmt: skip
    return render_template("archive/show.html", **shown)


@page(bp, "/projects/<string:id>/archive/take", permit="archive.take", methods=("POST",), on_thing=True)
def take(actor: Actor, id: str) -> Any:
    """Hand out a project's archive as one ZIP, and write down who took it."""
    project = found(actor, id)
    require(actor, "archive.take", project)
    stages, site = queries.completeness(project, actor), project.site
    if Form(TakeIn).act(lambda _values: actions.hand_over(actor, found(actor, id), at=now())) is None:
        return redirect(f"/projects/{id}/archive")
    reply = Response(stream_with_context(actions.packed(id, stages, locale())), mimetype="application/zip")
    reply.headers["Content-Disposition"] = f'attachment; filename="{site}-archive-{now():%Y%m%d}.zip"'
    reply.headers["X-Accel-Buffering"] = "no"
    return reply
