"""Complaints for residents: three screens without an account; staff use the same for a caller."""

import secrets
from typing import Any
from urllib.parse import urlencode

from flask import redirect, render_template, request, session

from inspect_app.complaints import actions, queries
from inspect_app.complaints.api import (
    file_now,
    refuse_spent,
    spend,
)
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.pages.case import WORDS, bp, shown_phone
from inspect_app.complaints.rules import categories, emergencies, life, nearness
from inspect_app.complaints.schemas import CallerIn, ContactIn, TellIn
from inspect_app.core.clock import now
from inspect_app.core.cookies import fits
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may
from inspect_app.core.sounds import store_sound
from inspect_app.core.web import find, page, paged
from inspect_app.projects.models import Element, Project
from inspect_app.warranty import pages as warranty_pages
from inspect_app.warranty.queries import communities

warranty_pages.REPORT.append(
    ("/complaints/new/tell?site={site}&element={element}", "反映问题", "Report a problem")
)


@page(bp, "/complaints/new", permit="complaint.file")
def new(_actor: Actor) -> Any:
    """Ask where: the community, then the building, then the part; a QR code on the stairwell skips the rest."""
    asked = request.args
    if not asked.get("site"):
        name = asked.get("name", "").strip()[:40]
        shown = {"name": name, "page": paged(communities(name), size=12)}
        return render_template("complaints/community.html", emergencies=emergencies.EMERGENCIES, **shown)
    project = find(queries.at_site(asked["site"]))
    building = _element(project, asked.get("building"))
    places = list(db.session.scalars(queries.parts(project.id, building)))
    if asked.get("element") or not places:
        return redirect(f"/complaints/new/tell?{_where(project, _element(project, asked.get('element')))}")
    shown = {"project": project, "building": building, "places": places}
    return render_template("complaints/place.html", emergencies=emergencies.EMERGENCIES, **shown)


def _element(project: Project, id: str | None) -> Element | None:
    element = db.session.get(Element, id) if id else None
    return element if element is not None and element.project_id == project.id else None


def _where(project: Project, element: Element | None) -> str:
    return urlencode({"site": project.site, **({"element": element.id} if element else {})})


@page(bp, "/complaints/emergency/<string:kind>", permit="complaint.file")
def emergency(_actor: Actor, kind: str) -> Any:
    """Stop here: what to do at once and whom to call."""
    if kind not in emergencies.EMERGENCIES:
        raise Problem("not-found")
    project = db.session.scalar(queries.at_site(request.args.get("site", "")))
    utility = project.party("utility") if project and kind == "gas" else None
    shown = {"danger": emergencies.EMERGENCIES[kind], "utility": utility, "project": project}
    return render_template("complaints/emergency.html", **shown)


@page(bp, "/complaints/new/tell", permit="complaint.file", methods=("GET", "POST"))
def tell_us(actor: Actor) -> Any:
    """Ask what is wrong: photos first, then words."""
    project, element = _asked_place()
    draft = session.get("complaint", {})
    refuse_spent("complaint-photo", life.UPLOADS, actor)
    form = Form(TellIn, draft)
    told = form.act(lambda values: _kept(actor, draft, values))
    if told is None:
        offered = categories.offered(element.kind if element else None)
        shown = {
            "project": project,
            "element": element,
            "offered": offered,
            "photos": _thumbs(draft),
            "voice": _heard(draft),
            **_known(project, element),
        }
        return render_template("complaints/tell.html", form=form, **shown), form.status
    session["complaint"] = told
    return redirect(f"/complaints/new/contact?{_where(project, element)}")


def _kept(actor: Actor, draft: dict[str, Any], values: dict[str, Any]) -> dict[str, Any]:
    if set(request.form.getlist("photos")) - set(draft.get("photos", [])):
        # Named instead of sent: whoever knows a photo's name must not see it by way of an own complaint.
        raise field_problem("photos", "请重新选择照片", "choose the photos again")
    spend("complaint-photo", life.UPLOADS, actor, len(values["photos"]))
    photos = ([] if values.pop("drop") else draft.get("photos", [])) + values["photos"]
    if len(photos) > life.MOST_PHOTOS:
        raise actions.too_many_photos()
    once = draft.get("once") or secrets.token_hex(16)
    voice = _voice(actor, draft, values.pop("silent"))
    seconds = values.pop("seconds") if voice != draft.get("voice") else draft.get("seconds", 1)
    if not values["words"] and not voice:
        raise field_problem("words", "请说一说或写一写是什么问题", "say or write what is wrong")
    words = values["words"] or life.SPOKEN
    kept = {**values, "words": words, "photos": list(dict.fromkeys(photos)), "once": once}
    kept |= {"voice": voice, "seconds": seconds}
    if not fits({**session, "complaint": kept}):
        raise field_problem("words", "文字太长，请写短一些", "too long to be kept, write it shorter")
    return kept


def _voice(actor: Actor, draft: dict[str, Any], silent: bool) -> str | None:
    upload = request.files.get("voice")
    if upload is None or not upload.filename:
        return None if silent else draft.get("voice")
    spend("complaint-photo", life.UPLOADS, actor)
    return store_sound(upload.read(), "voice")


def for_a_caller(actor: Actor) -> bool:
    """Say whether this person writes it down for somebody else, at a desk or on the phone."""
    return actor.kind == "person" and may(actor, "complaint.list")


def _known(project: Project, element: Element | None, category: str | None = None) -> dict[str, Any]:
    return {**WORDS, "known": queries.nearby(project.id, element, category), "near": nearness.NEAR}


def _asked_place() -> tuple[Project, Element | None]:
    project = find(queries.at_site(request.args.get("site", "")))
    return project, _element(project, request.args.get("element"))


def _heard(draft: dict[str, Any]) -> dict[str, Any] | None:
    if not draft.get("voice"):
        return None
    return {"url": signed_url(draft["voice"], "sound"), "seconds": draft.get("seconds", 1)}


def _thumbs(draft: dict[str, Any]) -> list[str]:
    return [signed_url(each) for each in draft.get("photos", [])]


@page(bp, "/complaints/new/contact", permit="complaint.file", methods=("GET", "POST"))
def contact(actor: Actor) -> Any:
    """Ask how to reach the resident, and file."""
    project, element = _asked_place()
    draft = session.get("complaint")
    if not draft:
        return redirect(f"/complaints/new/tell?{_where(project, element)}")
    staff = for_a_caller(actor)
    form = Form(CallerIn if staff else ContactIn, {} if staff else {"phone": shown_phone()})
    made = form.act(lambda values: _file(actor, project, element, draft, values))
    if made is None:
        shown = {
            "project": project,
            "element": element,
            "draft": draft,
            "photos": _thumbs(draft),
            "voice": _heard(draft),
            **WORDS,
        }
        shown |= {"staff": staff, **_known(project, element, draft["category"])}
        notice = t(life.NOTICE_ZH, life.NOTICE_EN)
        return render_template("complaints/contact.html", form=form, notice=notice, **shown), form.status
    session.pop("complaint")
    session["filed"] = {"id": made.id, "once": draft["once"], "at": int(now().timestamp())}
    return redirect("/complaints/filed")


def _file(
    actor: Actor, project: Project, element: Element | None, draft: dict[str, Any], values: dict[str, Any]
) -> Complaint:
    said = {name: draft[name] for name in ("category", "words", "spot", "photos")}
    said |= {"voice": draft.get("voice"), "seconds": draft.get("seconds", 1)}
    values.pop("read_back", None)
    told = actions.Told(**said, **values, element_id=element.id if element else None)
    return file_now(actor, project, told, draft["once"])[0]
