"""The state of the installation for machines that watch it, and the API's document for people."""

from typing import Any

from flask import Response, render_template, request

import inspect_app
from inspect_app.core import place
from inspect_app.core.clock import now
from inspect_app.core.errors import Problem
from inspect_app.core.metrics import MEDIA, may_scrape, written
from inspect_app.core.permits import Actor
from inspect_app.core.web import json_reply, page
from inspect_app.oversight import queries
from inspect_app.oversight.pages.home import bp
from inspect_app.oversight.queries.figures import figures


@page(bp, "/healthz", permit="health.read")
def healthz(_actor: Actor) -> Any:
    """Say that the process answers."""
    return json_reply({"status": "ok", "version": inspect_app.__version__}, 200, "application/json")


@page(bp, "/readyz", permit="health.read")
def readyz(_actor: Actor) -> Any:
    """Say whether it can serve: 503 while the database is away or its tables are not up to date."""
    found = queries.readiness(now())
    return json_reply(found, 200 if found["ready"] else 503, "application/json")


@page(bp, "/metrics", permit="health.read", by_machine=True)
def metrics(_actor: Actor) -> Any:
    """Tell the figures of the installation, to this machine or to whoever shows the watcher's token."""
    shown = request.headers.get("Authorization", "")
    # What a proxy hands on comes from anywhere, though the proxy stands on this machine.
    direct = not any(name in request.headers for name in ("X-Forwarded-For", "Forwarded", "Via"))
    address = request.remote_addr or "" if direct else ""
    if not may_scrape(shown, place.setting("metrics_token"), address):
        raise Problem("not-found")
    return Response(written(figures(now())), content_type=MEDIA)


@page(bp, "/api/docs", permit="docs.read")
def docs(_actor: Actor) -> Any:
    """Show the API's document, to read and to try."""
    return render_template("oversight/docs.html")
