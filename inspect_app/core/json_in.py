"""Reads the JSON of a request: what is nested too deeply or has endless numbers is refused like other nonsense."""

from typing import Any

from webargs.flaskparser import FlaskParser

from inspect_app.core.errors import Problem


class Parser(FlaskParser):
    """The parser of request bodies, whose every refusal is one of ours."""

    def load_json(self, req: Any, schema: Any) -> Any:
        """Return the parsed body; text that is no JSON at all is refused by webargs itself."""
        try:
            return super().load_json(req, schema)
        except (ValueError, RecursionError) as wrong:
            reason = ("数字过长或嵌套层数过多", "a number is too long or it is nested too deeply")
            raise Problem("unreadable", reason=reason) from wrong
