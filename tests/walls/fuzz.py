"""What the fuzzers share: a fourth site where work goes on, real ids for what is named, who is let in."""

import os
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import quote_from_bytes

from flask import Flask
from hypothesis import strategies as st
from sqlalchemy import select

from inspect_app.acceptance.actions import begin
from inspect_app.checklists.models import Template, TemplateVersion
from inspect_app.complaints import actions as complaints
from inspect_app.core.db import db, transaction
from inspect_app.core.files import store_photo
from inspect_app.core.ids import uuid7
from inspect_app.core.journal import react
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.actions import move as move_defect
from inspect_app.identity.models import Party, Person
from inspect_app.projects.models import Project
from inspect_app.readings import actions as readings
from inspect_app.readings.models import DeadLetter
from tests import cast as casting
from tests import make
from tests.conftest import ON_POSTGRES
from tests.rows import Kept
from tests.walls.nasty import LEAKS
from tests.walls.town import KEY, NOW
from tests.walls.ways import MAKERS, NAMED

T = TypeVar("T")

#: how much longer than in the gate to look: 10 sends ten times as much
TIMES = int(os.environ.get("INSPECT_TEST_FUZZ", "1"))


def examples(most: int) -> int:
    """Return how many random forms or queries to send: on PostgreSQL a quarter, after every nasty text there is.

    What it refuses and SQLite takes is in those texts; each example costs it reading every table.
    """
    return max(1, most // 4 if ON_POSTGRES else most) * TIMES


def part(cases: list[Any], first: int, here: int = 1) -> list[Any]:
    """Return the cases to try: on PostgreSQL every sixth, from another first one for each way that is tried.

    `here`: on SQLite only every so many, until more is asked for (TIMES).
    """
    step = 6 if ON_POSTGRES else here if TIMES == 1 else 1
    return cases[first % step :: step] or cases[:1]


def by_turns(cases: Sequence[T], number: int, every: int) -> Sequence[T]:
    """Return every so many of the cases, others for the next number; all of them where more is asked for (TIMES)."""
    return cases[number % every :: every] if TIMES == 1 else cases


#: of those who may go a way the first in this row goes it
PEOPLE = (
    "supervisor", "inspector", "contractor_a", "owner", "street", "property", "officer", "admin",
)  # fmt: skip
#: what the database's own refusal is told as; a single caller never meets it, for a rule has spoken before
UNNAMED = ("This conflicts with what is stored.", "与已有记录冲突，或不符合数据规则。")
SITE = "p20"


@dataclass
class Ground:
    """The app, its rows, and the secret of a device on the site where work goes on."""

    app: Flask
    kept: Kept
    secret: str


def build() -> str:
    """Add a site in the middle of its work to the town; return the secret of its device."""
    parties = {
        key: db.session.scalars(select(Party).where(Party.name == name)).one()
        for key, (_kind, name) in casting.PARTIES.items()
    }
    with transaction():
        casting._build(SITE, "contractor_a", parties)
    project = db.session.scalars(select(Project).where(Project.site == SITE)).one()
    _defects(project)
    make.visit(project, at=NOW)
    make.plan(project, at=NOW)
    make.papers(project, at=NOW)
    with transaction():
        begin(SYSTEM, project, at=NOW)
        told = complaints.Told("roof_leak", words="漏水", spot="", phone="13800138000")
        complaints.file_complaint(SYSTEM, project=project, told=told, once=uuid7(), key=KEY, at=NOW)
        readings.keep_dead_letter(f"site/{SITE}/device/x/telemetry", b"{", "unreadable", "?", NOW)
    secret = _device(project)
    while react():
        pass
    return secret


def _defects(project: Project) -> None:
    fixer = make.signer(project, "contractor")
    for number, steps in enumerate(((), ("accept",), ("accept", "rectify"))):
        one = make.defect(project, at=NOW, title=f"缺陷 {number}")
        for name in steps:
            values: dict[str, Any] = {"note": "已改"} if name == "rectify" else {}
            with transaction():
                photo = [store_photo(make.photo("blue", size=(64, 50)))]
                move_defect(fixer, one, name, {**values, "after": photo} if values else {}, at=NOW)


def _device(project: Project) -> str:
    with transaction():
        _made, secret = readings.register_device(SYSTEM, project=project, name="dust-1", kind="dust", at=NOW)
        readings.set_limit(
            SYSTEM, project=project, quantity="pm10", value=100.0, clear_value=90.0, zh="限", en="limit",
            basis="本项目", at=NOW,
        )  # fmt: skip
    with transaction():
        at_ms = int(NOW.timestamp() * 1000)
        readings.record(
            [readings.Sample(SITE, "dust-1", "pm10", at_ms + k * 60_000, 500.0) for k in range(1, 30)], at=NOW
        )
    return secret


def _first(model: Any) -> str:
    return str(db.session.scalars(select(model.id).order_by(model.id).limit(1)).one())


def real_ids() -> dict[str, str]:
    """Return an id for each name that a body or a form may give one under."""
    named = {name: str(db.session.scalars(find(SITE).limit(1)).one()) for name, find in NAMED.items()}
    party, person = _first(Party), _first(Person)
    return {
        **named, "parent_id": named["element_id"], "party_id": party, "liable_party_id": party, "site": SITE,
        "person_id": person, "assignee_id": person, "template_id": _first(Template),
        "template": _first(TemplateVersion),
    }  # fmt: skip


def key_of(kind: str) -> str:
    """Return the id of a thing of the site where work goes on, or of the first one, or of none."""
    nowhere: dict[str, Callable[[], str]] = {
        "people": lambda: _first(Person), "dead-letters": lambda: _first(DeadLetter),
        "checklists": lambda: _first(Template), "checklists/versions": lambda: _first(TemplateVersion),
    }  # fmt: skip
    if kind in nowhere:
        return nowhere[kind]()
    for site in (SITE, "p17") if kind in MAKERS else ():
        found = db.session.scalar(MAKERS[kind](site).limit(1))
        if found is not None:
            return str(found)
    return SITE


def as_bytes(text: object) -> bytes:
    """Return a text as no browser would write it: half characters, NUL and all."""
    return str(text).encode("utf-8", "surrogatepass")


def query_bytes(pairs: list[tuple[str, str]]) -> bytes:
    """Return pairs as a query or a form writes them."""
    return b"&".join(b"=".join(quote_from_bytes(as_bytes(each)).encode() for each in pair) for pair in pairs)


def fault_of(status: int, text: str) -> str:
    """Return what is wrong with any answer at all, "" for nothing."""
    if status >= 500:
        return f"broken: {status} {text[:200]}"
    if any(words in text for words in UNNAMED):
        return "refused by the database, by no rule"
    leak = LEAKS.search(text)
    return f"tells {leak.group()!r}" if leak else ""


def plain(most: int) -> st.SearchStrategy[str]:
    """Return texts that could not be mistaken for a leak when a page shows them again."""
    return st.text(max_size=most).filter(lambda text: not LEAKS.search(text))
