"""The state of the installation for machines that watch it, and the API's document for people."""

from typing import Any

from flask import render_template

import inspect_app
from inspect_app.core.clock import now
from inspect_app.core.permits import Actor
from inspect_app.core.web import json_reply, page
from inspect_app.oversight import queries
from inspect_app.oversight.pages.home import bp


@page(bp, "/healthz", permit="health.read")
def healthz(_actor: Actor) -> Any:
    """Say that the process answers."""
    return json_reply({"status": "ok", "version": inspect_app.__version__}, 200, "application/json")


@page(bp, "/readyz", permit="health.read")
def readyz(_actor: Actor) -> Any:
    """Say whether it can serve: 503 while the database is away or its tables are not up to date."""
    found = queries.readiness(now())
    return json_reply(found, 200 if found["ready"] else 503, "application/json")


@page(bp, "/api/docs", permit="docs.read")
def docs(_actor: Actor) -> Any:
    """Show the API's document, to read and to try."""
    return render_template("oversight/docs.html")
