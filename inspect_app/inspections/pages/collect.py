"""Connect ODK Collect: a log-in for one's phone, with the QR code the app reads its settings from."""

import base64
import json
import zlib
from typing import Any

import segno
from flask import current_app, render_template
from markupsafe import Markup

from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor
from inspect_app.core.web import page
from inspect_app.identity.actions import begin_app
from inspect_app.identity.models import Person
from inspect_app.identity.queries import app_log_ins
from inspect_app.identity.schemas import AppIn
from inspect_app.inspections.pages.openrosa_log_in import AT
from inspect_app.inspections.pages.visits import bp


@page(bp, "/collect", permit="form.connect", methods=("GET", "POST"))
def collect(actor: Actor) -> Any:
    """Connect the app of a phone."""
    form = Form(AppIn, {"label": t("我的手机", "My phone")})
    person, key = db.session.get_one(Person, actor.id), str(current_app.secret_key)
    made = form.act(lambda values: begin_app(actor, person, **values, key=key, at=now()))
    if made is None:
        apps = db.session.scalars(app_log_ins(actor)).all()
        return render_template("inspections/collect.html", form=form, apps=apps), form.status
    app, secret = made
    server = f"{current_app.config['SETTINGS'].address}{AT}"
    code = segno.make(settings_for(server, app.name, secret), micro=False).svg_inline(scale=5, omitsize=True)
    qr = Markup(code)  # noqa: S704 - made here from figures made here
    shown = {"app": app, "secret": secret, "server": server, "qr": qr}
    return render_template("inspections/collected.html", **shown)


def settings_for(server: str, name: str, secret: str) -> str:
    """Return settings as Collect scans them: JSON, compressed, in base64; what is not named is its default."""
    known = {
        "general": {
            "server_url": server, "username": name, "password": secret,
            "form_update_mode": "match_exactly", "autosend": "wifi_and_cellular",
        },
        "admin": {}, "project": {"name": t("安居巡检", "Inspect"), "icon": t("检", "I"), "color": "#1d4ed8"},
    }  # fmt: skip
    return base64.b64encode(zlib.compress(json.dumps(known).encode(), 9)).decode()
