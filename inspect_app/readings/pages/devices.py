"""Devices for people: the inventory of all sites, one device with its life, and the forms that register and plan."""

from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request

from inspect_app.core import nav, todo, vault
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.files import signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.projects import queries as projects
from inspect_app.readings import actions, queries, schemas
from inspect_app.readings.api import found_device, found_placement, move_device, move_placement
from inspect_app.readings.models import Device
from inspect_app.readings.pages.choices import profile_choices, profile_shown
from inspect_app.readings.pages.site import BOTH, WORDS, bp, the_project
from inspect_app.readings.queries import health, trust
from inspect_app.readings.queries import lives as one_life
from inspect_app.readings.queries.corrections import contradictions
from inspect_app.readings.rules import DEVICE
from inspect_app.readings.rules.placing import CHECKS, MEASURING, PLACEMENT, calibration
from inspect_app.readings.schemas import lives

nav.add("/devices", "设备", "Devices", verb="device.list", order=31, rare=True)
todo.add(one_life.todos)


@page(bp, "/devices", permit="device.list")
def inventory(actor: Actor) -> Any:
    """List the devices of all sites with their health, by a filter that lives in the address."""
    at = now()
    query = lives.asked(request.args)
    found = health.inventory(actor, at, **query)
    rows = paged(found, table=lives.INVENTORY, fill=lambda some: trust.mark(some, at))
    kept = {name: value for name, value in query.items() if value}
    shown = {
        "page": rows, "query": query, "link": f"?{urlencode(kept)}&" if kept else "?",
        "tally": health.tally(actor, at, query["project_id"]), "today": local_day(at), "calibration": calibration,
        "projects": db.session.scalars(projects.visible(actor)).all(), "measuring": MEASURING,
        "may_claim": may(actor, "device.claim"),
    }  # fmt: skip
    return render_template("readings/inventory.html", **shown, **WORDS)


@page(bp, "/projects/<string:id>/devices", permit="device.list", on_thing=True)
def devices(actor: Actor, id: str) -> Any:
    """List a project's devices."""
    project = find(projects.one(actor, id))
    require(actor, "device.list", project)
    listed = paged(queries.devices(actor, id), table=schemas.DEVICES)
    shown = {"project": project, "page": listed, "may_register": may(actor, "device.register", project)}
    return render_template("readings/devices.html", **shown, **WORDS)


@page(bp, "/projects/<string:id>/devices/new", permit="device.register", on_thing=True, methods=BOTH)
def register_device(actor: Actor, id: str) -> Any:
    """Register a device and show its secret this once."""
    project = find(projects.one(actor, id))
    require(actor, "device.register", project)
    form = Form(schemas.DeviceIn)
    done = form.act(
        lambda typed: actions.register_device(actor, project=the_project(actor, id), **typed, at=now())
    )
    if done is None:
        nodes = [(each.id, each.path) for each in db.session.scalars(projects.tree(project.id))]
        ways = [(each.id, each.label or each.name) for each in queries.gateways(project.id)]
        shown = {
            "gateways": ways,
            "project": project,
            "form": form,
            "elements": [("", "—"), *nodes],
            "profiles": profile_choices(),
        }
        return render_template("readings/register.html", **shown, **WORDS), form.status
    return told_secret(done[0], done[1])


def told_secret(device: Device, secret: str) -> Any:
    """Show the secret of a device this once."""
    username = queries.username(device.project.site, device.name)
    return render_template("readings/secret.html", device=device, secret=secret, username=username, **WORDS)


@page(bp, "/devices/<string:id>", permit="device.read", on_thing=True)
def device(actor: Actor, id: str) -> Any:
    """Show a device."""
    return show_device(actor, id)


def show_device(actor: Actor, id: str, form: Form | None = None) -> Any:
    """Show a device with all that is known of it, and a form that was refused."""
    at = now()
    one = found_device(actor, id)
    require(actor, "device.read", one)
    healthy = db.session.scalars(health.inventory(actor, at, device_id=one.id)).unique().one()
    trust.mark([healthy], at)
    stays, certificates = one_life.placements(one.id), one_life.calibrations(one.id)
    pictures = _photos("placement", [each.id for each in stays])
    proofs = _photos("calibration", [each.id for each in certificates])
    otherwise, corrections = contradictions(one)
    shown = {
        "device": healthy, "moves": buttons(actor, one), "form": form, **profile_shown(actor, one),
        "newest": [each for each in queries.newest(one.project_id, at) if each.channel.device_id == one.id],
        "username": queries.username(one.project.site, one.name), "sees_site": may(actor, "device.list", one.project),
        "may_rotate": one.state != "retired" and may(actor, "device.rotate", one),
        "may_plan": one.state != "retired" and may(actor, "placement.plan", one)
        and not any(each.state in one_life.WAITING for each in stays),
        "may_calibrate": one.state != "retired" and may(actor, "device.calibrate", one),
        "stays": [(each, buttons(actor, each), pictures.get(each.id, [])) for each in stays],
        "doubts": [] if one.state == "retired" else trust.standing_doubts(one, at),
        "otherwise": otherwise, "corrections": corrections,
        "certificates": [(each, proofs.get(each.id, [])) for each in certificates],
        "measuring": one.kind in MEASURING, "letters": health.letters_of(one, at), "comings": one_life.presences(one.id),
        "due": calibration(certificates[0].valid_until if certificates else None, local_day(at)), "checked": _checked,
        "lines": as_lines(one_life.told(one.id, [each.id for each in stays]), locale()),
    }  # fmt: skip
    return render_template("readings/device.html", **shown, **WORDS)


def _checked(checks: dict[str, str]) -> str:
    """Return in words what was looked at when a placement was accepted."""
    said = {"yes": ("符合", "yes"), "none": ("不适用", "does not apply")}
    return t("；", "; ").join(
        f"{t(*words)}{t('：', ': ')}{t(*said[checks[key]])}" for key, words in CHECKS.items() if key in checks
    )


def _photos(kind: str, ids: list[str]) -> dict[str, list[dict[str, str]]]:
    """Return the photos of things as a page shows them, with the SHA-256 that proves each."""
    return {
        key: [
            {
                "url": signed_url(each.sha256, "public"),
                "thumb": signed_url(each.sha256),
                "sha256": each.sha256,
            }
            for each in found
        ]
        for key, found in one_life.attached(kind, ids).items()
    }


@page(bp, "/devices/<string:id>/secret", permit="device.rotate", on_thing=True, methods=("POST",))
def rotate_device(actor: Actor, id: str) -> Any:
    """Give a device a new secret and show it this once."""
    require(actor, "device.rotate", found_device(actor, id))
    form = Form(schemas.NothingIn)
    secret = form.act(lambda _values: actions.rotate_device(actor, found_device(actor, id), at=now()))
    if secret is None:
        return show_device(actor, id, form), form.status
    return told_secret(found_device(actor, id), secret)


page_moves(bp, DEVICE, found_device, move_device, show_device, "/devices/<string:id>")


@page(bp, "/devices/<string:id>/placements", permit="placement.plan", on_thing=True, methods=BOTH)
def plan_placement(actor: Actor, id: str) -> Any:
    """Plan where a device is to stand, or ask that it be moved."""
    one = found_device(actor, id)
    require(actor, "placement.plan", one)
    form = Form(lives.PlacementIn)
    made = form.act(lambda typed: actions.plan_placement(actor, found_device(actor, id), **typed, at=now()))
    if made is not None:
        return redirect(f"/devices/{id}")
    one = found_device(actor, id)
    nodes = [(each.id, each.path) for each in db.session.scalars(projects.tree(one.project_id))]
    stands = any(each.began_at and not each.ended_at for each in one_life.placements(one.id))
    shown = {"device": one, "form": form, "elements": [("", "—"), *nodes], "stands": stands}
    return render_template("readings/place.html", **shown, **WORDS), form.status


@page(bp, "/devices/<string:id>/calibrations", permit="device.calibrate", on_thing=True, methods=BOTH)
def calibrate(actor: Actor, id: str) -> Any:
    """Record a certificate of calibration."""
    one = found_device(actor, id)
    require(actor, "device.calibrate", one)
    form = Form(lives.CalibrationIn)

    def recorded(typed: dict[str, Any]) -> Any:
        kept = {"sha256": _kept_file() or typed["sha256"]}
        return actions.calibrate(actor, found_device(actor, id), **{**typed, **kept}, at=now())

    made = form.act(recorded)
    if made is not None:
        return redirect(f"/devices/{id}")
    shown = {"device": found_device(actor, id), "form": form}
    return render_template("readings/calibrate.html", **shown, **WORDS), form.status


def _kept_file() -> str | None:
    """Keep the certificate of the form, where one came, and return its SHA-256."""
    upload = request.files.get("file")
    return vault.keep(upload.read(), at=now()) if upload and upload.filename else None


@page(bp, "/calibrations/<string:id>", permit="device.read", on_thing=True)
def certificate(actor: Actor, id: str) -> Any:
    """Give out a certificate of calibration as it was handed in."""
    one = find(one_life.calibration(actor, id))
    require(actor, "device.read", one.device)
    return vault.as_download(one.sha256 or "", f"calibration-{one.device.name}-{one.done_on.isoformat()}")


def _show_placement(actor: Actor, id: str, form: Form | None = None) -> Any:
    return show_device(actor, found_placement(actor, id).device_id, form)


@page(bp, "/placements/<string:id>", permit="device.read", on_thing=True)
def placement(actor: Actor, id: str) -> Any:
    """Show the device of a placement."""
    one = found_placement(actor, id)
    require(actor, "device.read", one.device)
    return redirect(f"/devices/{one.device_id}")


page_moves(
    bp,
    PLACEMENT,
    found_placement,
    move_placement,
    _show_placement,
    "/placements/<string:id>",
    name="placement",
)
