"""The mediation agreement as a sealed paper: both claims, the terms, who signed, what follows."""

from datetime import datetime
from typing import Any

from inspect_app.core import place
from inspect_app.core.canonical import content_hash
from inspect_app.core.keys import issued
from inspect_app.core.paper import Paper, Signed
from inspect_app.disputes.actions import text_of
from inspect_app.disputes.models import PIECES, Dispute
from inspect_app.disputes.queries import evidence, meetings
from inspect_app.disputes.rules import clocks
from inspect_app.disputes.rules.life import FINDINGS, SIDES, WAYS_TO_SIGN, WORKFLOW

TITLE = "调解协议书"


def record(dispute: Dispute) -> dict[str, Any]:
    """Return what the paper says, for machines; a resident's name stands on the paper alone."""
    return {
        **text_of(dispute), "state": dispute.state, "witness": dispute.witness,
        "agreed_at": dispute.agreed_at.isoformat() if dispute.agreed_at else None,
        "signed": [{"side": each.side, "way": each.way, "at": each.at.isoformat(), "content": each.content}
                   for each in _standing(dispute)],
        "confirm_by": dispute.confirm_by.isoformat() if dispute.confirm_by else None, "ruling": dispute.ruling,
        "evidence": [{"title": each.title, "content": each.content} for each in evidence(dispute.id)],
    }  # fmt: skip


def _standing(dispute: Dispute) -> list[Any]:
    return [each for each in dispute.signatures if each.draft == dispute.drafts]


def sealed(dispute: Dispute, *, at: datetime) -> bytes:
    """Return the sealed PDF of the agreement as it stands."""
    told = record(dispute)
    url = f"{place.address()}/disputes/{dispute.id}"
    paper = Paper(TITLE, dispute.number, dispute.mediator.name, url, content_hash(told), at)
    paper.facts(
        [
            ("申请人", dispute.applicant_name), ("被申请人", dispute.respondent.name),
            ("调解组织", dispute.mediator.name), ("项目", dispute.project.name), ("部位", dispute.place),
            ("所涉案件", dispute.source_number), ("状态", WORKFLOW.state(dispute.state).zh),
            ("生效时间", dispute.agreed_at),
        ]
    )  # fmt: skip
    paper.heading("双方主张 Claims")
    paper.text(f"申请人：{dispute.claim}\n\n请求：{dispute.wish}\n\n被申请人：{dispute.answer or '—'}")
    _evidence(paper, dispute)
    paper.heading("协议内容 Terms")
    paper.text(dispute.terms)
    paper.facts([("履行期限", dispute.perform_by), ("第几稿", dispute.drafts)])
    paper.heading("效力与司法确认 What follows")
    paper.text(_follows(dispute))
    paper.signatures(_signed(dispute), "签字 Signatures")
    return issued(paper, told)


def _evidence(paper: Paper, dispute: Dispute) -> None:
    rows = [
        (PIECES[each.kind][0], each.title, SIDES[each.side][0], each.content[:16])
        for each in evidence(dispute.id)
    ]
    if rows:
        paper.heading("证据 Evidence")
        paper.table(("种类 Kind", "名称 Title", "提交 From", "摘要 SHA-256"), rows, (0.9, 2.4, 1, 1.3))
    found = [
        (each.expert, FINDINGS[each.finding][0], each.opinion)
        for each in meetings(dispute.id)[1]
        if each.finding
    ]
    if found:
        paper.heading("鉴定意见 Expert opinion")
        paper.table(("机构 Expert", "结论 Finding", "意见 Opinion"), found, (1.4, 1, 2.6))


def _follows(dispute: Dispute) -> str:
    law = clocks.CONFIRMATION.basis
    if dispute.agreed_at is None:
        return f"双方签字并经调解组织见证后生效。生效后 30 日内，双方可共同向法院申请司法确认（{law}）。调解不收费。"
    words = f"自生效之日起对双方有约束力。双方最晚于 {dispute.confirm_by} 可共同向法院申请司法确认（{law}）。"
    if dispute.confirmed_on:
        words += f"\n\n已由{dispute.court}确认：{dispute.ruling}（{dispute.confirmed_on}）。"
    return words


def _signed(dispute: Dispute) -> list[Signed]:
    signed = {each.side: each for each in _standing(dispute)}
    rows = []
    for side, party in (("applicant", dispute.applicant_name), ("respondent", dispute.respondent.name)):
        one = signed.get(side)
        role = SIDES[side][0] + (f"（{WAYS_TO_SIGN[one.way][0]}）" if one and one.way == "paper" else "")
        rows.append(Signed(one.name if one else "", party, role, one.at if one else None))
    return [*rows, Signed(dispute.witness, dispute.mediator.name, SIDES["mediator"][0], dispute.agreed_at)]
