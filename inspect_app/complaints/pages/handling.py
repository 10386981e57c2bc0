"""Complaints for those who handle them: passed on, clocks stopped and extended, looks at what is hidden."""

from typing import Any

from inspect_app.complaints import actions
from inspect_app.complaints.api import permitted
from inspect_app.complaints.pages.case import bp
from inspect_app.complaints.pages.desk import note, show
from inspect_app.complaints.schemas import AssignIn, CallIn, LookIn, PauseIn, ReasonIn
from inspect_app.core.clock import now
from inspect_app.core.fields import Schema
from inspect_app.core.forms import Form
from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor
from inspect_app.core.web import page


def _act(name: str, schema: type[Schema]) -> None:
    act = getattr(actions, name.replace("-", "_"))

    def post(actor: Actor, id: str) -> Any:
        return note(actor, id, name, schema, act)

    post.__name__ = name.replace("-", "_")
    permit = f"complaint.{name}"
    page(bp, f"/complaints/<string:id>/{name}", permit=permit, on_thing=True, methods=("POST",))(post)


for _name, _schema in (
    ("assign", AssignIn), ("take-over", Schema), ("refuse", ReasonIn), ("recall", Schema), ("decide", AssignIn),
    ("pause", PauseIn), ("resume", Schema), ("extend", ReasonIn), ("extend-hotline", ReasonIn), ("hand-over", Schema),
    ("call-back", CallIn),
):  # fmt: skip
    _act(_name, _schema)


@page(bp, "/complaints/<string:id>/phone", permit="complaint.see-phone", on_thing=True, methods=("POST",))
def phone(actor: Actor, id: str) -> Any:
    """Show the phone number once, and record the look with its purpose."""
    return _look(actor, id, "see-phone")


@page(bp, "/complaints/<string:id>/place", permit="complaint.see-place", on_thing=True, methods=("POST",))
def place(actor: Actor, id: str) -> Any:
    """Show the exact place once, and record the look with its purpose."""
    return _look(actor, id, "see-place")


@page(bp, "/complaints/<string:id>/photos", permit="complaint.see-photos", on_thing=True, methods=("POST",))
def photos(actor: Actor, id: str) -> Any:
    """Show the photos with nothing covered once, and record the look with its purpose."""
    verb = "complaint.see-photos"
    permitted(actor, id, verb)
    form = Form(LookIn)
    shas = form.act(
        lambda values: (actions.see_photos(actor, permitted(actor, id, verb), **values, at=now()),)
    )
    return (show(actor, id, form), form.status) if shas is None else show(actor, id, originals=shas[0])


def _look(actor: Actor, id: str, name: str) -> Any:
    verb, act = f"complaint.{name}", getattr(actions, name.replace("-", "_"))
    permitted(actor, id, verb)
    form = Form(LookIn)
    found = form.act(lambda values: act(actor, permitted(actor, id, verb), **values, at=now()) or "-")
    if found is None:
        return show(actor, id, form), form.status
    said = t("未留", "None left") if found == "-" else found
    return show(actor, id, phone=said) if name == "see-phone" else show(actor, id, exact=said)
