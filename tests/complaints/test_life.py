"""The whole life of a complaint: every state, every move, everybody; lists ask no more for more rows."""

import re
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from flask.testing import FlaskClient
from sqlalchemy import event

from inspect_app.complaints.api import resident_of
from inspect_app.complaints.rules.life import FOLLOWING, WORKFLOW
from inspect_app.core.db import db
from inspect_app.core.moves import open_moves
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, replace

Client = Callable[[str], FlaskClient]
DESK, FIRM = {"street", "officer"}, {"contractor_a"}
#: move -> who may take it, where the contractor answers and nothing was reopened
WHO = {
    "accept": DESK | FIRM, "answer": DESK, "resolve": DESK | FIRM, "close": DESK,
    "confirm": {"resident"}, "reopen": {"resident"}, "withdraw": {"resident"},
}  # fmt: skip
PEOPLE = (
    "street", "officer", "contractor_a", "contractor_b", "owner", "supervisor", "community", "property", "utility",
    "inspector",
)  # fmt: skip


def test_each_move_is_open_exactly_from_its_states_and_to_its_people(cast: Cast) -> None:
    complaint = filed(cast)
    actors = {name: getattr(cast, name) for name in PEOPLE} | {"resident": resident_of(complaint)}
    assert set(WHO) == {each.name for each in WORKFLOW.moves}
    looked = 0
    for state in WORKFLOW.states:
        for level in (0, 1, 2):
            complaint.state, complaint.level = state.name, level
            for name, actor in actors.items():
                found = {each.name for each in open_moves(actor, complaint)}
                wanted = {
                    each.name
                    for each in WORKFLOW.moves
                    if state.name in each.sources and name in WHO[each.name]
                }
                if state.name == "reopened" and name not in ({"officer"} if level == 2 else DESK):
                    wanted.discard("accept")
                assert found == wanted, (state.name, level, name)
                looked += len(WORKFLOW.moves)
    assert looked > 1500
    db.session.rollback()


@contextmanager
def asked() -> Iterator[list[str]]:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(db.engine, "before_cursor_execute", note)
    try:
        yield statements
    finally:
        event.remove(db.engine, "before_cursor_execute", note)


def test_a_list_of_many_asks_the_database_no_more_than_a_list_of_few(
    cast: Cast, browser: Client, caller: Client
) -> None:
    counts = []
    for start, end in ((0, 3), (3, 20)):
        for n in range(start, end):
            filed(cast, replace(LEAK, element_id=cast.element().id), once=f"{n:032d}")
        found = []
        for client, path in (
            (browser, "/complaints"),
            (caller, "/api/complaints/"),
            (browser, "/complaints/at/p17"),
        ):
            with asked() as statements:
                assert client("street").get(path).status_code == 200
            found.append(len(statements))
        counts.append(found)
    assert counts[0] == counts[1], statements


def test_a_supporters_number_tells_nothing_and_is_throttled_like_a_complaints(
    cast: Cast, browser: Client
) -> None:
    case = filed(cast)
    page = browser("")
    page.post(f"/complaints/{case.id}/join")
    number = page.get("/complaints/joined").text.split("FY-")[1][:11]
    given = [f"FY-{number}", "FY-2026-999999", "TS-2026-000001", "TS-2026-999999"]
    guesser = browser("")
    guesser.get("/complaints/follow")
    replies = [guesser.post("/complaints/follow", data={"number": each, "code": "0" * 16}) for each in given]
    assert {each.status_code for each in replies} == {422}
    # What was typed stands in the form again, and its token tells the second it was made in.
    said = {re.sub(r'value="[^"]*"', "", each.text) for each in replies}
    assert len(said) == 1
    for _each in range(FOLLOWING.failures):
        last = browser("").post("/complaints/follow", data={"number": given[0], "code": "0" * 16})
    assert last.status_code == 429
