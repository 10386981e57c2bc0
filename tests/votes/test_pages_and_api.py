"""Votes as organisers, owners and machines meet them: page by page, by number and code, and at once."""

import json
import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from io import BytesIO

from sqlalchemy import func, select

from inspect_app.core import codes
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.clock import now
from inspect_app.core.db import acted, db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.seal import check_pdf
from inspect_app.votes import actions, queries
from inspect_app.votes.api import OWNER
from inspect_app.votes.models import Ballot, RollHousehold, Turnout, Vote
from inspect_app.votes.rules.tally import decided
from tests import balloting, make
from tests.rows import all_rows


def test_a_vote_is_drafted_opened_and_its_paper_ballots_entered_page_by_page(browser, cast) -> None:
    project, desk = cast.project(), browser("community")
    balloting.homes(project)
    begins = local_day(now()) - timedelta(days=16)
    typed = {
        "subject": "plan", "rule": "ordinary", "title": "<b>方案</b>", "words": "改造", "notice_on": begins.isoformat(),
        "closes_at": (now() + timedelta(days=3)).strftime("%Y-%m-%dT%H:%M"),
    }  # fmt: skip
    weak = desk.post(f"/projects/{project.id}/votes/new", data=typed)
    assert (weak.status_code, "第二百七十八条" in weak.text) == (422, True)
    made = desk.post(f"/projects/{project.id}/votes/new", data={**typed, "rule": "special"})
    address = made.headers["Location"]
    assert "<b>" not in desk.get(address).text.split("<h1>")[1][:200]
    assert desk.post(f"{address}/moves/open").status_code == 302
    shown = desk.get(address).text
    assert "0 / 4" in shown
    once = re.search(r'name="once" value="(\w+)"', shown)[1]
    for status in (302, 302):
        paper = {
            "voter": "1",
            "choice": "against",
            "once": once,
            "photos": (BytesIO(make.photo("red")), "a.jpg"),
        }
        assert desk.post(f"{address}/ballots", data=paper).status_code == status
    paper = {
        "voter": "9",
        "choice": "against",
        "once": "a" * 24,
        "photos": (BytesIO(make.photo("red")), "a.jpg"),
    }
    assert desk.post(f"{address}/ballots", data=paper).status_code == 422
    assert "1 / 4" in desk.get(address).text
    listed = desk.get(f"{address}/voters").text
    assert "已投 · 纸质" in listed
    assert "反对" not in listed
    sheet = desk.post(f"{address}/codes")
    assert sheet.data.startswith(b"%PDF")
    assert browser("contractor_a").get(address).status_code == 404
    assert browser("officer").get(f"{address}/voters").status_code == 403


def test_an_owner_votes_with_number_and_code_and_finds_the_ballot_in_the_published_tally(
    app, browser, cast
) -> None:
    project, anyone = cast.project(), browser("")
    balloting.homes(project)
    began = now() - timedelta(days=2)
    made = balloting.vote(project, secret=True, at=began, closes_at=now() + timedelta(hours=1))
    told = balloting.slip(app, made)
    wrong = [
        anyone.post("/vote", data={**told, **each}).text for each in ({"code": "0" * 16}, {"number": "BJ-1"})
    ]
    assert all("编号或投票码不对" in each for each in wrong)
    assert anyone.post("/vote", data=told).headers["Location"] == "/vote/ballot"
    page = anyone.get("/vote/ballot").text
    once = re.search(r'name="once" value="(\w+)"', page)[1]
    receipts = {
        re.search(
            r"(?:[0-9A-Z]{4}-){3}[0-9A-Z]{4}",
            anyone.post("/vote/ballot", data={"choice": "agree", "once": once}).text,
        )[0]
        for _again in range(2)
    }
    assert len(receipts) == 1
    assert anyone.post("/vote/ballot", data={"choice": "against", "once": "b" * 24}).status_code == 422
    public = f"/vote/results/{made.number}"
    assert anyone.get(public).status_code == 404
    balloting.close(made)
    receipt = receipts.pop()
    result = anyone.get(f"{public}?receipt={receipt.lower()}").text
    assert "已计入：同意" in result
    assert "没有这张票" in anyone.get(f"{public}?receipt=ABCD").text
    assert "王小明" not in result
    assert "单元" not in result
    tally = anyone.get(f"{public}/tally.json")
    assert content_hash(json.loads(tally.data)) == made.tally_hash
    assert json.loads(tally.data)["ballots"] == [
        {"choice": "agree", "receipt": codes.fingerprint(codes.normal(receipt))}
    ]
    assert codes.fingerprint(codes.normal(receipt)) in anyone.get(f"{public}/tally.csv").text
    pdf = anyone.get(f"{public}/result.pdf").data
    assert check_pdf(pdf).record["tally_hash"] == made.tally_hash
    told_again = anyone.get(f"/api/vote/results/{made.number}").json
    assert told_again["decided"] == decided(told_again["tally"])


def test_the_code_page_shuts_an_address_out_after_too_many_tries(app, browser, cast) -> None:
    balloting.homes(cast.project())
    made = balloting.vote(cast.project(), at=now() - timedelta(days=1))
    anyone, told = browser(""), balloting.slip(app, made)
    body = {**told, "code": "0" * 16, "choice": "agree", "once": "a" * 24}
    said = [anyone.post("/api/vote/cast", json=body).status_code for _try in range(21)]
    assert (set(said[:20]), said[20]) == ({422}, 429)
    assert anyone.post("/api/vote/cast", json={**body, **told}).status_code == 429
    assert db.session.scalar(select(func.count()).select_from(Turnout)) == 0


def test_the_roll_is_masked_looked_at_with_a_purpose_and_taken_from_a_file(browser, cast) -> None:
    project, desk = cast.project(), browser("street")
    balloting.homes(project)
    shown = desk.get(f"/roll?project_id={project.id}").text
    assert "王**" in shown
    assert "13800138000" not in shown
    row = db.session.scalars(select(RollHousehold)).first()
    assert "13800138000" in desk.post(f"/roll/{row.id}/see", data={"purpose": "notify"}).text
    form = f"/projects/{project.id}/roll/import"
    bad = desk.post(form, data={"file": (BytesIO("房号,面积\n没有,80\n".encode()), "a.csv")})
    assert (bad.status_code, "没有这一户" in bad.text) == (422, True)
    good = "房号,面积\n1号楼 / 1单元 / 101,81.5\n".encode()
    page = desk.post(form, data={"file": (BytesIO(good), "a.csv")}).text
    kept = re.search(r'name="kept" value="([^"]+)"', page)[1]
    assert desk.post(form, data={"step": "take", "kept": kept}).status_code == 302
    assert min(each.area for each in db.session.scalars(select(RollHousehold))) == 5000
    assert 8150 in {each.area for each in db.session.scalars(select(RollHousehold))}
    assert browser("supervisor").get("/roll").status_code == 403


def test_two_forms_of_one_household_at_once_are_one_ballot(app, cast) -> None:
    balloting.homes(cast.project())
    made = balloting.vote(cast.project())
    vote_id, voter_id = made.id, queries.voter(made, 1).id
    db.session.rollback()

    def send(once: str) -> str:
        with app.app_context():

            def work() -> str:
                one = db.session.get_one(Vote, vote_id)
                voter = queries.voter(one, 1)
                return actions.cast(
                    OWNER, one, voter, "agree", once=once * 24, key=balloting.KEY, at=balloting.NOW
                )

            try:
                return acted(work)
            except Problem as problem:
                return problem.slug

    with ThreadPoolExecutor(4) as pool:
        told = list(pool.map(send, "abab"))
    kept = db.session.scalars(select(Turnout).where(Turnout.vote_id == vote_id)).all()
    assert [each.voter_id for each in kept] == [voter_id]
    assert db.session.scalar(select(func.count()).select_from(Ballot)) == 1
    assert "bad-input" in told
    assert len(set(told) - {"bad-input"}) == 1


def test_a_refused_ballot_leaves_nothing_behind(cast) -> None:
    balloting.homes(cast.project())
    made = balloting.vote(cast.project(), secret=True)
    before = all_rows()
    try:
        with transaction():
            actions.cast(
                OWNER,
                made,
                queries.voter(made, 1),
                "agree",
                once="a" * 24,
                key=balloting.KEY,
                at=balloting.NOW,
            )
            raise RuntimeError
    except RuntimeError:
        pass
    assert all_rows() == before


def test_lists_ask_the_database_as_often_for_many_as_for_few(app, browser, cast, request) -> None:
    project, desk = cast.project(), browser("street")
    balloting.homes(project, (("80.00", ""),))
    few = balloting.vote(project)
    statements: list[str] = request.getfixturevalue("queries")

    def asked(made: Vote) -> list[int]:
        counts = []
        for address in (
            "/votes",
            f"/roll?project_id={project.id}",
            f"/votes/{made.id}",
            f"/votes/{made.id}/voters",
        ):
            statements.clear()
            assert desk.get(address).status_code == 200
            counts.append(len(statements))
        return counts

    before = asked(few)
    balloting.homes(project, tuple(("70.00", "") for _home in range(12)), word="b")
    many = balloting.vote(project)
    for number in range(1, 9):
        balloting.ballot(many, number)
    assert asked(many) == before
