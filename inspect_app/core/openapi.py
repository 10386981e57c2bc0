"""The API's description of itself: refusals as they are written, logs-in, bodies and pages of lists."""

from http import HTTPStatus
from typing import Any

from apispec.ext.marshmallow import MarshmallowPlugin
from flask import Flask
from flask_smorest import Api
from marshmallow import Schema, fields
from marshmallow.validate import OneOf

from inspect_app.core.errors import REGISTRY
from inspect_app.core.web import PROBLEM_JSON


class ProblemOut(Schema):
    """A refusal (RFC 9457); `errors` says by field what is wrong."""

    type = fields.String(required=True, validate=OneOf([f"/problems/{slug}" for slug in REGISTRY]))
    title = fields.String(required=True)
    status = fields.Integer(required=True)
    errors = fields.Dict(keys=fields.String(), values=fields.List(fields.String()))


class OpenApi(Api):
    """flask-smorest without its own error answers, which lose the `Allow` header."""

    def __init__(self, app: Flask) -> None:
        plugin = MarshmallowPlugin(schema_name_resolver=_schema_name)
        super().__init__(app, spec_kwargs={"marshmallow_plugin": plugin})

    def _register_error_handlers(self) -> None:
        """Leave errors to `core.problems`."""

    def _register_responses(self) -> None:
        """Document every refusal as `core.problems` writes it."""
        content = {PROBLEM_JSON: {"schema": ProblemOut}}
        for name, words in [("DEFAULT_ERROR", "Refused"), *((each.name, each.phrase) for each in HTTPStatus)]:
            self.spec.components.response(name, {"description": words, "content": content}, lazy=True)


def _schema_name(schema: Any) -> str:
    # Two rooms may use one name; a schema with some fields left out is another shape and another name.
    kind = schema if isinstance(schema, type) else type(schema)
    room = kind.__module__.removeprefix("inspect_app.").split(".")[0]
    named = [kind.__name__] if room == "abc" else [room, kind.__name__]  # "abc": made by Schema.from_dict
    if isinstance(schema, type):
        return ".".join(named)
    parts = [*named, *sorted(schema.only or ()), *(f"no-{each}" for each in sorted(schema.exclude))]
    return ".".join(parts)
