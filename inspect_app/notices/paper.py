"""An official notice as a sealed paper: what it orders and why, whom it reached, and where to look it up."""

from datetime import datetime
from typing import Any

from inspect_app.core import files, place
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.keys import issued
from inspect_app.core.paper import Paper, Signed
from inspect_app.defects.rules import SEVERITIES
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.notices.models import Notice
from inspect_app.notices.rules import WAYS, WORDS, WORKFLOW, kind

MOST_PHOTOS = 12
WHOLE = "全部工程"
#: what a photo shows, from the label it is kept under
_LABELS = {
    "service": ("送达", "Service"),
    "round": ("整改后", "After"),
    "checked": ("复工检查", "Resume check"),
}


def label_words(label: str) -> tuple[str, str]:
    """Return what a photo of a notice shows, from the label it is kept under."""
    name, _, number = label.partition("-")
    zh, en = _LABELS[name]
    return (f"{zh}（第 {number} 次）", f"{en}, round {number}") if number else (zh, en)


def record(notice: Notice) -> dict[str, Any]:
    """Return what the paper says, for machines."""
    return {
        "kind": notice.kind, "number": notice.number, "project": notice.project.number, "state": notice.state,
        "addressee": notice.addressee.name, "whole": notice.whole, "places": [each.path for each in notice.elements],
        "facts": notice.facts, "clause": notice.clause, "due_on": notice.due_on.isoformat() if notice.due_on else None,
        "defects": [{"number": each.number, "title": each.title, "severity": each.severity} for each in notice.defects],
        "lifts": notice.lifts.number if notice.lifts else None, "drafted_by": notice.drafted_by_name,
        "issued_at": _iso(notice.issued_at), "issued_by": notice.issued_by_name, "issuer": notice.issuer, "how": notice.how,
        "receiver": notice.receiver, "received_at": _iso(notice.received_at), "service_note": notice.service_note,
        "rounds": notice.rounds, "refusals": notice.refusals, "resumed_at": _iso(notice.resumed_at),
        "ended_at": _iso(notice.ended_at), "withdrawn_at": _iso(notice.withdrawn_at),
        "photos": [{"label": each.label, "sha256": each.sha256} for each in files.attachments("notice", notice.id)],
    }  # fmt: skip


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def sealed(notice: Notice, *, at: datetime) -> bytes:
    """Return the sealed PDF of an issued notice as it stands."""
    told = record(notice)
    url = f"{place.address()}/notices/{notice.id}"
    title = WORDS[notice.kind][0]
    paper = Paper(title, notice.number or "", notice.issuer, url, content_hash(told), at)
    paper.facts(
        [
            ("受送达单位", notice.addressee.name), ("项目", notice.project.name),
            ("部位", WHOLE if notice.whole else notice.places), ("签发时间", notice.issued_at),
            *([("整改期限", notice.due_on)] if notice.due_on else []),
            *([("所复停工通知书", notice.lifts.number)] if notice.lifts else []),
            ("状态", WORKFLOW.state(notice.state).zh),
        ]
    )  # fmt: skip
    paper.heading("事实 Facts")
    paper.text(notice.facts)
    _defects(paper, notice)
    paper.heading("依据与要求 Basis and order")
    paper.text(f"依据{notice.clause}，{kind(notice.kind, local_day(notice.issued_at or at)).order_zh}")
    _service(paper, notice)
    _photos(paper, notice)
    paper.signatures(_signed(notice), "签发与签收 Issued and received")
    return issued(paper, told)


def _defects(paper: Paper, notice: Notice) -> None:
    if not notice.defects:
        return
    paper.heading("所列缺陷 Defects cited")
    rows = [
        (each.number, each.title, SEVERITIES[each.severity].zh, each.place or "—") for each in notice.defects
    ]
    paper.table(("编号 Number", "问题 Defect", "程度 Severity", "部位 Place"), rows, (1.2, 2, 0.7, 1.6))


def _service(paper: Paper, notice: Notice) -> None:
    paper.heading("送达 Service")
    if notice.how is None:
        paper.text("尚未送达")
        return
    rows: list[tuple[str, object]] = [
        ("送达方式", WAYS[notice.how][0]), ("收件人", notice.receiver), ("送达时间", notice.received_at),
        ("登记人", notice.served_by_name),
    ]  # fmt: skip
    paper.facts([*rows, *([("说明", notice.service_note)] if notice.service_note else [])])


def _photos(paper: Paper, notice: Notice) -> None:
    kept = files.attachments("notice", notice.id)[-MOST_PHOTOS:]
    if kept:
        paper.heading("照片 Photos")
        paper.photos([(files.read_copy(each.sha256, "public"), label_words(each.label)[0]) for each in kept])


def _signed(notice: Notice) -> list[Signed]:
    role = next(
        (each.role for each in notice.project.parties if each.party_id == notice.addressee_id), "contractor"
    )
    # Left on site or sent by post, nobody signed for it.
    handed = notice.how in ("person", "system")
    receiver = notice.receiver if handed else ""
    return [
        Signed(notice.issued_by_name, notice.issuer, PARTY_KINDS["authority"][0], notice.issued_at),
        Signed(receiver, notice.addressee.name, PARTY_KINDS[role][0], notice.received_at if handed else None),
    ]
