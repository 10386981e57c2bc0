"""What the list of defects hands out as a file."""

from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.defects.rules import KINDS, SEVERITIES, WORKFLOW
from inspect_app.defects.schemas.tickets import late

DEFECTS = Table("defects", "缺陷", "Defects", (
    Column("编号", "Number", "number"), Column("标题", "Title", "title"), Column("类别", "Kind", worded("kind", KINDS)),
    Column("严重程度", "Severity", worded("severity", SEVERITIES)), Column("状态", "State", lived(WORKFLOW)),
    Column("期限", "Deadline", "due_at"), Column("已超期", "Overdue", late), Column("责任单位", "Liable", "liable_party.name"),
    Column("项目", "Project", "project.name"), Column("部位", "Place", "place"), Column("条款", "Clause", "clause"),
    Column("登记", "Raised", "raised_at"), Column("提交整改", "Fixed", "rectified_at"), Column("销号", "Closed", "closed_at"),
    Column("整改轮次", "Rounds", "rounds"),
))  # fmt: skip
