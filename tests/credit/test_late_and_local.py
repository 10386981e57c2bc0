"""What an entry says of itself: where its source is read, that it came late, the edition it was entered by."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import current_app
from flask.testing import FlaskClient
from sqlalchemy import select
from werkzeug.exceptions import NotFound

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.credit import actions
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.rules import catalogue
from inspect_app.credit.schemas import source_url
from inspect_app.desks.rules import at_stake
from tests import make
from tests.cast import REGION, Cast
from tests.credit.test_desk_and_public import paper

Caller = Callable[[str], FlaskClient]
SOURCES = ("defect", "complaint", "notice", "claim", "blacklisting")


def test_the_source_of_every_kind_is_read_at_an_address_that_exists(cast: Cast) -> None:
    ways = current_app.url_map.bind("")
    for kind in SOURCES:
        url = source_url(CreditEntry(source_kind=kind, source_id=make.NOW.isoformat()))
        try:
            ways.match(url)
        except NotFound:
            pytest.fail(f"{kind}: nothing stands at {url}")
    assert source_url(CreditEntry(source_kind="document", source_id="x")) == ""


def test_an_entry_made_late_says_so_on_every_screen_and_file_and_its_correction_does_not(
    cast: Cast, browser: Caller, caller: Caller
) -> None:
    officer, long_ago = caller("officer"), (local_day(now()) - timedelta(days=40)).isoformat()
    body = {**paper(cast), "project_id": cast.project().id}
    timely = officer.post("/api/credit/", json=body).json
    late = officer.post(
        "/api/credit/", json={**body, "document": "抽检〔2026〕9 号", "occurred_on": long_ago, "document_on": long_ago}
    ).json  # fmt: skip
    assert timely["late_since"] is None
    assert long_ago < late["late_since"] < local_day(now()).isoformat()
    officer.post(f"/api/credit/{late['id']}/moves/confirm", json={})
    desk, firm = browser("officer").get("/credit/desk?lang=zh").text, f"/credit/parties/{late['party_id']}"
    assert "迟录" not in desk
    assert browser("contractor_a").get(f"{firm}?lang=zh").text.count("迟录") == 2, (
        "in its working and its list"
    )
    assert late["late_since"] in browser("contractor_a").get(f"/credit/{late['id']}?lang=zh").text
    assert "迟录" not in browser("contractor_a").get(f"/credit/{timely['id']}?lang=zh").text
    assert "Entered late" in browser("").get("/credit/public?lang=en").text
    assert caller("").get("/api/credit/public").json["rows"][0]["late_since"] == late["late_since"]
    files = browser("").get("/credit/public?as=csv").data, browser("officer").get(f"{firm}?as=csv").data
    assert all(late["late_since"] in each.decode("utf-8-sig") for each in files)
    day = (local_day(now()) - timedelta(days=39)).isoformat()
    moved = officer.post(
        f"/api/credit/{late['id']}/moves/correct", json={"occurred_on": day, "reason": "日期有误"}
    )
    assert moved.status_code == 200
    mended = db.session.scalars(select(CreditEntry).where(CreditEntry.corrects_id == late["id"])).one()
    assert mended.late_since is None, "it stands for one that carries the mark"


def test_the_edition_of_a_place_goes_before_that_of_the_country_from_the_entry_to_the_screen(
    cast: Cast, browser: Caller, caller: Caller, monkeypatch: pytest.MonkeyPatch
) -> None:
    day, country = local_day(now()), catalogue.EDITIONS[catalogue.VERSION]
    stop = replace(country.behaviours["stop_work"], points=-90, basis="本区信用评价办法", cap=-150)
    known = replace(
        country.behaviours["failed_spot_test"], points=-45, basis="本区信用评价办法", verified=True
    )
    kept = {"stop_work": stop, "failed_spot_test": known}
    local = catalogue.Edition("local-1", day - timedelta(days=30), kept, region=REGION[:4])
    monkeypatch.setitem(catalogue.EDITIONS, local.version, local)
    with transaction():
        cast.project("p18").region = "310101"

    def entry(site: str, event: str = "stop_work", days: int = 2, n: int = 0) -> CreditEntry | None:
        project, at = cast.project(site), now() - timedelta(days=days)
        firm = project.party("contractor")
        assert firm is not None
        with transaction():
            made = actions.propose(
                SYSTEM, party_id=firm.id, project=project, event=event, source_kind="defect", source_id=f"{site}{n}{event}",
                source_number="QX-2026-000001", occurred_at=at, at=at,
            )  # fmt: skip
            return actions.move(SYSTEM, made, "confirm", {}, at=at) if made else None

    here, there, before = entry("p17"), entry("p18"), entry("p17", days=60, n=1)
    assert here is not None
    assert there is not None
    assert before is not None
    found = [(each.rule, each.tenths) for each in (here, there, before)]
    assert found == [("local-1", -90), ("2026-2", -60), ("2026-2", -60)], "its place, and its days"
    assert entry("p17", "complaint_upheld", n=2) is None, "what a place has left out does not count there"
    entry("p17", n=3)
    score = caller("contractor_a").get(f"/api/credit/parties/{here.party_id}").json
    assert score["score"] == 100 - 6 - 15, "two of the place go no further than its cap"
    supposed = (
        caller("contractor_a").get(f"/api/credit/parties/{here.party_id}/what-if?code=failed_spot_test").json
    )
    assert supposed["after"]["score"] == score["score"] - 4.5
    assert at_stake("stop_work", now(), region=REGION) == -90
    assert at_stake("stop_work", now(), region="310101") == -60
    shown = {
        key: caller("officer").get(f"/api/credit/{each.id}").json
        for key, each in (("here", here), ("old", before))
    }
    assert (shown["here"]["basis"], shown["here"]["verified"]) == ("本区信用评价办法", False)
    assert shown["old"]["basis"] == country.behaviours["stop_work"].basis
    page = browser("contractor_a").get(f"/credit/{here.id}?lang=zh").text
    assert "本区信用评价办法（未核实）" in re.sub(r"<[^>]+>", "", page)
    rules = [
        browser("officer").get(f"/credit/rules?region={each}&lang=en").text for each in (REGION, "310101", "")
    ]
    # In what is read: a form's token may hold the same two signs.
    assert ["-9" in re.sub(r"<[^>]+>", " ", each) for each in rules] == [True, False, False]
    assert rules[0].count("(not verified)") == 2, "the one not confirmed, and the term to enter it"
    assert browser("officer").get("/credit/rules?region=1").status_code == 422
