"""The desks as people meet them: each thing in its heaps, nobody else's, and no more queries for more rows."""

import re
from collections.abc import Callable
from datetime import timedelta

from flask.testing import FlaskClient

from inspect_app.complaints import actions as complaints
from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.defects.actions import raise_defect
from inspect_app.desks.queries import ageing, causes, clauses
from tests import disputing, make
from tests.cast import Cast
from tests.complaints.test_actions import filed, moving
from tests.credit.test_api_and_pages import entered
from tests.warranty.claims import claim, take

Browser = Callable[[str], FlaskClient]


def _heaps(page: str) -> dict[str, int]:
    found = re.findall(r'href="\?heap=(\w+)"[^>]*>[^<]*<b>(\d+)</b>', page)
    return {name: int(count) for name, count in found}


def test_a_firm_finds_each_thing_in_its_heaps_and_nobody_elses(
    browser: Browser, cast: Cast, queries: list[str]
) -> None:
    at = now()
    project = cast.project()
    make.defect(project, title="早就到期", at=at - timedelta(days=40), clause="GB 50207-2012 卷材防水层")
    make.defect(project, title="等复查的", to="rectified", at=at, clause="GB 50207-2012 卷材防水层")
    make.defect(project, title="有争议的", to="disputed", at=at)
    make.defect(cast.project("p18"), title="别家的工单", at=at)
    make.certificate(project)
    _one, _code = claim(project, at=at, words="保修的漏水", spot="1 单元 601")
    other, _code = claim(project, at=at, source="2", words="有人去了")
    take(other, "decline", {"reason": "使用不当"}, at=at)
    entered(cast, to="proposed")
    own = filed(cast)
    client = browser("contractor_a")
    assert "逾期未整改" in client.get("/desks/inbox").text
    heaps = _heaps(client.get("/desks/inbox").text)
    shown = {name: client.get(f"/desks/inbox?heap={name}&lang=zh").text for name in heaps}
    assert "早就到期" in shown["mine"]
    assert "早就到期" in shown["due"]
    assert "保修的漏水" in shown["mine"]
    assert own.number in shown["mine"]
    assert "有争议的" in shown["disputed"]
    assert "有人去了" in shown["disputed"]
    assert "等复查的" in shown["waiting"]
    assert all("别家的工单" not in each for each in shown.values())
    # The dearest of what is overdue: -2 and -0.5 a day, no worse than -5.
    assert "−5" in shown["due"]
    taken = client.get("/desks/inbox?heap=due&as=csv").data.decode("utf-8-sig")
    assert "早就到期" in taken
    assert "等复查的" not in taken
    # What a resident wrote stands on the page, not in a file.
    assert "保修的漏水" not in client.get("/desks/inbox?heap=mine&as=csv").data.decode("utf-8-sig")

    assert ageing(cast.contractor_a, at)["defect"] == [2, 0, 1, 0]
    assert clauses(cast.contractor_a, at) == [("GB 50207-2012 卷材防水层", 2)]
    assert causes(cast.contractor_a, at) == []
    firm = client.get("/desks/firm")
    assert firm.status_code == 200
    assert "GB 50207-2012" in firm.text

    queries.clear()
    client.get("/desks/inbox")
    few = len(queries)
    for n in range(6):
        with transaction():
            raise_defect(cast.officer, project=project, title=f"又一条 {n}", at=at)
        claim(project, at=at, source=f"more-{n}")
    queries.clear()
    client.get("/desks/inbox")
    assert len(queries) <= few


def test_street_and_authority_find_what_to_take_up_hand_on_hurry_and_decide(
    browser: Browser, cast: Cast, queries: list[str]
) -> None:
    at = now()
    project = cast.project()
    new = filed(cast)
    offered = filed(cast, once="b" * 32)
    with transaction():
        complaints.assign(cast.street, offered, party_id=cast.party("property").id, reason="公共部位", at=at)
    make.defect(project, title="有争议的", to="disputed", at=at)
    make.defect(project, title="申请延期的", to="accepted", at=at)
    for who in ("street", "officer", "admin"):
        page = browser(who).get("/desks/cases")
        heaps = _heaps(page.text)
        assert heaps["new"] == 2, who
        assert heaps["transfers"] == 1, who
        assert heaps["disputes"] == 1, who
        assert new.number in page.text
        assert "接收或退回" in browser(who).get("/desks/cases?heap=transfers").text
        # Filed in spring, never taken up: both promises are broken long since.
        assert heaps["late"] == 2, who
    assert sum(_heaps(browser("stranger").get("/desks/cases").text).values()) == 0
    queries.clear()
    browser("officer").get("/desks/cases")
    few = len(queries)
    for n in range(5):
        filed(cast, once=f"{n}" * 32)
    queries.clear()
    browser("officer").get("/desks/cases")
    assert len(queries) <= few
    moving(cast.street, new, "accept")
    assert new.number not in browser("street").get("/desks/cases?heap=new").text


def test_a_dispute_lies_on_the_desk_of_whose_turn_it_is(browser: Browser, cast: Cast) -> None:
    asked = disputing.dispute(cast.project())
    assert asked.number in browser("community").get("/desks/cases?heap=disputes").text
    assert asked.number not in browser("contractor_a").get("/desks/inbox").text
    disputing.take(asked, "accept")
    assert asked.number not in browser("community").get("/desks/cases?heap=disputes").text
    assert asked.number in browser("contractor_a").get("/desks/inbox").text
    assert asked.number not in browser("contractor_b").get("/desks/inbox").text


def test_each_desk_is_only_for_those_it_belongs_to(browser: Browser) -> None:
    table = {
        "/desks/inbox": {"contractor_a": 200, "property": 200, "utility": 200, "street": 403, "officer": 403, "": 302},
        "/desks/firm": {"contractor_b": 200, "property": 200, "utility": 200, "owner": 403, "": 302},
        "/desks/cases": {"street": 200, "community": 200, "stranger": 200, "contractor_a": 403, "owner": 403, "": 302},
    }  # fmt: skip
    for address, people in table.items():
        for who, status in people.items():
            assert browser(who).get(address).status_code == status, (address, who)
    assert browser("property").get("/desks/inbox?heap=nothing&lang=en").status_code == 200


def test_each_figure_of_the_ages_leads_to_as_many_rows_as_it_counts(
    browser: Browser, cast: Cast, queries: list[str]
) -> None:
    at, project = now(), cast.project()
    make.certificate(project)
    for n, days in enumerate((0, 6, 8, 29, 31, 89, 91, 400)):
        make.defect(project, title=f"第 {days} 天", at=at - timedelta(days=days, minutes=-n))
    make.defect(project, title="已办结", to="closed", at=at - timedelta(days=40))
    make.defect(cast.project("p18"), title="别家的工单", at=at)
    claim(project, at=at, words="张三 13800138000 厨房漏水", spot="1 单元 601")
    filed(cast)
    client = browser("contractor_a")
    shown = client.get("/desks/firm?lang=zh").text
    figures = re.findall(r'href="(/desks/firm/open\?kind=(\w+)&(?:amp;)?age=(\w+))">(?:<b>)?(\d+)', shown)
    assert {(kind, age): int(count) for _url, kind, age, count in figures} == {
        **{("defect", age): 2 for age in ("week", "month", "quarter", "older")},
        ("complaint", "older"): 1, ("claim", "week"): 1,
    }  # fmt: skip
    for url, kind, age, count in figures:
        page = client.get(url.replace("&amp;", "&"))
        assert page.text.count('<th scope="row"') == int(count), (kind, age)
        assert "别家的工单" not in page.text
        assert "已办结" not in page.text
        file = client.get(f"{url}&as=csv").data.decode("utf-8-sig")
        assert len(file.strip().splitlines()) == int(count) + 1, (kind, age)
        assert "13800138000" not in file
    oldest = client.get("/desks/firm/open?kind=defect&age=older").text
    assert oldest.index("第 400 天") < oldest.index("第 91 天")
    for query, status in (("kind=defect&age=x", 422), ("kind=hold&age=week", 422), ("", 422)):
        assert client.get(f"/desks/firm/open?{query}").status_code == status
    assert browser("property").get("/desks/firm/open?kind=claim&age=week").status_code == 404
    assert "第 400 天" not in browser("contractor_b").get("/desks/firm/open?kind=defect&age=older").text
    assert browser("street").get("/desks/firm/open?kind=defect&age=older").status_code == 403
    queries.clear()
    client.get("/desks/firm/open?kind=defect&age=week")
    few = len(queries)
    for n in range(6):
        make.defect(project, title=f"又一条 {n}", at=at)
    queries.clear()
    client.get("/desks/firm/open?kind=defect&age=week")
    assert len(queries) <= few


def test_each_figure_of_a_desk_is_the_length_of_the_heap_it_leads_to(browser: Browser, cast: Cast) -> None:
    project = cast.project()
    filed(cast)
    make.defect(project, title="有争议的", to="disputed", at=now())
    make.defect(project, title="早就到期", at=now() - timedelta(days=40))
    for who, desk in (("officer", "/desks/cases"), ("contractor_a", "/desks/inbox")):
        client = browser(who)
        heaps = _heaps(client.get(desk).text)
        assert sum(heaps.values()) > 2
        for name, count in heaps.items():
            assert client.get(f"{desk}?heap={name}").text.count('<th scope="row"') == count, (desk, name)
