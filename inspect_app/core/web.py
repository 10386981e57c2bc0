"""The door for people and machines: endpoint(), page(), require(), find(), paging, safe repetition."""

import hashlib
import json
from collections.abc import Callable, Mapping
from datetime import datetime
from functools import wraps
from typing import Any, TypeVar
from urllib.parse import quote

from flask import Blueprint as PageBlueprint
from flask import Response, current_app, make_response, redirect, request
from flask_smorest import Blueprint as ApiBlueprint
from flask_wtf.csrf import CSRFProtect
from sqlalchemy import JSON, Select, String
from sqlalchemy.orm import Mapped, mapped_column

from inspect_app.core.clock import now
from inspect_app.core.db import Model, UtcTime, acted, db
from inspect_app.core.errors import PROBLEM_JSON, Problem
from inspect_app.core.json_in import Parser
from inspect_app.core.lists import Slice, or_file, paged, whole
from inspect_app.core.openapi import described, needed
from inspect_app.core.permits import ANYONE, TABLE, Actor, anyone, may
from inspect_app.core.timeline import refused_words
from inspect_app.core.versions import tell, with_both, with_version

__all__ = [
    "GUARDED", "SAFE", "UNKEPT", "Repetition", "Slice", "actor", "csrf", "endpoint", "find", "json_reply", "known_as",
    "page", "paged", "require", "to_log_in", "whole",
]  # fmt: skip
SAFE = ("GET", "HEAD", "OPTIONS")
csrf = CSRFProtect()
ApiBlueprint.ARGUMENTS_PARSER = Parser()
Row = TypeVar("Row")
View = Callable[..., Any]
#: endpoint name -> verb it asks for; the house test compares it with the URL map.
GUARDED: dict[str, str] = {}
#: endpoints whose replies tell a secret, and are not kept
UNKEPT: set[str] = set()


class Repetition(Model):
    """The reply once given to a request with an Idempotency-Key, so that a repeat gets the same."""

    __tablename__ = "repetitions"
    key: Mapped[str] = mapped_column(String(200), primary_key=True)
    actor: Mapped[str] = mapped_column(String(60), primary_key=True)
    content: Mapped[str] = mapped_column(String(64))
    status: Mapped[int] = mapped_column()
    reply: Mapped[Any] = mapped_column(JSON)
    at: Mapped[datetime] = mapped_column(UtcTime)


def actor() -> Actor:
    """Return whoever makes this request (ANYONE without an account)."""
    # Kept with the request, not in `g`: an app context may outlive a request (tests, nested calls).
    if "inspect.actor" not in request.environ:
        request.environ["inspect.actor"] = current_app.extensions["actor_loader"](request) or ANYONE
    found: Actor = request.environ["inspect.actor"]
    return found


def known_as(found: Actor) -> None:
    """Let this request be made by someone who has proved it by a way of a protocol's own."""
    request.environ["inspect.actor"] = found


def require(who: Actor, verb: str, thing: Any = None) -> None:
    """Refuse with 403 (401 for an unknown caller) unless `who` may do `verb` to `thing`."""
    request.environ.setdefault("inspect.required", set()).add(verb)
    if not may(who, verb, thing):
        raise Problem("forbidden" if who is not ANYONE else "log-in-needed", verb=refused_words(verb))


def find(stmt: Select[Row]) -> Row:
    """Return the one row of a scoped query, or 404: whoever may not see a thing never learns it exists."""
    row = db.session.scalars(stmt.limit(2)).unique().first()
    if row is None:
        raise Problem("not-found")
    return row


def endpoint(
    bp: ApiBlueprint,
    rule: str,
    *,
    permit: str,
    method: str = "GET",
    body: Any = None,
    query: Any = None,
    out: Any = None,
    status: int = 200,
    on_thing: bool = False,
    name: str | None = None,
    tells_secret: bool = False,
    takes: Mapping[str, Any] | None = None,
    gives: Mapping[str, Any] | None = None,
) -> Callable[[View], View]:
    """Make a function an API call: `(actor, [body], [query], **path) -> what `out` writes`.

    Unsafe methods run in one transaction. `permit` is asked of the collection before anything is read;
    with `on_thing` the function itself finds the thing and calls `require(actor, permit, thing)`, and a
    function that forgets it is refused, whatever it did. A reply that `tells_secret` is never kept for a
    repetition: the secret would lie in the database. `takes` and `gives` tell, by media type, what a call
    reads or writes itself, without `body` or `out`.
    """

    def decorate(function: View) -> View:
        @wraps(function)
        def adapted(*args: Any, **path: Any) -> Any:
            return tell(function(actor(), *args, **path))

        inner: View = bp.response(status, out)(adapted)
        if query is not None:
            inner = bp.arguments(query, location="query")(inner)
        if body is not None:
            inner = bp.arguments(body, location="json", required=needed(body))(inner)
        inner = described(bp, inner, permit, status, takes, gives)

        @wraps(inner)
        def guarded(*args: Any, **path: Any) -> Any:
            try:
                reply = _guard(lambda: inner(*args, **path), permit, on_thing)
            except Problem as refused:
                raise with_both(refused, out) from refused
            # After a change the version is what the next reading tells.
            return with_version(reply) if request.method in SAFE else reply

        endpoint_name = name or function.__name__
        GUARDED[f"{bp.name}.{endpoint_name}"] = permit
        if tells_secret:
            UNKEPT.add(f"{bp.name}.{endpoint_name}")
        bp.route(rule, methods=[method], endpoint=endpoint_name)(guarded)
        return function

    return decorate


def _guard(call: Callable[[], Any], permit: str, on_thing: bool) -> Any:
    who = actor()
    _check_csrf(who)
    _let_in(who, permit, on_thing)
    if request.method in SAFE:
        return _asked(call, permit)
    return acted(lambda: _once(who, lambda: _asked(call, permit)))


def _let_in(who: Actor, permit: str, on_thing: bool) -> None:
    if not on_thing:
        require(who, permit)
    elif who is ANYONE and anyone not in TABLE[permit]:
        # Before any body is read or thing looked up: a stranger is told to log in, not what is wrong or missing.
        raise Problem("log-in-needed", verb=permit)


def _asked(call: Callable[[], Any], permit: str) -> Any:
    reply = call()
    if permit not in request.environ.get("inspect.required", ()):
        raise RuntimeError(f"{request.endpoint} never asked for {permit}")
    return reply


def _check_csrf(who: Actor) -> None:
    # A caller who shows a secret of its own (Authorization) cannot be ridden by another site's form.
    if request.method not in SAFE and who.session and current_app.config.get("WTF_CSRF_ENABLED", True):
        csrf.protect()


def _once(who: Actor, call: Callable[[], Any]) -> Any:
    key = request.headers.get("Idempotency-Key")
    if not key or request.endpoint in UNKEPT:
        return call()
    if len(key) > 200:
        raise Problem(
            "bad-input", errors={"Idempotency-Key": [("最多 200 个字符", "at most 200 characters")]}
        )
    content = hashlib.sha256(f"{request.method} {request.path}\n".encode() + request.get_data()).hexdigest()
    owner = f"{who.kind}:{who.id}"
    seen = db.session.get(Repetition, (key, owner))
    if seen:
        if seen.content != content:
            raise Problem("same-id-other-content", id=key)
        return Response(json.dumps(seen.reply, ensure_ascii=False), seen.status, mimetype="application/json")
    reply = make_response(call())
    kept = {"key": key, "actor": owner, "content": content, "status": reply.status_code, "at": now()}
    db.session.add(Repetition(reply=reply.get_json(silent=True), **kept))
    return reply


def page(
    bp: PageBlueprint,
    rule: str,
    *,
    permit: str,
    methods: tuple[str, ...] = ("GET",),
    on_thing: bool = False,
    name: str | None = None,
    by_machine: bool = False,
) -> Callable[[View], View]:
    """Make a function a page: `(actor, **path) -> HTML or a redirect`; writing goes through `Form.act`.

    `by_machine` is an address of a protocol outside /api: its callers have no form, and show a log-in of their own.
    """

    def decorate(function: View) -> View:
        @wraps(function)
        def guarded(**path: Any) -> Any:
            who = actor()
            if by_machine:
                _check_csrf(who)
            elif request.method not in SAFE and current_app.config.get("WTF_CSRF_ENABLED", True):
                csrf.protect()
            _let_in(who, permit, on_thing)
            return _asked(lambda: or_file(who, lambda: function(who, **path)), permit)

        endpoint_name = name or function.__name__
        GUARDED[f"{bp.name}.{endpoint_name}"] = permit
        bp.add_url_rule(rule, endpoint_name, guarded, methods=list(methods))
        return function

    return decorate


def to_log_in() -> Any:
    """Send a person to the log-in page and back to where they were."""
    return redirect(f"/login?next={quote(request.full_path.rstrip('?'), safe='/')}")


def pdf_reply(pdf: bytes, name: str) -> Response:
    """Return a paper to look at, named as it is kept."""
    reply = Response(pdf, mimetype="application/pdf")
    reply.headers["Content-Disposition"] = f'inline; filename="{name}"'
    return reply


def json_reply(document: Mapping[str, Any], status: int, media: str = PROBLEM_JSON) -> Response:
    """Return a JSON document with its own media type."""
    # A refusal names what was sent, and JSON can spell half a character, which no reply can carry.
    data = json.dumps(document, ensure_ascii=False, default=str).encode(errors="replace")
    return Response(data, status, mimetype=media)
