"""What is written on one site, or for one party, is seen by nobody else: in no page, list, count, paper or search."""

import re
from collections.abc import Callable, Iterator
from datetime import timedelta
from typing import Any
from urllib.parse import urldefrag, urlsplit

import pytest
from flask import Flask
from flask.testing import FlaskClient

from inspect_app.complaints import actions as complaints
from inspect_app.core.db import db, transaction
from inspect_app.core.ids import uuid7
from tests import make
from tests.cast import Cast
from tests.replies import text_of
from tests.walls.town import KEY, NOW, Town, member
from tests.walls.ways import MAKERS, PUBLIC, SEES, SITES, Way, absent, ways

Clients = Callable[[str], FlaskClient]
#: what a person may read of their sites besides what is for all there; nothing of any other site
READS: dict[str, frozenset[str]] = {
    "": frozenset(), "contractor_a": frozenset({"all", "contractor_a", "seers", "handover"}),
    "contractor_b": frozenset({"all", "contractor_b", "seers", "handover"}), "property": frozenset({"all", "property"}),
    "utility": frozenset({"all", "utility", "handover"}), "far_contractor": frozenset({"all", "seers", "handover"}),
    "supervisor": frozenset({"all", "wide", "seers", "contractor_a", "contractor_b", "utility", "property", "handover"}),
    "stranger": frozenset({"all", "wide", "seers", "organisers", "utility", "property", "handover"}),
}  # fmt: skip
#: names of communities and their projects are on every fence, so they are on public pages too
ON_THE_FENCE = ("project", "community", "address")
MOST_PAGES = 400


def forbidden(town: Town, person: str) -> set[str]:
    """Return the marks this person must never meet."""
    return {
        word
        for word, (site, whom) in town.marks.items()
        if site not in SEES[person] or whom not in READS[person]
    }


def addresses(app: Flask) -> Iterator[tuple[Way, str]]:
    """Yield every address to read, with the id of every thing of every site in it."""
    for way in ways(app):
        if way.is_safe and way.endpoint not in ("static", "files.show"):
            yield from ((way, way.path(key)) for key in _keys(way))


def _keys(way: Way) -> list[Any]:
    if way.kind in MAKERS:
        return [key for site in SITES for key in db.session.scalars(MAKERS[way.kind](site))]
    if way.kind.startswith("warranty"):
        return list(SITES)
    return [absent("")]


def is_public(way: Way) -> bool:
    return way.endpoint in PUBLIC


def crawl(app: Flask, client: FlaskClient, start: list[str]) -> Iterator[tuple[str, Any]]:
    """Yield the page at each address, and at each address met on the way."""
    waiting, met = list(start), set(start)
    while waiting and len(met) < MOST_PAGES:
        path = waiting.pop(0)
        reply = client.get(path)
        yield path, reply
        if reply.mimetype != "text/html":
            continue
        for link in re.findall(r'(?:href|src|action)="(/[^"]*)"', text_of(reply)):
            plain = urldefrag(link.replace("&amp;", "&")).url
            if plain not in met and not re.match(r"/(static|f|api|logout)/?|.*\?lang=", plain):
                met.add(plain)
                waiting.append(plain)


@pytest.mark.any_database  # the matrix asks both which rows are seen; here pages and papers are read
@pytest.mark.parametrize("person", READS)
def test_no_page_list_or_paper_tells_what_is_not_theirs(
    app: Flask, town: Town, browser: Clients, caller: Clients, person: str
) -> None:
    hidden, leaks = forbidden(town, person), []
    assert hidden
    seen: set[str] = set()
    for way, path in addresses(app):
        text = text_of((caller if way.is_api else browser)(person).get(path))
        met = {
            word for word in hidden if word in text and not (is_public(way) and word.endswith(ON_THE_FENCE))
        }
        seen |= {word for word in town.marks if word in text}
        if met:
            leaks.append((path, met))
    assert not leaks
    assert person == "" or len(seen - hidden) > 5


@pytest.mark.parametrize("person", ["contractor_a", "utility", "property"])
def test_no_link_leads_to_what_is_not_theirs(app: Flask, town: Town, browser: Clients, person: str) -> None:
    hidden = {word for word in forbidden(town, person) if not word.endswith(ON_THE_FENCE)}
    start = [way.rule for way in ways(app) if way.is_safe and "<" not in way.rule and not way.is_api]
    broken, leaks = [], []
    for path, reply in crawl(app, browser(person), start):
        text = text_of(reply)
        leaks += [(path, word) for word in hidden if word in text]
        if reply.status_code >= 500 and path != "/readyz":  # nobody beats the clock here
            broken.append((path, reply.status_code))
    assert not leaks
    assert not broken


@pytest.mark.any_database
def test_every_link_a_page_offers_opens_for_whom_it_is_offered(app: Flask, browser: Clients) -> None:
    start = ["/projects", "/defects", "/certificates", "/visits", "/alarms", "/packages"]
    for person in ("contractor_a", "supervisor", "utility"):
        mine = [path for path in start if browser(person).get(path).status_code == 200]
        dead = [
            (person, path, reply.status_code)
            for path, reply in crawl(app, browser(person), mine)
            if reply.status_code in (403, 404, 500)
        ]
        assert not [each for each in dead if not urlsplit(each[1]).path.endswith(("/elements", "/parties"))]


def test_work_next_door_changes_no_figure_here(
    app: Flask, browser: Clients, caller: Clients, cast: Cast
) -> None:
    lists = [way for way in ways(app) if way.is_safe and "<" not in way.rule and not is_public(way)]
    open_ = [way for way in lists if not re.search(r"/(healthz|readyz|metrics|account)$", way.rule)]

    def figures(person: str) -> list[str]:
        replies = [(caller if way.is_api else browser)(person).get(way.rule) for way in open_]
        return [
            re.sub(
                r'value="[^"]{20,}"|/f/[\w.=-]+|<time[^<]*<small>[^<]*</small></time>|"(csrf|at)":\s*"[^"]*"',
                "",
                text_of(r),
            )
            for r in replies
        ]

    before = {person: figures(person) for person in ("contractor_a", "utility", "stranger")}
    _work_next_door(cast)
    for person, told in before.items():
        after = figures(person)
        assert [way.rule for way, a, b in zip(open_, told, after, strict=True) if a != b] == [], person


def _work_next_door(cast: Cast) -> None:
    project = cast.project("p18")
    make.defect(project, title="隔壁的问题")
    make.visit(project, at=NOW + timedelta(days=3))
    told = complaints.Told("roof_leak", words="隔壁漏水")
    with transaction():
        complaints.file_complaint(
            member(project, "street"), project=project, told=told, once=uuid7(), key=KEY, at=NOW
        )


def test_a_search_for_foreign_words_finds_nothing(app: Flask, town: Town, caller: Clients) -> None:
    document = app.test_client().get("/api/openapi.json").get_json()
    searched = [
        path for path, ways_ in document["paths"].items()
        if any(each["name"] == "words" for each in ways_.get("get", {}).get("parameters", ()))
    ]  # fmt: skip
    assert searched
    own = [
        word
        for word, whose in town.marks.items()
        if whose == ("p17", "contractor_a") and word.endswith(("title", "words"))
    ]
    # Whoever only repairs finds a resident's words by plain Chinese alone: letters and digits could be a number's.
    readers = {"/api/complaints/": {"street"}, "/api/defects/": {"street", "contractor_a"}}
    assert set(searched) == set(readers)
    for person in ("street", "contractor_a", "contractor_b", "stranger"):
        for path in searched:
            found = [
                caller(person).get(path, query_string={"words": word, "state": "all"}).json["total"]
                for word in own
            ]
            assert sum(found) == (person in readers[path]), (person, path)
