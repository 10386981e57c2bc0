"""First pages, as each role meets them; every figure opens its rows."""

import re
from collections.abc import Callable
from datetime import timedelta

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from inspect_app.acceptance import queries as acceptance
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.ids import uuid7
from inspect_app.readings.models import Alarm, Channel, Device, Head
from tests import cast as casting
from tests import make
from tests.cast import PEOPLE, Cast
from tests.complaints.test_actions import filed
from tests.credit.test_api_and_pages import entered

Browser = Callable[[str], FlaskClient]


def device(cast: Cast, name: str, *, silent: bool = False, alarm: bool = False) -> Device:
    at = now() - timedelta(hours=2)
    ms = int(at.timestamp() * 1000)
    with transaction():
        made = Device(
            project_id=cast.project().id, name=name, kind="dust", secret_hash="0" * 64, registered_at=at,
            state="active", activated_at=at, silent_ms=ms if silent else None,
        )  # fmt: skip
        db.session.add(made)
        db.session.flush()
        channel = Channel(device_id=made.id, quantity="pm10", unit="µg/m³", created_at=at)
        db.session.add(channel)
        db.session.flush()
        db.session.execute(
            insert(Head).values(channel_id=channel.id, at_ms=ms, value=1.0, received_ms=ms, normal_ms=ms)
        )
        if alarm:
            db.session.add(
                Alarm(
                    id=uuid7(),
                    channel_id=channel.id,
                    project_id=made.project_id,
                    limit_id="x",
                    origin_id="x",
                    began_ms=ms,
                    opened_ms=ms,
                    peak=1,
                    peak_ms=ms,
                    limit_value=1,
                    severity="general",
                    opens_defect=False,
                    basis="x",
                    zh="x",
                    en="x",
                    changed_ms=ms,
                )
            )
    return made


def furnish(cast: Cast) -> None:
    make.defect(cast.project(), severity="major", at=now())
    make.defect(cast.project(), severity="serious", at=now())
    make.defect(cast.project(), severity="general")
    make.defect(cast.project("p18"), severity="serious", to="closed", at=now())
    device(cast, "dust-01", silent=True)
    device(cast, "dust-02", alarm=True)
    filed(cast)


def figure(page: str, label: str) -> tuple[int, str]:
    found = re.search(rf'<a class="stat[^"]*" href="([^"]+)">(?:(?!</a>).)*?{label}', page, re.DOTALL)
    assert found, label
    number = re.search(r"</svg>\s*(\d+)<small>|stat-value\">\s*(\d+)<small>", found[0])
    assert number, found[0]
    return int(number[1] or number[2]), found[1].replace("&amp;", "&")


def test_the_board_puts_the_gravest_site_first_and_each_figure_opens_its_rows(
    cast: Cast, browser: Browser
) -> None:
    furnish(cast)
    entered(cast)
    client = browser("officer")
    page = client.get("/").text
    assert page.index("p17 老旧小区改造") < page.index("p18 老旧小区改造")
    expected = {"重大问题": 1, "较重问题": 1, "超期未整改": 1, "正在报警": 1, "数据缺失设备": 1, "新投诉": 1}
    for label, count in expected.items():
        shown, link = figure(page, label)
        assert shown == count, label
        opened = client.get(link)
        assert opened.status_code == 200, link
        if label != "数据缺失设备":
            assert "共 1 条" in opened.text, link
    assert "A 94" in re.sub(r"<[^>]+>|\s+", " ", page).replace("  ", " ")
    for link in re.findall(r'href="(/(?:defects|alarms|complaints|projects|credit)[^"]*)"', page):
        assert client.get(link.replace("&amp;", "&")).status_code in (200, 302), link
    silent = client.get("/?only=silent").text
    assert "p17 老旧小区改造" in silent
    assert "p18 老旧小区改造" not in silent


def test_the_board_is_the_same_for_machines_and_for_no_strangers(cast: Cast, caller: Browser) -> None:
    furnish(cast)
    rows = caller("officer").get("/api/board").json
    assert [each["site"] for each in rows] == ["p17", "p18"]
    assert rows[0]["figures"] == {
        "major": 1,
        "serious": 1,
        "overdue": 1,
        "alarms": 1,
        "silent": 1,
        "complaints": 1,
    }
    assert set(rows[1]["figures"].values()) == {0}
    assert caller("stranger").get("/api/board").json == []
    assert caller("contractor_a").get("/api/board").status_code == 403


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("who", ["", *PEOPLE])
def test_every_role_has_its_first_page(cast: Cast, browser: Browser, who: str, language: str) -> None:
    furnish(cast)
    reply = browser(who).get(f"/?lang={language}")
    if who == "inspector":
        assert (reply.status_code, reply.location) == (302, "/today")
        reply = browser(who).get("/today")
    assert reply.status_code == 200
    for link in set(re.findall(r'href="(/(?!static|f/)[^"]*)"', reply.text)):
        assert browser(who).get(link.replace("&amp;", "&")).status_code in (200, 302), (who, link)


def test_the_public_page_has_four_buttons(browser: Browser) -> None:
    page = browser("").get("/").text
    assert [
        link
        for link in ("/complaints/new", "/complaints/follow", "/warranty", "/verify")
        if f'href="{link}"' not in page
    ] == []
    assert 'class="bare"' in page


def test_each_role_reads_its_own_work(cast: Cast, browser: Browser) -> None:
    mine = make.defect(cast.project(), title="屋面漏水单")
    others = make.defect(cast.project("p18"), title="外墙空鼓单")
    waiting = make.defect(cast.project(), title="等复查的单", to="rectified")
    firm = browser("contractor_a").get("/").text
    assert mine.title in firm
    assert others.title not in firm
    supervisor = browser("supervisor").get("/").text
    assert waiting.title in supervisor
    assert mine.title not in supervisor
    complaint = filed(cast)
    assert complaint.number in browser("street").get("/").text
    assert "离验收还差什么" in browser("owner").get("/").text


def test_the_board_costs_the_same_however_many_sites_and_rows(
    cast: Cast, browser: Browser, queries: list[str]
) -> None:
    furnish(cast)
    client = browser("officer")
    client.get("/")
    queries.clear()
    client.get("/")
    few = len(queries)
    for n in range(12):
        make.defect(cast.project("p18" if n % 2 else "p17"), severity="major", at=now())
        device(cast, f"noise-{n}", silent=True)
        filed(cast, once=f"{n:032d}", site="p18")
    queries.clear()
    client.get("/")
    assert len(queries) == few


def test_the_owners_page_costs_the_same_however_many_projects(
    cast: Cast, browser: Browser, queries: list[str]
) -> None:
    make.ready(cast.project())
    client = browser("owner")
    client.get("/")
    queries.clear()
    few_words = client.get("/").text
    few = len(queries)
    with transaction():
        parties = {key: cast.party(key) for key in casting.PARTIES}
        for n in range(6):
            casting._build(f"q{n}", "contractor_b", parties)
    for n in range(6):
        make.ready(cast.project(f"q{n}"))
        make.defect(cast.project(f"q{n}"), severity="major", at=now())
    queries.clear()
    many_words = client.get("/").text
    assert len(queries) == few
    assert (few_words.count("<section"), many_words.count("<section")) == (2, 8)


def test_each_project_is_judged_by_its_own_rows_alone(cast: Cast) -> None:
    make.ready(cast.project())
    make.defect(cast.project("p18"), severity="major", at=now())
    both = acceptance.gates([cast.project(), cast.project("p18")], now())
    for site in ("p17", "p18"):
        project = cast.project(site)
        assert both[project.id] == acceptance.gate(project, now())
    assert both[cast.project().id] != both[cast.project("p18").id]
