"""An act is told to whom it concerns, by the ways they chose, once; to nobody who may not see it."""

import json
from datetime import time, timedelta
from pathlib import Path

from sqlalchemy import func, select, text

from inspect_app.core import place
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry, react
from inspect_app.core.permits import SYSTEM
from inspect_app.defects import actions as defects
from inspect_app.defects.actions.climbing import climb
from inspect_app.defects.actions.requesting import ask_more_time, decide
from inspect_app.defects.models import Link
from inspect_app.disputes import actions as disputes
from inspect_app.identity.models import Membership, Person
from inspect_app.messages import actions
from inspect_app.messages.models import Delivery, Message
from inspect_app.messages.reactions import send_link, tell
from tests import disputing, make
from tests.cast import Cast


def settle() -> None:
    while react():
        pass
    db.session.rollback()


def told() -> dict[str, list[str]]:
    """Return, by verb, the accounts of those told."""
    found: dict[str, list[str]] = {}
    for each in db.session.scalars(select(Message).order_by(Message.at, Message.id)):
        account = db.session.execute(
            text("SELECT account FROM people WHERE id = :id"), {"id": each.person_id}
        ).scalar()
        found.setdefault(each.verb, []).append(str(account))
    db.session.rollback()
    return found


def chosen(actor, **values) -> None:
    given = {
        "email": "", "phone": "", "wechat": "", "language": "zh", "quiet_from": time(0), "quiet_until": time(0),
        "ways": {}, **values,
    }  # fmt: skip
    with transaction():
        choice = actions.choose(actor, actions.Choices(**given), at=now())
        choice.email = given["email"]  # as if its code had been entered


def test_a_ticket_is_told_to_the_liable_party_its_fix_to_the_supervisor_and_to_nobody_else(
    cast: Cast,
) -> None:
    make.defect(cast.project(), actor=cast.supervisor, to="closed", at=now())
    settle()
    found = told()
    assert found["defect.raise"] == ["contractor-a"]
    assert found["defect.confirm"] == ["contractor-a"]
    # The supervisor's own acts are no news to them; the fix was handed in by the same hand here.
    assert all(
        "contractor-b" not in each and "stranger" not in each and "admin" not in each
        for each in found.values()
    )
    title = db.session.scalars(select(Message.title).where(Message.verb == "defect.raise")).one()
    assert "屋面卷材搭接不足" in title


def test_an_act_is_told_once_whatever_is_run_again_and_letters_wait_until_the_night_is_over(
    cast: Cast,
) -> None:
    chosen(
        cast.contractor_a, email="a@example.com", ways={"defect": ["email", "sms"]}, quiet_from=time(0), quiet_until=time(23, 59)
    )  # fmt: skip
    made = make.defect(cast.project(), at=now())
    grave = make.defect(cast.project(), severity="major", kind="hazard", at=now())
    settle()
    entries = db.session.scalars(select(Entry).where(Entry.verb == "defect.raise").order_by(Entry.seq)).all()
    with transaction():
        for each in db.session.scalars(select(Entry).where(Entry.verb == "defect.raise")):
            tell(each)
            send_link(each)
    assert db.session.scalar(select(func.count()).select_from(Message)) == 2
    letters = db.session.scalars(select(Delivery).order_by(Delivery.due_at)).all()
    # Nobody gave a number, so there is nothing but e-mail.
    assert [each.channel for each in letters] == ["email", "email"]
    assert grave.number in letters[0].about
    assert made.number in letters[1].about
    assert letters[1].due_at > letters[1].made_at
    assert len(entries) == 2


def test_addresses_and_text_lie_sealed_in_the_database(cast: Cast) -> None:
    chosen(
        cast.contractor_a, email="wang@example.com", phone="13812345678", ways={"defect": ["email", "sms"]}
    )
    make.defect(cast.project(), at=now())
    settle()
    for query in ("SELECT email, phone FROM message_choices", "SELECT target, subject, body FROM deliveries"):
        raw = str(db.session.execute(text(query)).all())
        assert "wang" not in raw
        assert "1381234" not in raw
        assert "卷材" not in raw
    journal = json.dumps([each.data for each in db.session.scalars(select(Entry))], ensure_ascii=False)
    assert "wang@" not in journal
    assert "13812345678" not in journal


def test_a_ticket_of_a_party_without_an_account_sends_link_and_code_apart_and_they_open_it(
    cast: Cast, browser
) -> None:
    project = cast.project()
    with transaction():
        person = cast.person("contractor_a")
        cast.party("contractor_a").phone = "138 1234 5678"
        person.closed_at = now()
    defect = make.defect(project, at=now(), severity="major", kind="hazard")
    settle()
    letters = db.session.scalars(select(Delivery).order_by(Delivery.key)).all()
    bodies = [each.body for each in letters]
    assert [each.target for each in letters] == ["13812345678"] * 2
    code, link = (next(each for each in bodies if word in each) for word in ("的验证码：", "/ticket/"))
    assert defect.title not in code + link
    path = "/ticket/" + link.split("/ticket/")[1].split(" ")[0]
    client = browser("")
    given = code.rpartition("：")[2]
    assert client.post(path, data={"code": given}).headers["Location"] == "/ticket"
    assert defect.title in client.get("/ticket").get_data(as_text=True)
    assert db.session.scalars(select(Link)).one().issued_by_name == SYSTEM.name


def test_a_link_that_has_ended_meanwhile_is_not_sent(cast: Cast) -> None:
    with transaction():
        cast.party("contractor_a").phone = "138 1234 5678"
        cast.person("contractor_a").closed_at = now()
    ended, living = (make.defect(cast.project(), at=now(), severity="major", kind="hazard") for _ in range(2))
    settle()
    with transaction():
        defects.end_links(SYSTEM, ended, at=now())
    assert actions.send_due() == 2
    found = {each.about.partition(" ")[2]: each for each in db.session.scalars(select(Delivery))}
    assert (found[ended.number].state, found[ended.number].failure) == ("dead", "link-ended")
    assert (found[ended.number].body, found[living.number].state) == ("", "sent")


def test_telling_six_asks_the_database_as_often_as_telling_two_but_for_what_each_may_see(
    cast: Cast, queries: list[str]
) -> None:
    raised = select(Entry.seq).where(
        Entry.verb == "defect.raise", Entry.thing_id == make.defect(cast.project(), at=now()).id
    )
    entry = db.session.scalars(raised).one()
    settle()
    counted = []
    for more in (0, 4):
        with transaction():
            for number in range(more):
                account = f"firm-{number}"
                person = Person(account=account, name=account, password="", created_at=now())
                db.session.add(person)
                db.session.add(
                    Membership(
                        person=person, party=cast.party("contractor_a"), role="contractor", created_at=now()
                    )
                )
            db.session.query(Message).delete()
            db.session.query(Delivery).delete()
            db.session.flush()
            db.session.expunge_all()
            queries.clear()
            tell(db.session.get_one(Entry, entry))
            counted.append((len(queries), db.session.query(Message).count()))
    (few, one), (many, five) = counted
    assert (one, five) == (1, 5)
    assert many - few <= 4 * 2


def test_a_party_with_an_account_gets_no_link(cast: Cast) -> None:
    with transaction():
        cast.party("contractor_a").phone = "13812345678"
    make.defect(cast.project(), at=now())
    settle()
    assert db.session.scalars(select(Link)).all() == []


def test_a_letter_without_a_server_is_a_file_that_its_owner_alone_can_read(cast: Cast) -> None:
    chosen(cast.contractor_a, email="a@example.com", language="en", ways={"defect": ["email"]})
    made = make.defect(cast.project(), at=now())
    settle()
    assert actions.send_due() == 1
    assert actions.send_due() == 0
    path = next(Path(place.home() / "outgoing" / "email").glob("*.txt"))
    assert path.stat().st_mode & 0o777 == 0o600
    words = path.read_text(encoding="utf-8")
    assert words.startswith(f"a@example.com\nNew ticket to accept: {made.number}")
    path.unlink()
    one = db.session.scalars(select(Delivery)).one()
    assert (one.state, one.target, one.body) == ("sent", "", "")
    assert one.sent_at - now() < timedelta(minutes=1)


def test_an_answer_to_a_request_and_a_meeting_called_reach_the_party_they_are_for(cast: Cast) -> None:
    ticket = make.defect(cast.project(), to="accepted", at=now())
    until = ticket.due_at + timedelta(days=2)
    with transaction():
        asked = ask_more_time(cast.contractor_a, ticket, {"until": until, "reason": "连日降雨"}, at=now())
    with transaction():
        decide(cast.supervisor, asked, "grant", {}, at=now())
    room = disputing.dispute(cast.project(), to="mediating")
    with transaction():
        disputes.call(SYSTEM, room, meet_at=now() + timedelta(days=2), where="居委会", at=now())
    settle()
    found = told()
    assert found["defect.grant"] == ["contractor-a"]
    assert found["dispute.accept"] == ["contractor-a"]
    assert found["mediation.call"] == ["contractor-a"]
    assert "contractor-b" not in str(found)


def test_each_step_of_the_ladder_is_told_to_the_party_it_goes_up_to(cast: Cast) -> None:
    ticket = make.defect(cast.project(), at=now() - timedelta(days=60))
    with transaction():
        climb(SYSTEM, ticket, at=now())
    settle()
    steps = db.session.scalars(select(Entry).where(Entry.verb == "defect.escalate")).all()
    goes_up = [str(each.data.get("went_up")) for each in steps]
    asked = {"liable": "contractor-a", "supervisor": "supervisor", "owner": "owner", "authority": "officer"}
    assert set(goes_up) == set(asked)
    assert sorted(told()["defect.escalate"]) == sorted(asked[each] for each in goes_up)
