"""The card of a household (分户验收记录) and the summary of a project (分户验收汇总表) as sealed papers."""

from datetime import datetime
from typing import Any

from inspect_app.core import files, place
from inspect_app.core.canonical import content_hash
from inspect_app.core.keys import issued
from inspect_app.core.paper import Paper, Signed
from inspect_app.households import queries
from inspect_app.households.models import HouseholdCard
from inspect_app.households.rules import ABSENCES, OUTCOMES, SCOPES, STANDS
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.projects.models import Project
from inspect_app.votes.rules.roll import masked_name

_BASIS = "依据 Basis：建质〔2009〕291号（未核实 not verified）"


def sealed(card: HouseholdCard, *, at: datetime, whole: bool) -> bytes:
    """Return the sealed PDF of a card as it stands; the resident's signature only where it is `whole`."""
    told: dict[str, Any] = {
        "kind": "household", "number": card.number, "project": card.project.number, "place": card.element.path,
        "scope": card.scope, "state": card.state,
        "points": [{"key": each.key, "outcome": each.outcome, "note": each.note} for each in card.points],
        "attempts": [{"kind": each.kind, "tried_on": each.tried_on.isoformat()} for each in card.attempts],
    }  # fmt: skip
    paper = _paper("分户验收记录", card.number, card.project, f"/households/{card.id}", told, at)
    contractor = card.project.party("contractor")
    paper.facts(
        [
            ("项目", card.project.name), ("户", card.element.path), ("改造内容", "、".join(SCOPES[each][0] for each in card.scope)),
            ("施工单位", contractor.name if contractor else "—"), ("状态", card.WORKFLOW.state(card.state).zh),
            ("住户", masked_name(card.resident) or "—"),
        ]
    )  # fmt: skip
    rows = [
        (each.point.zh, OUTCOMES[each.outcome][0] if each.outcome else "—", each.note or "—") for each in card.points
    ]  # fmt: skip
    paper.heading("验收项 Points")
    paper.table(("验收项 Point", "结果 Outcome", "说明 Note"), rows, (3, 0.8, 1.6))
    if card.attempts:
        paper.heading("未签字登记 Attempts at the signature")
        tried = [
            (each.tried_on, ABSENCES[each.kind][0], each.next_on, each.told_by_name) for each in card.attempts
        ]
        paper.table(("日期", "情况", "下次上门", "登记人"), tried, (1, 1.2, 1, 1))
    paper.text(_BASIS, "note")
    paper.signatures(_signed(card, whole=whole), "签字 Signatures")
    return issued(paper, told)


def _paper(title: str, number: str, project: Project, path: str, told: dict[str, Any], at: datetime) -> Paper:
    owner = project.party("owner")
    return Paper(title, number, owner.name if owner else "", place.address() + path, content_hash(told), at)


def _signed(card: HouseholdCard, *, whole: bool) -> list[Signed]:
    rows = []
    for role, name, moment in (
        ("contractor", card.filled_by_name, card.filled_at), ("supervisor", card.checked_by_name, card.checked_at),
        ("owner", card.confirmed_by_name, card.confirmed_at),
    ):  # fmt: skip
        party = card.project.party(role)
        rows.append(
            Signed(name, party.name if party else "—", PARTY_KINDS[role][0], moment if name else None)
        )
    kept = (
        [each for each in files.attachments("household", card.id) if each.label == "signature"]
        if whole
        else []
    )
    image = files.read_copy(kept[-1].sha256, "public") if kept else None
    rows.append(Signed(masked_name(card.resident), card.element.name, "住户", card.accepted_at, image))
    return rows


def summary(project: Project, *, at: datetime) -> bytes:
    """Return the sealed PDF of how a project's households stand, by building."""
    found = queries.summary(queries.standing([project.id])[project.id])
    told = {
        "kind": "households",
        "project": project.number,
        "buildings": {key: dict(sorted(one.items())) for key, one in found.items()},
    }
    paper = _paper(
        "分户验收汇总表", project.number, project, f"/households?project_id={project.id}", told, at
    )
    total = {each: sum(one[each] for one in found.values()) for each in STANDS}
    paper.facts(
        [
            ("项目", project.name),
            ("户数", sum(total.values())),
            *((STANDS[each][0], total[each]) for each in STANDS),
        ]
    )
    head = ("楼栋 Building", "户数", *(words[0] for words in STANDS.values()))
    rows = [(key, sum(one.values()), *(one[each] for each in STANDS)) for key, one in sorted(found.items())]
    paper.heading("按楼栋 By building")
    paper.table(head, rows, (1.6, *[1] * 6), tuple(range(1, 7)))
    paper.text(_BASIS, "note")
    return issued(paper, told)
