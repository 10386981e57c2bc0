"""Photos that were used at another site before, for machines."""

from dataclasses import replace
from typing import Any

from inspect_app.core.clock import now
from inspect_app.core.files import signed_url
from inspect_app.core.permits import Actor, may
from inspect_app.core.web import endpoint, find, paged, require
from inspect_app.inspections import actions, queries
from inspect_app.inspections.api.visits import bp
from inspect_app.inspections.models import PhotoRepeat
from inspect_app.inspections.schemas.photos import FindingIn, RepeatOut, RepeatPage, RepeatsIn

_OWN = (
    "id", "project_id", "thing_kind", "thing_id", "sha256", "used_at", "found_at", "distance", "turned", "finding",
    "reason", "decided_at", "decided_by",
)  # fmt: skip


def shown(actor: Actor, one: PhotoRepeat) -> dict[str, Any]:
    """Return a question as this person may see it: the other site only for whoever answers for that one too."""
    earlier = None
    if may(actor, "photo-repeat.read", one.earlier):
        earlier = {
            "project_id": one.earlier_project_id, "project": one.earlier.name, "thing_kind": one.earlier_kind,
            "thing_id": one.earlier_id, "used_at": one.earlier_at,
            "photo": signed_url(one.earlier_sha256, "public"),
        }  # fmt: skip
    own = {name: getattr(one, name) for name in _OWN}
    return {**own, "photo": signed_url(one.sha256, "public"), "earlier": earlier}


@endpoint(bp, "/photo-repeats/", permit="photo-repeat.list", query=RepeatsIn, out=RepeatPage)
def repeats(actor: Actor, query: dict[str, Any]) -> Any:
    """List the photos used elsewhere before, of the caller's sites: the open ones first."""
    stmt = queries.photos.repeats(actor, open_only=query["state"] == "open")
    found = paged(stmt, number=query["page"])
    return replace(found, rows=[shown(actor, each) for each in found.rows])


@endpoint(bp, "/photo-repeats/<string:id>", permit="photo-repeat.read", out=RepeatOut, on_thing=True)
def repeat(actor: Actor, id: str) -> dict[str, Any]:
    """Show one of them."""
    one = find(queries.photos.repeat(actor, id))
    require(actor, "photo-repeat.read", one)
    return shown(actor, one)


@endpoint(bp, "/photo-repeats/<string:id>/decide", permit="photo-repeat.decide", method="POST", body=FindingIn,
          out=RepeatOut, on_thing=True)  # fmt: skip
def decide_repeat(actor: Actor, values: dict[str, Any], id: str) -> dict[str, Any]:
    """Take down what was found of it, and why."""
    one = find(queries.photos.repeat(actor, id))
    require(actor, "photo-repeat.decide", one)
    return shown(actor, actions.decide_repeat(actor, one, at=now(), **values))
