"""Devices in bulk for people: a file that registers many, the sheet of their codes, and the claim on site."""

import json
from collections.abc import Iterator
from typing import Any

import segno
from flask import Response, render_template, request, stream_with_context
from sqlalchemy.exc import IntegrityError

from inspect_app.core import place
from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.core.errors import Problem
from inspect_app.core.forms import Form, rows_kept, rows_sent
from inspect_app.core.permits import Actor
from inspect_app.core.web import find, page, require
from inspect_app.projects import queries as projects
from inspect_app.readings import actions
from inspect_app.readings.pages.devices import told_secret
from inspect_app.readings.pages.site import BOTH, WORDS, bp
from inspect_app.readings.rules.bulk import COLUMNS, MOST_LINES
from inspect_app.readings.schemas import lives

#: asked for by the page's own script: one line of JSON for each few devices, and the page of labels as the last
_LINES, _FEW = "application/x-ndjson", 5


@page(bp, "/projects/<string:id>/devices/import", permit="device.import", on_thing=True, methods=BOTH)
def take_devices(actor: Actor, id: str) -> Any:
    """Read a file of devices: first only to show what would come of it, then to register them all or none."""
    project = find(projects.one(actor, id))
    require(actor, "device.import", project)
    form = Form(lives.ImportIn)
    if form.submitted and request.headers.get("Accept") == _LINES:
        # Read at once: the file that was sent is gone when the reply begins.
        sent = _rows()
        reply = Response(stream_with_context(_registering(actor, id, sent)), mimetype=_LINES)
        reply.headers["X-Accel-Buffering"] = "no"
        return reply
    rows: dict[str, list[list[str]]] = {}

    def taken(values: dict[str, Any]) -> Any:
        rows["read"] = rows_sent(values["kept"])
        dry = values["step"] != "take"
        return actions.import_devices(actor, find(projects.one(actor, id)), rows["read"], at=now(), dry=dry)

    done = form.act(taken)
    project = find(projects.one(actor, id))
    if done is not None and done.made:
        return _labels(project, done.made)
    kept = rows_kept(rows["read"]) if done is not None and not done.faults else ""
    status = 422 if done is not None and done.faults else form.status
    shown = {
        "form": form,
        "done": done,
        "kept": kept,
        "columns": COLUMNS,
        "project": project,
        "most": MOST_LINES,
    }
    return render_template("readings/import.html", **shown, **WORDS), status


def _rows() -> list[list[str]]:
    try:
        return rows_sent(request.form.get("kept", ""))
    except Problem:
        return []


def _registering(actor: Actor, id: str, rows: list[list[str]]) -> Iterator[str]:
    """Register the devices of a file and tell how far it is; whoever goes away before the end has registered none.

    `again` instead of a page: nothing was registered, and the form sent as usual says why.
    """
    made = []
    try:
        with transaction():
            project = find(projects.one(actor, id))
            lines, faults = actions.checked(project, rows)
            for each in actions.registering(actor, project, () if faults else lines, at=now()):
                made.append(each)
                if len(made) % _FEW == 0:
                    yield json.dumps({"done": len(made), "of": len(lines)}) + "\n"
    except (Problem, IntegrityError):
        made = []
    told = {"page": _labels(find(projects.one(actor, id)), made)} if made else {"again": True}
    yield json.dumps(told) + "\n"


def _labels(project: Any, made: list[tuple[Any, str]]) -> str:
    labels = [(device, code, _code(code)) for device, code in made]
    return render_template("readings/labels.html", project=project, labels=labels, **WORDS)


def _code(code: str) -> str:
    made = segno.make(f"{place.address()}/devices/claim?code={code}", error="m", micro=False)
    return str(made.svg_inline(border=2, omitsize=True))


@page(bp, "/devices/claim", permit="device.claim", methods=BOTH)
def claim(actor: Actor) -> Any:
    """Claim the device one stands before with the code on it, and show its secret this once."""
    form = Form(lives.ClaimIn, {"code": request.args.get("code", "")[:40]})
    done = form.act(lambda typed: actions.claim_device(actor, typed["code"], at=now()))
    if done is None:
        return render_template("readings/claim.html", form=form, **WORDS), form.status
    return told_secret(*done)
