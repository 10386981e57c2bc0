"""The plan of how a grave defect will be rectified (整改方案) as a sealed paper: what, how, by whom, and who approved it."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inspect_app.core import files, place
from inspect_app.core.calendar import CHINA
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.keys import issued
from inspect_app.core.paper import Paper, Signed
from inspect_app.defects.models import Defect, Request
from inspect_app.defects.rules import PLAN, REQUEST, SEVERITIES, WORKFLOW
from inspect_app.identity.models import Person

TITLE = "整改方案"
MOST_PHOTOS = 6


def record(defect: Defect, plans: Sequence[Request]) -> dict[str, Any]:
    """Return what the paper says, for machines; the plan that counts is the last."""
    return {
        "kind": "defect-plan", "number": defect.number, "project": defect.project.number, "title": defect.title,
        "severity": defect.severity, "clause": defect.clause, "place": defect.place, "state": defect.state,
        "liable": defect.liable_party.name, "due_at": defect.due_at.isoformat(),
        "plans": [
            {"state": each.state, "method": each.words, "until": each.until.isoformat(), "who": each.who,
             "lot": each.lot, "asked_at": each.asked_at.isoformat(), "asked_by": each.asked_by_name,
             "decided_at": each.decided_at.isoformat() if each.decided_at else None,
             "decided_by": each.decided_by_name, "answer": each.answer}
            for each in plans
        ],
        "photos": [each.sha256 for each in _pictured(defect)],
    }  # fmt: skip


def sealed(defect: Defect, plans: Sequence[Request], *, at: datetime) -> bytes:
    """Return the sealed PDF of the last of a ticket's plans, with those before it."""
    told, last = record(defect, plans), plans[-1]
    url = f"{place.address()}/defects/{defect.id}"
    paper = Paper(TITLE, defect.number, defect.liable_party.name, url, content_hash(told), at)
    paper.facts(
        [
            ("项目", defect.project.name), ("部位", defect.place or "—"), ("问题", defect.title),
            ("程度", SEVERITIES[defect.severity].zh), ("依据", defect.clause or "—"),
            ("整改期限", defect.due_at), ("工单状态", WORKFLOW.state(defect.state).zh),
            ("方案", f"第 {len(plans)} 次，{REQUEST.state(last.state).zh}"),
        ]
    )  # fmt: skip
    paper.heading("整改方法 How it will be done")
    paper.text(last.words)
    paper.facts([("谁来做", last.who), ("材料批次", last.lot or "—"), ("完成时间", last.until)])
    _decided(paper, last)
    _before(paper, plans[:-1])
    _photos(paper, defect)
    paper.text(f"依据 Basis：{PLAN.basis}{'' if PLAN.verified else '（未核对原文）'}", "note")
    paper.signatures(_signed(defect, last), "报送与审批 Handed in and approved")
    return issued(paper, told)


def _decided(paper: Paper, last: Request) -> None:
    paper.heading("审批意见 Decision")
    if last.decided_at is None:
        paper.text(f"待审批，最迟 {last.decide_by.astimezone(CHINA):%Y-%m-%d %H:%M}")
    else:
        paper.text(f"{REQUEST.state(last.state).zh}。{last.answer}")


def _before(paper: Paper, plans: Sequence[Request]) -> None:
    rows = [
        (n, each.words, each.asked_at, REQUEST.state(each.state).zh, each.answer or "—")
        for n, each in enumerate(plans, 1)
    ]
    if rows:
        paper.heading("以前各次方案 Plans before")
        head = ("次", "方法 Method", "报送 Handed in", "结果 Result", "意见 Remarks")
        paper.table(head, rows, (0.4, 2, 1.2, 0.8, 1.6))


def _pictured(defect: Defect) -> list[files.Attachment]:
    shots = [each for each in files.attachments("defect", defect.id) if each.label in ("found", "before")]
    return shots[:MOST_PHOTOS]


def _photos(paper: Paper, defect: Defect) -> None:
    if shots := _pictured(defect):
        paper.heading("整改前照片 Before")
        paper.photos([(files.read_copy(each.sha256, "public"), "整改前") for each in shots])


def _signed(defect: Defect, last: Request) -> list[Signed]:
    decided = last.decided_at if last.state in ("granted", "refused") else None
    name, party = (last.decided_by_name, _party_of(defect, last, decided)) if decided else ("", "—")
    return [
        Signed(last.asked_by_name, defect.liable_party.name, "报送单位", last.asked_at),
        Signed(name, party, "审批", decided),
    ]


def _party_of(defect: Defect, last: Request, at: datetime) -> str:
    """Return for which party of the project a plan was decided, as the one who did stood at that moment."""
    parties = {part.party_id for part in defect.project.parties}
    person = db.session.get(Person, last.decided_by) if last.decided_by else None  # the platform itself
    for each in person.memberships if person else ():
        stood = each.created_at <= at and (each.ended_at is None or each.ended_at > at)
        if stood and each.party_id in parties:
            return each.party.name
    return "—"
