"""A web form: what was typed, what was wrong with it, and the act it leads to."""

import base64
import json
import zlib
from collections.abc import Callable
from typing import Any, TypeVar

from flask import request
from marshmallow import ValidationError, fields

from inspect_app.core import both, journal
from inspect_app.core.db import acted, transaction
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.fields import Photos, Schema, by_field
from inspect_app.core.files import store_upload
from inspect_app.core.i18n import locale
from inspect_app.core.private import BadKey, hide, reveal
from inspect_app.core.tables_in import read_table

Done = TypeVar("Done")
Stored = Callable[[], dict[str, Any]]
#: where a request keeps what another has changed, for the fields of the page
_LOST = "inspect.lost"


#: what a form may carry from the preview of a file to the taking over
_MOST_KEPT = 400_000


def lost() -> dict[str, both.Lost]:
    """Return the fields of this page's form that another has changed meanwhile."""
    found: dict[str, both.Lost] = request.environ.get(_LOST, {})
    return found


class Form:
    """One form on a page: `form.values` (as typed), `form.errors` by field, `form.message` above it.

    A form that edits what is there is given `stored`, which reads it now, and the (kind, id) of the thing: if
    another has written since it was opened, both versions are shown and nothing is kept before one is chosen.
    """

    def __init__(
        self,
        schema: type[Schema],
        start: dict[str, Any] | None = None,
        *,
        stored: Stored | None = None,
        thing: tuple[str, str] = ("", ""),
    ) -> None:
        self.schema = schema()
        self.stored, self.thing = stored, thing
        start = stored() if stored else start
        #: what it was opened with, and what is there now
        self.known = both.marks(self._own(start)) if stored and start else ""
        self.submitted = request.method == "POST"
        self.values: dict[str, Any] = self._typed() if self.submitted else dict(start or {})
        self.errors: dict[str, list[str]] = {}
        self.message = ""
        self.status = 200
        self.seen = request.form.get("seen", "") if self.submitted else self.known

    def act(self, action: Callable[[dict[str, Any]], Done]) -> Done | None:
        """Check what was typed and do the act in one transaction; None when something must be mended."""
        if not self.submitted:
            return None
        try:
            self._keep_uploads()
            return acted(lambda: self._done(action))
        except Problem as problem:
            if problem.status in (403, 404):
                raise
            if problem.slug == "changed-meanwhile" and self.stored:
                problem = self._both(self.stored()) or problem
            self.refuse(problem)
            return None

    def _done(self, action: Callable[[dict[str, Any]], Done]) -> Done:
        if self.stored and self.seen and (problem := self._both(self.stored())):
            raise problem
        return action(self._read())

    def _own(self, values: dict[str, Any] | None) -> dict[str, Any]:
        # A field that holds nothing yet counts, too: whoever fills it in meanwhile has written something.
        return {name: (values or {}).get(name) for name in self.schema.load_fields}

    def _both(self, values: dict[str, Any]) -> Problem | None:
        """Return the refusal that shows both versions; None where nobody else wrote, or all is chosen."""
        stored = self._own(values)
        found = both.compare(self.seen, self.values, stored)
        if both.undecided(found, request.form.get("known", ""), request.form):
            self.known = both.marks(stored)
            request.environ[_LOST] = found
            return _written_meanwhile(self.thing, found)
        for name, each in found.items():
            if request.form.get(both.KEEP + name) == both.THEIRS:
                self.values[name] = both.as_typed(each.theirs)
                if each.theirs is None:
                    self.values.pop(name)
        return None

    def _read(self) -> dict[str, Any]:
        # An act that is done once more reads its uploads once more.
        for uploads in request.files.listvalues():
            for each in uploads:
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


def _written_meanwhile(thing: tuple[str, str], found: dict[str, both.Lost]) -> Problem:
    entries = journal.timeline(*thing) if thing[0] else []
    who = entries[-1].actor_name if entries else ""
    zh = f"您填写期间，{who or '另一人'}改了这份内容。请在下面逐项选择保留哪一份，再保存。"
    en = f"{who or 'Somebody else'} changed this while you were writing. Choose below which version stays, then save."
    words = ("与他人刚保存的不同，请选择", "differs from what another has just saved: choose")
    return Problem("conflict", zh=zh, en=en, errors={name: [words] for name in found})


def rows_sent(kept: str) -> list[list[str]]:
    """Return the rows of the table file sent with this form, or those its preview kept (see `rows_kept`).

    A file that is missing, unreadable or no longer kept is a problem of the field `file`.
    """
    upload = request.files.get("file")
    if upload is not None and upload.filename:
        return read_table(upload.read(), "file")
    if not kept:
        raise field_problem("file", "请选择 CSV 或 .xlsx 文件", "choose a CSV or .xlsx file")
    try:
        # Sealed by this instance: nobody else's text opens, and nothing of it lies anywhere meanwhile.
        rows: list[list[str]] = json.loads(zlib.decompress(base64.b85decode(reveal(kept))))
    except (BadKey, ValueError, zlib.error) as wrong:
        raise field_problem("file", "请重新选择文件", "choose the file once more") from wrong
    return rows


def rows_kept(rows: list[list[str]]) -> str:
    """Return rows sealed for the form of their preview; "" where they are too many: the file is chosen once more."""
    packed = hide(base64.b85encode(zlib.compress(json.dumps(rows).encode())).decode())
    return packed if len(packed) <= _MOST_KEPT else ""
