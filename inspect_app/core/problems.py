"""Every error leaves as problem+json for machines or as a page for people, and never as a stack trace."""

import secrets
from collections.abc import Callable
from typing import Any

from flask import Flask, Response, render_template, request
from flask_wtf.csrf import CSRFError
from marshmallow import ValidationError
from sqlalchemy.exc import DataError, IntegrityError
from sqlalchemy.orm.exc import StaleDataError
from werkzeug.exceptions import HTTPException

from inspect_app.core import log
from inspect_app.core.errors import Problem
from inspect_app.core.fields import by_field
from inspect_app.core.i18n import locale
from inspect_app.core.refusals import is_gone
from inspect_app.core.web import json_reply, to_log_in

#: beginning of an address -> how its callers read a refusal, where that is neither JSON nor a page; told by rooms
TONGUES: dict[str, Callable[[Problem], Response]] = {}
_SLUGS = {400: "unreadable", 404: "not-found", 405: "wrong-method", 413: "too-large", 415: "wrong-media"}


def register(app: Flask) -> None:
    """Answer every kind of error the app can meet."""
    app.register_error_handler(Problem, answer)
    app.register_error_handler(ValidationError, lambda wrong: answer(_bad_input(wrong.messages)))
    app.register_error_handler(CSRFError, lambda _error: answer(Problem("form-expired")))
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(IntegrityError, _from_integrity)
    app.register_error_handler(DataError, _from_data)
    app.register_error_handler(UnicodeEncodeError, lambda _error: answer(_unstorable()))
    app.register_error_handler(RecursionError, _from_depth)
    app.register_error_handler(StaleDataError, lambda _error: answer(Problem("changed-meanwhile")))
    app.register_error_handler(Exception, _from_bug)


def answer(problem: Problem, headers: Any = ()) -> Response | Any:
    """Return a refusal as the caller reads it: RFC 9457 under /api, a page elsewhere, or as a room has told."""
    speak = next((each for start, each in TONGUES.items() if request.path.startswith(start)), None)
    if speak is not None:
        reply = speak(problem)
    elif request.path.startswith("/api"):
        reply = json_reply(as_document(problem, locale()), problem.status)
    elif problem.slug == "log-in-needed" and request.method == "GET":
        return to_log_in()
    else:
        reply = Response(render_template("problem.html", problem=problem), problem.status)
    for name, value in headers:
        reply.headers[name] = value
    if problem.status == 503:
        reply.headers["Retry-After"] = "5"
    return reply


def as_document(problem: Problem, language: str) -> dict[str, Any]:
    """Return the refusal as an RFC 9457 document."""
    document: dict[str, Any] = {
        "type": f"/problems/{problem.slug}",
        "title": problem.words(language),
        "status": problem.status,
    }
    if problem.errors:
        document["errors"] = problem.field_words(language)
    document |= problem.members
    return document


def _bad_input(messages: Any) -> Problem:
    return Problem("bad-input", errors=by_field(messages))


def _from_http(error: HTTPException) -> Any:
    if error.code is not None and error.code < 400:
        return error
    data = getattr(error, "data", None) or {}
    kept = [(name, value) for name, value in error.get_headers() if name in ("Allow", "Retry-After")]
    if data.get("messages"):
        return answer(_bad_input(data["messages"]))
    slug = _SLUGS.get(error.code or 500, "broken" if (error.code or 500) >= 500 else "unreadable")
    detail: dict[str, Any] = {"reason": str(error.description or error.name), "limit": "30 MB", "trace": "-"}
    return answer(Problem(slug, **detail), kept)


def _from_integrity(error: IntegrityError) -> Any:
    # What a CHECK or a unique key refused: two hands at once, or a rule no form had caught. The engine has
    # taken the values out of `orig` (core/refusals.py): what is logged names table and constraint.
    log.warning("refused by the database", error=str(error.orig))
    words = ("与已有记录冲突，或不符合数据规则。", "This conflicts with what is stored.")
    return answer(Problem("conflict", zh=words[0], en=words[1]))


def _from_data(error: DataError) -> Any:
    # A value no column takes, e.g. a NUL character or a number beyond 64 bits on PostgreSQL.
    log.warning("value refused by the database", error=str(error.orig))
    return answer(_unstorable())


def _unstorable() -> Problem:
    # Half of a surrogate pair, which JSON can spell and UTF-8 cannot, ends here too.
    words = ("含有无法保存的字符或数值", "it has a character or number that cannot be stored")
    return Problem("unreadable", reason=words)


def _from_depth(_error: RecursionError) -> Any:
    return answer(Problem("unreadable", reason=("嵌套层数过多", "it is nested too deeply")))


def _from_bug(error: Exception) -> Any:
    if is_gone(error):
        log.error("database unavailable", error=str(getattr(error, "orig", error)))
        return answer(Problem("busy"))
    if isinstance(error, MemoryError):
        log.error("out of memory", path=request.path)
        return answer(Problem("busy"))
    trace = secrets.token_hex(4)
    log.exception("broken", error, trace=trace, path=request.path)
    return answer(Problem("broken", trace=trace))
