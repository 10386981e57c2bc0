"""The acceptance record of a lot, item work, division or unit work as a sealed paper (GB 50300 appendices E to H)."""

from datetime import datetime
from typing import Any

from inspect_app.checklists.rules.scoring.gb50300 import OUTCOMES
from inspect_app.core import place
from inspect_app.core.canonical import content_hash
from inspect_app.core.keys import issued
from inspect_app.core.paper import Paper, Signed
from inspect_app.works.models import Work
from inspect_app.works.queries import subject
from inspect_app.works.rules import CLAUSES, PAPERS, VISUAL, WORKFLOW

#: level -> title of its record
_TITLES = {
    "lot": ("检验批质量验收记录", "Lot acceptance record"),
    "item_work": ("分项工程质量验收记录", "Item work acceptance record"),
    "division": ("分部工程质量验收记录", "Division acceptance record"),
    "unit": ("单位工程质量竣工验收记录", "Unit work acceptance record"),
}


def title(work: Work) -> tuple[str, str]:
    """Return what the record of this level is called."""
    return _TITLES[work.level]


def record(work: Work) -> dict[str, Any]:
    """Return what the paper says, for machines: what was signed as it was frozen, else as it stands."""
    return {
        "kind": "work", "number": work.number, "state": work.state, "doubted_at": _iso(work.doubted_at),
        "accepted_at": _iso(work.accepted_at), "reason": work.reason, "content": work.content,
        "signed": work.record or subject(work),
        "signatures": [
            {"round": each.round, "post": each.post, "party": each.party.name, "name": each.name, "note": each.note,
             "content": each.content, "at": _iso(each.at)}
            for each in work.signatures
        ],
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def sealed(work: Work, *, at: datetime) -> bytes:
    """Return the sealed PDF of a work's acceptance as it stands."""
    told = record(work)
    owner, contractor = work.project.party("owner"), work.project.party("contractor")
    url = f"{place.address()}/works/{work.id}"
    paper = Paper(title(work)[0], work.number, owner.name if owner else "", url, content_hash(told), at)
    said, signed = work.declared, told["signed"]
    state = WORKFLOW.state(work.state).zh + ("（存疑）" if work.doubted_at else "")
    paper.facts(
        [
            ("项目", work.project.name), ("名称", work.name), ("划分", work.path),
            ("部位", work.element.path if work.element else "—"),
            ("施工单位", contractor.name if contractor else "—"), ("状态", state),
            ("轮次", work.round), ("提交", work.submitted_at), ("验收", work.accepted_at),
            ("质量控制资料", PAPERS[said["papers"]][0] if said else "—"),
            *([("观感质量", VISUAL[said["visual"]][0])] if said and said["visual"] else []),
        ]
    )  # fmt: skip
    _body(paper, signed)
    if said and said["tests"]:
        paper.heading("检验、抽查结果 Tests and spot checks")
        paper.text(said["tests"])
    _outcome(paper, work)
    paper.text(
        f"签认内容 SHA-256：{work.content or '—'}\n依据 Basis：{CLAUSES[work.level]}（签认人员未核实原文）",
        "note",
    )
    paper.signatures(_signed(work), "签认 Signatures")
    return issued(paper, told)


def _body(paper: Paper, signed: dict[str, Any]) -> None:
    found = signed["evidence"]
    if found:
        paper.heading(f"检查记录 {found['number']} {found['what']}")
        rows = [(each["zh"], each["numbers"], each["result"], each["clause"]) for each in found["items"]]
        paper.table(("检查项目 Item", "数量 Numbers", "结果 Result", "依据 Basis"), rows, (3, 1, 0.8, 1.8))
    if signed["materials"]:
        paper.heading("所用材料 Material")
        rows = [
            (each["number"], each["name"], each["maker_lot"], each["report_no"])
            for each in signed["materials"]
        ]
        paper.table(("批次 Lot", "材料 Material", "出厂批号 Maker's lot", "复验报告 Report"), rows)
    if signed["below"]:
        paper.heading("所含下级验收 Accepted below")
        accepted = [
            (each["number"], each["name"], WORKFLOW.state(each["state"]).zh) for each in signed["below"]
        ]
        paper.table(("编号 Number", "名称 Name", "结论 Result"), accepted, (1.2, 2.5, 1))


def _outcome(paper: Paper, work: Work) -> None:
    if work.reason:
        paper.heading("不合格情况 What was wrong")
        paper.text(work.reason)
    if work.resolution:
        done = work.resolution
        paper.heading("不合格处理 What was done")
        paper.text(f"{OUTCOMES[done['outcome']].zh}（{done['clause']}）：{done['reason']}")
        paper.text(f"{done['body'] or '—'} {done['report_no']} · {done['by']}", "note")


def _signed(work: Work) -> list[Signed]:
    made = work.signed
    rows = []
    for post in work.posts:
        one = made.get(post.key)
        party = work.project.party(post.role)
        name = one.party.name if one else party.name if party else "—"
        rows.append(Signed(one.name if one else "", name, post.zh, one.at if one else None))
    return rows
