"""What becomes of work that is submitted, and which way on is open to whom (GB 50300-2013 5.0.1–5.0.8)."""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from inspect_app.checklists.rules.scoring.gb50300 import EVIDENCE, OUTCOMES, Outcome

Words = tuple[str, str]
STANDARD: Final = "GB 50300-2013"
#: who writes down which way on; without a supervisor the owner does; the platform's own, the standard names the papers
RECORDERS: Final[dict[str, str]] = {
    "reworked": "contractor", "appraised": "supervisor", "consented": "designer", "strengthened": "owner",
    "papers_missing": "supervisor",
}  # fmt: skip
#: ways on after which what the record of a lot found does not decide any more
_OVERRULES: Final = ("appraised", "consented", "strengthened", "papers_missing")


@dataclass(frozen=True, slots=True)
class Verdict:
    """Where submitted work goes: 'sign', 'test' or 'fail', and why not the first ("" both: no reason)."""

    goes: str
    why: Words = ("", "")


def verdict(*, record: bool | None, papers: str, visual: str | None, outcome: str | None) -> Verdict:
    """Return where submitted work goes.

    `record`: whether the lot's record qualifies (None: not a lot, or its papers were not looked at there); `papers`
    and `visual` as declared; `outcome`: the way on recorded after an earlier failure. Missing papers are made up for
    by a test of the work itself (5.0.7); a record that fails is overruled only by a recorded outcome (5.0.6).
    """
    if papers == "missing" and outcome != "papers_missing":
        return Verdict(
            "test",
            (f"质量控制资料部分缺失（{STANDARD} 第5.0.7条）", f"Papers partly missing ({STANDARD} 5.0.7)"),
        )
    if record is False and outcome not in _OVERRULES:
        return Verdict(
            "fail",
            (
                f"主控项目、一般项目或资料不符合（{STANDARD} 第5.0.1条）",
                f"Dominant or general items or papers do not meet 5.0.1 of {STANDARD}",
            ),
        )
    if visual == "poor" and outcome != "strengthened":
        return Verdict(
            "fail",
            (
                f"观感质量差，应返修（{STANDARD} 第5.0.3、5.0.4条）",
                f"Visual quality is poor, to be repaired ({STANDARD} 5.0.3, 5.0.4)",
            ),
        )
    return Verdict("sign")


def ways_on(state: str, level: str) -> tuple[Outcome, ...]:
    """Return the ways on open to work of this level in this state: failed, to be tested, or barred.

    Every level may be put right and accepted anew; what is barred only that way.
    """
    if state == "testing":
        return (OUTCOMES["papers_missing"],)
    if state == "barred":
        return (OUTCOMES["reworked"],)
    return tuple(
        each
        for each in OUTCOMES.values()
        if each.result != "barred" and (level in each.levels or each.key == "reworked")
    )


def recorder(outcome: str, roles: Collection[str]) -> str:
    """Return the role that records an outcome in a project where these roles take part."""
    role = RECORDERS[outcome]
    return "owner" if role == "supervisor" and "supervisor" not in roles else role


def papers_of(outcome: Outcome) -> tuple[str, ...]:
    """Return the papers that must be shown when an outcome is recorded; the new record comes with the submission."""
    return tuple(each for each in outcome.evidence if each != "new_record")


def paper_words(keys: Collection[str]) -> Words:
    """Return papers as people call them."""
    return "、".join(EVIDENCE[each][0] for each in keys), ", ".join(EVIDENCE[each][1] for each in keys)


def may_be_barred(level: str) -> bool:
    """Say whether work of this level can be barred from acceptance (5.0.8): a division or a unit work."""
    return level in OUTCOMES["unsafe"].levels
