"""GB 50300-2013 5.0.6–5.0.8: what may become of work that did not pass, on which evidence, and who decides."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from inspect_app.checklists.rules.scoring.gb50300.levels import STANDARD

#: papers that an outcome needs: (Chinese, English)
EVIDENCE: Final[dict[str, tuple[str, str]]] = {
    "repair_record": ("返工、返修记录", "Record of the rework"),
    "new_record": ("重新验收记录", "Record of the new acceptance"),
    "appraisal": ("有资质检测机构的检测鉴定报告", "Appraisal by a qualified testing body"),
    "designer_opinion": (
        "原设计单位核算认可意见",
        "Written calculation and consent of the original designer",
    ),
    "treatment_plan": ("技术处理方案", "Technical treatment plan"),
    "agreement": ("协商文件", "Agreement of the parties"),
    "entity_test": ("实体检验或抽样试验报告", "Test of the work itself, or of samples"),
    "safety_proof": ("满足安全和使用功能的鉴定意见", "Proof that it is safe and usable"),
}
#: who decides on an outcome
DECIDERS: Final[dict[str, tuple[str, str]]] = {
    "supervisor": ("监理单位", "the supervisor"),
    "designer": ("原设计单位", "the original designer"),
    "owner": ("建设单位", "the owner"),
    "contractor": ("施工单位", "the contractor"),
    "authority": ("监督机构", "the authority"),
}
RESULTS: Final[dict[str, tuple[str, str, str]]] = {
    "reinspect": ("重新验收", "Inspect again", "waiting"),
    "accept": ("验收合格", "Accepted", "good"),
    "may_accept": ("可予以验收", "May be accepted", "waiting"),
    "concession": ("按处理方案和协商文件验收", "Accepted by treatment plan and agreement", "waiting"),
    "test_first": ("先检测，再判定", "Test first", "waiting"),
    "barred": ("严禁验收", "Must not be accepted", "bad"),
}


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way on for failing work: on which levels, what results, the papers it needs and who decides."""

    key: str
    zh: str
    en: str
    clause: str
    levels: tuple[str, ...]
    result: str
    evidence: tuple[str, ...]
    deciders: tuple[str, ...]
    verified: bool


def _outcome(
    key: str,
    words: tuple[str, str],
    article: str,
    levels: str,
    result: str,
    evidence: str,
    deciders: str,
    *,
    verified: bool,
) -> Outcome:
    return Outcome(
        key, *words, f"{STANDARD} 第{article}", tuple(levels.split()), result, tuple(evidence.split()),
        tuple(deciders.split()), verified,
    )  # fmt: skip


OUTCOMES: Final[dict[str, Outcome]] = {
    each.key: each
    for each in (
        _outcome("reworked", ("返工或返修后重新验收", "Reworked or repaired, inspected again"), "5.0.6条第1款", "lot",
                 "reinspect", "repair_record new_record", "supervisor", verified=True),
        _outcome("appraised", ("经检测鉴定达到设计要求", "Appraised: it meets the design"), "5.0.6条第2款", "lot",
                 "accept", "appraisal", "supervisor", verified=True),
        _outcome("consented", ("达不到设计要求，经原设计单位核算认可", "Below design, with the consent of the original designer"),
                 "5.0.6条第3款", "lot", "may_accept", "appraisal designer_opinion", "designer supervisor", verified=True),
        _outcome("strengthened", ("返修或加固后满足安全和使用功能", "Repaired or strengthened: safe and usable"),
                 "5.0.6条第4款", "item_work division", "concession",
                 "treatment_plan agreement safety_proof", "owner designer contractor supervisor", verified=True),
        _outcome("papers_missing", ("工程质量控制资料部分缺失", "Some quality-control papers are missing"), "5.0.7条",
                 "lot item_work division unit", "test_first", "entity_test", "supervisor", verified=False),
        _outcome("unsafe", ("返修或加固后仍不能满足安全或重要使用要求", "Repaired and still unsafe or unfit"), "5.0.8条",
                 "division unit", "barred", "", "owner supervisor authority", verified=False),
    )
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failing:
    """What is known of failing work; None: not yet known.

    `reworked`: rework is done; `meets_design`: the appraisal's word; `consents`: the designer's; `safe`: after
    repair or strengthening; `papers`: whether the quality-control papers are complete.
    """

    level: str
    reworked: bool = False
    meets_design: bool | None = None
    consents: bool | None = None
    safe: bool | None = None
    papers: bool | None = True


def outcome_of(known: Failing) -> Outcome | None:
    """Return the way on that follows from what is known, None while it cannot be said (the work stays failed).

    That it is still unsafe after repair bars it, whatever else is known; then rework comes before appraisal,
    and the designer is asked only where the appraisal says that the design is not met.
    """
    if known.safe is False and known.level in OUTCOMES["unsafe"].levels:
        return OUTCOMES["unsafe"]
    if known.papers is False:
        return OUTCOMES["papers_missing"]
    if known.level == "lot":
        return _of_a_lot(known)
    if known.safe and known.level in OUTCOMES["strengthened"].levels:
        return OUTCOMES["strengthened"]
    return None


def _of_a_lot(known: Failing) -> Outcome | None:
    if known.reworked:
        return OUTCOMES["reworked"]
    if known.meets_design:
        return OUTCOMES["appraised"]
    if known.meets_design is False and known.consents:
        return OUTCOMES["consented"]
    return None


def lacking(outcome: Outcome, papers: Iterable[str]) -> tuple[str, ...]:
    """Return which papers an outcome still needs beside those there, in the order of the standard."""
    there = set(papers)
    return tuple(each for each in outcome.evidence if each not in there)


def ways_of(level: str) -> tuple[Outcome, ...]:
    """Return the outcomes open to a level, in the order of the standard."""
    return tuple(each for each in OUTCOMES.values() if level in each.levels)
