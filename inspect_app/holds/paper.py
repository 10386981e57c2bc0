"""The record of concealed works (隐蔽工程验收记录) as a sealed paper."""

from datetime import datetime
from typing import Any

from inspect_app.core import files, place
from inspect_app.core.canonical import content_hash
from inspect_app.core.keys import issued
from inspect_app.core.paper import Paper, Signed
from inspect_app.holds.models import Hold
from inspect_app.holds.rules import ANSWERS, WORKFLOW
from inspect_app.holds.rules.consequences import PAYERS
from inspect_app.holds.rules.notice import SIGN_BASIS
from inspect_app.identity.rules import PARTY_KINDS

TITLE = "隐蔽工程验收记录"
MOST_PHOTOS = 12
_LABELS = {
    "refused": ("退回时", "When sent back"),
    "covered": ("隐蔽后", "When covered"),
    "breach": ("发现未验先盖", "Found covered"),
    "opened": ("剥离检查", "Opened again"),
}


def label_words(label: str) -> tuple[str, str]:
    """Return what a photo of a hold point shows, from the label it is kept under."""
    kind, _, number = label.partition("-")
    if kind == "round":
        return f"第 {number} 次报验", f"Round {number}, before covering"
    return _LABELS[kind]


def record(hold: Hold) -> dict[str, Any]:
    """Return what the paper says, for machines."""
    return {
        "kind": "hold", "number": hold.number, "project": hold.project.number, "place": hold.element.path,
        "title": hold.title, "state": hold.state, "round": hold.rounds, "refusals": hold.refusals,
        "announced_at": _iso(hold.announced_at), "announced_by": hold.announced_by_name, "note": hold.note,
        "meet_at": _iso(hold.meet_at), "released_at": _iso(hold.released_at), "covered_at": _iso(hold.covered_at),
        "payer": hold.payer,
        "notices": [
            {"round": each.round, "role": each.role, "party": each.party.name if each.party else "",
             "told_at": _iso(each.told_at), "silent_at": _iso(each.silent_at), "answer": each.answer,
             "answered_at": _iso(each.answered_at), "basis": each.basis}
            for each in hold.notices
        ],
        "signatures": [
            {"round": each.round, "role": each.role, "party": each.party.name if each.party else "",
             "name": each.name, "note": each.note, "at": _iso(each.at)}
            for each in hold.signatures
        ],
        "photos": [{"label": each.label, "sha256": each.sha256} for each in files.attachments("hold", hold.id)],
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def sealed(hold: Hold, *, at: datetime) -> bytes:
    """Return the sealed PDF of a hold point as it stands."""
    told = record(hold)
    owner = hold.project.party("owner")
    url = f"{place.address()}/holds/{hold.id}"
    paper = Paper(TITLE, hold.number, owner.name if owner else "", url, content_hash(told), at)
    state = WORKFLOW.state(hold.state)
    contractor = hold.project.party("contractor")
    paper.facts(
        [
            ("项目", hold.project.name), ("部位", hold.element.path), ("隐蔽内容", hold.title),
            ("施工单位", contractor.name if contractor else "—"), ("状态", state.zh),
            ("报验轮次", f"第 {hold.rounds} 次，退回 {hold.refusals} 次"), ("共同检查时间", hold.meet_at or "—"),
            ("准予隐蔽", hold.released_at or "—"), ("登记已隐蔽", hold.covered_at or "—"),
            *([("剥离检查费用", PAYERS[hold.payer][0])] if hold.payer else []),
        ]
    )  # fmt: skip
    paper.heading("施工单位自检 Contractor's own check")
    paper.text(f"{hold.announced_by_name or '—'}：{hold.note or '尚未报验'}")
    _notices(paper, hold)
    _photos(paper, hold)
    # Above the signatures: a line by itself on a page of its own would look lost.
    paper.text(f"依据 Basis：{SIGN_BASIS}", "note")
    paper.signatures(_signed(hold), "签认 Signatures")
    return issued(paper, told)


def _notices(paper: Paper, hold: Hold) -> None:
    paper.heading("通知与答复 Notices and answers")
    rows = [
        (
            each.round, PARTY_KINDS[each.role][0], each.party.name if each.party else "—", each.told_at,
            each.silent_at, ANSWERS[each.answer][0] if each.answer else "已失效" if each.moot_at else "待答复",
        )
        for each in hold.notices
    ]  # fmt: skip
    head = ("轮次", "身份 Role", "单位 Party", "通知 Told", "通知期满 Until", "答复 Answer")
    paper.table(head, rows, (0.5, 1, 1.7, 1.3, 1.3, 1))


def _photos(paper: Paper, hold: Hold) -> None:
    kept = [each for each in files.attachments("hold", hold.id) if each.label == f"round-{hold.rounds}"]
    pictures = [
        (files.read_copy(each.sha256, "public"), label_words(each.label)[0]) for each in kept[:MOST_PHOTOS]
    ]
    if pictures:
        paper.heading("覆盖前照片 Photos before covering")
        paper.photos(pictures)


def _signed(hold: Hold) -> list[Signed]:
    made = {(each.role, each.party_id): each for each in hold.signed}
    rows = []
    for each in hold.signers:
        signature = made.get((each.role, each.party_id))
        party = each.party.name if each.party else "—"
        rows.append(
            Signed(
                signature.name if signature else "",
                party,
                PARTY_KINDS[each.role][0],
                signature.at if signature else None,
            )
        )
    return rows
