"""Every form that edits what is there shows both versions where two wrote at once, and keeps the one chosen."""

from collections.abc import Callable
from html.parser import HTMLParser
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient

import inspect_app
from inspect_app.acceptance.queries import standing
from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.warranty import actions as warranty
from tests import balloting, make, noticing
from tests.cast import Cast

Browser = Callable[[str], FlaskClient]
Typed = dict[str, Any]


def _notice(cast: Cast) -> str:
    return f"/notices/{noticing.notice(cast.project(), actor=cast.officer).id}/edit"


def _plan(cast: Cast) -> str:
    return f"/plans/{make.plan(cast.project(), assignee_id=cast.inspector.id).id}/edit"


def _inspector(cast: Cast) -> str:
    return f"/inspectors/{cast.inspector.id}"


def _accepted(cast: Cast) -> None:
    make.certificate(cast.project())


def _retention(cast: Cast) -> str:
    _accepted(cast)
    with transaction():
        warranty.hold_retention(cast.owner, cast.project(), settlement=8_600_000, held=258_000, at=make.NOW)
    return f"/projects/{cast.project().id}/retention"


def _household(cast: Cast) -> str:
    """The form of a door nobody has answered for yet: both write it for the first time."""
    _accepted(cast)
    with transaction():
        visit = warranty.plan_visits(SYSTEM, standing(cast.project().id), at=make.later(days=40))[0]
    return f"/return-visits/{visit.id}/household?unit={visit.sample[0]}"


def _vote(cast: Cast) -> str:
    balloting.homes(cast.project())
    return f"/votes/{balloting.vote(cast.project(), to='draft', at=now()).id}/edit"


#: who edits, where, which field, and what two people write into it
FORMS: dict[str, tuple[str, Callable[[Cast], str], str, str, str]] = {
    "notice": ("officer", _notice, "facts", "甲写的事实", "乙写的事实"),
    "plan": ("supervisor", _plan, "name", "甲定的计划", "乙定的计划"),
    "inspector": ("officer", _inspector, "skills", "jiaji", "yiyi"),
    "retention": ("owner", _retention, "held", "250000.5", "240000.5"),
    "vote": ("community", _vote, "title", "甲定的标题", "乙定的标题"),
    "household": ("property", _household, "note", "甲：下午再来", "乙：周六再来"),
}
#: what must be said besides
BESIDES: dict[str, Typed] = {"household": {"away": "1"}}


class _Forms(HTMLParser):
    """The forms of a page, each with what a browser would send of it."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Typed] = []
        self._open = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        name, kind = said.get("name") or "", said.get("type")
        if tag == "form":
            self.forms.append({})
        elif tag == "option" and "selected" in said and self._open:
            self._put(self._open, said.get("value") or "")
        elif tag in ("textarea", "select"):
            self._open = name
        elif tag == "input" and name and (kind not in ("radio", "checkbox") or "checked" in said):
            self._put(name, said.get("value") or "")

    def handle_endtag(self, tag: str) -> None:
        if tag in ("textarea", "select"):
            self._open = ""

    def handle_data(self, data: str) -> None:
        if self._open and self.get_starttag_text().startswith("<textarea"):  # type: ignore[union-attr]
            self._put(self._open, data)

    def _put(self, name: str, value: str) -> None:
        if self.forms:
            self.forms[-1].setdefault(name, []).append(value)


def _fields(page: str, name: str) -> Typed:
    """Return what a browser would send of the form that has this field."""
    read = _Forms()
    read.feed(page)
    form = next(each for each in read.forms if name in each or "known" in each)
    return {key: value for key, value in form.items() if key != "csrf_token"}


def test_the_table_names_every_form_that_edits() -> None:
    rooms = Path(inspect_app.__file__).parent
    found = sum(each.read_text("utf-8").count("stored=lambda") for each in rooms.glob("*/pages*/**/*.py"))
    found += sum(each.read_text("utf-8").count("stored=lambda") for each in rooms.glob("*/pages.py"))
    assert found == len(FORMS)


@pytest.mark.parametrize("kind", FORMS)
def test_both_versions_are_shown_and_the_one_chosen_is_kept(browser: Browser, cast: Cast, kind: str) -> None:
    person, made, name, first, second = FORMS[kind]
    address, client = made(cast), browser(person)
    opened = {**_fields(client.get(address).text, name), **BESIDES.get(kind, {})}
    assert client.post(address, data={**opened, name: first}).status_code == 302
    refused = client.post(address, data={**opened, name: second})
    assert refused.status_code == 409
    assert first in refused.text
    assert second in refused.text
    chosen = _fields(refused.text, name)
    assert chosen[name] == [second], "what was typed is still there"
    assert client.post(address, data=chosen).status_code == 409, "nothing is kept before one is chosen"
    assert client.post(address, data={**chosen, f"keep-{name}": "mine"}).status_code == 302
    assert _fields(client.get(address).text, name)[name] == [second]
