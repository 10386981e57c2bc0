"""The apps connected to one's account: disconnect one."""

from typing import Any

from flask import flash, redirect

from inspect_app.core.clock import now
from inspect_app.core.db import acted
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor
from inspect_app.core.web import find, page, require
from inspect_app.identity import actions, queries
from inspect_app.identity.models import AppLogIn
from inspect_app.identity.pages.account import bp


@page(bp, "/account/apps/<string:id>/end", permit="app-log-in.end", methods=("POST",), on_thing=True)
def end_app(actor: Actor, id: str) -> Any:
    """Disconnect an app."""
    app = find(queries.app_log_ins(actor).where(AppLogIn.id == id))
    require(actor, "app-log-in.end", app)
    acted(lambda: actions.end_app(actor, app, at=now()))
    flash(t("已断开，密钥即刻失效。", "Disconnected; its secret opens nothing any more."))
    return redirect("/account")
