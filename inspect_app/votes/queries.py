"""Reads of votes: scoped lists, the roll, how many have voted, and the outcome a gate may ask for."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import contains_eager, selectinload

from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import in_sight
from inspect_app.votes.models import Ballot, Question, RollHousehold, Turnout, Vote, Voter
from inspect_app.votes.permits import ORGANISERS, READERS
from inspect_app.votes.rules.law import RULES, Figure, Sums, figures
from inspect_app.votes.rules.life import WORKFLOW
from inspect_app.votes.rules.questions import Asked
from inspect_app.votes.rules.tally import recount_all

STATES = ("all", *(each.name for each in WORKFLOW.states))
MOST_TODOS = 50


def visible(actor: Actor) -> Select[Vote]:
    """Return the votes an actor may see."""
    stmt = select(Vote).join(Vote.project).where(in_sight(actor, roles=READERS))
    return stmt.options(contains_eager(Vote.project), selectinload(Vote.edition))


def one(actor: Actor, vote_id: str) -> Select[Vote]:
    """Return the query for one vote the actor may see."""
    return visible(actor).where(Vote.id == vote_id)


def listed(actor: Actor, *, state: str = "all", project_id: str = "") -> Select[Vote]:
    """Return the votes of a filter, the newest first."""
    stmt = visible(actor).order_by(Vote.number.desc(), Vote.id)
    if state != "all":
        stmt = stmt.where(Vote.state == state)
    return stmt.where(Vote.project_id == project_id) if project_id else stmt


def published(number: str = "") -> Select[Vote]:
    """Return the published votes, for everybody: all, or that of a number."""
    stmt = select(Vote).where(Vote.state == "published").order_by(Vote.published_at.desc(), Vote.id)
    stmt = stmt.options(selectinload(Vote.project), selectinload(Vote.edition))
    return stmt.where(Vote.number == number) if number else stmt


def of_id(vote_id: str) -> Select[Vote]:
    """Return the query for a vote whose voter has shown number and code."""
    return select(Vote).where(Vote.id == vote_id)


def roll(actor: Actor, *, project_id: str = "") -> Select[RollHousehold]:
    """Return the households on the rolls the actor may see, in the order of the building tree."""
    stmt = select(RollHousehold).join(RollHousehold.project).join(RollHousehold.element)
    stmt = stmt.where(in_sight(actor, roles=(*ORGANISERS, "admin", "authority")))
    stmt = stmt.options(contains_eager(RollHousehold.project), contains_eager(RollHousehold.element))
    stmt = stmt.order_by(Project.number, Element.path, RollHousehold.id)
    return stmt.where(RollHousehold.project_id == project_id) if project_id else stmt


def household(actor: Actor, row_id: str) -> Select[RollHousehold]:
    """Return the query for one household on a roll the actor may see."""
    return roll(actor).where(RollHousehold.id == row_id)


def voters(vote: Vote) -> Select[Voter]:
    """Return every voter of a vote's edition, in order."""
    return select(Voter).where(Voter.edition_id == vote.edition_id).order_by(Voter.number)


def voted(vote: Vote) -> dict[str, Turnout]:
    """Return who has voted, how and by whom; never what."""
    stmt = select(Turnout).where(Turnout.vote_id == vote.id)
    return {each.voter_id: each for each in db.session.scalars(stmt)}


def voter(vote: Vote, number: int) -> Voter | None:
    """Return the voter of a number in a vote's edition."""
    return db.session.scalar(select(Voter).where(Voter.edition_id == vote.edition_id, Voter.number == number))


@dataclass(frozen=True, slots=True)
class Progress:
    """How many have voted so far, by heads and area, and of how many."""

    heads: int
    area: int
    roll_heads: int
    roll_area: int

    @property
    def figures(self) -> tuple[Figure, Figure]:
        """Return both shares; nothing is needed of them yet."""
        rule = RULES["consultation"]
        return (
            Figure("heads", "已投人数", "Heads so far", self.heads, self.roll_heads, rule.quorum, False),
            Figure("area", "已投面积", "Area so far", self.area, self.roll_area, rule.quorum, False),
        )


def progress(vote: Vote) -> Progress | None:
    """Return how far a vote is, without a choice; None before it opened."""
    if vote.edition is None:
        return None
    stmt = (
        select(func.count(), func.coalesce(func.sum(Voter.area), 0)).select_from(Turnout).join(Turnout.voter)
    )
    heads, area = db.session.execute(stmt.where(Turnout.vote_id == vote.id)).one()
    return Progress(heads, int(area), vote.edition.heads, vote.edition.area)


def photo_key(vote: Vote, one: Voter) -> str | None:
    """Return what the photos of a voter's standing paper ballot are kept under."""
    found = db.session.scalar(
        select(Ballot.receipt).where(
            Ballot.vote_id == vote.id,
            Ballot.voter_id == one.id,
            Ballot.replaced_at.is_(None),
            Ballot.place == 1,
        )
    )
    return found[:36] if found else None


@dataclass(frozen=True, slots=True)
class Result:
    """What a closed vote says of one of its questions, counted again from its tally."""

    asked: Asked
    sums: Sums
    figures: tuple[Figure, ...]

    @property
    def met(self) -> bool:
        """Say whether it carries."""
        return all(each.met for each in self.figures)


def results(vote: Vote) -> list[Result]:
    """Return the result of each question of a closed vote, in order; none before."""
    counted = recount_all(vote.tally) if vote.tally else []
    return [
        Result(asked, sums, figures(sums, RULES[asked.rule]))
        for asked, sums in zip(vote.asked, counted, strict=False)
    ]


def carried(vote: Vote) -> tuple[int, int]:
    """Return how many of a closed vote's questions carry, and of how many."""
    found = results(vote)
    return sum(each.met for each in found), len(found)


def on_subject(vote: Vote, subject: str) -> Result | None:
    """Return what a closed vote says on a subject: of several questions on it the first that does not carry."""
    found = [each for each in results(vote) if each.asked.subject == subject]
    return next((each for each in found if not each.met), found[0] if found else None)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What the owners decided: 'met', 'not_met' or 'no_data', with the vote, its hash and figures as evidence."""

    state: str
    vote: str = ""
    published_at: datetime | None = None
    tally_hash: str = ""
    figures: tuple[Figure, ...] = field(default=())


def outcome(project: Project, subject_kind: str) -> Outcome:
    """Return what was decided last on a subject (`rules.law.SUBJECTS`) in a project, from its published vote."""
    asks = (Vote.subject == subject_kind) | Vote.further.any(Question.subject == subject_kind)
    stmt = select(Vote).where(Vote.project_id == project.id, Vote.state == "published", asks)
    last = db.session.scalar(stmt.order_by(Vote.published_at.desc(), Vote.number.desc()).limit(1))
    found = on_subject(last, subject_kind) if last is not None else None
    if last is None or found is None:
        return Outcome("no_data")
    state = "met" if found.met else "not_met"
    return Outcome(state, last.number, last.published_at, last.tally_hash, found.figures)


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return which votes a person has to close or publish now."""
    due = listed(actor).where(((Vote.state == "open") & (Vote.closes_at <= at)) | (Vote.state == "closed"))
    found = []
    for each in db.session.scalars(due.limit(MOST_TODOS)):
        name, words = (
            ("close", ("截止并计票", "close and count")) if each.state == "open"
            else ("publish", ("复核并公布", "check and publish"))
        )  # fmt: skip
        if may(actor, f"vote.{name}", each) and not (name == "publish" and actor.id == each.barred):
            title = (f"{each.number} {each.title}",) * 2
            found.append(Todo(f"/votes/{each.id}", title, each.project.name, words, each.closes_at))
    return found
