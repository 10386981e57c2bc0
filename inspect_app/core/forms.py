"""A web form: what was typed, what was wrong with it, and the act it leads to."""

from collections.abc import Callable
from typing import Any, TypeVar

from flask import request
from marshmallow import Schema, ValidationError, fields

from inspect_app.core.db import acted, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.fields import Photos, by_field
from inspect_app.core.files import store_upload
from inspect_app.core.i18n import locale

Done = TypeVar("Done")


class Form:
    """One form on a page: `form.values` (as typed), `form.errors` by field, `form.message` above it."""

    def __init__(self, schema: type[Schema], start: dict[str, Any] | None = None) -> None:
        self.schema = schema()
        self.submitted = request.method == "POST"
        self.values: dict[str, Any] = self._typed() if self.submitted else dict(start or {})
        self.errors: dict[str, list[str]] = {}
        self.message = ""
        self.status = 200

    def act(self, action: Callable[[dict[str, Any]], Done]) -> Done | None:
        """Check what was typed and do the act in one transaction; None when something must be mended."""
        if not self.submitted:
            return None
        try:
            self._keep_uploads()
            return acted(lambda: action(self._read()))
        except Problem as problem:
            if problem.status in (403, 404):
                raise
            self.refuse(problem)
            return None

    def _read(self) -> dict[str, Any]:
        # An act that is done once more reads its uploads once more.
        for each in request.files.values():
            each.stream.seek(0)
        return self.load()

    def load(self) -> dict[str, Any]:
        """Return the typed values as the schema reads them, uploads stored; Problem when they are wrong."""
        try:
            loaded: dict[str, Any] = self.schema.load(self.values)
        except ValidationError as wrong:
            raise Problem("bad-input", errors=by_field(wrong.messages)) from wrong
        return loaded

    def refuse(self, problem: Problem) -> None:
        """Keep a refusal to show it with what was typed."""
        self.errors = problem.field_words(locale())
        self.message = problem.words(locale())
        self.status = problem.status

    def _typed(self) -> dict[str, Any]:
        typed: dict[str, Any] = {}
        for name, field in self.schema.load_fields.items():
            key = field.data_key or name
            if isinstance(field, Photos):
                continue
            if isinstance(field, fields.List):
                typed[key] = request.form.getlist(key)
            elif isinstance(field, fields.Boolean):
                typed[key] = key in request.form
            elif request.form.get(key, "") != "":
                typed[key] = request.form[key]
        return typed

    def _keep_uploads(self) -> None:
        """Store the photos first and by themselves: a refusal of the rest must not cost them."""
        for name, field in self.schema.load_fields.items():
            if isinstance(field, Photos):
                uploads = [each for each in request.files.getlist(name) if each.filename]
                kept = [each for each in request.form.getlist(name) if each]
                if uploads:
                    with transaction():
                        kept += [store_upload(each.read(), name) for each in uploads]
                if kept or field.required:
                    self.values[name] = kept
