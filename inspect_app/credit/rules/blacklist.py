"""The blacklist: who is put on it, by what document, for how long, and when one leaves."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import Final

from inspect_app.core.calendar import Unpublished, add_days, add_months, add_working_days
from inspect_app.core.workflow import Field, Move, State, Workflow

BASIS: Final = "《建筑市场信用管理暂行办法》（建市〔2017〕241号）"
#: months on the list (建市〔2017〕241号); read in excerpts, as `VERIFIED` says of the whole
MONTHS: Final = 12
VERIFIED: Final = True
#: months of bad information after it (安徽省 2019; the national text leaves it to the provinces)
AFTER_MONTHS: Final = 36
AFTER_BASIS: Final = "安徽省建筑市场信用管理规定：移出后作为不良信息公布 3 年"
#: working days the party has to be heard before it is put on the list
HEARING_DAYS: Final = 5
HEARING_BASIS: Final = "平台默认陈述申辩期，未找到统一规定"
#: days that hold so many working days whatever the holidays: five of them, two weekends, the longest break
HEARING_AT_MOST: Final = 21

#: (建市〔2017〕241号), each punished or judged already
GROUNDS: Final[dict[str, tuple[str, str]]] = {
    "fake_material": ("利用虚假材料、以欺骗手段取得资质", "Qualification got by fake papers"),
    "subcontracting": ("转包、出借资质受到处罚",
                       "Punished for passing the whole contract on or lending its qualification"),
    "accident": ("重大及以上事故，或一年内两次以上较大事故，或性质恶劣的较大事故",
                 "A major accident, two larger ones in a year, or one of a vile kind"),
    "arrears": ("拖欠工程款，经生效判决仍拒不履行", "Owes project money by judgment and refuses to pay"),
}  # fmt: skip

_REASON = Field("reason", "textarea", "理由", "Reason")
WORKFLOW = Workflow(
    kind="blacklisting",
    zh="黑名单",
    en="Blacklisting",
    states=(
        State("proposed", "拟列入", "Proposed", "waiting"),
        State("pleaded", "已陈述申辩", "Party was heard", "waiting"),
        State("listed", "在列", "Listed", "bad"),
        State("left", "已移出", "Left", "neutral", final=True),
        State("withdrawn", "已撤销", "Withdrawn", "neutral", final=True),
    ),
    moves=(
        Move("plead", "陈述申辩", "Be heard", ("proposed",), "pleaded",
             (Field("reason", "textarea", "陈述申辩意见", "What the party says"),), stamp="pleaded_at"),
        Move("enter", "列入黑名单", "Put on the list", ("proposed", "pleaded"), "listed", (_REASON,),
             stamp="listed_at", tone="bad"),
        Move("leave", "期满移出", "Leave: the time is over", ("listed",), "left", stamp="left_at", tone="good"),
        Move("withdraw", "撤销", "Withdraw", ("proposed", "pleaded", "listed"), "withdrawn", (_REASON,),
             stamp="withdrawn_at"),
    ),
)  # fmt: skip
VERBS: Final[dict[str, tuple[str, str]]] = {
    "blacklisting.propose": ("拟列入黑名单", "Proposed for the blacklist"),
    "blacklisting.lengthen": ("期内新增情形，管理期顺延", "A new case: its time begins anew"),
    "credit.set-aside": ("事故不列入黑名单", "Accident set aside: not for the blacklist"),
    "blacklisting.shorten": ("新增情形已撤销，管理期恢复", "The new case fell away: its time is as before"),
}
#: states in which a party is on the list
ON: Final = ("listed",)


def heard_until(proposed_on: date) -> date:
    """Return the last day on which a party is heard; where working days are not published yet, one that is no earlier."""
    try:
        return add_working_days(proposed_on, HEARING_DAYS)
    except Unpublished:
        return add_days(proposed_on, HEARING_AT_MOST)


def last_day(listed_on: date, cases: Iterable[date] = ()) -> date:
    """Return the last day on the list: a new case within the time begins it anew (建市〔2017〕241号: no new case)."""
    until = add_months(listed_on, MONTHS)
    for each in sorted(cases):
        if listed_on <= each <= until:
            until = add_months(each, MONTHS)
    return until


@dataclass(frozen=True, slots=True)
class Accident:
    """An accident that was punished: its day, and whether it was major or of a vile kind."""

    on: date
    major: bool = False


def accident_ground(accidents: Iterable[Accident], on: date) -> bool:
    """Say whether accidents up to a day put a party on the list: one major or vile, or two larger within a year."""
    known = sorted((each for each in accidents if each.on <= on), key=lambda each: each.on)
    if any(each.major for each in known):
        return True
    return any(later.on < add_months(first.on, 12) for first, later in pairwise(known))


#: the behaviour whose entries may put a party on the blacklist; it does not tell how grave one was
ACCIDENT: Final = "accident_larger"
#: why somebody should look; whoever decides proposes the party, or sets it aside with a reason
SUGGESTIONS: Final[dict[str, tuple[str, str]]] = {
    "two": ("一年内两次以上较大事故，符合列入情形",
            "Two larger accidents within a year: a ground for the blacklist"),
    "one": ("一次较大及以上事故：如属重大及以上或性质恶劣，符合列入情形",
            "One larger accident or worse: a ground if it was a major one or of a vile kind"),
}  # fmt: skip


def suggested(accidents: Iterable[date], on: date) -> str:
    """Return which suggestion the accidents entered for a party give on a day, "" where none does."""
    known = [Accident(each) for each in accidents if each <= on < add_months(each, 12)]
    if not known:
        return ""
    return "two" if accident_ground(known, on) else "one"
