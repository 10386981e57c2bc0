"""The API's description of itself: refusals as they are written, logs-in, bodies and pages of lists."""

from collections.abc import Callable, Mapping
from http import HTTPStatus
from typing import Any

from apispec import BasePlugin
from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from flask_smorest import Api, Blueprint
from marshmallow import fields
from marshmallow.validate import OneOf

from inspect_app.core.errors import PROBLEM_JSON, REGISTRY
from inspect_app.core.fields import Schema
from inspect_app.core.permits import TABLE, anyone

#: the verb a call asks for, as its description names it
_PERMIT = "x-permit"
#: how a caller may say who it is: people by token or by their browser's session, devices by name and secret
_LOGS_IN: dict[str, dict[str, str]] = {
    "token": {"type": "http", "scheme": "bearer"},
    "device": {"type": "http", "scheme": "basic"},
    "session": {"type": "apiKey", "in": "cookie", "name": "session"},
}


class ProblemOut(Schema):
    """A refusal (RFC 9457); `errors` says by field what is wrong."""

    type = fields.String(required=True, validate=OneOf([f"/problems/{slug}" for slug in REGISTRY]))
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))
    current = fields.Dict(metadata={"description": "412: what is there now"})
    sent = fields.Dict(allow_none=True, metadata={"description": "412: what was sent"})


class _Openly(BasePlugin):
    """Says of a call that anyone may make that it needs no log-in; asked last, when all permits are known."""

    def operation_helper(self, path: str | None = None, operations: Any = None, **kwargs: Any) -> None:  # noqa: ARG002
        """Complete the descriptions of an address."""
        for call in (operations or {}).values():
            if anyone in TABLE.get(call.get(_PERMIT, ""), ()):
                call["security"] = []


class OpenApi(Api):
    """flask-smorest without its own error answers, which lose the `Allow` header."""

    def __init__(self, app: Flask) -> None:
        plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
        asked: list[dict[str, list[str]]] = [{name: []} for name in _LOGS_IN]
        more = {"marshmallow_plugin": plugin, "extra_plugins": [_Openly()], "security": asked}
        super().__init__(app, spec_kwargs=more)
        for name, scheme in _LOGS_IN.items():
            self.spec.components.security_scheme(name, scheme)

    def _register_error_handlers(self) -> None:
        """Leave errors to `core.problems`."""

    def _register_responses(self) -> None:
        """Document every refusal as `core.problems` writes it."""
        content = {PROBLEM_JSON: {"schema": ProblemOut}}
        for name, words in [("DEFAULT_ERROR", "Refused"), *((each.name, each.phrase) for each in HTTPStatus)]:
            self.spec.components.response(name, {"description": words, "content": content}, lazy=True)


def needed(body: Any) -> bool:
    """Say whether a call with this body schema may not be sent without a body."""
    schema = body() if isinstance(body, type) else body
    return not schema.partial and any(each.required for each in schema.load_fields.values())


def described(
    bp: Blueprint,
    call: Callable[..., Any],
    permit: str,
    status: int,
    takes: Mapping[str, Any] | None,
    gives: Mapping[str, Any] | None,
) -> Callable[..., Any]:
    """Add to a call's description what its schemas do not say: the verb it asks for, other media."""
    more: dict[str, Any] = {_PERMIT: permit}
    if takes:
        more["requestBody"] = {"required": True, "content": _content(takes)}
    if gives:
        more["responses"] = {
            str(status): {"description": HTTPStatus(status).phrase, "content": _content(gives)}
        }
    made: Callable[..., Any] = bp.doc(**more)(call)
    return made


def _content(media: Mapping[str, Any]) -> dict[str, Any]:
    return {name: {"schema": schema} for name, schema in media.items()}


def _schema_name(schema: Any) -> str:
    # Two rooms may use one name; a schema with some fields left out is another shape and another name.
    kind = schema if isinstance(schema, type) else type(schema)
    room = kind.__module__.removeprefix("inspect_app.").split(".")[0]
    named = [kind.__name__] if room == "abc" else [room, kind.__name__]  # "abc": made by Schema.from_dict
    if isinstance(schema, type):
        return ".".join(named)
    parts = [*named, *sorted(schema.only or ()), *(f"no-{each}" for each in sorted(schema.exclude))]
    return ".".join(parts)
