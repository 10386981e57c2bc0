"""Which version of a thing a machine knows: told as the ETag of a reply, asked back by If-Match before a change."""

from typing import Any

from flask import Response, make_response, request

from inspect_app.core.errors import Problem

_TOLD = "inspect.version"
_HELD = "inspect.thing"


def tell(thing: Any) -> Any:
    """Remember the version of what a reply shows, and return it."""
    version = getattr(thing, "version", None)
    if isinstance(version, int):
        request.environ[_TOLD] = version
    return thing


def with_version(reply: Any) -> Response:
    """Return a reply with the version of what it shows as its ETag."""
    made = make_response(reply)
    if _TOLD in request.environ:
        made.set_etag(str(request.environ[_TOLD]))
    return made


def same_version(thing: Any) -> None:
    """Refuse with 412 a change by a caller whose If-Match names another version than the thing has now."""
    version = getattr(thing, "version", None)
    if "If-Match" not in request.headers or not isinstance(version, int):
        return
    if not request.if_match.star_tag and not request.if_match.contains(str(version)):
        request.environ[_HELD] = thing
        raise Problem("changed-before", version=version)


def with_both(refused: Problem, out: Any) -> Problem:
    """Return a refusal with what is there now beside what was sent, where another version stood in the way."""
    thing = request.environ.get(_HELD)
    if refused.slug == "changed-before" and thing is not None and out is not None:
        schema = out() if isinstance(out, type) else out
        refused.members = {"current": schema.dump(thing), "sent": request.get_json(silent=True)}
    return refused
