"""What a project's archive has to hold at each stage, as data with its basis, and how each line is judged (pure)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from inspect_app.acceptance.rules.papers import KINDS
from inspect_app.dossier.rules.chapters import DUTIES, LONG, UTILITIES, WISHES
from inspect_app.dossier.rules.completing import LACKS, LATER, MISSING, THERE, Standing

Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Stage:
    """A stage of a project: its words, its folder in the archive, from which point of the works it has to be there."""

    key: str
    zh: str
    en: str
    folder: str
    #: 0: from the beginning, 1: once works have begun, 2: once they are completed
    due: int


STAGES: tuple[Stage, ...] = (
    Stage("reserve", "储备入库", "Reserve pool", "01-储备入库", 0),
    Stage("start", "开工准备", "Before the start", "02-开工准备", 0),
    Stage("works", "施工过程", "The works", "03-施工过程", 1),
    Stage("acceptance", "竣工验收", "Acceptance", "04-竣工验收", 2),
    Stage("after", "移交保修与成效", "Handover, warranty, effect", "05-移交保修与成效", 2),
)
BY_STAGE = {each.key: each for each in STAGES}
#: chapter of the dossier -> the stage whose archive it belongs to
OF_CHAPTER = {
    "basics": "reserve", "wishes": "reserve", "scheme": "reserve", "pool": "reserve", "duties": "start", "utilities": "start",
    "funds": "start", "progress": "works", "findings": "works", "effect": "after",
}  # fmt: skip
#: state of a project -> how far its works are
REACHED = {"planned": 0, "building": 1, "suspended": 1, "completed": 2}


@dataclass(frozen=True, slots=True)
class Wanted:
    """A line of the catalogue: what has to be there, by which article, and which rows answer for it.

    `settled` are states of those rows that are an end; with none given any row is enough. `optional`: where nothing
    of the kind happened there is nothing to keep. `region`: prefix of the divisions whose notice asks for it;
    elsewhere it is optional.
    """

    key: str
    stage: str
    zh: str
    en: str
    basis: str
    verified: bool
    rows: str
    settled: tuple[str, ...] = ()
    optional: bool = False
    #: page of the rows, with {project}
    path: str = ""
    region: str = ""


_279 = "《建设工程质量管理条例》第{}条"
CATALOGUE: tuple[Wanted, ...] = (
    Wanted("five", "start", "五方责任主体及负责人", "Five parties with their leaders", DUTIES, True, "five", path="/projects/{project}"),
    Wanted("vote_plan", "start", "改造方案业主表决", "Owners' vote on the scheme", WISHES, True, "vote_plan",
           path="/votes?project_id={project}"),
    Wanted("vote_management", "start", "长效管理业主表决", "Owners' vote on long-term management", LONG, True,
           "vote_management", path="/votes?project_id={project}"),
    Wanted("drawings", "start", "施工图纸", "Drawings", _279.format("二十八"), False, "sheet", path="/projects/{project}/sheets"),
    Wanted("inspections", "works", "检查记录", "Records of inspections", DUTIES, True, "submission", path="/projects/{project}"),
    Wanted("holds", "works", "停检点（隐蔽工程）验收", "Hold points (concealed works)", _279.format("三十"), True, "hold",
           ("released", "covered", "dropped"), True, "/holds?project_id={project}"),
    Wanted("materials", "works", "材料进场复验与签认", "Materials tested and signed for", _279.format("二十九"), True, "material",
           ("accepted", "removed", "void"), path="/materials?project_id={project}"),
    Wanted("dangerous", "works", "危大工程登记", "Dangerous works", "住建部令第37号", True, "dangerous", optional=True,
           path="/projects/{project}/dangerous-works"),
    Wanted("defects", "works", "缺陷销号", "Defects closed", DUTIES, True, "defect", ("closed", "void", "joined"), True,
           "/defects?project_id={project}"),
    Wanted("notices", "works", "通知书办结", "Notices ended", DUTIES, True, "notice", ("resumed", "ended", "withdrawn"), True,
           "/notices?project_id={project}"),
    *(
        Wanted(f"paper_{each.key}", "acceptance", each.zh, each.en, each.clause, each.verified, f"paper_{each.key}",
               path="/projects/{project}/acceptance")
        for each in KINDS if each.needed
    ),
    Wanted("certificate", "acceptance", "竣工验收合格证书", "Certificate of acceptance", DUTIES, True, "certificate",
           path="/projects/{project}/acceptance"),
    Wanted("transfer", "after", "专营设施移交的业主表决", "Owners' vote on the transfer of utility facilities", UTILITIES, False,
           "vote_transfer", path="/votes?project_id={project}"),
    Wanted("warranty_notice", "after", "保修事项告知书", "Notice of warranty matters to residents",
           "北京市关于老旧小区改造工程质量的通知（2021 年 8 月，文号待核）", False, "warranty_notice", path="/projects/{project}/warranty",
           region="11"),
    Wanted("retention", "after", "质量保证金约定", "Retention money agreed", "建质〔2017〕138号", False, "retention",
           path="/projects/{project}/retention"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Held:
    """Rows of a kind in a project: by state how many, and the id of one of each state."""

    counts: Mapping[str, int] = field(default_factory=dict)
    ids: Mapping[str, str] = field(default_factory=dict)


def judged(
    dossier: Sequence[Standing], held: Mapping[str, Held], project_state: str, region: str = ""
) -> list[tuple[Stage, list[Standing]]]:
    """Return each stage with its lines: those of the dossier, then those of the other rooms' rows."""
    reached = REACHED[project_state]
    lines: dict[str, list[Standing]] = {each.key: [] for each in STAGES}
    for each in dossier:
        lines[OF_CHAPTER[each.chapter]].append(each)
    for wanted in CATALOGUE:
        lines[wanted.stage].append(_line(wanted, held.get(wanted.rows, Held()), reached, region))
    return [(stage, lines[stage.key]) for stage in STAGES]


def _line(wanted: Wanted, held: Held, reached: int, region: str) -> Standing:
    optional = wanted.optional or not region.startswith(wanted.region)
    open_ = [each for each in held.counts if wanted.settled and each not in wanted.settled]
    if open_ or not held.counts:
        state = LACKS if not held.counts and optional else MISSING
    else:
        state = THERE
    if state == MISSING and not held.counts and reached < BY_STAGE[wanted.stage].due:
        state = LATER
    proof = tuple((wanted.rows, held.ids[each]) for each in (open_ or held.counts))
    count = sum(held.counts[each] for each in (open_ or held.counts))
    return Standing(
        wanted.key,
        wanted.stage,
        wanted.zh,
        wanted.en,
        state,
        wanted.basis,
        wanted.verified,
        proof,
        count=count,
    )
