"""How the steps before signing are told on a certificate: sections of words and rows, from its record."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspect_app.acceptance.rules.steps import CAPACITIES, OPINIONS, OUTCOMES
from inspect_app.identity.rules import PARTY_KINDS


@dataclass(frozen=True, slots=True)
class Section:
    """A section of the paper: its heading, a table with the widths of its columns, and words below it."""

    heading: str
    heads: tuple[str, ...]
    rows: Sequence[tuple[str, ...]]
    widths: tuple[float, ...]
    words: tuple[str, ...] = ()


def sections(record: Mapping[str, Any]) -> list[Section]:
    """Return what a certificate's record tells of its steps; nothing for those accepted before steps were kept."""
    steps = record["acceptance"]["record"].get("steps") or {"pre_acceptance": (), "meetings": ()}
    found = [_checks([each for each in steps["pre_acceptance"] if each["outcome"]])]
    found += [_meeting(each) for each in steps["meetings"]]
    found.append(_delegated([each for each in record["signatures"] if each.get("authority")]))
    return [each for each in found if each.rows]


def _checks(concluded: list[dict[str, Any]]) -> Section:
    rows = [
        (
            each["number"],
            each["checked_on"],
            OUTCOMES[each["outcome"]][0],
            each["findings"] or "—",
            each["by"],
        )
        for each in concluded
    ]
    heads = ("次 No.", "检查日期 Day", "结论 Outcome", "检查情况 Findings", "登记人 By")
    return Section("预验收 Pre-acceptance", heads, rows, (0.6, 1.1, 1.5, 3, 1))


def _meeting(one: dict[str, Any]) -> Section:
    rows = [
        (CAPACITIES[each["capacity"]][0], each["unit"], each["name"] or "—", _last(each["opinions"]))
        for each in one["members"]
    ]
    heads = ("身份 Capacity", "单位 Unit", "姓名 Name", "意见 Opinion")
    words = [f"会议时间、地点：{one['held_on']}，{one['place']}"]
    words += [
        f"{title}：{one[key]}"
        for key, title in (("minutes", "会议纪要"), ("solution", "商定的解决办法"))
        if one[key]
    ]
    heading = f"第 {one['number']} 次验收会议 Acceptance meeting {one['number']}"
    return Section(heading, heads, rows, (1.1, 2, 1, 2), tuple(words))


def _last(opinions: list[dict[str, str]]) -> str:
    if not opinions:
        return "—"
    said = OPINIONS[opinions[-1]["opinion"]][0]
    return f"{said}：{opinions[-1]['words']}" if opinions[-1]["words"] else said


def _delegated(signatures: list[dict[str, str]]) -> Section:
    rows = [
        (PARTY_KINDS[each["role"]][0], each["for"], each["name"], each["authority"]) for each in signatures
    ]
    heads = ("角色 Role", "项目负责人 Leader", "受托签署 Signed by", "委托书 SHA-256")
    return Section("授权委托 Delegated signatures", heads, rows, (1, 1.1, 1.1, 2.6))
