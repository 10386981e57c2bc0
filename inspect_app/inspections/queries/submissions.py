"""Reads of filled checklists, what they opened and their photos."""

from collections.abc import Collection, Iterable

from sqlalchemy import Select, or_, select
from sqlalchemy.orm import contains_eager, joinedload, selectinload

from inspect_app.core.db import db
from inspect_app.core.files import Attachment
from inspect_app.core.permits import Actor
from inspect_app.defects.models import Defect
from inspect_app.defects.queries import visible as visible_defects
from inspect_app.inspections.models import Answer, Submission, Visit
from inspect_app.inspections.queries import doubles
from inspect_app.inspections.queries.visits import (
    INSPECTED,
)
from inspect_app.inspections.rules.extras import source_of
from inspect_app.projects.queries import in_sight


def submissions(actor: Actor) -> Select[Submission]:
    """Return the submissions an actor may see, newest first: each grant opens its own projects only."""
    sees = or_(in_sight(actor, wide=True), in_sight(actor, roles=INSPECTED))
    unseen = Submission.visit_id.not_in(doubles.hidden_from(actor))
    stmt = select(Submission).join(Submission.project).where(sees, unseen)
    return stmt.order_by(Submission.received_at.desc(), Submission.id)


def submission(actor: Actor, submission_id: str) -> Select[Submission]:
    """Return the query for one submission the actor may see, with its answers."""
    visit = joinedload(Submission.visit)
    answers = selectinload(Submission.answers).joinedload(Answer.element)
    loaded = (visit.joinedload(Visit.template_version), visit.joinedload(Visit.plan), answers)
    return (
        submissions(actor)
        .options(contains_eager(Submission.project), *loaded)
        .where(Submission.id == submission_id)
    )


def defects_of(answers: Iterable[Answer]) -> dict[str, Defect]:
    """Return the defects that answers opened, by answer."""
    keys = [each.id for each in answers if each.outcome == "fail"]
    stmt = select(Defect).where(Defect.source_kind == "answer", Defect.source_id.in_(keys))
    return {str(each.source_id): each for each in db.session.scalars(stmt)}


def besides(visit: Visit) -> list[Defect]:
    """Return the defects found besides the checklist at a visit, whichever of its checklists told of them."""
    own = Defect.source_id.startswith(source_of(visit.id, ""), autoescape=True)
    stmt = select(Defect).where(Defect.source_kind == "extra", own)
    return list(db.session.scalars(stmt.order_by(Defect.raised_at, Defect.number)))


def in_sight_of(actor: Actor, opened: Iterable[Defect]) -> set[str]:
    """Return which of these defects the actor may open."""
    mine = visible_defects(actor).with_only_columns(Defect.id)
    return set(db.session.scalars(mine.where(Defect.id.in_([each.id for each in opened]))))


def photos_of(answers: Iterable[Answer]) -> dict[str, list[str]]:
    """Return the photos of answers, by answer, in one question."""
    return shots("answer", [each.id for each in answers])


def shots(kind: str, keys: Collection[str]) -> dict[str, list[str]]:
    """Return the photos things were found with, by thing, in one question."""
    if not keys:
        return {}
    stmt = select(Attachment).where(Attachment.thing_kind == kind, Attachment.thing_id.in_(keys))
    stmt = stmt.where(Attachment.label.in_(("found", "signature")))
    found: dict[str, list[str]] = {}
    for each in db.session.scalars(stmt.order_by(Attachment.at, Attachment.id)):
        found.setdefault(each.thing_id, []).append(each.sha256)
    return found
