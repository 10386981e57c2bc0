"""Reads for a resident who has shown that a number is theirs: the cases filed with it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Delete, Select, and_, delete, select
from sqlalchemy.orm import joinedload

from inspect_app.complaints.models import Complaint, Supporter
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.life import WORKFLOW
from inspect_app.core.db import db
from inspect_app.core.workflow import State
from inspect_app.messages.models import PhoneAsk, PhoneCase

MOST = 50


@dataclass(frozen=True, slots=True)
class Case:
    """A case as the list of one's own cases shows it: no words and no door of anybody."""

    id: str
    joined: bool
    number: str
    category: tuple[str, str]
    community: str
    state: State
    filed_at: datetime


def cases(mark: str) -> list[Case]:
    """Return the cases of a number, the newest first; what has been erased is nobody's any more."""
    own = select(Complaint).join(PhoneCase, _of("complaint", Complaint.id)).where(PhoneCase.mark == mark)
    own = own.options(joinedload(Complaint.project))
    own = own.where(Complaint.erased_at.is_(None)).order_by(Complaint.filed_at.desc()).limit(MOST)
    joined = select(Supporter).join(PhoneCase, _of("supporter", Supporter.id)).where(PhoneCase.mark == mark)
    joined = joined.options(joinedload(Supporter.complaint).joinedload(Complaint.project))
    joined = joined.where(Supporter.erased_at.is_(None)).order_by(Supporter.joined_at.desc()).limit(MOST)
    found = [_case(each.id, each, each.number, each.filed_at) for each in db.session.scalars(own)]
    found += [
        _case(each.id, each.complaint, each.number, each.joined_at, joined=True)
        for each in db.session.scalars(joined)
    ]
    return sorted(found, key=lambda each: each.filed_at, reverse=True)


def _of(kind: str, key: Any) -> ColumnElement[bool]:
    return and_(PhoneCase.kind == kind, PhoneCase.thing_id == key)


def _case(key: str, of: Complaint, number: str, at: datetime, *, joined: bool = False) -> Case:
    category = CATEGORIES[of.category]
    return Case(
        key, joined, number, (category.zh, category.en), of.project.community, WORKFLOW.state(of.state), at
    )


def opened(mark: str, key: str) -> Case | None:
    """Return one of the cases of a number, None for anybody else's."""
    return next((each for each in cases(mark) if each.id == key), None)


def asked_before(at: datetime) -> Delete:
    """Return what deletes the numbers codes were sent to that are no longer good."""
    return delete(PhoneAsk).where(PhoneAsk.expires_at <= at)


def erased() -> Select[PhoneCase]:
    """Return the marks of cases whose number has been taken away."""
    complaints = select(Complaint.id).where(Complaint.erased_at.is_not(None))
    supporters = select(Supporter.id).where(Supporter.erased_at.is_not(None))
    return select(PhoneCase).where(
        (PhoneCase.kind == "complaint") & PhoneCase.thing_id.in_(complaints)
        | (PhoneCase.kind == "supporter") & PhoneCase.thing_id.in_(supporters)
    )
