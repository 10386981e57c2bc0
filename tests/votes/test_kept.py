"""Photos of paper ballots beside what was entered, each look written down; owners' data end with their retention."""

from datetime import timedelta
from io import BytesIO

from sqlalchemy import select, text

from inspect_app.core import journal
from inspect_app.core.canonical import content_hash
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.files import StoredFile
from inspect_app.core.jobs import JOBS, run_due
from inspect_app.votes import actions, queries
from inspect_app.votes.rules.privacy import RETENTION
from inspect_app.votes.rules.questions import line_of
from inspect_app.votes.rules.tally import decided, parts_of
from tests import balloting, make
from tests.balloting import KEY, NOW
from tests.cast import Cast


def test_a_second_person_sees_the_photo_beside_the_entry_and_the_look_is_written_down(browser, cast) -> None:
    balloting.homes(cast.project())
    made = balloting.vote(cast.project(), at=now(), **balloting.FURTHER)
    address, desk = f"/votes/{made.id}", browser("community")
    paper = {
        "voter": "1", "choice": "agree", "choice_2": "invalid", "choice_3": "against", "once": "a" * 24, "who": "王小明",
        "proxy": "赵云", "photos": (BytesIO(make.photo("red")), "a.jpg"), "authority": (BytesIO(make.photo("blue")), "b.jpg"),
    }  # fmt: skip
    assert desk.post(f"{address}/ballots", data=paper).status_code == 302
    other = browser("street")
    listed = other.get(f"{address}/voters").text
    assert "赵*" in listed
    assert "赵云" not in listed
    seen = other.post(f"{address}/papers", data={"voter": "1"}).text
    assert seen.count("<img style") == 2
    assert all(each in seen for each in ("王小明", "赵云", "同意", "无效票", "反对"))
    assert other.post(f"{address}/papers", data={"voter": "2"}).status_code == 422
    assert browser("officer").post(f"{address}/papers", data={"voter": "1"}).status_code == 403
    entry = journal.timeline("vote", made.id)[-1]
    assert (entry.verb, entry.data) == ("vote.see-paper", {"voter": 1})


def test_owners_data_are_erased_after_their_retention_and_the_result_still_verifies(cast: Cast) -> None:
    balloting.homes(cast.project())
    made, running = (
        balloting.vote(cast.project()),
        balloting.vote(cast.project(), closes_at=NOW + timedelta(days=9)),
    )
    voter = queries.voter(made, 1)
    assert voter is not None
    photo = make.received()
    with transaction():
        actions.cast(cast.community, made, voter, "agree", once="p" * 24, key=KEY, at=NOW, paper=[photo])
    receipt = balloting.ballot(made, 2, "against")
    balloting.close(made)
    before = (made.tally_hash, decided(made.tally))
    late = NOW + timedelta(days=RETENTION.days + 5)
    run_due(JOBS["votes.forget"], late)
    # another vote on the same edition is not over
    assert db.session.scalars(text("SELECT count(*) FROM roll_editions WHERE erased_at IS NULL")).one() == 1
    with transaction():
        actions.move(cast.street, running, "void", {"reason": "重来"}, at=NOW)
    for _night in range(2):
        run_due(JOBS["votes.forget"], late := late + timedelta(days=1))
    db.session.expire_all()
    rows = db.session.execute(text("SELECT owner_name, phone, places FROM voters")).all()
    assert {each for row in rows for each in row} == {""}
    assert (
        db.session.scalars(select(StoredFile.erased_at).where(StoredFile.sha256 == photo)).one() is not None
    )
    assert (content_hash(made.tally), decided(made.tally)) == before
    assert line_of(receipt, 1) in {each["receipt"] for each in parts_of(made.tally)[0]["ballots"]}
    assert queries.outcome(cast.project(), "plan").state == "not_met"
    assert [each.verb for each in journal.timeline("vote", made.id)].count("vote.forget") == 1
    # a later vote is held on an edition that says again who its voters are
    later = balloting.vote(cast.project(), at=late)
    assert later.edition is not None
    assert (later.edition.number, later.edition.voters[0].owner_name) == (2, "王小明")
