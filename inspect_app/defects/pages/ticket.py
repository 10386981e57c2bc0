"""The ticket for people: what is wrong, who acts next, its moves and its paper."""

from itertools import zip_longest
from typing import Any

import segno
from flask import current_app, render_template, request

from inspect_app.core import journal
from inspect_app.core.clock import now
from inspect_app.core.files import Attachment, attachments, signed_url
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor
from inspect_app.core.photo_marks import Marked, marked
from inspect_app.core.sounds import spoken
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import page, require
from inspect_app.defects import rules
from inspect_app.defects.api import found, take
from inspect_app.defects.models import Defect
from inspect_app.defects.pages.lists import WORDS, bp
from inspect_app.defects.schemas import late
from inspect_app.projects import queries as projects


@page(bp, "/defects/<string:id>", permit="defect.read", on_thing=True)
def defect(actor: Actor, id: str) -> Any:
    """Show a ticket: what is wrong, who acts next, and what happened."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found(actor, id)
    require(actor, "defect.read", one)
    moves = buttons(actor, one)
    asked = request.path.rpartition("/moves/")[2] if form else ""
    shown = {"moves": moves, "form": form, "opened": asked, **_seen(one)}
    return render_template("defects/show.html", **shown, **WORDS)


@page(bp, "/defects/<string:id>/print", permit="defect.read", on_thing=True, name="paper")
def paper(actor: Actor, id: str) -> Any:
    """Show the ticket as a sheet to print and sign."""
    one = found(actor, id)
    require(actor, "defect.read", one)
    address = f"{current_app.config['SETTINGS'].address}/defects/{one.id}"
    code = segno.make(address, micro=False).svg_inline(scale=3, border=2, omitsize=True)
    return render_template("defects/print.html", qr=code, address=address, **_seen(one), **WORDS)


def _seen(one: Defect) -> dict[str, Any]:
    photos: dict[str, list[dict[str, Any]]] = {each: [] for each in ("found", "before", "after", "checked")}
    shots = attachments("defect", one.id)
    over = marked("defect", [one.id]) if any(each.layer for each in shots) else {}
    for each in shots:
        photos[each.label].append(_picture(each, over.get((one.id, each.sha256))))
    before, after = photos["found"] + photos["before"], photos["after"]
    # The newest first: they tell whether the fix can be confirmed.
    pin = projects.pins("defect", [one.id]).get(one.id)
    pairs = list(zip_longest(before[::-1], after[::-1]))
    return {
        "defect": one,
        "pin": pin,
        "note": spoken("defect", [one.id]).get(one.id),
        "pin_url": signed_url(pin.sheet.sha256, "public") if pin else "",
        "project": one.project,
        "state": rules.WORKFLOW.state(one.state),
        "severity": rules.SEVERITIES[one.severity],
        "source": rules.SOURCES[one.source_kind],
        "overdue": late(one),
        "pairs": pairs,
        "checked": photos["checked"],
        "ghost": before[-1]["url"] if before else "",
        "next": _next(one),
        "recheck": rules.RECHECK,
        "lines": as_lines(reversed(journal.timeline("defect", one.id)), locale()),
    }


def _picture(photo: Attachment, over: Marked | None) -> dict[str, Any]:
    large, thumb = signed_url(photo.sha256, "public"), signed_url(photo.sha256)
    return {"url": large, "thumb": thumb, "at": photo.at, "who": photo.actor_name, "marked": over}


def _next(one: Defect) -> dict[str, Any] | None:
    step = rules.next_step(one.state)
    if step is None:
        return None
    who, zh, en = step
    if who == "liable":
        return {"who": one.liable_party.name, "what": t(zh, en), "by": one.due_at, "late": late(one)}
    by = (one.rectified_at or one.raised_at) + rules.RECHECK.within
    return {"who": _verifier(one), "what": t(zh, en), "by": by, "late": by < now()}


def _verifier(one: Defect) -> str:
    supervisor = one.project.party("supervisor")
    if supervisor is None or supervisor.id == one.liable_party_id:
        return t("监督机构", "The authority")
    return t(f"{supervisor.name}或监督机构", f"{supervisor.name} or the authority")


page_moves(bp, rules.WORKFLOW, found, take, _show, "/defects/<string:id>")
