"""Provisioning keys for people: those of a project with what they registered, a new one, the end of one."""

from typing import Any

from flask import flash, redirect, render_template

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor
from inspect_app.core.web import page, paged, require
from inspect_app.readings import actions, queries, schemas
from inspect_app.readings.api.provisioning import found_key
from inspect_app.readings.pages.choices import profile_choices
from inspect_app.readings.pages.site import BOTH, WORDS, bp, the_project
from inspect_app.readings.rules.provisioning import MOST_DEVICES, REQUEST, RESPONSE, STRATEGIES
from inspect_app.readings.schemas import provisioning


@page(bp, "/projects/<string:id>/provisioning", permit="provisioning-key.list", on_thing=True)
def provisioning_keys(actor: Actor, id: str) -> Any:
    """List the keys of a project with what they registered."""
    project = the_project(actor, id)
    require(actor, "provisioning-key.list", project)
    listed = paged(queries.provisioning_keys(actor, id), table=provisioning.KEYS)
    shown = {"project": project, "page": listed, "today": local_day(now()), "strategies": STRATEGIES}
    return render_template("readings/provisioning.html", **shown, **WORDS)


@page(
    bp, "/projects/<string:id>/provisioning/new", permit="provisioning-key.make", on_thing=True, methods=BOTH
)
def make_key(actor: Actor, id: str) -> Any:
    """Make a key and show its secret this once."""
    project = the_project(actor, id)
    require(actor, "provisioning-key.make", project)
    form = Form(provisioning.KeyIn, {"strategy": "new", "most": 50})
    done = form.act(lambda typed: actions.make_key(actor, the_project(actor, id), **typed, at=now()))
    if done is None:
        shown = {"project": project, "form": form, "profiles": profile_choices(), "most": MOST_DEVICES}
        shown |= {"strategies": STRATEGIES}
        return render_template("readings/provisioning_new.html", **shown, **WORDS), form.status
    shown = {"one": done[0], "secret": done[1], "request_topic": REQUEST, "response_topic": RESPONSE}
    return render_template("readings/provisioning_secret.html", **shown, **WORDS)


@page(
    bp, "/provisioning-keys/<string:id>/end", permit="provisioning-key.end", on_thing=True, methods=("POST",)
)
def end_key(actor: Actor, id: str) -> Any:
    """End a key."""
    project_id = found_key(actor, id).project_id
    form = Form(schemas.NothingIn)
    done = form.act(lambda _values: actions.end_key(actor, found_key(actor, id), at=now()))
    said = form.message or t(
        "密钥已停用，已登记的设备不受影响。", "The key has ended; its devices stay as they are."
    )
    flash(said, "bad" if done is None else "good")
    return redirect(f"/projects/{project_id}/provisioning")
