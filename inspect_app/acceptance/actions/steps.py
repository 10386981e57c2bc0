"""The steps before signing: ask for pre-acceptance and conclude it, call a meeting, give an opinion, write the minutes."""

from collections.abc import Callable, Mapping
from datetime import datetime, timedelta
from typing import Any

from inspect_app.acceptance import queries
from inspect_app.acceptance.models import Acceptance, Meeting, Member, Opinion, PreCheck
from inspect_app.acceptance.rules import ORDER
from inspect_app.acceptance.rules.procedure import demanded
from inspect_app.acceptance.rules.steps import CAPACITIES, NAMES, seats
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor

Values = Mapping[str, Any]
Told = dict[str, Any]
#: a meeting is called within a year
MOST_AHEAD = timedelta(days=366)


def step(actor: Actor, acceptance: Acceptance, name: str, values: Values, at: datetime) -> Told:
    """Take one of the steps before signing and return what its journal entry tells.

    Refused (409) where it is not its turn, (422) where the field named is wrong.
    """
    if not acceptance.by_steps:
        raise Problem(
            "conflict", zh="这次验收在启用验收步骤前开始，不需登记此步骤。",
            en="This acceptance was begun before the steps were kept here; it needs none.",
        )  # fmt: skip
    return _STEPS[name](actor, acceptance, values, at)


def _said(values: Values, name: str) -> str:
    return str(values.get(name) or "").strip()


def _report(actor: Actor, acceptance: Acceptance, values: Values, at: datetime) -> Told:
    last = acceptance.prechecks[-1] if acceptance.prechecks else None
    if last is not None and last.outcome != "refuse":
        zh, en = (
            ("预验收已合格。", "It is passed.")
            if last.outcome
            else ("已报请，等待监理单位登记结论。", "It is asked for already.")
        )
        raise Problem("conflict", zh=zh, en=en)
    report = queries.in_force(queries.documents(acceptance.project_id)).get("completion_report")
    if report is None:
        raise Problem(
            "conflict", zh="请先提交工程竣工报告，再报请预验收。",
            en="Hand in the completion report first, then ask for pre-acceptance.",
        )  # fmt: skip
    made = PreCheck(
        acceptance_id=acceptance.id, number=len(acceptance.prechecks) + 1, report=report,
        note=_said(values, "note"), asked_at=at, asked_by_name=actor.name,
    )  # fmt: skip
    acceptance.prechecks.append(made)
    return {"number": made.number}


def _precheck(actor: Actor, acceptance: Acceptance, values: Values, at: datetime) -> Told:
    one = acceptance.prechecks[-1] if acceptance.prechecks else None
    if one is None or one.outcome:
        raise Problem(
            "conflict", zh="施工单位尚未报请预验收。", en="The contractor has not asked for pre-acceptance."
        )
    outcome, findings = str(values["outcome"]), _said(values, "findings")
    checked_on = values["checked_on"]
    if not local_day(one.asked_at) <= checked_on <= local_day(at):
        raise field_problem(
            "checked_on", "应在报请之后且不晚于今天", "not before it was asked for, not after today"
        )
    if outcome == "refuse" and not findings:
        raise field_problem("findings", "不合格时请写明要整改的内容", "say what is to be mended")
    listed = list(
        dict.fromkeys(_said(values, "defects").replace("，", " ").replace(",", " ").upper().split())
    )
    known = queries.defect_states(acceptance.project_id, listed)
    if unknown := [each for each in listed if each not in known]:
        raise field_problem("defects", f"本项目没有缺陷：{unknown[0]}", f"no such defect here: {unknown[0]}")
    # What was to be mended before is mended before it passes.
    before = [each for check in acceptance.prechecks for each in check.defects]
    open_ = queries.unfinished(acceptance.project_id, [*before, *listed])
    if outcome == "pass" and open_:
        raise field_problem(
            "outcome", f"整改缺陷未销号：{open_[0]}", f"a defect to be mended is open: {open_[0]}"
        )
    one.checked_on, one.outcome, one.findings, one.defects = checked_on, outcome, findings, listed
    one.concluded_at, one.concluded_by_name = at, actor.name
    return {"number": one.number}


def _convene(actor: Actor, acceptance: Acceptance, values: Values, at: datetime) -> Told:
    project, last = acceptance.project, acceptance.meetings[-1] if acceptance.meetings else None
    passed = acceptance.prechecks and acceptance.prechecks[-1].outcome == "pass"
    if not passed and demanded("pre_acceptance", project.region, local_day(at)):
        raise Problem(
            "conflict",
            zh="预验收合格后再确定验收会议。",
            en="Pre-acceptance must be passed before a meeting is called.",
        )
    if last is not None and not last.minuted_at and any(each.opinions for each in last.members):
        raise Problem(
            "conflict",
            zh="上次会议已有意见，请先写会议纪要。",
            en="Opinions were given at the last meeting; write its minutes first.",
        )
    if not local_day(at) <= values["held_on"] <= local_day(at) + MOST_AHEAD:
        raise field_problem("held_on", "应在今天起一年内", "from today on, within a year")
    listed = seats(str(values["members"]))
    if isinstance(listed, tuple):
        raise field_problem("members", *listed)
    made = Meeting(
        acceptance_id=acceptance.id, number=len(acceptance.meetings) + 1, held_on=values["held_on"],
        place=_said(values, "place"), called_at=at, called_by_name=actor.name,
        members=[
            Member(position=n, capacity=each.capacity, name=each.name, unit=each.unit)
            for n, each in enumerate(listed)
        ],
    )  # fmt: skip
    acceptance.meetings.append(made)
    return {"number": made.number, "held_on": made.held_on.isoformat(), "members": len(listed)}


def _meeting(acceptance: Acceptance, at: datetime) -> Meeting:
    """Return the meeting that is held and not minuted."""
    last = acceptance.meetings[-1] if acceptance.meetings else None
    if last is None or last.minuted_at:
        raise Problem("conflict", zh="没有等待意见的验收会议。", en="No meeting waits for opinions.")
    if local_day(at) < last.held_on:
        raise Problem(
            "conflict", zh=f"会议定于 {last.held_on}，尚未召开。", en=f"The meeting is on {last.held_on}."
        )
    return last


def _opine(actor: Actor, acceptance: Acceptance, values: Values, at: datetime) -> Told:
    member = next(
        (each for each in _meeting(acceptance, at).members if each.name == _said(values, "member")), None
    )
    if member is None:
        raise field_problem("member", "会议成员中没有此人", "no member of this name")
    if not speaks_for(actor, acceptance, member):
        raise field_problem(
            "member", "各方成员的意见由本单位登记，其他成员的由建设单位登记",
            "each party enters its own members' opinions, the owner those of the others",
        )  # fmt: skip
    words = _said(values, "words")
    if values["opinion"] != "agree" and not words:
        raise field_problem("words", "请写明意见", "say what is wrong")
    member.opinions.append(Opinion(opinion=str(values["opinion"]), words=words, at=at, by_name=actor.name))
    # The journal goes along with bundles: an owners' delegate is a resident, and stands in it by capacity alone.
    named = CAPACITIES["delegate"][0] if member.capacity == "delegate" else member.name
    return {"unit": member.unit, "member": named}


def speaks_for(actor: Actor, acceptance: Acceptance, member: Member) -> bool:
    """Say whether somebody may enter a member's opinion: the own party's, or as the owner that of one of no party."""
    role = member.capacity if member.capacity in ORDER else "owner"
    return actor.kind == "system" or bool(acceptance.project.party_ids(role) & actor.party_ids(role))


def _minute(actor: Actor, acceptance: Acceptance, values: Values, at: datetime) -> Told:
    one = _meeting(acceptance, at)
    if one.silent:
        raise Problem(
            "conflict",
            zh=f"尚无意见：{'、'.join(one.silent)}。",
            en=f"No opinion yet: {', '.join(one.silent)}.",
        )
    solution = _said(values, "solution")
    if one.disagree and not solution:
        raise field_problem(
            "solution", "有人不同意，请写明商定的解决办法", "somebody disagrees: say what was agreed on"
        )
    if not _said(values, "minutes"):
        raise field_problem("minutes", "请写会议纪要", "write the minutes")
    one.minutes, one.solution = _said(values, "minutes"), solution
    one.minuted_at, one.minuted_by_name = at, actor.name
    db.session.flush()
    return {"number": one.number}


_STEPS: dict[str, Callable[[Actor, Acceptance, Values, datetime], Told]] = dict(
    zip(NAMES, (_report, _precheck, _convene, _opine, _minute), strict=True)
)
