"""The form of a draft with its versions, and a ballot of several questions, page by page."""

import html
import re
from datetime import timedelta

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.seal import check_pdf
from inspect_app.votes import actions
from tests import balloting


def test_a_draft_is_edited_until_it_opens_and_a_stale_edit_shows_both(browser, cast) -> None:
    balloting.homes(cast.project())
    made = balloting.vote(cast.project(), to="draft", at=now())
    desk, other, address = browser("community"), browser("street"), f"/votes/{made.id}"
    page = desk.get(f"{address}/edit").text
    carried = {
        name: html.unescape(re.search(rf'name="{name}" value="([^"]+)"', page)[1])
        for name in ("seen", "known")
    }
    typed = {
        "subject": "plan", "rule": "special", "title": "改造方案", "words": "同意。", "notice_on": made.notice_on.isoformat(),
        "closes_at": (made.closes_at + timedelta(days=1)).strftime("%Y-%m-%dT%H:%M"), "secret": "1", **carried,
    }  # fmt: skip
    assert other.post(f"{address}/edit", data={**typed, "words": "同意二。"}).status_code == 302
    stale = desk.post(f"{address}/edit", data={**typed, "words": "同意三。"})
    assert stale.status_code == 409
    assert "同意二。" in stale.text
    assert "同意三。" in stale.text
    db.session.refresh(made)
    assert (made.words, made.secret) == ("同意二。", True)
    assert desk.post(f"{address}/edit", data={**typed, "rule": "ordinary"}).status_code == 409
    assert browser("officer").get(f"{address}/edit").status_code == 403
    with transaction():
        actions.move(cast.community, made, "open", {}, at=now())
    opened = desk.post(f"{address}/edit", data={**typed, "words": "同意四。", "seen": "", "known": ""})
    assert (opened.status_code, made.words) == (409, "同意二。")


def test_several_questions_are_answered_and_looked_up_page_by_page(app, browser, cast) -> None:
    balloting.homes(cast.project())
    began = now() - timedelta(days=2)
    made = balloting.vote(cast.project(), at=began, closes_at=now() + timedelta(hours=1), **balloting.FURTHER)
    anyone = browser("")
    anyone.post("/vote", data=balloting.slip(app, made))
    page = anyone.get("/vote/ballot").text
    once = re.search(r'name="once" value="(\w+)"', page)[1]
    assert page.count("您的选择") == 3
    given = {"choice": "agree", "choice_2": "against", "once": once}
    assert "choice_3" in anyone.post("/vote/ballot", data=given).text
    taken = anyone.post("/vote/ballot", data={**given, "choice_3": "abstain"}).text
    receipt = re.search(r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}", taken)[0]
    balloting.close(made)
    public = f"/vote/results/{made.number}"
    assert "已计入：1. 同意；2. 反对；3. 弃权" in anyone.get(f"{public}?receipt={receipt}").text
    assert "0 项中" not in anyone.get("/vote/results").text
    assert anyone.get(f"{public}/tally.csv").text.lstrip("\ufeff").startswith("question,receipt")
    assert check_pdf(anyone.get(f"{public}/result.pdf").data).record["tally_hash"] == made.tally_hash
    told = browser("street").get(f"/api/votes/{made.id}").json
    assert [(each["place"], each["met"]) for each in told["results"]] == [(1, False), (2, False), (3, False)]


def test_a_machine_writes_a_draft_anew_as_the_page_does_and_only_over_the_version_it_names(
    caller, cast
) -> None:
    balloting.homes(cast.project())
    made = balloting.vote(cast.project(), to="draft", at=now())
    address, body = f"/api/votes/{made.id}", {
        "subject": "plan", "rule": "special", "title": "改造方案", "words": "同意。", "notice_on": made.notice_on.isoformat(),
        "closes_at": made.closes_at.isoformat(), "secret": True, "title_2": "加装电梯", "words_2": "同意加装。",
        "subject_2": "plan", "rule_2": "special",
    }  # fmt: skip
    desk = caller("community")
    known = desk.get(address).headers["ETag"]
    first = desk.put(address, json=body, headers={"If-Match": known})
    assert (first.status_code, first.json["title"], first.json["secret"]) == (200, "改造方案", True), (
        first.text
    )
    db.session.refresh(made)
    assert [each.title for each in made.further] == ["加装电梯"]
    assert desk.put(address, json=body, headers={"If-Match": known}).status_code == 412
    assert desk.put(address, json={**body, "rule": "ordinary"}).status_code == 422
    assert caller("officer").put(address, json=body).status_code == 403
    with transaction():
        actions.move(cast.community, made, "open", {}, at=now())
    assert desk.put(address, json=body).status_code == 409
