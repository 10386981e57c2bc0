"""What the list of complaints hands out as a file: what it shows, without words, phone and door."""

from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.life import FINDINGS, SOURCES, WORKFLOW
from inspect_app.complaints.rules.redaction import REDACTION
from inspect_app.complaints.schemas.seen import late, place_for
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.permits import Actor
from inspect_app.core.tables_out import Column, Table, lived, worded


def complaints(actor: Actor) -> Table:
    """Return the table as this person may read it: the place is masked as on their page."""

    def place(one: Complaint) -> str:
        return place_for(actor, one)

    return Table("complaints", "投诉", "Complaints", (
        Column("编号", "Number", "number"), Column("类别", "Kind", worded("category", CATEGORIES)),
        Column("来源", "Source", worded("source", SOURCES)), Column("状态", "State", lived(WORKFLOW)),
        Column("收到", "Received", "filed_at"), Column("负责单位", "Answers", "accountable_party.name"),
        Column("办理期限", "To be decided by", lambda row: row.due_on(local_day(now()))), Column("承诺已过期", "Promise broken", late),
        Column("结论", "Finding", worded("finding", FINDINGS)), Column("在保修期内", "Covered", "covered"),
        Column("项目", "Project", "project.name"), Column("位置", "Place", place, personal=True),
        Column("上报层级", "Level", "level"), Column("退回次数", "Refusals", "bounces"), Column("重新打开", "Reopened", "reopenings"),
        Column("答复", "Answered", "answered_at"), Column("办结", "Closed", "closed_at"),
    ))  # fmt: skip


#: without the pictures: a file goes where nobody covers them
PHOTOS = Table("complaint-photos", "投诉照片", "Photos of complaints", (
    Column("投诉", "Complaint", "complaint.number"), Column("第几张", "Which", lambda row: row.position + 1),
    Column("状态", "State", lived(REDACTION)), Column("建议遮挡", "Proposed", lambda row: len(row.proposed)),
    Column("收到", "Received", "filed_at"), Column("决定", "Decided", "decided_at"), Column("项目", "Project", "project.name"),
))  # fmt: skip
