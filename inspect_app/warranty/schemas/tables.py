"""What the lists of claims, sums held back, return visits and the calendar hand out: of claims neither words nor door."""

from inspect_app.core.tables_out import Column, Table, lived, worded, yuan
from inspect_app.warranty.queries.calendar import KINDS as DAYS
from inspect_app.warranty.rules import visits
from inspect_app.warranty.rules.claim import WORKFLOW
from inspect_app.warranty.rules.promises import URGENCIES
from inspect_app.warranty.rules.retention import FORMS

CLAIMS = Table("claims", "报修", "Claims", (
    Column("编号", "Number", "number"), Column("情况", "Trouble", worded("urgency", URGENCIES)), Column("状态", "State", lived(WORKFLOW)),
    Column("负责单位", "Answers", lambda row: row.accountable.name if row.accountable else ""),
    Column("应到场", "There by", "there_by"), Column("应修好", "Repaired by", "done_by"),
    Column("项目", "Project", "project.name"), Column("位置", "Place", "where", personal=True),
    Column("在保修期", "Covered", "covered"), Column("报修", "Claimed", "filed_at"), Column("到场", "Attended", "attended_at"),
    Column("修好", "Repaired", "repaired_at"), Column("办结", "Ended", "ended_at"), Column("未修好次数", "Not repaired", "rounds"),
    Column("第三方维修费（元）", "Repair by others (yuan)", yuan("cost")),
))  # fmt: skip
RETENTIONS = Table("retentions", "质量保证金", "Retention money", (
    Column("项目", "Project", "project.name"), Column("施工单位", "Contractor", "party.name"),
    Column("方式", "Form", worded("form", FORMS)), Column("结算价款（元）", "Settlement (yuan)", yuan("settlement")),
    Column("预留（元）", "Held back (yuan)", yuan("held")), Column("责任期（月）", "Months", "months"),
    Column("起算", "From", "starts_on"), Column("到期", "Due after", "ends_on"),
    Column("已返还（元）", "Released (yuan)", lambda row: sum(each.amount or 0 for each in row.releases if each.state == "released") / 100),
))  # fmt: skip
VISITS = Table("return-visits", "回访", "Return visits", (
    Column("回访", "Visit", lambda row: (row.zh, row.en)), Column("种类", "Kind", worded("kind", visits.KINDS)),
    Column("日期", "Day", "due_on"), Column("状态", "State", lived(visits.WORKFLOW)), Column("逾期", "Late", "late"),
    Column("抽中户数", "Drawn", lambda row: len(row.sample)), Column("已答复", "Answered", lambda row: len(row.households)),
    Column("依据", "Basis", "basis"),
))  # fmt: skip
CALENDAR = Table("warranty-calendar", "保修日历", "Warranty calendar", (
    Column("日期", "Day", "on"), Column("种类", "Kind", worded("kind", DAYS)), Column("事项", "What", "words"),
    Column("项目", "Project", "project"),
))  # fmt: skip
