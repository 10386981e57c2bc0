"""Complaints for machines: passed on, clocks stopped and extended, and looks at what is hidden."""

from typing import Any

from inspect_app.complaints import actions
from inspect_app.complaints.api.cases import bp, permitted
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.schemas import (
    AssignIn,
    CallIn,
    ComplaintOut,
    LookIn,
    PauseIn,
    PhoneOut,
    PhotosOut,
    PlaceOut,
    ReasonIn,
)
from inspect_app.core.clock import now
from inspect_app.core.permits import Actor
from inspect_app.core.web import endpoint


def _act(name: str, schema: Any, about: str) -> None:
    verb, act = f"complaint.{name}", getattr(actions, name.replace("-", "_"))

    def call(actor: Actor, *body: dict[str, Any], id: str) -> Complaint:
        done: Complaint = act(actor, permitted(actor, id, verb), **(body[0] if body else {}), at=now())
        return done

    call.__name__, call.__doc__ = name.replace("-", "_"), about
    endpoint(
        bp, f"/<string:id>/{name}", permit=verb, method="POST", body=schema, out=ComplaintOut, on_thing=True
    )(call)


for _name, _schema, _about in (
    ("assign", AssignIn, "Offer a complaint to another party of the project."),
    ("take-over", None, "Take a complaint that was offered."),
    ("refuse", ReasonIn, "Refuse a complaint that was offered; the refusal is counted."),
    ("recall", None, "Take an offer back."),
    ("decide", AssignIn, "Decide who answers, after too many refusals."),
    ("pause", PauseIn, "Stop the clock of the decision."),
    ("resume", None, "Let the clock run on."),
    ("extend", ReasonIn, "Put the decision off, once."),
    ("extend-hotline", ReasonIn, "Put the hotline's day off, once, where its region allows it."),
    ("hand-over", None, "Make a warranty claim of it."),
    ("call-back", CallIn, "Keep what a resident said when called back."),
):
    _act(_name, _schema, _about)


@endpoint(
    bp, "/<string:id>/phone", permit="complaint.see-phone", method="POST", body=LookIn, out=PhoneOut,
    on_thing=True, tells_secret=True,
)  # fmt: skip
def phone(actor: Actor, values: dict[str, Any], id: str) -> dict[str, str]:
    """Show the resident's phone number; the look is recorded with its purpose."""
    one = permitted(actor, id, "complaint.see-phone")
    return {"phone": actions.see_phone(actor, one, **values, at=now())}


@endpoint(
    bp, "/<string:id>/place", permit="complaint.see-place", method="POST", body=LookIn, out=PlaceOut,
    on_thing=True, tells_secret=True,
)  # fmt: skip
def place(actor: Actor, values: dict[str, Any], id: str) -> dict[str, str]:
    """Show where exactly it is; the look is recorded with its purpose."""
    one = permitted(actor, id, "complaint.see-place")
    return {"place": actions.see_place(actor, one, **values, at=now())}


@endpoint(
    bp, "/<string:id>/photos", permit="complaint.see-photos", method="POST", body=LookIn, out=PhotosOut,
    on_thing=True, tells_secret=True,
)  # fmt: skip
def photos(actor: Actor, values: dict[str, Any], id: str) -> list[str]:
    """Show the photos with nothing covered; the look is recorded with its purpose."""
    one = permitted(actor, id, "complaint.see-photos")
    return actions.see_photos(actor, one, **values, at=now())
