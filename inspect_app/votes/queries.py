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
from inspect_app.votes.models import Ballot, RollHousehold, Turnout, Vote, Voter
from inspect_app.votes.permits import ORGANISERS, READERS
from inspect_app.votes.rules.law import RULES, Figure, figures
from inspect_app.votes.rules.life import WORKFLOW
from inspect_app.votes.rules.tally import recount

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


def voted(vote: Vote) -> dict[str, str]:
    """Return who has voted, and how; never what."""
    stmt = select(Turnout.voter_id, Turnout.way).where(Turnout.vote_id == vote.id)
    return {row[0]: row[1] for row in db.session.execute(stmt)}


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
            Ballot.vote_id == vote.id, Ballot.voter_id == one.id, Ballot.replaced_at.is_(None)
        )
    )
    return found[:36] if found else None


def counted(vote: Vote) -> tuple[Figure, ...]:
    """Return the four figures of a closed vote, counted again from its tally; none before."""
    return figures(recount(vote.tally), RULES[vote.rule]) if vote.tally else ()


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
    stmt = select(Vote).where(
        Vote.project_id == project.id, Vote.subject == subject_kind, Vote.state == "published"
    )
    last = db.session.scalar(stmt.order_by(Vote.published_at.desc(), Vote.number.desc()).limit(1))
    if last is None:
        return Outcome("no_data")
    found = counted(last)
    state = "met" if all(each.met for each in found) else "not_met"
    return Outcome(state, last.number, last.published_at, last.tally_hash, found)


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return which votes a person has to close or publish now."""
    due = listed(actor).where(((Vote.state == "open") & (Vote.closes_at <= at)) | (Vote.state == "closed"))
    found = []
    for each in db.session.scalars(due.limit(MOST_TODOS)):
        name, words = (
            ("close", ("截止并计票", "close and count")) if each.state == "open"
            else ("publish", ("复核并公布", "check and publish"))
        )  # fmt: skip
        if may(actor, f"vote.{name}", each) and not (name == "publish" and actor.id == each.closed_by):
            title = (f"{each.number} {each.title}",) * 2
            found.append(Todo(f"/votes/{each.id}", title, each.project.name, words, each.closes_at))
    return found
