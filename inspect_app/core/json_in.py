"""Reads the JSON of a request: strictly, and nothing else in its place."""

from typing import Any

from marshmallow import missing
from webargs.core import is_json
from webargs.flaskparser import FlaskParser

from inspect_app.core.errors import Problem
from inspect_app.core.strict_json import read


class Parser(FlaskParser):
    """The parser of request bodies, whose every refusal is one of ours."""

    def load_json(self, req: Any, schema: Any) -> Any:  # noqa: ARG002 - as webargs calls it
        """Return the parsed body; a call without one is judged by its schema."""
        data = req.get_data(cache=True)
        if not data:
            return missing
        if not is_json(req.mimetype):
            # Passed over, its words would be lost while the caller hears that all went well.
            raise Problem("wrong-media")
        return read(data)
