"""Mapping profiles for people: the list, a new edition, its end, and which one a device is read by."""

from typing import Any

from flask import flash, redirect, render_template, request

from inspect_app.core import nav
from inspect_app.core.clock import now
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import find, page, paged, require
from inspect_app.readings import actions, queries, schemas
from inspect_app.readings.api import found_device
from inspect_app.readings.pages.devices import show_device
from inspect_app.readings.pages.site import WORDS, bp
from inspect_app.readings.rules.profiles import Profile, as_lines, shipped

nav.add("/mapping-profiles", "映射配置", "Mapping profiles", verb="profile.list", order=85, rare=True)


@page(bp, "/mapping-profiles", permit="profile.list")
def profiles(actor: Actor) -> Any:
    """List how the payloads of device models are read: shipped profiles, and editions people wrote."""
    own = paged(queries.profiles(actor), table=schemas.PROFILES)
    shown = {"page": own, "held": queries.profiles_in_force(), "may_set": may(actor, "profile.set")}
    return render_template("readings/profiles.html", shipped=shipped(), as_lines=as_lines, **shown, **WORDS)


@page(bp, "/mapping-profiles/new", permit="profile.set", methods=("GET", "POST"))
def set_profile(actor: Actor) -> Any:
    """Write an edition, perhaps of the profile `?from=` names, that holds from now on."""
    start = queries.profiles_in_force().get(request.args.get("from", ""))
    form = Form(schemas.ProfileForm, _as_typed(start) if start else {"codec": "telemetry"})
    done = form.act(lambda values: actions.set_profile(actor, **values, at=now()))
    if done is None:
        return render_template("readings/set_profile.html", form=form, start=start, **WORDS), form.status
    flash(t("映射配置已设定，从现在起生效。", "The mapping profile holds from now on."))
    return redirect("/mapping-profiles")


def _as_typed(profile: Profile) -> dict[str, Any]:
    names = ("key", "maker", "model", "codec", "basis")
    return {**{name: getattr(profile, name) for name in names}, "lines": as_lines(profile.fields.values())}


@page(bp, "/mapping-profiles/<string:id>/end", permit="profile.end", on_thing=True, methods=("POST",))
def end_profile(actor: Actor, id: str) -> Any:
    """End an edition."""
    require(actor, "profile.end", find(queries.profile(actor, id)))
    form = Form(schemas.NothingIn)
    done = form.act(lambda _values: actions.end_profile(actor, find(queries.profile(actor, id)), at=now()))
    flash(form.message or t("该版本已停用。", "The edition has ended."), "bad" if done is None else "good")
    return redirect("/mapping-profiles")


@page(bp, "/devices/<string:id>/profile", permit="device.edit", on_thing=True, methods=("POST",))
def choose_profile(actor: Actor, id: str) -> Any:
    """Choose how a device's payload is read from now on."""
    require(actor, "device.edit", found_device(actor, id))
    form = Form(schemas.ChosenIn)
    done = form.act(
        lambda typed: actions.choose_profile(actor, found_device(actor, id), typed["profile"], at=now())
    )
    if done is None:
        return show_device(actor, id, form), form.status
    flash(t("已更改，从下一条报文起生效。", "Changed; it holds from the next message on."))
    return redirect(f"/devices/{id}")
