"""First pages, the journal and the health checks, as each role meets them."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import insert

from inspect_app import create_app
from inspect_app.config import Settings
from inspect_app.core import migrate
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.ids import uuid7
from inspect_app.core.journal import Entry, react, record
from inspect_app.core.permits import SYSTEM
from inspect_app.readings.models import Alarm, Channel, Device, Head
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


def test_the_public_page_has_three_buttons(browser: Browser) -> None:
    page = browser("").get("/").text
    assert [
        link for link in ("/complaints/new", "/complaints/follow", "/verify") if f'href="{link}"' not in page
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


def test_the_journal_is_narrowed_by_project_verb_person_and_day(
    cast: Cast, browser: Browser, caller: Browser
) -> None:
    defect = make.defect(cast.project(), actor=cast.supervisor)
    filed(cast, site="p18")
    client = caller("officer")

    def total(**query: Any) -> int:
        reply = client.get("/api/journal", query_string=query)
        assert reply.status_code == 200, reply.text
        return int(reply.json["total"])

    assert total(verb="defect.raise") == 1
    assert total(project_id=defect.project_id, verb="complaint.file") == 0
    assert total(who="superv", verb="defect.raise") == 1
    assert total(who="%") == 0
    assert total(since="2026-05-11", until="2026-05-11") == 2
    assert total(since="2026-05-12") == 0
    page = browser("officer").get("/journal?verb=defect.raise").text
    assert f'href="/defects/{defect.id}"' in page
    assert "登记缺陷" in page
    assert browser("officer").get("/journal?lang=en&since=2026-05-12").status_code == 200
    assert browser("officer").get("/journal?since=soon").status_code == 422


def test_an_officer_reads_only_its_region_and_only_an_administrator_the_rest(
    cast: Cast, caller: Browser
) -> None:
    make.defect(cast.project())
    everything = caller("admin").get("/api/journal").json
    regional = caller("officer").get("/api/journal").json
    assert {each["verb"].split(".")[0] for each in everything["rows"]} >= {"defect"}
    assert everything["total"] > regional["total"] > 0
    assert all(each["project_id"] for each in regional["rows"])
    assert caller("stranger").get("/api/journal").json["total"] == 0
    for who in ("inspector", "contractor_a", "owner", "street"):
        assert caller(who).get("/api/journal").status_code == 403


def test_the_export_holds_the_same_rows_and_no_formula(cast: Cast, browser: Browser, caller: Browser) -> None:
    make.defect(cast.project(), title='=HYPERLINK("http://x")')
    with transaction():
        for n in range(5):
            record(
                SYSTEM,
                "defect.note",
                make.Defect(id=f"x{n}", project_id=cast.project().id),
                at=now(),
                data={"note": "+1"},
            )
    reply = browser("officer").get("/journal.csv")
    assert reply.mimetype == "text/csv"
    text = reply.data.decode("utf-8")
    assert text.startswith("\ufeff")
    rows = list(csv.reader(io.StringIO(text[1:])))
    assert len(rows) - 1 == caller("officer").get("/api/journal").json["total"]
    assert all(not each.startswith(("=", "+", "-", "@")) for row in rows for each in row)
    narrowed = list(
        csv.reader(io.StringIO(browser("officer").get("/journal.csv?verb=defect.raise").text[1:]))
    )
    assert len(narrowed) == 2
    assert browser("contractor_a").get("/journal.csv").status_code == 403


def test_the_document_of_the_api_is_drawn_by_our_own_files(browser: Browser) -> None:
    page = browser("").get("/api/docs")
    assert page.status_code == 200
    for link in re.findall(r'(?:src|href)="(/static/[^"]+)"', page.text):
        assert browser("").get(link).status_code == 200, link
    assert "api-docs.js" in page.text
    document = browser("").get("/api/openapi.json")
    assert "/api/complaints/" in document.json["paths"]
    assert page.headers["Content-Security-Policy"].startswith("default-src 'self'")


def test_the_process_answers_and_says_whether_it_can_serve(cast: Cast, browser: Browser) -> None:
    while react():
        pass
    assert browser("").get("/healthz").json["status"] == "ok"
    reply = browser("").get("/readyz")
    found = reply.json
    assert found["database"] == "ok"
    assert found["migration"] == {"current": migrate.current(), "head": migrate.head()}
    assert reply.status_code == (200 if found["migration"]["current"] == found["migration"]["head"] else 503)
    assert (found["oldest_reaction_seconds"], found["last_reading_seconds"]) == (0, None)
    with transaction():
        entry = record(SYSTEM, "defect.raise", make.Defect(id="x"), at=now() - timedelta(hours=1))
        entry.pending = True
    device(cast, "dust-09")
    late = browser("").get("/readyz").json
    assert 3600 <= late["oldest_reaction_seconds"] < 3700
    assert 7200 <= late["last_reading_seconds"] < 7300


def test_without_its_database_it_lives_but_is_not_ready_and_tells_no_secret(tmp_path: Path) -> None:
    gone = Settings(
        data_dir=str(tmp_path), database_url=f"sqlite:///{tmp_path}/missing/gone.db", secret_key="s" * 32
    )
    client = create_app(gone).test_client()
    assert client.get("/healthz").status_code == 200
    reply = client.get("/readyz")
    assert (reply.status_code, reply.json) == (503, {"ready": False, "database": "unreachable"})


def test_reading_the_journal_writes_nothing(cast: Cast, browser: Browser) -> None:
    before = db.session.query(Entry).count()
    browser("officer").get("/journal")
    browser("officer").get("/journal.csv")
    assert db.session.query(Entry).count() == before
