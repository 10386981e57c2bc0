"""How a line stands: what the records answer, what a named person said to it, and whether the gate is open."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from inspect_app.core.workflow import Field, Move, State, Workflow
from inspect_app.gates.rules.lines import Line

Words = tuple[str, str]
#: state of a line -> words, tone on the screen; data missing has its own and is never taken as good
STATES: dict[str, tuple[Words, str]] = {
    "met": (("已满足", "Met"), "good"),
    "not_met": (("未满足", "Not met"), "bad"),
    "not_applicable": (("不适用", "Not applicable"), "neutral"),
    "no_data": (("缺资料", "Data missing"), "missing"),
    "overridden": (("特准通过", "Overridden"), "waiting"),
}
#: what a person may say to a line
KINDS: dict[str, Words] = {
    "confirmed": ("确认已满足", "Confirm that it is met"),
    "not_applicable": ("确认不适用", "Say that it does not apply"),
    "overridden": ("特准通过（说明理由）", "Override it, with the reason"),
}
LIFE = Workflow(
    kind="gate_note",
    zh="关口说明",
    en="Note on a gate",
    states=(State("standing", "有效", "Stands", "good"), State("withdrawn", "已撤回", "Withdrawn", "neutral", final=True)),
    moves=(
        Move("withdraw", "撤回说明", "Withdraw the note", ("standing",), "withdrawn",
             (Field("reason", "textarea", "撤回理由", "Reason"),), stamp="withdrawn_at", tone="bad"),
    ),
)  # fmt: skip
VERBS: dict[str, Words] = {
    "gate.say": ("对关口条件作出说明", "Line of a gate spoken to"),
    "gate.pass": ("通过关口", "Gate passed"),
}


@dataclass(frozen=True, slots=True)
class Answer:
    """What the records say to a line: a state but `overridden`, why in words, and where it can be looked at."""

    state: str
    why: Words = ("", "")
    #: (Chinese, English, path) of each record it rests on
    evidence: tuple[tuple[str, str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a named person said to a line."""

    id: str
    kind: str
    reason: str
    name: str
    party: str
    at: datetime
    by: str | None = None
    #: SHA-256 of each paper handed in with it
    papers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Standing:
    """A line as it stands: its state, the records' answer behind it, and who said something to it."""

    line: Line
    state: str
    answer: Answer
    said: Said | None = None

    @property
    def holds_up(self) -> bool:
        """Say whether it keeps the gate shut."""
        return self.state == "not_met" or (self.state == "no_data" and not self.line.lenient)


#: answers of the records under which something may be said to a line
HOLDING = ("not_met", "no_data")


def may_be_said(line: Line, answer: str, kind: str) -> bool:
    """Say whether a kind of note fits: people fill in for missing records, never against what they show.

    A record that says no can only be overridden, and only where the line allows it.
    """
    if kind == "overridden":
        return line.overridable and answer in HOLDING
    return bool(line.confirms) and answer == "no_data"


def judge(line: Line, answer: Answer, said: Said | None) -> Standing:
    """Return how a line stands; records that came later outweigh what was confirmed before, not an override."""
    if said is None or not may_be_said(line, answer.state, said.kind):
        return Standing(line, answer.state, answer, said if answer.state in HOLDING else None)
    state = {"confirmed": "met"}.get(said.kind, said.kind)
    return Standing(line, state, answer, said)


def is_open(lines: Sequence[Standing]) -> bool:
    """Say whether nothing keeps the gate shut; a gate that asks nothing is not open."""
    return bool(lines) and not any(each.holds_up for each in lines)
