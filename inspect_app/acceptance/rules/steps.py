"""The steps before signing: who asks, checks, convenes, gives an opinion and writes the minutes, and what each step asks for."""

from dataclasses import dataclass

from inspect_app.core.workflow import Field, Move
from inspect_app.identity.rules import PARTY_KINDS

#: the contractor reports first and the owner concludes (decree 279 art. 16; 建质〔2013〕171号 art. 6)
ORDER = ("contractor", "surveyor", "designer", "supervisor", "owner")

#: outcome of a pre-acceptance -> words, tone
OUTCOMES: dict[str, tuple[str, str, str]] = {
    "pass": ("预验收合格", "Passed", "good"),
    "refuse": ("不合格，整改后再报", "Refused: mend and ask again", "bad"),
}
#: opinion of a member of the acceptance group -> words, tone
OPINIONS: dict[str, tuple[str, str, str]] = {
    "agree": ("同意验收", "Agrees", "good"),
    "mend": ("整改后同意", "Agrees after mending", "waiting"),
    "disagree": ("不同意验收", "Disagrees", "bad"),
}
#: capacity of a member -> words; the five parties answer for themselves, the owner writes down what the others say
CAPACITIES: dict[str, tuple[str, str]] = {
    **{role: (PARTY_KINDS[role][0], PARTY_KINDS[role][1]) for role in ORDER},
    "expert": ("专家", "Expert"),
    "authority": ("监督机构", "Supervision body"),
    "street": ("街道", "Street office"),
    "delegate": ("业主代表", "Owners' delegate"),
}
#: how many people a meeting may list
MOST_MEMBERS = 40


def _choices(words: dict[str, tuple[str, str, str]]) -> tuple[tuple[str, str, str], ...]:
    return tuple((key, zh, en) for key, (zh, en, _tone) in words.items())


MOVES = (
    Move(
        "report", "报请预验收", "Ask for pre-acceptance", ("draft",), "draft",
        (
            Field(
                "note", "textarea", "自检情况", "Own check", required=False,
                hint_zh="以已提交的工程竣工报告为准", hint_en="The completion report handed in goes with it",
            ),
        ),
    ),
    Move(
        "precheck", "登记预验收结论", "Conclude pre-acceptance", ("draft",), "draft",
        (
            Field("checked_on", "date", "现场检查日期", "Checked on site on"),
            Field("outcome", "choice", "结论", "Outcome", choices=_choices(OUTCOMES)),
            Field(
                "findings", "textarea", "检查情况和整改清单", "What was seen and is to be mended", required=False,
                hint_zh="不合格时必填", hint_en="Needed when refused",
            ),
            Field(
                "defects", "text", "整改缺陷编号", "Numbers of the defects", required=False,
                hint_zh="已在平台登记的缺陷，用逗号隔开", hint_en="Defects raised here, with commas between",
            ),
        ),
    ),
    Move(
        "convene", "确定验收会议", "Call the acceptance meeting", ("draft",), "draft",
        (
            Field("held_on", "date", "会议日期", "Day"),
            Field("place", "text", "地点", "Place"),
            Field(
                "members", "textarea", "验收组成员", "Members of the acceptance group",
                hint_zh="每人一行：身份，姓名，单位。身份为建设单位、勘察单位、设计单位、施工单位、监理单位（五方均应有人）、专家、监督机构、街道、业主代表",
                hint_en="One a line: capacity, name, unit. Capacities: owner, surveyor, designer, contractor, supervisor"
                " (each at least once), expert, authority, street, delegate",
            ),
        ),
    ),
    Move(
        "opine", "登记组员意见", "Give a member's opinion", ("draft",), "draft",
        (
            Field("member", "text", "组员姓名", "Member"),
            Field("opinion", "choice", "意见", "Opinion", choices=_choices(OPINIONS)),
            Field(
                "words", "textarea", "意见说明", "In words", required=False,
                hint_zh="整改后同意、不同意时必填", hint_en="Needed unless the member simply agrees",
            ),
        ),
    ),
    Move(
        "minute", "写会议纪要", "Write the minutes", ("draft",), "draft",
        (
            Field("minutes", "textarea", "会议纪要", "Minutes"),
            Field(
                "solution", "textarea", "商定的解决办法", "Solution agreed on", required=False,
                hint_zh="有人不同意时必填，并重新组织验收",
                hint_en="Needed when somebody disagrees; the acceptance is then organised again",
            ),
        ),
    ),
)  # fmt: skip
NAMES = tuple(each.name for each in MOVES)


@dataclass(frozen=True, slots=True)
class Seat:
    """A member as listed: capacity, name, unit."""

    capacity: str
    name: str
    unit: str


def seats(text: str) -> list[Seat] | tuple[str, str]:
    """Return the members listed one a line as `capacity, name, unit`, or what is wrong with the list (zh, en).

    The acceptance group is formed of all five parties, experts besides (建质〔2013〕171号 art. 6).
    """
    called = {word.lower(): key for key, words in CAPACITIES.items() for word in (key, *words)}
    found: list[Seat] = []
    for number, line in enumerate((one for one in text.splitlines() if one.strip()), 1):
        cells = [" ".join(one.split()) for one in line.replace("，", ",").replace("、", ",").split(",")]
        capacity = called.get(cells[0].lower(), "")
        if len(cells) != 3 or not capacity or not all(cells) or any(len(one) > 60 for one in cells):
            return (
                f"第 {number} 行应为“身份，姓名，单位”",
                f"line {number} should read “capacity, name, unit”",
            )
        found.append(Seat(capacity, cells[1], cells[2]))
    if len(found) > MOST_MEMBERS:
        return f"最多 {MOST_MEMBERS} 人", f"at most {MOST_MEMBERS} people"
    if len({each.name for each in found}) < len(found):
        return "有人列了两次，同名者请加注区别", "a name stands twice; tell namesakes apart"
    absent = [each for each in ORDER if each not in {seat.capacity for seat in found}]
    if absent:
        zh = "、".join(CAPACITIES[each][0] for each in absent)
        en = ", ".join(CAPACITIES[each][1] for each in absent)
        return f"缺少：{zh}", f"missing: {en}"
    return found
