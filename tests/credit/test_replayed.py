"""The score of any day is the replay of what stood on it, whatever moves were taken since."""

from collections import Counter
from datetime import date, timedelta
from random import Random

from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.credit import actions, queries
from inspect_app.credit.models import CreditEntry
from inspect_app.credit.rules import life, score
from tests.cast import Cast
from tests.credit.test_life import NOW, REASON, entered


def test_the_score_of_every_day_is_replayed_whatever_became_of_its_entries(cast: Cast) -> None:
    chance, party = Random(20260301), cast.party("contractor_a").id
    known: list[CreditEntry] = []
    seen: dict[date, score.Score] = {}
    taken: Counter[str] = Counter()
    day = 0
    while day < 420:
        day += chance.randint(1, 9)
        at = NOW + timedelta(days=day)
        if len(known) < 14 and chance.random() < 0.4:
            event = chance.choice(("stop_work", "major_hazard", "overdue_rectification", "complaint_upheld"))
            known.append(entered(cast, event, n=day, at=at - timedelta(days=chance.choice((0, 30)))))
        each = chance.choice(known) if known else entered(cast, n=day, at=at)
        moves = [one.name for one in life.WORKFLOW.open_moves(each.state)]
        if moves:
            name = chance.choice(moves)
            values = (
                {**REASON, "days": 2}
                if each.event == "overdue_rectification"
                else {**REASON, "occurred_on": local_day(at)}
            )
            try:
                with transaction():
                    actions.move(cast.officer, each, name, values, at=at)
                taken[name] += 1
            except Problem:
                db.session.rollback()
        known = list(db.session.scalars(select(CreditEntry).order_by(CreditEntry.id)))
        seen[local_day(at)] = queries.scores([party], local_day(at))[party]
    assert len(taken) >= 6, taken
    assert len({each.tenths for each in seen.values()}) >= 5
    for on, was in seen.items():
        assert queries.score_on(party, on) == was, on
