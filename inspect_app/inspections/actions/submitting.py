"""The one door a filled checklist comes through, from a page, the API or a tablet's message."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from sqlalchemy import select

from inspect_app.checklists.rules import figures_alone, figures_words, items_by_key
from inspect_app.core import journal, series
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.ids import uuid7
from inspect_app.core.keys import own_key
from inspect_app.core.permits import Actor
from inspect_app.core.sounds import note_down
from inspect_app.defects.actions import raise_defect
from inspect_app.defects.models import Defect
from inspect_app.inspections.actions.arrived import check_photos, wrong_places
from inspect_app.inspections.actions.extras import raise_extras
from inspect_app.inspections.actions.merging import Following, second
from inspect_app.inspections.actions.noting import keep_log
from inspect_app.inspections.actions.visiting import settle
from inspect_app.inspections.models import Answer, Seal, Submission, Twin, Visit
from inspect_app.inspections.queries.dangers import Place, defects_at
from inspect_app.inspections.queries.doubles import failed_before, may_fill
from inspect_app.inspections.rules import (
    RECEIPT,
    Found,
    examine,
    found_in,
    moment_of,
    normal,
    receipt_bytes,
    verdict,
)
from inspect_app.inspections.rules.fill_log import sealed
from inspect_app.inspections.rules.layers import layers_of
from inspect_app.projects.actions import place_pin


@dataclass(frozen=True, slots=True)
class Receipt:
    """The server's signed word that it keeps this content under this id since that moment."""

    id: str
    status: str
    content: str
    signature: str
    at: str


def submit(
    actor: Actor, body: Mapping[str, Any], *, at: datetime, device_id: str | None = None,
    project_id: str | None = None,
) -> Receipt:  # fmt: skip
    """Take a filled checklist whole or refuse it whole; the same again gets the same receipt.

    `body` has the shape of `schemas.SubmissionIn`. Each failing answer opens a defect. With `project_id` only
    visits of that project are known (a tablet speaks for its own site).
    """
    body = normal(body)
    log, body = body.get("log"), sealed(body)
    content = content_hash(body)
    # Locked before looking: two copies arriving at once come one after the other.
    stmt = select(Visit).where(Visit.id == body["visit"]).with_for_update(of=Visit)
    visit = db.session.scalar(stmt.execution_options(populate_existing=True))
    standing = db.session.get(Submission, body["id"]) or db.session.get(Twin, body["id"])
    if standing is not None:
        return _again(standing, content)
    if visit is None or (project_id and visit.project_id != project_id):
        raise field_problem("visit", "没有这个检查任务", "no such visit")
    if not may_fill(actor, visit):
        words = "复核检查由抽中的人员独立完成", "a second visit is made by whoever was drawn, and alone"
        raise field_problem("visit", *words)
    _check(visit, body)
    made: Submission | Twin
    if visit.submission is not None:
        name = _who(actor, body)
        follow = following(actor, visit.submission, name)
        made = second(actor, visit.submission, body, content, at, device_id, name, follow)
        raise_extras(actor, visit, body, at=at)
    else:
        made = _keep(actor, visit, body, content, at, device_id)
    keep_log(made, visit.project_id, log, at=at)
    return receipt_of(made)


def following(actor: Actor, submission: Submission, name: str) -> Following:
    """Return what follows of an answer that came with a second checklist, signed by `name`."""
    known, told = failed_before(submission.visit), defects_at(submission.visit_id)
    consequence = partial(_consequence, actor, submission, known, told, name=name)
    return Following(partial(resolved, submission.visit), consequence)


def receipt_of(submission: Submission | Twin) -> Receipt:
    """Return the receipt a submission was given."""
    at = submission.received_at.isoformat()
    return Receipt(submission.id, "received", submission.content, submission.signature, at)


def _again(standing: Submission | Twin, content: str) -> Receipt:
    if standing.content != content:
        raise Problem("same-id-other-content", id=standing.id)
    return receipt_of(standing)


def _check(visit: Visit, body: dict[str, Any]) -> None:
    another = visit.state == "done" and visit.submission is not None
    if not another:
        visit.WORKFLOW.take(visit.state, "finish")
    _check_seal(visit)
    if body["template"] != visit.template_version_id:
        raise field_problem(
            "template",
            "与该任务的检查表版本不一致，请重新下载任务",
            "not this visit's checklist version; load it again",
        )
    errors = examine(visit.template_version.content, resolved(visit, body))
    if another:  # two who share the items out between them: the first one's checklist is whole
        errors.pop("answers", None)
    wrong_places(visit, body, errors)
    if errors:
        raise Problem("bad-input", errors=errors)
    check_photos(body)


def resolved(visit: Visit, body: dict[str, Any]) -> dict[str, Any]:
    """Return a body in which each stretch of a sensor is its readings; what was sent is kept as it was sent."""
    known = items_by_key(visit.template_version.content)

    def looked_up(answer: dict[str, Any]) -> dict[str, Any]:
        span, item = answer["values"], known.get(answer["item"])
        if not isinstance(span, dict) or item is None or item["kind"] != "timed":
            return answer
        since, until = moment_of(span["from"]), moment_of(span["to"])
        values = series.measured(visit.project_id, span["device"], item["quantity"], since, until)
        return {**answer, "values": values}

    return {**body, "answers": [looked_up(each) for each in body["answers"]]}


def _check_seal(visit: Visit) -> None:
    seal = db.session.get(Seal, visit.id)
    if seal is not None and seal.arrived_at is None:
        words = "抽中的任务须先到场开启", "a drawn visit is opened on site first"
        raise field_problem("visit", *words)


def _keep(
    actor: Actor, visit: Visit, body: dict[str, Any], content: str, at: datetime, device_id: str | None
) -> Submission:
    found = found_in(visit.template_version.content, resolved(visit, body))
    submission = Submission(
        id=body["id"], visit=visit, project_id=visit.project_id, content=content, body=body,
        verdict=verdict(found), device_id=device_id, person_id=actor.id if actor.kind == "person" else None,
        person_name=_who(actor, body), started_at=moment_of(body["started_at"]),
        finished_at=moment_of(body["finished_at"]), received_at=at,
        signature=own_key().sign(RECEIPT, receipt_bytes(body["id"], content, at.isoformat())),
    )  # fmt: skip
    db.session.add(submission)
    db.session.flush()
    answers = [(_answer(submission, each), each) for each in found]
    db.session.add_all(answer for answer, _found in answers)
    db.session.flush()  # all in one statement; what follows reads and flushes many times
    follow = partial(_consequence, actor, submission, failed_before(visit), defects_at(visit.id))
    opened = [made for answer, each in answers if (made := follow(answer, each, at))]
    opened += raise_extras(actor, visit, body, at=at)
    for position, each in enumerate(body["signatures"]):
        if each["image"]:
            attach("submission", submission.id, [each["image"]], f"signature-{position}", each["name"], at)
    journal.carry(visit, "finish", at=at)
    settle(actor, visit, submission, at=at)
    told: dict[str, Any] = {
        "number": visit.number,
        "visit_id": visit.id,
        "verdict": submission.verdict,
        "content": content,
    }
    counts = {name: sum(each.outcome == name for each in found) for name in ("pass", "fail", "na")}
    told |= {**counts, "defects": [each.number for each in opened]}
    journal.record(actor, "submission.receive", submission, at=at, data=told)
    return submission


def _who(actor: Actor, body: dict[str, Any]) -> str:
    signed = (
        each["name"] for each in body["signatures"] if each["role"] == "inspector" and not each["refused"]
    )
    return actor.name if actor.kind == "person" else next(signed, actor.name)


def _answer(submission: Submission, found: Found) -> Answer:
    given = found.answer
    return Answer(
        id=uuid7(), submission=submission, position=found.position, item_key=given["item"], outcome=found.outcome,
        claimed=found.claimed, values=given["values"], text=given["text"], note=given["note"],
        severity=given["severity"], element_id=given["element"],
    )  # fmt: skip


def _consequence(
    actor: Actor, submission: Submission, standing: Collection[tuple[str, str | None]], told: Mapping[Place, Defect],
    answer: Answer, found: Found, at: datetime, name: str = "",
) -> Defect | None:  # fmt: skip
    photos, place = found.answer["photos"], (answer.item_key, answer.element_id)
    # What was reported as a danger stands since then, and only its photos come now.
    danger = told.get(place)
    if photos:
        who, layers = name or submission.person_name, layers_of(found.answer)
        for kind, key in (("answer", answer.id), *((("defect", danger.id),) if danger else ())):
            attach(kind, key, photos, "found", who, at, layers=layers)
    if found.answer.get("image"):
        attach("answer", answer.id, [found.answer["image"]], "signature", submission.person_name, at)
    raised = found.outcome == "fail" and place not in standing and danger is None
    made = _defect(actor, submission.visit, answer, found, at) if raised else None
    pin, voice = found.answer.get("pin"), found.answer.get("voice")
    for kind, key in (("answer", answer.id), *(("defect", each.id) for each in (made, danger) if each)):
        if pin:
            place_pin(kind, key, pin)
        if voice:
            note_down(kind, key, voice["sha256"], voice["seconds"])
    return made


def _defect(actor: Actor, visit: Visit, answer: Answer, found: Found, at: datetime) -> Defect:
    item, content = found.item, visit.template_version.content
    return raise_defect(
        actor, project=visit.project, title=item["zh"], description=_said(found), at=at,
        element_id=answer.element_id, kind=item.get("defect") or content.get("defect") or "quality",
        severity=answer.severity or item["severity"], clause=item.get("clause") or "",
        source_kind="answer", source_id=answer.id, photos=found.answer["photos"],
        layers=layers_of(found.answer),
    )  # fmt: skip


def _said(found: Found) -> str:
    measured = figures_words(found.item, found.answer, "zh")
    if measured and figures_alone(found.item, found.answer) == "pass":
        measured += "（实测值在允许范围内，检查人员现场判定不合格）"
    return "\n".join(each for each in (found.answer["note"], found.answer["text"], measured) if each)
