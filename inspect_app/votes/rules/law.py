"""The majorities an owners' decision needs, by heads and by area, with article, dates and whether it was checked."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

Words = tuple[str, str]
CHOICES: dict[str, Words] = {
    "agree": ("同意", "For"), "against": ("反对", "Against"), "abstain": ("弃权", "Abstain"),
    "invalid": ("无效票", "Invalid"),
}  # fmt: skip
#: what an owner can choose; only whoever reads a paper ballot can find it invalid
OWN_CHOICES = ("agree", "against", "abstain")
CIVIL_CODE = "《民法典》第二百七十八条"
#: what a vote is about -> words, the rule the law asks for
SUBJECTS: dict[str, tuple[Words, str]] = {
    "plan": (("改造方案（改建共有部分）", "Renovation plan (rebuilding common parts)"), "special"),
    "raise_funds": (("筹集维修资金", "Raising the maintenance fund"), "special"),
    "change_use": (("改变共有部分用途", "Change of use of common parts"), "special"),
    "use_funds": (("使用维修资金", "Use of the maintenance fund"), "ordinary"),
    "management": (("改造后长效管理", "Long-term management"), "ordinary"),
    "property": (("选聘、解聘物业", "Choice of the property firm"), "ordinary"),
    "transfer": (("专营设施移交", "Transfer of utility facilities"), "ordinary"),
    "opinion": (("征求意见", "Consultation"), "consultation"),
    "other": (("其他共同事项", "Other common matter"), "ordinary"),
}


@dataclass(frozen=True, slots=True)
class Majority:
    """A rule of decision: who must take part, who must agree, and how long it is announced before."""

    key: str
    zh: str
    en: str
    #: share of all heads and of all area that must take part ("以上": exactly that much is enough)
    quorum: Fraction
    #: share of those taking part that must agree, by heads and by area
    consent: Fraction
    #: "过半数": exactly that much is not enough
    more_than: bool
    notice_days: int
    basis: str
    notice_basis: str
    since: date
    verified: bool
    notice_verified: bool = False
    until: date | None = None
    region: str = ""


_NOTICE = "《物业管理条例》第十四条"
RULES: dict[str, Majority] = {
    each.key: each
    for each in (
        Majority("ordinary", "一般事项：双三分之二参与、双过半同意", "Ordinary: two thirds take part, more than half agree",
                 Fraction(2, 3), Fraction(1, 2), True, 15, f"{CIVIL_CODE}第二款", _NOTICE, date(2021, 1, 1), True),
        Majority("special", "特别事项：双三分之二参与、双四分之三同意", "Special: two thirds take part, three quarters agree",
                 Fraction(2, 3), Fraction(3, 4), False, 15, f"{CIVIL_CODE}第二款（第六至八项）", _NOTICE, date(2021, 1, 1), True),
        Majority("consultation", "征求意见：不设法定参与率，过半同意", "Consultation: no legal quorum, more than half agree",
                 Fraction(0), Fraction(1, 2), True, 0, "平台默认", "平台默认", date(2021, 1, 1), False),
    )
}  # fmt: skip
#: what the count of heads rests on: one private part one head, several of one owner one, all unsold of the developer one
HEADS_BASIS = "《最高人民法院关于审理建筑物区分所有权纠纷案件适用法律若干问题的解释》第九条"
HEADS_VERIFIED = False
#: weaker than what the law asks for; a stricter rule may always be chosen
_STRENGTH = ("consultation", "ordinary", "special")


def strong_enough(subject: str, rule: str) -> bool:
    """Say whether a rule is at least what the law asks for this subject (民法典 278)."""
    return _STRENGTH.index(rule) >= _STRENGTH.index(SUBJECTS[subject][1])


@dataclass(frozen=True, slots=True)
class Figure:
    """One of the four figures: a part of a whole, the share needed, and whether it is reached."""

    key: str
    zh: str
    en: str
    part: int
    whole: int
    needed: Fraction
    more_than: bool

    @property
    def met(self) -> bool:
        """Say whether the share is reached, reckoned in whole numbers."""
        left, right = self.part * self.needed.denominator, self.needed.numerator * self.whole
        return self.whole > 0 and (left > right if self.more_than else left >= right)

    @property
    def percent(self) -> str:
        """Return the share in percent, cut (never rounded up) to two places."""
        if not self.whole:
            return "0.00%"
        hundredths = self.part * 10_000 // self.whole
        return f"{hundredths // 100}.{hundredths % 100:02d}%"

    @property
    def needed_words(self) -> Words:
        """Return what is needed in words."""
        zh = f"{self.needed.numerator}/{self.needed.denominator}"
        if not self.needed:
            return "不设下限", "no lower limit"
        return (f"超过 {zh}", f"more than {zh}") if self.more_than else (f"不少于 {zh}", f"at least {zh}")


@dataclass(frozen=True, slots=True)
class Sums:
    """Heads and area (hundredths of a square metre) behind each choice, and of the whole roll."""

    roll_heads: int
    roll_area: int
    heads: dict[str, int]
    areas: dict[str, int]

    def part(self, of: dict[str, int]) -> int:
        """Return who took part: every valid ballot, abstentions among them; an invalid one did not."""
        return sum(of.get(each, 0) for each in OWN_CHOICES)


def figures(sums: Sums, rule: Majority) -> tuple[Figure, ...]:
    """Return the four figures of a count in the order they are told (民法典 278 第二款)."""
    heads, area = sums.part(sums.heads), sums.part(sums.areas)
    return (
        Figure("part_heads", "参与人数", "Heads taking part", heads, sums.roll_heads, rule.quorum, False),
        Figure("part_area", "参与面积", "Area taking part", area, sums.roll_area, rule.quorum, False),
        Figure("agree_heads", "同意人数", "Heads for it", sums.heads.get("agree", 0), heads, rule.consent, rule.more_than),
        Figure("agree_area", "同意面积", "Area for it", sums.areas.get("agree", 0), area, rule.consent, rule.more_than),
    )  # fmt: skip


def met(sums: Sums, rule: Majority) -> bool:
    """Say whether a decision is taken: all four figures reach what the rule asks for."""
    return all(each.met for each in figures(sums, rule))


def square_metres(hundredths: int) -> str:
    """Return an area as it is written, two places."""
    return f"{hundredths // 100}.{hundredths % 100:02d}"
