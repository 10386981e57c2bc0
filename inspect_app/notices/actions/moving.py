"""The moves of a notice: issue with its number, serve once, the resume check with the notice it brings, the end."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach, attachments
from inspect_app.core.ids import next_number
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.core.times import exact_words
from inspect_app.identity.models import Party
from inspect_app.notices.actions.blocking import hold_still
from inspect_app.notices.actions.drafting import check_due
from inspect_app.notices.models import Notice
from inspect_app.notices.queries import open_defects
from inspect_app.notices.rules import RESUME, due_on, kind
from inspect_app.projects.models import Project

Values = Mapping[str, Any]


def move(actor: Actor, notice: Notice, name: str, values: Values, *, at: datetime) -> Notice:
    """Take one of the notice's declared moves."""
    # Held: a receipt and a withdrawal, or two receipts, at once would each be right alone.
    hold_still(notice.project_id)
    db.session.scalar(select(Notice.id).where(Notice.id == notice.id).with_for_update())
    db.session.refresh(notice)
    notice.WORKFLOW.take(notice.state, name)
    prepare = _PREPARE.get(name)
    told = prepare(actor, notice, values, at) if prepare else {}
    given = {key: value for key, value in values.items() if value not in (None, "", [], ())}
    given = {key: value.isoformat() if hasattr(value, "isoformat") else value for key, value in given.items()}
    journal.move(actor, notice, name, at=at, data={**given, **told})
    _follow(notice, name, at)
    return notice


def _follow(notice: Notice, name: str, at: datetime) -> None:
    if name in ("serve", "receive") and notice.kind == RESUME:
        # Nothing is ordered by it: read, it has done all it can.
        journal.move(SYSTEM, notice, "end", at=at)


def _issue(actor: Actor, notice: Notice, values: Values, at: datetime) -> dict[str, Any]:
    asked = values.get("due_on") or notice.due_on
    check_due(notice.kind, asked, at)
    notice.due_on = due_on(notice.kind, local_day(at), asked)
    _number(actor, notice, at)
    return {"number": notice.number, **({"due_on": notice.due_on.isoformat()} if notice.due_on else {})}


def _number(actor: Actor, notice: Notice, at: datetime) -> None:
    day, issuer = local_day(at), _authority(actor, notice.project)
    notice.number = next_number(kind(notice.kind, day).prefix, day.year)
    # At once with its number: the database refuses one without the other.
    notice.issued_at, notice.issued_by_name, notice.issuer = at, actor.name, issuer


def _authority(actor: Actor, project: Project) -> str:
    """Return the name of the party that somebody of an authority speaks for here."""
    here = (each for each in actor.grants if each.role == "authority" and project.covered_by(each))
    party_id = next((each.party_id for each in here if each.party_id), None)
    party = db.session.get(Party, party_id) if party_id else None
    return party.name if party else actor.name


def _receive(actor: Actor, notice: Notice, _values: Values, at: datetime) -> dict[str, Any]:
    return _served(actor, notice, how="system", receiver=actor.name, received_at=at, at=at)


def _serve(actor: Actor, notice: Notice, values: Values, at: datetime) -> dict[str, Any]:
    received_at, note = values.get("received_at") or at, str(values.get("note") or "").strip()
    if received_at > at:
        raise field_problem("received_at", "不能晚于现在", "not after now")
    if notice.issued_at and received_at < notice.issued_at:
        zh, en = exact_words(notice.issued_at, "zh"), exact_words(notice.issued_at, "en")
        raise field_problem("received_at", f"不能早于签发时间 {zh}", f"not before it was issued: {en}")
    if values["how"] == "left" and not note:
        raise field_problem("note", "请写明见证人和留置地点", "name the witness and the place")
    _keep(actor, notice, values, "service", at)
    notice.service_note = note
    named = {"receiver": str(values["receiver"]), "how": str(values["how"])}
    return _served(actor, notice, **named, received_at=received_at, at=at)


def _served(
    actor: Actor, notice: Notice, *, how: str, receiver: str, received_at: datetime, at: datetime
) -> dict[str, Any]:
    notice.how, notice.receiver, notice.received_at = how, receiver, received_at
    notice.served_at, notice.served_by_name = at, actor.name
    return {"how": how, "receiver": receiver, "received_at": received_at.isoformat()}


def _ask(actor: Actor, notice: Notice, values: Values, at: datetime) -> dict[str, Any]:
    photos = list(values.get("photos") or ())
    if not str(values.get("note") or "").strip():
        raise field_problem("note", "请写明做了什么", "say what was done")
    if not photos:
        raise field_problem("photos", "至少一张整改后的照片", "at least one photo from after the fix")
    if {each.sha256 for each in attachments("notice", notice.id)} & set(photos):
        words = (
            "这张照片此前已提交过，请上传现在拍的照片",
            "this photo was handed in before; send one taken now",
        )
        raise field_problem("photos", *words)
    notice.rounds += 1
    _keep(actor, notice, values, f"round-{notice.rounds}", at)
    return {"round": notice.rounds}


def _resume(actor: Actor, notice: Notice, values: Values, at: datetime) -> dict[str, Any]:
    _require_settled(notice)
    _keep(actor, notice, values, f"checked-{notice.rounds}", at)
    made = Notice(
        project=notice.project, kind=RESUME, whole=notice.whole, elements=list(notice.elements), defects=[],
        facts=str(values.get("note") or "").strip() or f"{notice.number} 所列事项经检查已整改到位。",
        clause=kind(RESUME, local_day(at)).basis, addressee=notice.addressee, source_kind="check",
        source_id=notice.id, lifts=notice, drafted_at=at, drafted_by=actor.id, drafted_by_name=actor.name,
    )  # fmt: skip
    db.session.add(made)
    _number(actor, made, at)
    told = {"number": made.number, "lifts": notice.number}
    journal.move(actor, made, "issue", at=at, data=told)
    return {"resume": made.number, "round": notice.rounds}


def _refuse(actor: Actor, notice: Notice, values: Values, at: datetime) -> dict[str, Any]:
    notice.refusals += 1
    _keep(actor, notice, values, f"checked-{notice.rounds}", at)
    return {"round": notice.rounds}


def _end(_actor: Actor, notice: Notice, _values: Values, _at: datetime) -> dict[str, Any]:
    _require_settled(notice)
    return {}


def _require_settled(notice: Notice) -> None:
    """Refuse while a cited defect is not closed (Work Safety Law art. 65: first removed, then looked at)."""
    left = open_defects(notice)
    if left:
        zh, en = "、".join(left), ", ".join(left)
        raise Problem("conflict", zh=f"所列缺陷尚未销号：{zh}。", en=f"Defects cited are not closed: {en}.")


def _keep(actor: Actor, notice: Notice, values: Values, label: str, at: datetime) -> None:
    shas: Sequence[str] = list(values.get("photos") or ())
    try:
        attach("notice", notice.id, shas, label, actor.name, at)
    except Problem as missing:  # the refusal names the field of this form
        raise Problem(missing.slug, errors={"photos": list(chain(*missing.errors.values()))}) from missing


_PREPARE: dict[str, Callable[[Actor, Notice, Values, datetime], dict[str, Any]]] = {
    "issue": _issue, "receive": _receive, "serve": _serve, "ask": _ask, "resume": _resume, "refuse": _refuse,
    "end": _end,
}  # fmt: skip
