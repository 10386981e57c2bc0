"""The moves of a hold point: announce, sign, refuse, cover, report a breach, open again and say who pays."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import chain
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach, attachments
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.core.timeline import refused_words
from inspect_app.core.times import exact_words
from inspect_app.defects.actions import raise_defect
from inspect_app.gates.actions import require_open
from inspect_app.holds.models import Hold, HoldNotice, HoldPart, HoldSignature
from inspect_app.holds.permits import acts_for
from inspect_app.holds.rules.consequences import CLAUSE, cost, graveness
from inspect_app.holds.rules.notice import meet_from, notice, signing_opens
from inspect_app.notices.actions import require_running

Values = Mapping[str, Any]


def move(actor: Actor, hold: Hold, name: str, values: Values, *, at: datetime) -> Hold:
    """Take one of the hold point's declared moves; the last signature releases it."""
    if name in ("announce", "sign"):
        # Nothing is released where works stand still.
        require_running(hold.project_id, hold.element_id)
    # Held: a signature and a covering, or two last signatures, at once would each be right alone.
    db.session.scalar(select(Hold.id).where(Hold.id == hold.id).with_for_update())
    db.session.refresh(hold)
    hold.WORKFLOW.take(hold.state, name)
    prepare = _PREPARE.get(name)
    told = prepare(actor, hold, values, at) if prepare else {}
    given = {key: value for key, value in values.items() if value not in (None, "", [], ())}
    given |= {"meet_at": hold.meet_at.isoformat()} if name == "announce" and hold.meet_at else {}
    journal.move(actor, hold, name, at=at, data={**given, **told})
    if name == "sign" and not hold.to_sign:
        journal.move(SYSTEM, hold, "release", at=at, data={"round": hold.rounds})
    return hold


def _announce(actor: Actor, hold: Hold, values: Values, at: datetime) -> dict[str, Any]:
    roles = [each.role for each in hold.parts]
    earliest, meet_at = meet_from(roles, at, local_day(at)), values["meet_at"]
    # A minute is given to whoever types the earliest moment itself.
    if meet_at < earliest - timedelta(minutes=1):
        zh, en = exact_words(earliest, "zh"), exact_words(earliest, "en")
        raise field_problem(
            "meet_at", f"通知期未满，不早于 {zh}", f"the notice has not run then: not before {en}"
        )
    photos = _fresh(hold, values)
    hold.rounds += 1
    _keep(actor, hold, photos, f"round-{hold.rounds}", at)
    hold.announced_by, hold.announced_by_name = actor.id, actor.name
    hold.note, hold.meet_at, hold.released_at = str(values.get("note") or "").strip(), meet_at, None
    for position, each in enumerate(hold.witnesses):
        hold.notices.append(_notice(hold, position, each, at))
    return {"round": hold.rounds}


def _fresh(hold: Hold, values: Values) -> list[str]:
    """Return the photos of this round; those of an earlier one do not show the works as they lie now."""
    photos = list(values.get("photos") or ())
    if not photos:
        raise field_problem("photos", "至少一张覆盖前的照片", "at least one photo from before covering")
    if {each.sha256 for each in attachments("hold", hold.id)} & set(photos):
        raise field_problem(
            "photos", "这张照片此前已提交过，请上传现在拍的照片", "this photo was handed in before; send one taken now"
        )  # fmt: skip
    return photos


def _notice(hold: Hold, position: int, part: HoldPart, at: datetime) -> HoldNotice:
    rule = notice(part.role, local_day(at))
    return HoldNotice(
        round=hold.rounds, position=position, role=part.role, party_id=part.party_id, hours=rule.hours,
        basis=rule.basis, told_at=at, silent_at=at + timedelta(hours=rule.hours),
    )  # fmt: skip


def _sign(actor: Actor, hold: Hold, values: Values, at: datetime) -> dict[str, Any]:
    require_open("cover_up", hold.project, at, element=hold.element)
    if hold.meet_at is None or not signing_opens([each.answer for each in hold.told], hold.meet_at, at):
        zh, en = (exact_words(hold.meet_at or at, each) for each in ("zh", "en"))
        raise Problem(
            "conflict", zh=f"受邀单位可能到场，{zh} 起方可签认。", en=f"Those invited may still come; sign from {en} on."
        )  # fmt: skip
    mine = [each for each in hold.to_sign if acts_for(actor, hold.project, each.role, each.party_id)]
    if not mine:
        raise Problem("forbidden", verb=refused_words("hold.sign"))
    if " ".join(str(values.get("name") or "").split()) != actor.name:
        raise field_problem("name", f"请填写您的姓名：{actor.name}", f"write your name: {actor.name}")
    part = mine[0]
    made = HoldSignature(
        round=hold.rounds, role=part.role, party_id=part.party_id, person_id=actor.id, name=actor.name,
        note=str(values.get("note") or "").strip(), at=at,
    )  # fmt: skip
    hold.signatures.append(made)
    return {"role": part.role, "round": hold.rounds}


def _refuse(actor: Actor, hold: Hold, values: Values, at: datetime) -> dict[str, Any]:
    hold.refusals += 1
    _end_notices(hold, at)
    _keep(actor, hold, values.get("photos") or (), f"refused-{hold.rounds}", at)
    return {"round": hold.rounds}


def _end_notices(hold: Hold, at: datetime) -> None:
    """Let the notices that still run lapse: a round that is over asks nobody any more."""
    for each in hold.told:
        if each.answer is None and at < each.silent_at:
            each.moot_at = at


def _cover(actor: Actor, hold: Hold, values: Values, at: datetime) -> dict[str, Any]:
    _keep(actor, hold, values.get("photos") or (), f"covered-{hold.rounds}", at)
    return {"round": hold.rounds}


def _breach(actor: Actor, hold: Hold, values: Values, at: datetime) -> dict[str, Any]:
    _end_notices(hold, at)
    photos = list(values.get("photos") or ())
    _keep(actor, hold, photos, "breach", at)
    grave = graveness(hold.element.kind)
    defect = raise_defect(
        actor, project=hold.project, title=f"未经验收即隐蔽：{hold.title}"[:200], at=at, kind="quality",
        description=str(values.get("reason") or ""), element_id=hold.element_id, severity=grave.severity,
        clause=CLAUSE, source_kind="hold", source_id=f"{hold.id}:{int(at.timestamp())}", photos=photos,
    )  # fmt: skip
    return {"defect": defect.number, "severity": grave.severity, "round": hold.rounds}


def _reopen(_actor: Actor, hold: Hold, _values: Values, _at: datetime) -> dict[str, Any]:
    # Covered on the quiet: the contractor pays, whatever will be found.
    hold.payer = None if hold.released_at else cost(False, in_order=True).payer
    return {"round": hold.rounds, **({"payer": hold.payer} if hold.payer else {})}


def _uphold(actor: Actor, hold: Hold, values: Values, at: datetime) -> dict[str, Any]:
    return _opened(actor, hold, values, at, in_order=True)


def _condemn(actor: Actor, hold: Hold, values: Values, at: datetime) -> dict[str, Any]:
    told = _opened(actor, hold, values, at, in_order=False)
    hold.released_at = None
    hold.refusals += hold.rounds > hold.refusals
    return told


def _opened(actor: Actor, hold: Hold, values: Values, at: datetime, *, in_order: bool) -> dict[str, Any]:
    found = cost(hold.released_at is not None, in_order)
    hold.payer = found.payer
    _keep(actor, hold, values.get("photos") or (), "opened", at)
    return {"payer": found.payer, "basis": found.basis}


def _keep(actor: Actor, hold: Hold, shas: Sequence[str], label: str, at: datetime) -> None:
    try:
        attach("hold", hold.id, shas, label, actor.name, at)
    except Problem as missing:  # the refusal names the field of this form
        raise Problem(missing.slug, errors={"photos": list(chain(*missing.errors.values()))}) from missing


_PREPARE: dict[str, Callable[[Actor, Hold, Values, datetime], dict[str, Any]]] = {
    "announce": _announce, "sign": _sign, "refuse": _refuse, "cover": _cover, "breach": _breach,
    "reopen": _reopen, "uphold": _uphold, "condemn": _condemn,
}  # fmt: skip
