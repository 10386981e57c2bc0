"""The register of assets for people: the list (a taker's inbox), and one asset with its file."""

from typing import Any
from urllib.parse import urlencode

from flask import flash, redirect, render_template, request

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import attachments, signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import page, paged, require
from inspect_app.handover import actions, queries
from inspect_app.handover.actions.registering import EDITED
from inspect_app.handover.api import found_asset
from inspect_app.handover.models import Asset
from inspect_app.handover.pages.desk import WORDS, bp
from inspect_app.handover.schemas import ASSETS, AssetForm
from inspect_app.projects import queries as projects


@page(bp, "/assets", permit="asset.list", name="assets")
def assets(actor: Actor) -> Any:
    """List the assets of a filter that lives in the address."""
    typed = {name: request.args.get(name, "") for name in ("trade", "where", "project_id", "number")}
    trade = typed["trade"] if typed["trade"] in WORDS["trades"] else ""
    where = typed["where"] if typed["where"] in queries.WHERE else "all"
    number = typed["number"].strip()[:80]
    kept = {name: value for name, value in typed.items() if value}
    wanted = queries.assets(actor, project_id=typed["project_id"], trade=trade, where=where, number=number)
    shown = {
        "page": paged(wanted, table=ASSETS), "trade": trade, "where": where, "number": number,
        "projects": db.session.scalars(projects.visible(actor)).all(), "project_id": typed["project_id"],
        "link": f"?{urlencode(kept)}&" if kept else "?", "today": local_day(now()),
    }  # fmt: skip
    return render_template("handover/assets.html", **shown, **WORDS)


@page(bp, "/assets/<string:id>", permit="asset.read", on_thing=True, name="asset")
def asset(actor: Actor, id: str) -> Any:
    """Show an asset: its file, what is missing, what is open on it, who had charge of it."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found_asset(actor, id)
    require(actor, "asset.read", one)
    charges = projects.charges_of(one.element_id)
    shown = {
        "one": one, "file": queries.files_of([one])[one.id], "form": form, "today": local_day(now()),
        "package": next((each.package for each in one.items if each.live), None),
        "charges": charges, "charge_words": queries.charge_words(charges),
        "may_edit": may(actor, "asset.edit", one), "may_hand_in": may(actor, "handover.add-paper", one),
        "sees": {name: may(actor, verb) for name, verb in (("claims", "claim.list"), ("complaints", "complaint.list"))},
        "sees_devices": [each.id for each in queries.files_of([one])[one.id].devices if may(actor, "device.read", each)],
        "values": form.values if form else {name: getattr(one, name) for name in EDITED},
        "photos": [
            {"url": signed_url(each.sha256, "public"), "thumb": signed_url(each.sha256), "at": each.at}
            for each in reversed(attachments("asset", one.id))
        ],
        "lines": as_lines(reversed(journal.timeline("asset", one.id)), locale()),
    }  # fmt: skip
    return render_template("handover/asset.html", **shown, **WORDS)


@page(bp, "/assets/<string:id>/edit", permit="asset.edit", methods=("POST",), on_thing=True, name="edit")
def edit(actor: Actor, id: str) -> Any:
    """Change what the register says of an asset."""
    require(actor, "asset.edit", found_asset(actor, id))
    form = Form(AssetForm)
    done = form.act(lambda values: _edited(actor, id, values))
    if done is None:
        return _show(actor, id, form), form.status
    flash(t("已保存", "Saved"), "good")
    return redirect(f"/assets/{id}")


def _edited(actor: Actor, id: str, values: dict[str, Any]) -> Asset:
    one = found_asset(actor, id)
    require(actor, "asset.edit", one)
    return actions.edit_asset(actor, one, values, at=now())
