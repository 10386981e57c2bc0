"""What must hold after each step of the year, asked of the journal and of the rows without the permits' own words."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from datetime import timedelta
from typing import Any

from sqlalchemy import func, select

from inspect_app.complaints.models import Complaint
from inspect_app.core import chain
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.journal import Entry
from inspect_app.credit import queries as credit
from inspect_app.credit.models import CreditEntry
from inspect_app.defects.actions import clock_of
from inspect_app.defects.models import Defect, Request
from inspect_app.defects.rules import owner_of
from inspect_app.disputes.models import Appraisal, Dispute, Mediation
from inspect_app.holds.models import Hold
from inspect_app.notices.models import Notice
from inspect_app.warranty.models import Claim, Release, ReturnVisit
from tests.year.ending import ENDINGS
from tests.year.mediating import agreements_hold
from tests.year.moving import LIVES
from tests.year.world import World

Entries = Sequence[Entry]


class Watch:
    """How far the journal was read, and what it said of each thing."""

    def __init__(self) -> None:
        self.seq = 0
        self.state: dict[tuple[str, str], str] = {}
        self.answers: dict[tuple[str, str], str | None] = {}
        self.steps = 0

    def look(self, world: World) -> None:
        """Read what is new and ask everything that must hold."""
        self.steps += 1
        db.session.rollback()
        new = db.session.scalars(select(Entry).where(Entry.seq > self.seq).order_by(Entry.seq)).all()
        self.seq = new[-1].seq if new else self.seq
        for ask in EACH_STEP:
            ask(self, world, new)
        if self.steps % 40 == 0:
            self.look_at_all(world)

    def look_at_all(self, world: World) -> None:
        """Ask of every row what is asked of the touched ones, and what only the whole can answer."""
        for ask in OF_THE_WHOLE:
            ask(self, world)


def one_party_answers(watch: Watch, _world: World, new: Entries) -> None:
    """Each open case that was touched has exactly one party that answers, and the journal names the same."""
    for each in new:
        key = each.thing_kind, each.thing_id
        if "accountable_party_id" in each.data:
            watch.answers[key] = each.data["accountable_party_id"]
    for kind, thing in _touched(new):
        check_owner(kind, thing, watch.answers.get((kind, thing.id)))


def check_owner(kind: str, thing: Any, told: str | None) -> None:
    """Ask one thing for the party that answers for it."""
    if kind == "defect":
        supervisor = thing.project.party("supervisor")
        found = owner_of(thing, supervisor.id if supervisor else None)
        assert (found is None) == thing.WORKFLOW.state(thing.state).final, (thing.number, thing.state)
        assert found is None or found[1] or found[0] == "authority", (thing.number, found)
        if thing.state == "joined":
            head = db.session.get_one(Defect, thing.joined_into_id)
            assert head.state not in ("void", "joined"), (
                thing.number,
                "is settled with",
                head.number,
                head.state,
            )
    elif kind == "complaint":
        assert thing.accountable_party_id == told, (thing.number, told)
        assert sum(each.answer is None for each in thing.transfers) <= 1, thing.number
    elif kind == "claim" and not thing.WORKFLOW.state(thing.state).final:
        assert thing.accountable is not None, (thing.number, thing.state)
        assert thing.accountable.id == told, (thing.number, thing.state)
    elif kind == "dispute":
        found = thing.accountable.id if thing.accountable else None
        assert (found is None) == thing.WORKFLOW.state(thing.state).final, (thing.number, thing.state)
        assert found == told, (thing.number, thing.state)
        assert found not in {thing.applicant_id or "", thing.respondent_id}, thing.number


def every_clock_has_an_end(_watch: Watch, _world: World, new: Entries) -> None:
    """Whatever waits for somebody says until when."""
    for kind, thing in _touched(new):
        due = DUE.get(kind)
        if due and not thing.WORKFLOW.state(thing.state).final:
            assert due(thing) is not None, (kind, thing.id, thing.state)


def _due_of_complaint(one: Complaint) -> Any:
    if one.state == "received":
        return one.notice_by or one.hotline_by
    return one.decide_by


#: kind -> until when it waits; a new room adds its row
DUE: dict[str, Callable[[Any], Any]] = {
    "defect": lambda one: clock_of(one)[1],
    "complaint": _due_of_complaint,
    "claim": lambda one: one.there_by and one.done_by,
    "release": lambda one: one.answer_by,
    "return-visit": lambda one: one.due_on,
    "dispute": lambda one: one.turn and one.due_on,
    "mediation": lambda one: one.dispute.ended_at is None and one.meet_at,
    "appraisal": lambda one: one.dispute.ended_at is None and one.meet_at,
}


def only_the_right_ones_end(_watch: Watch, world: World, new: Entries) -> None:
    """A case ends by the one harmed or by somebody independent, never by who had to put it right."""
    parties = {each.id: each.party_ids() for each in world.actors.values()}
    for each in new:
        check = ENDINGS.get(each.verb)
        if check is not None:
            assert check(each, parties.get(each.actor_id or "", frozenset())), (
                each.verb,
                each.thing_id,
                each.data,
            )


def states_follow_the_journal(watch: Watch, _world: World, new: Entries) -> None:
    """Each move begins where the last one ended; nothing moved twice, nothing without an entry."""
    for each in new:
        key = each.thing_kind, each.thing_id
        if each.thing_kind in LIVES and "from" in each.data:
            model = LIVES[each.thing_kind].model
            before = watch.state.get(key, model.WORKFLOW.initial)
            assert each.data["from"] == before, (each.verb, each.thing_id, before, each.data)
            watch.state[key] = each.data["to"]
    for kind, thing in _touched(new):
        assert thing.state == watch.state.get((kind, thing.id), thing.WORKFLOW.initial), (kind, thing.id)


def scores_replay(_watch: Watch, world: World, new: Entries) -> None:
    """Each score of those touched is what its entries give, replayed from the journal."""
    ids = {each.thing_id for each in new if each.thing_kind == "credit"}
    if ids:
        check_scores(
            world, db.session.scalars(select(CreditEntry.party_id).where(CreditEntry.id.in_(ids)).distinct())
        )


def check_scores(world: World, parties: Iterable[str]) -> None:
    """Ask for the score of parties both ways."""
    today = local_day(world.at)
    for party, score in credit.scores([*parties], today).items():
        again = credit.score_on(party, today)
        assert (score.tenths, score.grade) == (again.tenths, again.grade), party


def nothing_failed_and_nothing_waits(_watch: Watch, _world: World, new: Entries) -> None:
    """Every reaction ran, at its first try."""
    for each in new:
        assert (each.pending, each.failure) == (False, None), each.verb


def nothing_is_doubled(_watch: Watch, _world: World) -> None:
    """As many beginnings as things, and one ticket for each round of a complaint."""
    for verb, model in BEGINNINGS.items():
        begun = db.session.scalar(select(func.count()).select_from(Entry).where(Entry.verb == verb))
        assert begun == db.session.scalar(select(func.count()).select_from(model)), verb
    tickets: Counter[str] = Counter(
        str(each)[:36]
        for each in db.session.scalars(select(Defect.source_id).where(Defect.source_kind == "complaint"))
    )
    for one in db.session.scalars(select(Complaint)):
        assert tickets[one.id] <= one.reopenings + 1, one.number
        assert len({each.round for each in one.surveys}) == len(one.surveys), one.number
    visits = db.session.execute(select(ReturnVisit.certificate_id, ReturnVisit.key)).all()
    assert len(set(visits)) == len(visits)
    same = select(CreditEntry.party_id, CreditEntry.event, CreditEntry.source_id).where(
        CreditEntry.state != "withdrawn"
    )
    found = db.session.execute(same).all()
    assert len(set(found)) == len(found)


#: entry that begins a thing -> its table
BEGINNINGS: dict[str, Any] = {
    "complaint.file": Complaint, "claim.file": Claim, "defect.raise": Defect, "credit.propose": CreditEntry,
    "hold.add": Hold, "release.ask": Release, "dispute.open": Dispute, "mediation.call": Mediation,
    "appraisal.book": Appraisal,
}  # fmt: skip


def all_cases_hold(watch: Watch, world: World) -> None:
    """Every open case, touched or not, has its party and its end; the ladder of none has gone silent."""
    for kind in ("defect", "complaint", "claim", "dispute"):
        for thing in db.session.scalars(select(LIVES[kind].model)):
            check_owner(kind, thing, watch.answers.get((kind, thing.id)))
    unsettled = select(Defect).where(Defect.state.not_in(Defect.WORKFLOW.finals()))
    for one in db.session.scalars(unsettled):
        assert one.step_at > world.at - WITHIN_A_STEP, (one.number, one.step_at, world.at)
    late = select(Request).where(Request.state == "waiting", Request.decide_by.is_(None))
    assert db.session.scalars(late).first() is None
    resumed = select(Notice).where(Notice.state == "issued", Notice.number.is_(None))
    assert db.session.scalars(resumed).first() is None
    check_scores(world, db.session.scalars(select(CreditEntry.party_id).distinct()))


def the_chain_holds(_watch: Watch, _world: World) -> None:
    """The journal is whole."""
    verdict = chain.verify({})
    assert verdict.fault is None
    assert verdict.checked > 0


def _touched(new: Entries) -> list[tuple[str, Any]]:
    keys = dict.fromkeys((each.thing_kind, each.thing_id) for each in new if each.thing_kind in LIVES)
    found = [(kind, db.session.get(LIVES[kind].model, id_)) for kind, id_ in keys]
    return [(kind, thing) for kind, thing in found if thing is not None]


#: between two beats of the clock
WITHIN_A_STEP = timedelta(days=4)
#: asked after each step of what the journal says is new; a new room adds its own
EACH_STEP: list[Callable[[Watch, World, Entries], None]] = [
    one_party_answers, every_clock_has_an_end, only_the_right_ones_end, states_follow_the_journal, scores_replay,
    nothing_failed_and_nothing_waits,
]  # fmt: skip
#: asked of everything now and then, and at the end
OF_THE_WHOLE: list[Callable[[Watch, World], None]] = [
    nothing_is_doubled,
    all_cases_hold,
    agreements_hold,
    the_chain_holds,
]
