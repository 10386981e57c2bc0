"""The notice of warranty matters to residents (保修事项告知书): what, how long, from which day, who answers, whom to tell."""

from collections.abc import Sequence
from datetime import date, datetime
from typing import Any

from inspect_app.acceptance.models import Certificate
from inspect_app.core import place
from inspect_app.core.canonical import content_hash
from inspect_app.core.hotlines import HOTLINE
from inspect_app.core.keys import issued
from inspect_app.core.paper import Paper
from inspect_app.identity.models import Party
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.projects.models import Project
from inspect_app.warranty.models import Clock
from inspect_app.warranty.rules import CLASSES, EXCLUDED, REPAIR, length_words

TITLE = "保修事项告知书"
#: places named one by one in a line; of more the first are named and the rest counted
MOST_PLACES = 12
_NOT_GIVEN = "未填 not given"


def notice_record(project: Project, certificate: Certificate, clocks: Sequence[Clock]) -> dict[str, Any]:
    """Return what the notice tells, for machines: the same clocks and people give the same record.

    `items` are the clocks of one class, term and answerable party, with the places they are for.
    """
    items: dict[tuple[object, ...], dict[str, Any]] = {}
    for each in clocks:
        key = each.code, each.starts_on, each.last_day, each.amount, each.basis, each.party_id
        line = items.setdefault(key, _item(each))
        line["places"].append(each.element.path)
    owner = project.party("owner")
    return {
        "kind": "warranty-notice",
        "project": {
            "name": project.name, "number": project.number, "community": project.community,
            "region": project.region, "address": project.address,
        },
        "certificate": certificate.number,
        "accepted_on": certificate.accepted_on.isoformat(),
        "owner": _party("owner", owner) if owner else None,
        "items": sorted(items.values(), key=lambda each: (each["code"], each["ends_on"] or "", each["places"])),
        "excluded": EXCLUDED[0],
        "ask": f"{place.address()}/warranty/{project.site}",
        "complain": f"{place.address()}/complaints/new?site={project.site}",
        "hotline": HOTLINE.number,
    }  # fmt: skip


def _item(clock: Clock) -> dict[str, Any]:
    return {
        "code": clock.code, "amount": clock.amount, "starts_on": clock.starts_on.isoformat(),
        "ends_on": clock.last_day.isoformat() if clock.last_day else None, "basis": clock.basis,
        "verified": clock.verified, "answers": _party("contractor", clock.party), "places": [],
    }  # fmt: skip


def _party(role: str, party: Party) -> dict[str, str]:
    return {"role": role, "name": party.name, "phone": party.phone}


def sealed_notice(told: dict[str, Any], number: str, at: datetime) -> bytes:
    """Return the sealed PDF of a notice with its record attached."""
    data = {**told, "number": number, "issued_at": at.isoformat()}
    project, owner = told["project"], told["owner"]
    url = f"{told['ask']}/notice"
    paper = Paper(TITLE, number, owner["name"] if owner else "", url, content_hash(data), at)
    accepted = date.fromisoformat(told["accepted_on"])
    paper.text(
        f"{project['community']}的各位居民：{project['name']}已于 {accepted.year} 年 {accepted.month} 月 {accepted.day} 日"
        "竣工验收合格，保修期自该日起算。保修期内出现质量问题，由下列保修单位免费维修。"
    )
    paper.text(
        f"To the residents: the works were accepted on {accepted}; the warranty runs from that day. What fails within it is "
        "repaired free of charge by the party named below.",
        "note",
    )
    paper.facts(
        [
            ("小区", project["community"]), ("项目", f"{project['name']}（{project['number']}）"),
            ("地址", project["address"] or _NOT_GIVEN), ("验收证书", told["certificate"]),
            ("验收合格日期", accepted), ("告知单位", owner["name"] if owner else _NOT_GIVEN),
        ]
    )  # fmt: skip
    _items(paper, told["items"])
    _people(paper, told)
    _ways(paper, told)
    return issued(paper, data)


def _items(paper: Paper, items: list[dict[str, Any]]) -> None:
    paper.heading("保修范围和期限 What is covered, and how long")
    rows = [
        (
            " ".join(CLASSES[each["code"]]), _places(each["places"]), " ".join(length_words(each["code"], each["amount"])),
            each["starts_on"], each["ends_on"] or "按设计或合同 by design or contract", each["answers"]["name"],
        )
        for each in items
    ]  # fmt: skip
    head = ("类别 Class", "部位 Parts", "期限 Term", "起算 From", "届满 Until", "保修单位 Answers")
    paper.table(head, rows, (2, 2.2, 1.2, 1.15, 1.15, 1.7))
    bases = {each["basis"]: each["verified"] for each in items}
    cited = "；".join(
        f"{basis}{'' if verified else '（未核实 not verified）'}" for basis, verified in bases.items()
    )
    paper.text(f"期限依据 Basis：{cited}。保修责任 Duty to repair：{REPAIR}", "note")
    paper.text(f"{EXCLUDED[0]}\n\n{EXCLUDED[1]}", "note")


def _places(places: list[str]) -> str:
    if len(places) <= MOST_PLACES:
        return "、".join(places)
    left = len(places) - MOST_PLACES
    return f"{'、'.join(places[:MOST_PLACES])} 等，另 {left} 处见网上 and {left} more"


def _people(paper: Paper, told: dict[str, Any]) -> None:
    paper.heading("联系谁 Whom to call")
    known = [told["owner"], *(each["answers"] for each in told["items"])]
    parties = {(each["role"], each["name"]): each["phone"] for each in known if each}
    rows = [
        (" ".join(PARTY_KINDS[role]), name, phone or _NOT_GIVEN) for (role, name), phone in parties.items()
    ]
    rows.append((f"{HOTLINE.zh} {HOTLINE.en}", "—", told["hotline"]))
    paper.table(("身份 Role", "单位 Party", "电话 Phone"), rows, (1.6, 2.4, 1.4))


def _ways(paper: Paper, told: dict[str, Any]) -> None:
    paper.heading("怎样报修和投诉 How to claim a repair, and how to complain")
    paper.text(
        "先扫左侧码查询并报修，不用注册；施工单位约时间上门，修好由您确认。没有人来、没修好或对结论不服，扫右侧码投诉，"
        f"或拨打 {told['hotline']}。紧急情况先打电话。"
    )
    paper.text(
        "Scan on the left to ask and to claim a repair, without an account. If nobody comes, it is not repaired or you disagree, "
        f"scan on the right to complain, or call {told['hotline']}. In danger call first.",
        "note",
    )
    paper.codes(
        [(told["ask"], "查询保修、报修 Ask and claim"), (told["complain"], "投诉 Complain")],
    )
