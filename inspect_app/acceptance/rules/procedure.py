"""What the procedure asks before signing: notice ahead, pre-acceptance, a meeting without open disagreement; a delegate's authority."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from inspect_app.core.calendar import Unpublished, add_working_days

Missing = tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class Ahead:
    """How many working days before the meeting the supervision body is told, where and since when."""

    days: int
    basis: str
    verified: bool
    #: prefix of the division code (GB/T 2260); "" is the whole country
    region: str = ""
    since: date | None = None


@dataclass(frozen=True, slots=True)
class Demand:
    """That a pre-acceptance or a meeting is asked for before signing, where and since when."""

    step: str
    basis: str
    verified: bool
    region: str = ""
    since: date | None = None


#: the longest period that holds counts: a place may ask for more, not for less
AHEAD: tuple[Ahead, ...] = (
    Ahead(7, "建质〔2013〕171号 第六条（三）", verified=True, since=date(2013, 12, 2)),
)
DEMANDS: tuple[Demand, ...] = (
    Demand("pre_acceptance", "GB 50300-2013 第6.0.5条", verified=False, since=date(2014, 6, 1)),
    Demand("meeting", "建质〔2013〕171号 第六条（二）、第六条（四）", verified=True, since=date(2013, 12, 2)),
)


@dataclass(frozen=True, slots=True)
class Steps:
    """How far the steps of a project's acceptance are; as it stands before an acceptance is begun."""

    begun: bool = False
    #: the contractor has asked and the supervisor has not concluded
    asked: bool = False
    refused: bool = False
    passed: bool = False
    #: numbers of the defects a pre-acceptance listed that are not closed
    unmended: Sequence[str] = ()
    meeting_on: date | None = None
    minuted: bool = False
    #: members whose last opinion was that they disagree
    disagree: Sequence[str] = ()
    #: a party objected while signing, after that meeting
    objected: bool = False


def ahead(region: str, day: date) -> Ahead:
    """Return the notice period that holds in a division on a day."""
    holds = [
        each for each in AHEAD if region.startswith(each.region) and (not each.since or each.since <= day)
    ]
    return max(holds or AHEAD[:1], key=lambda each: each.days)


def demanded(step: str, region: str, day: date) -> bool:
    """Say whether a step is asked for in a division on a day."""
    return any(
        each.step == step and region.startswith(each.region) and (not each.since or each.since <= day)
        for each in DEMANDS
    )


def notify_by(meeting_on: date, region: str) -> date:
    """Return the last day to send the notice of a meeting; Unpublished for a year whose days off are not known."""
    return add_working_days(meeting_on, -ahead(region, meeting_on).days)


def late_notice(dated: date | None, steps: Steps | None, region: str, today: date) -> Missing:
    """Return what is wrong with the notice: not sent, sent too late for the meeting, or its days not yet run."""
    meeting = steps.meeting_on if steps else None
    try:
        latest = notify_by(meeting, region) if meeting else None
        if dated is None:
            if latest is None:
                return "尚未登记通知书", "the notice is not recorded"
            return (
                f"尚未登记通知书，最迟应于 {latest} 送出",
                f"the notice is not recorded; send it by {latest}",
            )
        if latest is not None:
            if dated <= latest:
                return None
            return (
                f"{meeting} 的会议最迟应于 {latest} 通知，通知书日期为 {dated}",
                f"the meeting of {meeting} had to be told of by {latest}; the notice is of {dated}",
            )
        ready = add_working_days(dated, ahead(region, dated).days)
    except Unpublished as unknown:
        return unknown.words("zh"), unknown.words("en")
    return None if ready <= today else (f"{ready} 起方可验收", f"acceptance may begin on {ready}")


def pre_acceptance(steps: Steps) -> Missing:
    """Return what is missing of the pre-acceptance."""
    if steps.unmended and steps.passed:
        listed = "、".join(steps.unmended)
        return f"整改缺陷未销号：{listed}", f"defects to be mended are open: {listed}"
    if steps.passed:
        return None
    if steps.asked:
        return "等待监理单位现场检查并登记结论", "the supervisor has to check on site and conclude"
    if steps.refused:
        return "预验收不合格，整改后由施工单位再报", "refused: the contractor mends and asks again"
    if steps.begun:
        return "施工单位尚未报请预验收", "the contractor has not asked for it"
    return "尚未开始验收准备", "the acceptance is not begun"


def meeting(steps: Steps, today: date) -> Missing:
    """Return what is missing of the acceptance meeting."""
    if steps.meeting_on is None:
        return "建设单位尚未确定验收会议", "the owner has not called the meeting"
    if not steps.minuted:
        if today < steps.meeting_on:
            return f"会议定于 {steps.meeting_on}", f"the meeting is on {steps.meeting_on}"
        return "会议意见和纪要未登记齐", "opinions and minutes are not complete"
    if steps.disagree:
        listed = "、".join(steps.disagree)
        return f"{listed}不同意，应重新组织验收", f"{listed} disagreed: organise the acceptance again"
    if steps.objected:
        return (
            "会签中有单位不同意，应商定办法并重新组织验收",
            "a party objected while signing: organise the acceptance again",
        )
    return None


@dataclass(frozen=True, slots=True)
class Authority:
    """A document of authority: who signs, for whom, from which day to which."""

    delegate: str
    leader: str
    from_on: date
    to_on: date


def may_sign(
    name: str, leader: str, held: Sequence[Authority], day: date
) -> Authority | tuple[str, str] | None:
    """Return the authority a signer rests on, None for the leader in person, or why nobody may sign so (zh, en)."""
    if not leader or name == leader:
        return None
    mine = [each for each in held if each.delegate == name and each.leader == leader]
    now = [each for each in mine if each.from_on <= day <= each.to_on]
    if now:
        return max(now, key=lambda each: each.to_on)
    if mine:
        last = max(mine, key=lambda each: each.to_on)
        return (
            f"{name} 代 {leader} 签署的授权委托书有效期为 {last.from_on} 至 {last.to_on}，今天不在有效期内",
            f"the authority of {name} to sign for {leader} holds from {last.from_on} to {last.to_on}, not today",
        )
    return (
        f"项目负责人是 {leader}；{name} 代签须先提交授权委托书（资料“授权委托书”）",
        f"the leader is {leader}; {name} signs only with a document of authority handed in before",
    )
