"""Acts on cards of household acceptance: draft them, judge their points, take their moves."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from itertools import chain
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.defects.actions import raise_defect
from inspect_app.defects.models import Defect
from inspect_app.households.models import HouseholdAttempt, HouseholdCard, HouseholdPoint
from inspect_app.households.rules import (
    ATTEMPTS,
    OUTCOMES,
    SCOPES,
    WORKFLOW,
    drafted,
    may_conclude,
    unanswered,
)
from inspect_app.projects.models import Element, Project

Values = Mapping[str, Any]
#: states of a defect in which what it asked for was done
MENDED = ("rectified", "closed", "void")
MOST_CARDS = 500


def draft(
    actor: Actor, project: Project, scope: Sequence[str], *, at: datetime, building: str = ""
) -> list[HouseholdCard]:
    """Draft a card for each household that has none (of one building, by its name); none left is a conflict."""
    wanted = [each for each in SCOPES if each in scope]
    if not wanted:
        raise field_problem("scope", "至少选一项改造内容", "choose at least one part of the works")
    db.session.scalar(select(Project.id).where(Project.id == project.id).with_for_update(of=Project))
    have = select(HouseholdCard.element_id).where(
        HouseholdCard.project_id == project.id, HouseholdCard.state != "void"
    )
    stmt = select(Element).where(
        Element.project_id == project.id, Element.kind == "household", Element.id.not_in(have)
    )
    homes = [each for each in db.session.scalars(stmt.order_by(Element.path)) if building in ("", each.top)][
        :MOST_CARDS
    ]
    if not homes:
        raise Problem("conflict", zh="没有尚未建卡的户。", en="Every household there has its card.")
    year, made = local_day(at).year, []
    for element in homes:
        card = HouseholdCard(
            number=next_number("FHYS", year), project=project, element=element, scope=wanted, drafted_at=at,
            points=[HouseholdPoint(position=n, key=each.key) for n, each in enumerate(drafted(wanted))],
        )  # fmt: skip
        db.session.add(card)
        made.append(card)
    db.session.flush()
    journal.record(actor, "household.draft", project, at=at, data={"cards": len(made), "scope": wanted})
    return made


def hold(card: HouseholdCard) -> None:
    """Hold a card: two who fill it at once, or a signature and an attempt, would each be right alone."""
    db.session.scalar(select(HouseholdCard.id).where(HouseholdCard.id == card.id).with_for_update())
    db.session.refresh(card)


def judge(
    actor: Actor, card: HouseholdCard, points: Sequence[str], outcomes: Sequence[str], notes: Sequence[str],
    photos: Sequence[str], *, at: datetime,
) -> list[Defect]:  # fmt: skip
    """Judge points of a card, named by their keys; one newly failing needs words and a photo, and raises its defect, once.

    Returns the defects raised. A failed point passes again only once its defect is mended.
    """
    hold(card)
    if card.state not in ("drafted", "filled", "checked"):
        now = WORKFLOW.state(card.state)
        raise Problem("conflict", zh=f"{now.zh}，不能再改。", en=f"{now.en}: nothing is changed any more.")
    if not len(points) == len(outcomes) == len(notes):
        raise field_problem("outcomes", "每项一个结果和一个说明", "one outcome and one note for each point")
    by_key = {each.key: each for each in card.points}
    failing = []
    for key, outcome, note in zip(points, outcomes, notes, strict=True):
        one = by_key.get(key)
        if one is None:
            raise field_problem("points", "不是本卡的验收项", "not a point of this card")
        if outcome == one.outcome and note == one.note:
            continue
        if one.outcome == "fail" and outcome != "fail":
            _mended(one)
        if outcome == "fail" and one.outcome != "fail":
            failing.append(one)
        one.outcome, one.note, one.judged_at, one.judged_by_name = outcome, note, at, actor.name
    raised = [_raise(actor, card, each, photos, at) for each in failing]
    if raised:
        _keep(card, photos, "failed", "photos", actor, at)
    told = {"failed": [OUTCOMES["fail"][0] + "：" + each.point.zh for each in failing]} if failing else {}
    journal.record(
        actor, "household.judge", card, at=at, data={**told, "defects": [each.number for each in raised]}
    )
    return raised


def defects_of(card: HouseholdCard) -> dict[str, Defect]:
    """Return the defects of a card by the id of their point."""
    ids = [each.id for each in card.points]
    stmt = select(Defect).where(Defect.source_kind == "household", Defect.source_id.in_(ids))
    return {str(each.source_id): each for each in db.session.scalars(stmt)}


def _mended(one: HouseholdPoint) -> None:
    defect = db.session.scalar(
        select(Defect).where(Defect.source_kind == "household", Defect.source_id == one.id)
    )
    if defect is not None and defect.state not in MENDED:
        raise field_problem(
            "outcomes", f"{one.point.zh}：缺陷 {defect.number} 整改后才能改为合格",
            f"{one.point.en}: defect {defect.number} is put right first",
        )  # fmt: skip


def _raise(
    actor: Actor, card: HouseholdCard, one: HouseholdPoint, photos: Sequence[str], at: datetime
) -> Defect:
    if not one.note:
        raise field_problem("notes", f"不合格须写明：{one.point.zh}", f"say what is wrong: {one.point.en}")
    if not photos:
        raise field_problem("photos", "不合格项须拍照", "a failed point needs a photo")
    return raise_defect(
        actor, project=card.project, title=f"分户验收：{one.point.zh}"[:200], description=one.note, at=at,
        element_id=card.element_id, severity=one.point.severity, clause=one.point.basis, photos=photos,
        source_kind="household", source_id=one.id,
    )  # fmt: skip


def move(actor: Actor, card: HouseholdCard, name: str, values: Values, *, at: datetime) -> HouseholdCard:
    """Take one of the card's declared moves; the resident's name and reasons stay out of the journal."""
    hold(card)
    card.WORKFLOW.take(card.state, name)
    if name in _PREPARE:
        _PREPARE[name](actor, card, values, at)
    told: dict[str, Any] = {key: values[key] for key in ("note", "kind") if values.get(key)}
    told |= {key: values[key].isoformat() for key in ("tried_on", "next_on") if values.get(key)}
    told |= {"reason": values["reason"]} if name in ("return", "void") else {}
    journal.move(actor, card, name, at=at, data=told)
    return card


def _party_signs(actor: Actor, card: HouseholdCard, values: Values, _at: datetime) -> None:
    if " ".join(str(values.get("name") or "").split()) != actor.name:
        raise field_problem("name", f"请填写您的姓名：{actor.name}", f"write your name: {actor.name}")
    left = unanswered([each.outcome for each in card.points])
    if left:
        raise Problem("conflict", zh=f"还有 {left} 项没有结果。", en=f"{left} points are not judged yet.")
    setattr(
        card,
        {"drafted": "filled_by_name", "filled": "checked_by_name", "checked": "confirmed_by_name"}[
            card.state
        ],
        actor.name,
    )


def _sign(actor: Actor, card: HouseholdCard, values: Values, at: datetime) -> None:
    card.resident = values["resident"]
    _keep(card, values["signature"], "signature", "signature", actor, at)


def _attempt(actor: Actor, card: HouseholdCard, values: Values, at: datetime) -> None:
    day, again = values["tried_on"], values.get("next_on")
    if not local_day(card.confirmed_at or at) <= day <= local_day(at):
        raise field_problem(
            "tried_on", "应在建设单位确认之后、不晚于今天", "after the confirmation, not after today"
        )
    if again is not None and again <= day:
        raise field_problem("next_on", "应晚于本次上门日期", "later than this attempt")
    if not may_conclude([*(each.tried_on for each in card.attempts), day]) and again is None:
        raise field_problem(
            "next_on", "首次未签字须约定下次上门日期", "after the first attempt, say when it is tried again"
        )
    card.attempts.append(
        HouseholdAttempt(kind=values["kind"], tried_on=day, next_on=again, reason=values["reason"], told_at=at, told_by_name=actor.name)
    )  # fmt: skip


def _conclude(_actor: Actor, card: HouseholdCard, _values: Values, _at: datetime) -> None:
    if not may_conclude([each.tried_on for each in card.attempts]):
        raise Problem(
            "conflict", zh=f"须在不同日期上门 {ATTEMPTS} 次并登记，才能未签字归档。",
            en=f"Closed only after attempts on {ATTEMPTS} different days.",
        )  # fmt: skip


_PREPARE: dict[str, Callable[[Actor, HouseholdCard, Values, datetime], None]] = {
    "fill": _party_signs, "check": _party_signs, "confirm": _party_signs, "sign": _sign, "attempt": _attempt, "conclude": _conclude,
}  # fmt: skip


def _keep(
    card: HouseholdCard, shas: Sequence[str], label: str, field: str, actor: Actor, at: datetime
) -> None:
    try:
        attach("household", card.id, shas, label, actor.name, at)
    except Problem as missing:  # the refusal names the field of this form
        raise Problem(missing.slug, errors={field: list(chain(*missing.errors.values()))}) from missing
