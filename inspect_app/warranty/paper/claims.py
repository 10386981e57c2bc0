"""The papers of warranty: a claim from its report to the resident's word, and the list a release of money is decided by."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inspect_app.core import files, journal, place
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.keys import issued
from inspect_app.core.paper import Paper, Signed
from inspect_app.warranty.models import Claim, ClaimVisit, Retention
from inspect_app.warranty.queries import claims
from inspect_app.warranty.queries import retention as money
from inspect_app.warranty.rules import claim as life
from inspect_app.warranty.rules import retention as rules
from inspect_app.warranty.rules.promises import URGENCIES

CLAIM_TITLE, RELEASE_TITLE = "保修维修记录", "质量保证金返还清单"
MOST_PHOTOS = 12
_PICTURED = {"told": "报修时"}
_SATISFIED = {each[0]: each[1] for each in life.WORKFLOW.move("confirm").fields[0].choices}


Told = list[tuple[journal.Entry, str]]


def claim_record(claim: Claim, acts: Told, photos: Sequence[files.Attachment]) -> dict[str, Any]:
    """Return what a claim's paper says, for machines; neither door nor phone stands on it."""
    return {
        "kind": "claim", "number": claim.number, "project": claim.project.number, "place": claim.where,
        "urgency": claim.urgency, "words": claim.words, "covered": claim.covered, "basis": claim.cover_basis,
        "contractor": claim.contractor.name, "owner": claim.owner.name, "state": claim.state,
        "filed_at": claim.filed_at.isoformat(), "there_by": claim.there_by.isoformat(),
        "done_by": claim.done_by.isoformat(), "rounds": claim.rounds, "satisfaction": claim.satisfaction,
        "by_others": claim.by_others, "firm": claim.firm, "cost_fen": claim.cost, "worker": claim.worker,
        "visits": [
            {"times": [at.isoformat() for _name, at in each.slots], "chosen": _iso(each.chosen),
             "refused_at": _iso(each.refused_at), "absent": each.absent, "held_at": _iso(each.held_at)}
            for each in claim.visits
        ],
        "acts": [{"verb": entry.verb, "at": entry.at.isoformat(), "said": said} for entry, said in acts],
        "photos": [{"label": each.label, "sha256": each.sha256} for each in photos],
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def sealed_claim(claim: Claim, *, at: datetime) -> bytes:
    """Return the sealed PDF of a claim as it stands: claim, appointments, repair, the resident's word."""
    acts, photos = (
        list(claims.told(journal.timeline("claim", claim.id))),
        files.attachments("claim", claim.id),
    )
    told = claim_record(claim, acts, photos)
    url = f"{place.address()}/claims/{claim.id}"
    paper = Paper(CLAIM_TITLE, claim.number, claim.owner.name, url, content_hash(told), at)
    paper.facts(
        [
            ("项目", claim.project.name), ("部位", claim.where or "—"), ("情况", URGENCIES[claim.urgency].zh),
            ("状态", life.WORKFLOW.state(claim.state).zh), ("报修时间", claim.filed_at),
            ("施工单位", claim.contractor.name), ("最晚到场", claim.there_by), ("最晚修好", claim.done_by),
            ("是否保修", f"{'在' if claim.covered else '不在'}保修期内；{claim.cover_basis}"),
            ("期限依据", claim.promise_basis),
        ]
    )  # fmt: skip
    paper.heading("报修内容 What was claimed")
    paper.text(claim.words)
    _visits(paper, claim)
    _acts(paper, acts)
    _repaired(paper, claim)
    _photos(paper, photos)
    paper.signatures(_signed(claim, acts), "双方 Both sides")
    return issued(paper, told)


def _visits(paper: Paper, claim: Claim) -> None:
    if claim.visits:
        paper.heading("上门 Appointments")
        rows = [(each.number, each.chosen, _came_of(each), each.held_at) for each in claim.visits]
        paper.table(("次", "约定时间 Agreed", "结果 Result", "到场 Held"), rows, (0.4, 1.2, 1.4, 1.2))


def _came_of(visit: ClaimVisit) -> str:
    if visit.absent:
        return life.ABSENT[visit.absent][0]
    if visit.held_at:
        return "已上门"
    return "已约好" if visit.chosen else "时间都不合适" if visit.refused_at else "等居民选时间"


def _acts(paper: Paper, acts: Told) -> None:
    paper.heading("经过 What happened")
    moves = {f"claim.{each.name}": each.zh for each in life.WORKFLOW.moves}
    rows = [
        (entry.at, moves.get(entry.verb, "报修"), "居民" if _by_resident(entry) else entry.actor_name, said or "—")
        for entry, said in acts
    ]  # fmt: skip
    paper.table(("时间 Time", "事项 Act", "谁 By", "说明 Said"), rows, (1.1, 1.1, 1, 2.2))


def _by_resident(entry: journal.Entry) -> bool:
    return entry.actor_kind == "resident" or entry.verb == "claim.file"


def _repaired(paper: Paper, claim: Claim) -> None:
    rows: list[tuple[str, object]] = [
        ("谁来修", claim.firm if claim.by_others else claim.worker or "—"), ("报告修好", claim.repaired_at),
        ("返修", f"{claim.rounds} 次"), ("结束", claim.ended_at),
        ("居民的话", _SATISFIED.get(str(claim.satisfaction), "未评价")),
    ]  # fmt: skip
    if claim.by_others:
        rows += [
            ("第三方维修费用", f"{yuan(claim.cost)} 元" if claim.cost else "—"),
            ("依据", life.TAKE_OVER_BASIS),
        ]
    paper.heading("维修结果 The repair")
    paper.facts(rows)


def _photos(paper: Paper, photos: Sequence[files.Attachment]) -> None:
    if kept := photos[-MOST_PHOTOS:]:
        paper.heading("照片 Photos")
        paper.photos(
            [(files.read_copy(each.sha256, "public"), _PICTURED.get(each.label, "修好后")) for each in kept]
        )


def _signed(claim: Claim, acts: Told) -> list[Signed]:
    last = {entry.verb: entry for entry, _said in acts}
    done = last.get("claim.repair-by-others" if claim.by_others else "claim.repair")
    said = last.get("claim.confirm") or last.get("claim.check")
    firm = claim.firm if claim.by_others else claim.contractor.name
    resident = said is None or said.verb == "claim.confirm"
    return [
        Signed(done.actor_name if done else "", firm, "维修单位", done.at if done else None),
        Signed(
            "居民" if said and resident else said.actor_name if said else "", "—" if resident else claim.owner.name,
            "居民" if resident else "核查", said.at if said else None,
        ),
    ]  # fmt: skip


def yuan(fen: int) -> str:
    """Return fen as yuan with two decimals."""
    return f"{fen / 100:,.2f}"


def release_record(held: Retention, blocked: Sequence[money.Blocker]) -> dict[str, Any]:
    """Return what the release list says, for machines."""
    found = money.balance(held)
    return {
        "kind": "retention", "project": held.project.number, "contractor": held.party.name, "form": held.form,
        "settlement_fen": held.settlement, "held_fen": held.held, "starts_on": held.starts_on.isoformat(),
        "ends_on": held.ends_on.isoformat(), "left_fen": found.left,
        "steps": [{"what": zh, "fen": fen} for zh, _en, fen in found.steps],
        "open": [each.words[0] for each in blocked],
        "releases": [
            {"number": each.number, "state": each.state, "asked_fen": each.asked, "amount_fen": each.amount,
             "answer_by": each.answer_by.isoformat(), "deemed": each.deemed, "ended_at": _iso(each.ended_at)}
            for each in held.releases
        ],
    }  # fmt: skip


def sealed_release(held: Retention, *, at: datetime) -> bytes:
    """Return the sealed PDF of what is held back: the sum step by step, what blocks its release, the requests."""
    blocked, found, owner = money.blockers(held), money.balance(held), held.project.party("owner")
    told = release_record(held, blocked)
    url = f"{place.address()}/retentions/{held.id}"
    number = f"{held.project.number}-ZB"
    paper = Paper(RELEASE_TITLE, number, owner.name if owner else "", url, content_hash(told), at)
    over = local_day(at) > held.ends_on
    paper.facts(
        [
            ("项目", held.project.name), ("施工单位", held.party.name), ("方式", rules.FORMS[held.form][0]),
            ("结算价款（元）", yuan(held.settlement)), ("预留（元）", yuan(held.held)),
            ("上限 3%（元）", yuan(rules.retention_cap(held.settlement))), ("缺陷责任期", f"{held.months} 个月"),
            ("起算", held.starts_on), ("届满", f"{held.ends_on}（{'已满' if over else '未满'}）"),
            ("验收延误", rules.DELAYS[held.delay][0]),
        ]
    )  # fmt: skip
    paper.heading("计算 The sum")
    rows = [(zh, yuan(fen)) for zh, _en, fen in found.steps]
    paper.table(("事项 Item", "元 Yuan"), [*rows, ("余额 Left", yuan(found.left))], (3, 1), right=(1,))
    _open_items(paper, blocked)
    _asked(paper, held)
    paper.text(f"依据 Basis：{rules.RETENTION_BASIS}；{rules.START_BASIS}；{rules.RELEASE_BASIS}", "note")
    return issued(paper, told)


def _open_items(paper: Paper, blocked: Sequence[money.Blocker]) -> None:
    paper.heading("未了事项 What is still open")
    if blocked:
        paper.checks([(None, " ".join(each.words)) for each in blocked])
        paper.text("以上事项了结以前不能核实返还。", "note")
    else:
        paper.text("没有未了事项。")


def _asked(paper: Paper, held: Retention) -> None:
    if not held.releases:
        return
    paper.heading("返还申请 Requests")
    rows = [
        (each.number, local_day(each.requested_at), yuan(each.asked), yuan(each.amount) if each.amount else "—",
         rules.RELEASE.state(each.state).zh + ("（视同认可）" if each.deemed else ""),
         local_day(each.ended_at) if each.ended_at else each.answer_by)
        for each in held.releases
    ]  # fmt: skip
    head = ("编号 Number", "申请日 On", "申请元 Asked", "核定元 Due", "状态 State", "办结/期限 By")
    paper.table(head, rows, (1.5, 1, 1.2, 1.2, 1.2, 1.2), right=(2, 3))
