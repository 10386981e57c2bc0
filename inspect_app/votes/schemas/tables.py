"""What the lists of votes hand out as files, owners masked."""

from collections.abc import Collection

from inspect_app.core.tables_out import Column, Table, lived, worded
from inspect_app.votes.models import Vote
from inspect_app.votes.queries import carried
from inspect_app.votes.rules.law import RULES, SUBJECTS
from inspect_app.votes.rules.life import WORKFLOW
from inspect_app.votes.rules.roll import masked_name, masked_phone

_SUBJECT_WORDS = {key: words for key, (words, _rule) in SUBJECTS.items()}
_RULE_WORDS = {key: (each.zh, each.en) for key, each in RULES.items()}


def result_words(vote: Vote) -> tuple[str, str]:
    """Return whether a published vote carried; of several questions how many did."""
    met, many = carried(vote)
    if many > 1 and 0 < met < many:
        return f"{many} 项中 {met} 项通过", f"{met} of {many} carried"
    return ("通过", "Carried") if met else ("未通过", "Not carried")


VOTES = Table("votes", "表决", "Votes", (
    Column("编号", "Number", "number"), Column("标题", "Title", "title"),
    Column("事项", "Subject", worded("subject", _SUBJECT_WORDS)), Column("规则", "Rule", worded("rule", _RULE_WORDS)),
    Column("无记名", "Secret", "secret"), Column("公示日", "Announced on", "notice_on"),
    Column("截止时间", "Closes at", "closes_at"), Column("状态", "State", lived(WORKFLOW)),
    Column("计票文件哈希", "Hash of the tally", "tally_hash"), Column("项目", "Project", "project.name"),
))  # fmt: skip
ROLL = Table("roll", "户名册", "Household roll", (
    Column("部位", "Place", "element.path", personal=True), Column("面积（平方米）", "Area (m2)", lambda row: row.area / 100),
    Column("业主（隐去）", "Owner (masked)", lambda row: masked_name(row.owner_name)),
    Column("电话（隐去）", "Phone (masked)", lambda row: masked_phone(row.phone)),
    Column("业主编号", "Owner number", "owner_no"), Column("未售", "Unsold", "unsold"), Column("项目", "Project", "project.name"),
))  # fmt: skip
RESULTS = Table("vote-results", "表决结果", "Results of votes", (
    Column("编号", "Number", "number"), Column("标题", "Title", "title"), Column("小区", "Community", "project.community"),
    Column("事项", "Subject", worded("subject", _SUBJECT_WORDS)), Column("公布时间", "Published at", "published_at"),
    Column("结果", "Result", result_words),
    Column("计票文件哈希", "Hash of the tally", "tally_hash"),
))  # fmt: skip


def voters_table(voted: Collection[str]) -> Table:
    """Return what the list of voters hands out: `voted` are the voters who have."""
    return Table("voters", "投票情况", "Who has voted", (
        Column("序号", "Voter", "number"), Column("户", "Households", "places", personal=True),
        Column("面积（平方米）", "Area (m2)", lambda row: row.area / 100), Column("已投", "Voted", lambda row: row.id in voted),
    ))  # fmt: skip
