"""Photos of complaints for those who decide what is shown: the list, and one photo with boxes to move."""

from typing import Any

from flask import render_template, request
from marshmallow import EXCLUDE

from inspect_app.complaints import queries
from inspect_app.complaints.api import decide, photo_found
from inspect_app.complaints.models import Redaction
from inspect_app.complaints.pages.case import WORDS, bp
from inspect_app.complaints.rules.redaction import BASIS, KINDS, MOST_BOXES, REDACTION, UNDECIDED, written
from inspect_app.complaints.schemas import PhotoFilterIn, url_of
from inspect_app.complaints.schemas.tables import PHOTOS
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor
from inspect_app.core.web import page, paged, require


@page(bp, "/redactions", permit="redaction.list")
def redactions(actor: Actor) -> Any:
    """List the photos to decide on, the longest waiting first."""
    query = PhotoFilterIn().load(request.args.to_dict(), unknown=EXCLUDE)
    shown = {
        "page": paged(queries.to_decide(actor, query["state"]), number=query["page"], table=PHOTOS), "wanted": query["state"],
        "link": f"?state={query['state']}&", "life": REDACTION,
    }  # fmt: skip
    return render_template("complaints/redactions.html", **shown)


@page(bp, "/redactions/<string:id>", permit="redaction.read", on_thing=True)
def redaction(actor: Actor, id: str) -> Any:
    """Show a photo with what a program would cover, to be decided on."""
    return show_photo(actor, id)


def show_photo(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = photo_found(actor, id)
    require(actor, "redaction.read", one)
    waiting = queries.to_decide(actor).where(Redaction.id != one.id).limit(1)
    boxes = [each["box"] for each in one.proposed] if not one.decided_at and not one.boxes else one.boxes
    shown = {
        "one": one, "state": REDACTION.state(one.state), "url": url_of(one), "undecided": one.state in UNDECIDED,
        "moves": [each for each in buttons(actor, one) if each["name"] != "redact"], "form": form,
        "opened": request.path.rpartition("/")[2] if form else "", "boxes": written(boxes), "most": MOST_BOXES,
        "kinds": [KINDS[each["kind"]] for each in one.proposed], "basis": BASIS,
        "next": db.session.scalar(waiting), **WORDS,
    }  # fmt: skip
    return render_template("complaints/redaction.html", **shown)


page_moves(bp, REDACTION, photo_found, decide, show_photo, "/redactions/<string:id>", name="photo")
