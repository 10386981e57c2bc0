"""The figures beside the filters of the list are those of the lists they lead to."""

from dataclasses import replace

from sqlalchemy import func, select

from inspect_app.complaints import queries
from inspect_app.complaints.queries import STATES, Filter
from inspect_app.core.db import db
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, moving


def test_each_choice_tells_how_many_rows_it_shows_for_whoever_asks(cast: Cast) -> None:
    for number, site in enumerate(("p17", "p17", "p18", "p17")):
        complaint = filed(cast, replace(LEAK, words=f"漏水 {number}"), once=f"{number}" * 32, site=site)
        if number:
            moving(cast.street, complaint, "accept")
        if number == 3:
            moving(cast.street, complaint, "answer", finding="unfounded", answer="不属实")
    for actor in (cast.officer, cast.contractor_a, cast.contractor_b, cast.stranger):
        for wanted in (Filter(), Filter(words="漏水"), Filter(project_id=cast.project("p18").id)):
            counts, _projects = queries.choices(actor, wanted)
            assert counts == queries.counts(actor, wanted)
            for state in STATES:
                one = replace(wanted, state=state)
                assert counts.get(state, 0) == _rows(actor, one), (actor.name, state)
                _same, projects = queries.choices(actor, one)
                everywhere = replace(one, project_id="")
                assert {key: held for key, _name, held in projects} == {
                    each.id: held
                    for each in (cast.project("p17"), cast.project("p18"))
                    if (held := _rows(actor, replace(everywhere, project_id=each.id)))
                }


def _rows(actor: object, wanted: Filter) -> int:
    stmt = queries.listed(actor, wanted).order_by(None).subquery()
    return db.session.scalar(select(func.count()).select_from(stmt)) or 0
