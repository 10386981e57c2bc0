"""The journal for officers: who did what, narrowed and exported."""

import csv
import io
from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode

from flask import Response, render_template, request, stream_with_context
from marshmallow import EXCLUDE
from sqlalchemy import Select

from inspect_app.core import nav
from inspect_app.core.db import db
from inspect_app.core.i18n import locale, t
from inspect_app.core.journal import Entry
from inspect_app.core.permits import Actor
from inspect_app.core.timeline import as_lines, verb_words
from inspect_app.core.times import exact_words
from inspect_app.core.web import page, paged
from inspect_app.oversight import queries
from inspect_app.oversight.pages.home import bp
from inspect_app.oversight.rules import PAGES_OF, cell
from inspect_app.oversight.schemas import JournalIn, journal_table, narrowed, tells
from inspect_app.projects import queries as projects

nav.add("/journal", "日志", "Journal", verb="journal.list", order=85, rare=True)


@page(bp, "/journal", permit="journal.list")
def journal(actor: Actor) -> Any:
    """Show what was done, newest first."""
    query = JournalIn().load(request.args.to_dict(), unknown=EXCLUDE)
    table = journal_table(queries.project_names())
    found = paged(queries.journal(actor, narrowed(query)), number=query["page"], table=table)
    kept = {name: value for name, value in request.args.items() if name in query and name != "page" and value}
    listed = list(db.session.scalars(projects.visible(actor)).unique())
    shown = {
        "page": found, "lines": list(zip(found.rows, as_lines(found.rows, locale()), strict=True)),
        "query": query, "kept": kept, "link": f"?{urlencode(kept)}&" if kept else "?", "export": urlencode(kept),
        "verbs": [(each, verb_words(each, locale())) for each in queries.verbs(actor)], "projects": listed,
        "names": {each.id: each.name for each in listed}, "pages_of": PAGES_OF,
    }  # fmt: skip
    return render_template("oversight/journal.html", **shown)


@page(bp, "/journal.csv", permit="journal.export")
def export(actor: Actor) -> Any:
    """Hand out the same acts as a CSV file."""
    query = JournalIn().load(request.args.to_dict(), unknown=EXCLUDE)
    rows = _rows(queries.journal(actor, narrowed(query)), queries.project_names(), locale())
    reply = Response(stream_with_context(rows), mimetype="text/csv")
    reply.headers["Content-Disposition"] = 'attachment; filename="journal.csv"'
    return reply


def _rows(stmt: Select[Entry], names: dict[str, str], language: str) -> Iterator[str]:
    titles = t(
        "序号,时间（北京时间）,人员,做了什么,动作,对象,对象编号,项目,详情",
        "Number,Time (China),Person,Act,Verb,Thing,Thing id,Project,Details",
    )
    # The mark at the beginning tells a spreadsheet that this is UTF-8.
    yield "\ufeff" + titles + "\r\n"
    for entry in queries.in_chunks(stmt):
        line = as_lines([entry], language)[0]
        project = names.get(entry.project_id or "", "")
        yield _row(
            entry.seq, exact_words(entry.at, language), line.who, line.text, entry.verb, entry.thing_kind,
            entry.thing_id, project, line.detail if tells(entry) else "",
        )  # fmt: skip


def _row(*values: object) -> str:
    buffer = io.StringIO()
    csv.writer(buffer).writerow([cell(each) for each in values])
    return buffer.getvalue()
