"""Papers of a vote: the sealed result without a door on it, and the sheet of slips with codes to cut apart."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from inspect_app.core import codes, place
from inspect_app.core.canonical import content_hash
from inspect_app.core.keys import issued
from inspect_app.core.paper import Paper
from inspect_app.core.pdf_apart import made
from inspect_app.votes.actions import slip_number
from inspect_app.votes.models import Vote, Voter
from inspect_app.votes.queries import Result, results
from inspect_app.votes.rules.law import CHOICES, RULES, SUBJECTS, Figure, square_metres
from inspect_app.votes.rules.tally import decided


def amount(figure: Figure) -> str:
    """Return part and whole of a figure as people read them."""
    if figure.key.endswith("area"):
        return f"{square_metres(figure.part)} / {square_metres(figure.whole)} m²"
    return f"{figure.part} / {figure.whole}"


def result(vote: Vote, *, at: datetime) -> bytes:
    """Return the sealed PDF of a published result: its four figures, and the hash of the tally file."""
    told: dict[str, Any] = {
        "tally_hash": vote.tally_hash,
        "decided": decided(vote.tally),
        "vote": vote.number,
    }
    url = f"{place.address()}/vote/results/{vote.number}"
    paper = Paper("业主表决结果", vote.number, vote.project.community, url, content_hash(told), at)
    found = results(vote)
    several = len(found) > 1
    subject, *ruled = _ruled(found[0]) if not several else [("事项", f"{len(found)} 项，逐项计票")]
    paper.facts(
        [
            ("表决标题", vote.title), subject, ("项目", vote.project.name), *ruled,
            ("方式", "无记名" if vote.secret else "记名"),
            ("开始", vote.opened_at), ("截止", vote.closes_at), ("公布", vote.published_at),
            ("名册版本", vote.tally["roll"]["edition"]), *([] if several else [_word(found[0])]),
        ]
    )  # fmt: skip
    for each in found:
        if several:
            paper.heading(f"{each.asked.number}. {each.asked.title}")
            paper.facts([*_ruled(each), _word(each)])
        _counted(paper, each)
    paper.text(
        f"计票文件 SHA-256：{vote.tally_hash}\n参与人数、面积含弃权票，不含无效票；占比只舍不入。任何人可凭公布的计票文件重新计票，"
        "投票人可凭回执核对自己的票已计入。",
        "note",
    )
    return issued(paper, told)


def _ruled(one: Result) -> list[tuple[str, Any]]:
    rule = RULES[one.asked.rule]
    return [("事项", SUBJECTS[one.asked.subject][0][0]), ("规则", rule.zh), ("依据", rule.basis)]


def _word(one: Result) -> tuple[str, str]:
    return "结果", "通过" if one.met else "未通过"


def _counted(paper: Paper, one: Result) -> None:
    paper.heading("四项数字 The four figures")
    rows = [
        (
            f"{each.zh} {each.en}",
            amount(each),
            each.percent,
            each.needed_words[0],
            "达到" if each.met else "未达到",
        )
        for each in one.figures
    ]
    paper.table(
        ("项目 Figure", "数量 Amount", "占比 Share", "要求 Needed", "结论 Met"), rows, (1.6, 2, 0.8, 0.9, 0.7)
    )
    paper.heading("各选项 The choices")
    chosen = [
        (f"{zh} {en}", one.sums.heads[key], square_metres(one.sums.areas[key]))
        for key, (zh, en) in CHOICES.items()
    ]
    paper.table(("选项 Choice", "人数 Heads", "面积 Area (m²)"), chosen, (2, 1, 1), right=(1, 2))


def slips(vote: Vote, found: Sequence[tuple[Voter, str]], *, at: datetime) -> bytes:
    """Return the slips of a vote, one line a voter, to be cut apart and handed to its door."""
    url = f"{place.address()}/vote"
    paper = Paper(
        "投票码", vote.number, vote.project.community, url, vote.edition.seal if vote.edition else "", at
    )
    paper.text(
        f"{vote.title}。沿线剪开，分别交给各户业主。投票网址：{url}，凭编号和投票码投票；请勿代领、代投。"
    )
    rows = [(each.places, slip_number(vote, each), codes.shown(code)) for each, code in found]
    paper.table(("户 Household", "编号 Number", "投票码 Code"), rows, (2, 1.6, 1.6))
    pdf, _pages = made(paper)
    return pdf
