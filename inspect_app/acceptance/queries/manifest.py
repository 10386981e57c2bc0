"""What a certificate rests on, one line for each thing with its hash: read once, when it is issued."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Select, literal_column, select
from sqlalchemy.orm import InstrumentedAttribute

from inspect_app.acceptance.models import Document, Signature
from inspect_app.acceptance.queries.papers import documents, in_force, latest
from inspect_app.acceptance.queries.steps import meeting_facts, precheck_facts
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.files import Attachment
from inspect_app.defects.models import Defect
from inspect_app.holds.models import Hold
from inspect_app.households.models import HouseholdCard
from inspect_app.inspections.models import Answer, Submission, Visit
from inspect_app.materials.models import MaterialLot
from inspect_app.trials.models import Trial
from inspect_app.works.models import Work

Line = dict[str, Any]


def manifest(project_id: str) -> list[Line]:
    """Return what a project's certificate rests on: checks, closed defects, hold points, lots, tests, works, cards, photos.

    `sha256` is that of the checklist as signed or of the file as received; of a thing without either it is that
    of the canonical `facts` beside it.
    """
    things = [*_checks(project_id), *_defects(project_id), *_holds(project_id), *_lots(project_id)]
    things += [*_trials(project_id), *_works(project_id), *_cards(project_id), *_steps(project_id)]
    papers = [_paper(each) for each in in_force(documents(project_id)).values()]
    return [*things, *sorted(papers, key=lambda each: str(each["id"])), *_photos(project_id)]


def _checks(project_id: str) -> Iterator[Line]:
    columns = select(Submission.id, Visit.number, Submission.content).join(Submission.visit)
    stmt = columns.where(Submission.project_id == project_id).order_by(Submission.finished_at, Submission.id)
    for id_, number, content in db.session.execute(stmt):
        yield {"kind": "check", "id": id_, "number": number, "sha256": content}


def _defects(project_id: str) -> Iterator[Line]:
    columns = select(Defect.id, Defect.number, Defect.severity, Defect.raised_at, Defect.closed_at)
    stmt = columns.where(Defect.project_id == project_id, Defect.state == "closed").order_by(Defect.number)
    for id_, number, severity, raised_at, closed_at in db.session.execute(stmt):
        facts = {"severity": severity, "raised_at": _moment(raised_at), "closed_at": _moment(closed_at)}
        yield _of_facts("defect", id_, number, facts)


def _holds(project_id: str) -> Iterator[Line]:
    columns = select(Hold.id, Hold.number, Hold.state, Hold.released_at, Hold.covered_at)
    stmt = columns.where(Hold.project_id == project_id, Hold.released_at.is_not(None)).order_by(Hold.number)
    for id_, number, state, released_at, covered_at in db.session.execute(stmt):
        facts = {"state": state, "released_at": _moment(released_at), "covered_at": _moment(covered_at)}
        yield _of_facts("hold", id_, number, facts)


def _lots(project_id: str) -> Iterator[Line]:
    columns = select(
        MaterialLot.id, MaterialLot.number, MaterialLot.kind, MaterialLot.report_no, MaterialLot.accepted_at
    )
    mine = MaterialLot.project_id == project_id, MaterialLot.state == "accepted"
    for id_, number, kind, report_no, accepted_at in db.session.execute(
        columns.where(*mine).order_by(MaterialLot.number)
    ):
        facts = {"material": kind, "report_no": report_no, "accepted_at": _moment(accepted_at)}
        yield _of_facts("material-lot", id_, number, facts)


def _trials(project_id: str) -> Iterator[Line]:
    columns = select(Trial.id, Trial.number, Trial.sha256)
    stmt = columns.where(Trial.project_id == project_id, Trial.state == "passed").order_by(Trial.number)
    for id_, number, content in db.session.execute(stmt):
        yield {"kind": "trial", "id": id_, "number": number, "sha256": content}


def _works(project_id: str) -> Iterator[Line]:
    columns = select(Work.id, Work.number, Work.content)
    mine = Work.project_id == project_id, Work.state.in_(("accepted", "conceded"))
    for id_, number, content in db.session.execute(columns.where(*mine).order_by(Work.number)):
        yield {"kind": "work", "id": id_, "number": number, "sha256": content}


def _cards(project_id: str) -> Iterator[Line]:
    """A household is told by the number of its card alone: the list goes to strangers."""
    card = HouseholdCard
    columns = select(card.id, card.number, card.state, card.confirmed_at, card.accepted_at, card.concluded_at)
    done = card.state.in_(("accepted", "unsigned"))
    stmt = columns.where(card.project_id == project_id, done).order_by(card.number)
    for id_, number, state, confirmed_at, accepted_at, concluded_at in db.session.execute(stmt):
        facts = {
            "state": state, "confirmed_at": _moment(confirmed_at), "accepted_at": _moment(accepted_at),
            "concluded_at": _moment(concluded_at),
        }  # fmt: skip
        yield _of_facts("household-card", id_, number, facts)


def _steps(project_id: str) -> Iterator[Line]:
    """The steps before signing, and the documents of authority the signatures rest on."""
    acceptance = latest(project_id)
    if acceptance is None:
        return
    for check in acceptance.prechecks:
        yield _of_facts("precheck", check.id, str(check.number), precheck_facts(check))
    for one in acceptance.meetings:
        yield _of_facts("meeting", one.id, str(one.number), meeting_facts(one))
    for each in acceptance.signed:
        if each.authority_id:
            yield _delegation(each)


def _delegation(each: Signature) -> Line:
    return {
        "kind": "delegation",
        "id": each.authority_id,
        "number": each.role,
        "sha256": each.authority_sha256,
    }


def _paper(each: Document) -> Line:
    if each.sha256:
        return {"kind": "document", "id": each.id, "number": each.kind, "sha256": each.sha256}
    facts = {"dated_on": each.dated_on.isoformat(), "note": each.note, "terms": each.terms}
    return _of_facts("document", each.id, each.kind, facts)


def _photos(project_id: str) -> Iterator[Line]:
    """The photos and drawn signatures of what is listed, under the number of the thing they belong to."""
    checks = Submission.project_id == project_id
    of_answers = _attached("answer", Visit.number).join(Answer, Answer.id == Attachment.thing_id)
    stmts = (
        of_answers.join(Answer.submission).join(Submission.visit).where(checks),
        _attached("submission", Visit.number)
        .join(Submission, Submission.id == Attachment.thing_id)
        .join(Submission.visit)
        .where(checks),
        _attached("defect", Defect.number)
        .join(Defect, Defect.id == Attachment.thing_id)
        .where(Defect.project_id == project_id, Defect.state == "closed"),
        _attached("hold", Hold.number)
        .join(Hold, Hold.id == Attachment.thing_id)
        .where(Hold.project_id == project_id, Hold.released_at.is_not(None)),
        _attached("material", MaterialLot.number)
        .join(MaterialLot, MaterialLot.id == Attachment.thing_id)
        .where(MaterialLot.project_id == project_id, MaterialLot.state == "accepted"),
    )
    for stmt in stmts:
        for id_, number, sha256 in db.session.execute(stmt.order_by(literal_column("2"), Attachment.id)):
            yield {"kind": "photo", "id": id_, "number": number, "sha256": sha256}


def _attached(kind: str, number: InstrumentedAttribute[str]) -> Select[str, str, str]:
    stmt = select(Attachment.id, number, Attachment.sha256).select_from(Attachment)
    return stmt.where(Attachment.thing_kind == kind)


def _of_facts(kind: str, id_: str, number: str, facts: dict[str, Any]) -> Line:
    # With its number: two things of which the same is known are two things.
    named = {"number": number, **facts}
    return {"kind": kind, "id": id_, "number": number, "facts": named, "sha256": content_hash(named)}


def _moment(at: datetime | None) -> str | None:
    return at.isoformat() if at else None
