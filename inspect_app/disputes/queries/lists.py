"""Which disputes an actor may see: those of the project's public bodies, and each side's own."""

from datetime import date, datetime

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import contains_eager, joinedload

from inspect_app.core.calendar import end_of_day, local_day
from inspect_app.core.db import db
from inspect_app.core.permits import Actor, may
from inspect_app.core.todo import Todo
from inspect_app.disputes.models import Appraisal, Dispute, DisputeEvidence, Mediation
from inspect_app.disputes.rules.life import UNFINISHED, WORKFLOW
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight
from inspect_app.warranty.queries.claims import of_source

#: roles that see every dispute of their projects: mediation is not for the others
READERS = ("admin", "authority", "street", "community")
STATES = ("unfinished", "all", *(each.name for each in WORKFLOW.states))
MOST_TODOS = 50
#: what somebody waits for, in the order asked
_TURNS = (
    ("accept", "受理调解，或说明不受理", "take it up, or say why not"),
    ("consent", "答复是否同意调解", "say whether you consent to mediation"),
    ("draft", "约定调解会、拟定协议", "call a meeting, draft the agreement"),
    ("sign", "签署调解协议", "sign the agreement"),
    ("agree", "见证双方签字", "witness the signatures"),
    ("revisit", "到期回访", "make the follow-up visit"),
)


def visible(actor: Actor) -> Select[Dispute]:
    """Return the disputes an actor may see."""
    sides = [
        and_(
            in_sight(Actor(actor.kind, actor.id, actor.name, (each,))),
            or_(Dispute.respondent_id == each.party_id, Dispute.applicant_id == each.party_id),
        )
        for each in dict.fromkeys(actor.grants)
        if each.party_id and each.role not in ("admin", "inspector")
    ]
    return select(Dispute).join(Dispute.project).where(or_(in_sight(actor, roles=READERS), *sides))


def one(actor: Actor, key: str) -> Select[Dispute]:
    """Return the query for one dispute the actor may see, by its id or number."""
    return _whole(visible(actor)).where(or_(Dispute.id == key, Dispute.number == key.upper()))


def of_id(dispute_id: str) -> Select[Dispute]:
    """Return the query for one dispute whoever asks: for its resident, who has shown the code."""
    return _whole(select(Dispute).join(Dispute.project)).where(Dispute.id == dispute_id)


def listed(actor: Actor, *, state: str = "unfinished", project_id: str = "") -> Select[Dispute]:
    """Return the disputes of a filter, the longest waiting first."""
    stmt = _whole(visible(actor)).order_by(Dispute.asked_at, Dispute.id)
    if state == "unfinished":
        stmt = stmt.where(Dispute.state.in_(UNFINISHED))
    elif state != "all":
        stmt = stmt.where(Dispute.state == state)
    return stmt.where(Dispute.project_id == project_id) if project_id else stmt


def _whole(stmt: Select[Dispute]) -> Select[Dispute]:
    return stmt.options(
        contains_eager(Dispute.project).joinedload(Project.parties), joinedload(Dispute.element),
        joinedload(Dispute.applicant), joinedload(Dispute.respondent), joinedload(Dispute.mediator),
    )  # fmt: skip


def of_case(kind: str, source_id: str) -> list[Dispute]:
    """Return the disputes of a case, the newest first."""
    stmt = select(Dispute).where(Dispute.source_kind == kind, Dispute.source_id == source_id)
    return list(db.session.scalars(stmt.order_by(Dispute.asked_at.desc(), Dispute.id.desc())))


def followed(kind: str, source_id: str) -> Dispute | None:
    """Return the newest dispute of a resident's case, whole; of a complaint, that of the claim made of it too."""
    found = of_case(kind, source_id)
    if kind == "complaint":
        for claim in db.session.scalars(of_source("complaint", source_id)):
            found += of_case("claim", claim.id)
    newest = max(found, key=lambda each: (each.ended_at is None, each.asked_at, each.id), default=None)
    return db.session.scalars(of_id(newest.id)).unique().one() if newest else None


def evidence(dispute_id: str) -> list[DisputeEvidence]:
    """Return the evidence of a dispute in the order it came."""
    stmt = select(DisputeEvidence).where(DisputeEvidence.dispute_id == dispute_id)
    return list(db.session.scalars(stmt.order_by(DisputeEvidence.at, DisputeEvidence.id)))


def meetings(dispute_id: str) -> tuple[list[Mediation], list[Appraisal]]:
    """Return the meetings and the expert appraisals of a dispute, each in the order of time."""
    met = select(Mediation).where(Mediation.dispute_id == dispute_id).order_by(Mediation.meet_at)
    looked = select(Appraisal).where(Appraisal.dispute_id == dispute_id).order_by(Appraisal.meet_at)
    return list(db.session.scalars(met)), list(db.session.scalars(looked))


def appraisal(actor: Actor, key: str) -> Select[Appraisal]:
    """Return the query for one appraisal of a dispute the actor may see."""
    seen = visible(actor).with_only_columns(Dispute.id)
    return select(Appraisal).where(Appraisal.id == key, Appraisal.dispute_id.in_(seen))


def mediation(actor: Actor, key: str) -> Select[Mediation]:
    """Return the query for one meeting of a dispute the actor may see."""
    seen = visible(actor).with_only_columns(Dispute.id)
    return select(Mediation).where(Mediation.id == key, Mediation.dispute_id.in_(seen))


def running() -> Select[Dispute]:
    """Return every dispute that has not ended, for the clock."""
    return select(Dispute).where(Dispute.state.in_(UNFINISHED)).order_by(Dispute.asked_at, Dispute.id)


def todos(actor: Actor, at: datetime) -> list[Todo]:
    """Return the disputes at which a person is the one to act."""
    rows = db.session.scalars(listed(actor).limit(MOST_TODOS)).unique()
    return [made for each in rows if (made := _todo(actor, each, local_day(at)))]


def _todo(actor: Actor, dispute: Dispute, day: date) -> Todo | None:
    open_ = {each.name for each in WORKFLOW.open_moves(dispute.state)} | {"sign"}
    if dispute.state == "agreed" and (dispute.visit_on is None or day < dispute.visit_on):
        return None
    if dispute.state == "drafted" and dispute.turn != "mediator":
        open_.discard("agree")
    words = next(
        ((zh, en) for name, zh, en in _TURNS if name in open_ and may(actor, f"dispute.{name}", dispute)),
        None,
    )
    if words is None:
        return None
    title = f"{dispute.number} {dispute.place or dispute.project.community}"
    due = end_of_day(dispute.due_on) if dispute.due_on else None
    return Todo(f"/disputes/{dispute.id}", (title, title), dispute.project.name, words, due)
