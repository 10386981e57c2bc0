"""The journal and its export, the API's document, and the health checks."""

import csv
import io
import re
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

from flask.testing import FlaskClient

from inspect_app import create_app
from inspect_app.complaints.api import resident_of
from inspect_app.config import Settings
from inspect_app.core import revision
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry, react, record
from inspect_app.core.permits import SYSTEM
from tests import make
from tests.cast import Cast
from tests.complaints.test_actions import filed
from tests.oversight.test_pages import device

Browser = Callable[[str], FlaskClient]


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


def test_a_file_of_the_journal_does_not_tell_what_a_resident_wrote(cast: Cast, browser: Browser) -> None:
    complaint = filed(cast)
    with transaction():
        record(
            resident_of(complaint),
            "complaint.reopen",
            complaint,
            at=now(),
            data={"reason": "请打 13912345678"},
        )
        record(cast.street, "complaint.tell", complaint, at=now(), data={"words": "明天上门"})
    for address in ("/journal.csv", "/journal?as=csv"):
        text = browser("officer").get(address).text
        assert complaint.id in text
        assert "13912345678" not in text
        assert "明天上门" in text


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
    assert found["migration"] == {"current": revision.current(), "head": revision.head()}
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
