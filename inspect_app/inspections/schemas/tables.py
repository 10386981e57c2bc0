"""What the lists of visits, plans, draws, inspectors and recusals hand out as files."""

from collections.abc import Mapping
from typing import Any

from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.inspections.rules import KINDS, TIMINGS, VERDICTS, WORKFLOW
from inspect_app.inspections.rules.draw_life import DRAW
from inspect_app.inspections.rules.photo_reuse import FINDINGS
from inspect_app.inspections.rules.recusal import DECLARED
from inspect_app.inspections.rules.rule_words import rhythm_words


def _name(path: str) -> Any:
    return lambda row: getattr(getattr(row, path), "name", "")


VISITS = Table("visits", "检查任务", "Visits", (
    Column("编号", "Number", "number"), Column("种类", "Kind", worded("kind", KINDS)),
    Column("检查表", "Checklist", lambda row: (row.template_version.content["zh"], row.template_version.content["en"])),
    Column("项目", "Project", "project.name"), Column("期限", "Due", "due_on"), Column("状态", "State", lived(WORKFLOW)),
    Column("按期", "In time", worded("timing", TIMINGS)),
    Column("结论", "Verdict", lambda row: VERDICTS.get(row.submission.verdict) if row.submission else ""),
    Column("检查人员", "Inspector", _name("assignee"), personal=True),
))  # fmt: skip
PLANS = Table("plans", "检查计划", "Inspection plans", (
    Column("计划", "Plan", "name"), Column("种类", "Kind", worded("kind", KINDS)), Column("项目", "Project", "project.name"),
    Column("检查表", "Checklist", lambda row: (row.template.zh, row.template.en)),
    Column("频次", "How often", lambda row: rhythm_words(row.rule, row.step)), Column("自", "From", "since"),
    Column("至", "Until", "until"), Column("执行中", "Running", "active"),
    Column("检查人员", "Inspector", _name("assignee"), personal=True),
))  # fmt: skip
DRAWS = Table("draws", "双随机抽取", "Draws", (
    Column("编号", "Number", "number"), Column("抽取", "Draw", "name"), Column("区划", "Division", "region"),
    Column("状态", "State", lived(DRAW)), Column("随机数公布", "Chance at", "entropy_at"), Column("完成期限", "Due", "due_on"),
    Column("名单哈希", "Hash of the list", "list_hash"),
))  # fmt: skip
PUBLISHED = Table("published-draws", "双随机抽取公示", "Published draws", (
    Column("编号", "Number", "number"), Column("抽取", "Draw", "name"), Column("封存", "Frozen", "frozen_at"),
    Column("名单哈希", "Hash of the list", "list_hash"),
))  # fmt: skip
RECUSALS = Table("recusals", "回避申报", "Recusals", (
    Column("人员", "Person", "person.name", personal=True), Column("事项", "What", worded("kind", DECLARED)),
    Column("对象", "About", lambda row: row.party.name if row.party else row.about.name),
    Column("自", "From", "since"), Column("至", "Until", "until"), Column("撤销", "Withdrawn", "withdrawn_at"),
))  # fmt: skip
INSPECTORS = Table("inspectors", "检查人员名录", "Inspectors", (
    Column("姓名", "Name", "name", personal=True), Column("账号", "Account", "account", personal=True),
))  # fmt: skip


def repeats(told: Any) -> Table:
    """Return the table of photos used elsewhere before; `told` says what this person may know of the earlier use."""
    findings: Mapping[Any, Any] = {key: words[:2] for key, words in FINDINGS.items()}
    return Table("photo-repeats", "照片查重", "Photo check", (
        Column("照片", "Photo", "sha256"), Column("项目", "Project", "project.name"),
        Column("先前用于", "Before", lambda row: earlier["project"] if (earlier := told(row)["earlier"]) else ("其他项目", "another site")),
        Column("发现", "Found", "found_at"), Column("结论", "Finding", worded("finding", findings)),
    ))  # fmt: skip
