"""What the lists of credit hand out as files."""

from collections.abc import Callable
from typing import Any

from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.credit.rules.catalogue import BEHAVIOURS, TENTHS
from inspect_app.credit.rules.life import WORKFLOW
from inspect_app.credit.rules.score import Score
from inspect_app.credit.schemas.entries import KINDS
from inspect_app.credit.schemas.outgoing import paper
from inspect_app.identity.rules import PARTY_KINDS

ENTRIES = Table("credit-entries", "信用记录", "Credit entries", (
    Column("行为", "Behaviour", worded("event", BEHAVIOURS)), Column("状态", "State", lived(WORKFLOW)),
    Column("分值", "Points", lambda row: row.tenths / TENTHS), Column("来源", "Source", "source_number"),
    Column("项目", "Project", "project.name"), Column("发生日", "Day", "occurred_on"), Column("失效日", "Expires", "expires_on"),
    Column("说明", "Working", lambda row: (row.explanation_zh, row.explanation_en)), Column("规则", "Rules", "rule"),
    Column("迟录（应记入日）", "Entered late (due on)", "late_since"),
))  # fmt: skip


def firms(scores: Callable[[], dict[str, Score]]) -> Table:
    """Return what the list of firms hands out; `scores` tells those of all of them, and is asked once."""
    found: dict[str, Score] = {}

    def score(row: Any) -> Score:
        if not found:
            found.update(scores())
        return found[row.id]

    return Table("credit", "信用", "Credit", (
        Column("单位", "Party", "name"), Column("类别", "Kind", worded("kind", PARTY_KINDS)),
        Column("等级", "Grade", lambda row: score(row).grade.letter), Column("得分", "Score", lambda row: score(row).tenths / TENTHS),
        Column("计分记录", "Entries that count", lambda row: len(score(row).lines)),
    ))  # fmt: skip


WAITING = Table("credit-desk", "信用审核", "Credit desk", (
    Column("行为", "Behaviour", worded("event", BEHAVIOURS)), Column("状态", "State", lived(WORKFLOW)),
    Column("单位", "Party", "party.name"), Column("项目", "Project", "project.name"),
    Column("分值", "Points", lambda row: row.tenths / TENTHS), Column("发生日", "Day", "occurred_on"),
    Column("异议截止", "Objections until", "object_by"), Column("修复办理期限", "Repair decided by", "repair_due_on"),
    Column("迟录（应记入日）", "Entered late (due on)", "late_since"),
))  # fmt: skip
PUBLISHED = Table("credit-published", "信用公示", "Credit, published", (
    Column("单位", "Firm", "party.name"), Column("行为", "Behaviour", worded("event", BEHAVIOURS)),
    Column("类别", "Class", worded("kind", KINDS)), Column("文书", "Document", paper), Column("发文单位", "Issued by", "issuer"),
    Column("文书日期", "Day of the document", "document_on"), Column("公示起", "Published since", "published_on"),
    Column("公示至", "Published until", "public_until"), Column("迟录（应记入日）", "Entered late (due on)", "late_since"),
))  # fmt: skip
