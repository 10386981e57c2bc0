"""GB 50300-2013 5.0.1–5.0.4: what each level, from lot to unit work, needs to qualify, and with which evidence."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from inspect_app.checklists.rules.scoring.working import Step

STANDARD: Final = "GB 50300-2013"
SINCE: Final = date(2014, 6, 1)


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a level, its clause and the paper that shows it."""

    key: str
    zh: str
    en: str
    clause: str
    evidence_zh: str
    evidence_en: str
    verified: bool = True


@dataclass(frozen=True, slots=True)
class Level:
    """A level of the hierarchy: its conditions, and who organises and signs (chapter 6, not confirmed)."""

    key: str
    zh: str
    en: str
    clause: str
    form: str
    organiser: str
    signers: tuple[str, ...]
    conditions: tuple[Condition, ...]
    parties_verified: bool = False


@dataclass(frozen=True, slots=True)
class Ruling:
    """Whether something qualifies: True, False, or None while a condition is not yet known (`open`)."""

    level: Level
    passes: bool | None
    failed: tuple[Condition, ...]
    open: tuple[Condition, ...]
    steps: tuple[Step, ...]


def _conditions(article: str, *rows: tuple[str, str, str, str, str]) -> tuple[Condition, ...]:
    return tuple(
        Condition(key, zh, en, f"{STANDARD} 第{article}条第{place}款", evidence_zh, evidence_en)
        for place, (key, zh, en, evidence_zh, evidence_en) in enumerate(rows, start=1)
    )


_PAPERS: Final = (
    "papers", "质量控制资料完整", "Quality-control papers are complete", "质量控制资料核查记录", "check of the papers",
)  # fmt: skip
_VISUAL: Final = (
    "visual",
    "观感质量符合要求",
    "It looks as it should",
    "观感质量检查记录",
    "record of the visual check",
)

LEVELS: Final[dict[str, Level]] = {
    each.key: each
    for each in (
        Level(
            "lot", "检验批", "Lot", f"{STANDARD} 第5.0.1条", "附录E", "supervisor", ("supervisor", "contractor"),
            _conditions(
                "5.0.1",
                ("dominant", "主控项目抽检全部合格", "Every sampled check of the dominant items passes",
                 "主控项目检查记录", "record of the dominant items"),
                ("general", "一般项目抽检合格，且无严重缺陷", "The general items pass, without a serious defect",
                 "一般项目检查记录", "record of the general items"),
                ("papers", "操作依据、验收记录完整", "Operating basis and acceptance record are complete",
                 "施工操作依据、检验批验收记录", "operating basis, lot record"),
            ),
        ),
        Level(
            "item_work", "分项工程", "Item work", f"{STANDARD} 第5.0.2条", "附录F", "supervisor",
            ("supervisor", "contractor"),
            _conditions(
                "5.0.2",
                ("lots", "所含检验批均验收合格", "All its lots are accepted", "检验批验收记录", "lot records"),
                ("records", "所含检验批的验收记录完整", "The records of its lots are complete",
                 "检验批验收记录汇总", "list of the lot records"),
            ),
        ),
        Level(
            "division", "分部工程", "Division", f"{STANDARD} 第5.0.3条", "附录G", "chief_supervisor",
            ("chief_supervisor", "contractor", "designer"),
            _conditions(
                "5.0.3",
                ("item_works", "所含分项工程均验收合格", "All its item works are accepted",
                 "分项工程验收记录", "item work records"),
                _PAPERS,
                ("samples", "安全、节能、环保和主要使用功能的抽检结果符合规定",
                 "Samples on safety, energy, environment and main functions meet the rules",
                 "抽样检验报告", "test reports"),
                _VISUAL,
            ),
        ),
        Level(
            "unit", "单位工程", "Unit work", f"{STANDARD} 第5.0.4条", "附录H", "owner",
            ("owner", "supervisor", "contractor", "designer", "surveyor"),
            _conditions(
                "5.0.4",
                ("divisions", "所含分部工程均验收合格", "All its divisions are accepted",
                 "分部工程验收记录", "division records"),
                _PAPERS,
                ("test_papers", "分部工程中安全、节能、环保和主要使用功能的检验资料完整",
                 "Test papers on safety, energy, environment and main functions are complete",
                 "安全和功能检验资料核查记录", "check of the test papers"),
                ("spot_checks", "主要使用功能的抽查结果符合规定", "Spot checks of the main functions meet the rules",
                 "主要功能抽查记录", "record of the spot checks"),
                _VISUAL,
            ),
        ),
    )
}  # fmt: skip
_SAID: Final[dict[bool | None, tuple[str, str]]] = {
    True: ("符合", "met"),
    False: ("不符合", "not met"),
    None: ("待核", "not yet known"),
}


def qualify(level: str, met: Mapping[str, bool | None], part: str = "") -> Ruling:
    """Return whether a level qualifies for what is known of its conditions (None or not named: not yet known).

    One condition not met is enough to fail; all have to be met to pass. ValueError names an unknown condition.
    """
    asked = LEVELS[level]
    unknown = set(met) - {each.key for each in asked.conditions}
    if unknown:
        raise ValueError(f"{level} has no condition {', '.join(sorted(unknown))}")
    failed = tuple(each for each in asked.conditions if met.get(each.key) is False)
    missing = tuple(each for each in asked.conditions if met.get(each.key) is None)
    steps = tuple(
        Step(
            each.zh,
            each.en,
            "",
            each.evidence_zh,
            *_SAID[met.get(each.key)],
            each.clause,
            each.verified,
            part,
            each.evidence_en,
        )
        for each in asked.conditions
    )
    passes = False if failed else None if missing else True
    return Ruling(asked, passes, failed, missing, steps)


def all_of(below: Mapping[str, bool | None]) -> bool | None:
    """Return whether all below are accepted: None where one is not yet known, and none below counts as unknown."""
    if any(each is False for each in below.values()):
        return False
    return True if below and all(each is True for each in below.values()) else None
