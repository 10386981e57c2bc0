"""Who signs for a lot, an item work, a division and a unit work, in which order (GB 50300-2013 chapter 6)."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Final

BUILDERS: Final = ("contractor", "subcontractor")
_50300: Final = "GB 50300-2013"
#: level -> the clause that says who accepts it; chapter 6 is written from memory, so not confirmed
CLAUSES: Final[dict[str, str]] = {
    "lot": f"{_50300} 第5.0.1条、第6.0.1条", "item_work": f"{_50300} 第5.0.2条、第6.0.2条",
    "division": f"{_50300} 第5.0.3条、第6.0.3条", "unit": f"{_50300} 第5.0.4条、第6.0.6条",
}  # fmt: skip
VERIFIED: Final = False


@dataclass(frozen=True, slots=True)
class Post:
    """One signature: its key, the words of the post, and the role whose party fills it."""

    key: str
    zh: str
    en: str
    role: str


_FOREMAN = Post("foreman", "施工单位专业工长", "Contractor's foreman", "contractor")
_CHECKER = Post(
    "checker", "施工单位项目专业质量检查员", "Contractor's quality inspector on site", "contractor"
)
_TECHNICIAN = Post(
    "technician", "施工单位项目专业技术负责人", "Contractor's technical lead of the trade", "contractor"
)
_MANAGER = Post("manager", "施工单位项目负责人", "Contractor's project leader", "contractor")
_HEAD = Post("technical_head", "施工单位项目技术负责人", "Contractor's technical lead", "contractor")
_FIRM = Post(
    "firm", "施工单位技术、质量部门负责人", "Contractor's head of engineering or quality", "contractor"
)
_DESIGNER = Post("designer", "设计单位项目负责人", "Designer's project leader", "designer")
_SURVEYOR = Post("surveyor", "勘察单位项目负责人", "Surveyor's project leader", "surveyor")
_ENGINEER = Post("engineer", "专业监理工程师", "Supervising engineer", "supervisor")
_CHIEF = Post("chief", "总监理工程师", "Chief supervisor", "supervisor")
_OWNER = Post("owner", "建设单位项目负责人", "Owner's project leader", "owner")
#: who takes the supervisor's place where none is charged
_STAND_IN: Final = ("建设单位专业技术负责人", "Owner's technical lead")

_LEVELS: Final[dict[str, tuple[Post, ...]]] = {
    "lot": (_FOREMAN, _CHECKER, _ENGINEER),
    "item_work": (_TECHNICIAN, _ENGINEER),
    "division": (_MANAGER, _HEAD, _CHIEF),
    "unit": (_MANAGER, _DESIGNER, _SURVEYOR, _CHIEF, _OWNER),
}
#: key -> words of every post, as timelines say them
POSTS: Final[dict[str, tuple[str, str]]] = {
    each.key: (each.zh, each.en)
    for each in (
        _FOREMAN, _CHECKER, _TECHNICIAN, _MANAGER, _HEAD, _FIRM, _DESIGNER, _SURVEYOR, _ENGINEER, _CHIEF, _OWNER,
    )
}  # fmt: skip
#: divisions that the designer (and the surveyor, of the ground) and the contractor's firm sign, too
_MORE: Final[dict[str, tuple[Post, ...]]] = {
    "foundation": (_FIRM, _SURVEYOR, _DESIGNER),
    "structure": (_FIRM, _DESIGNER),
    "energy": (_FIRM, _DESIGNER),
}


def posts(level: str, kind: str, roles: Collection[str]) -> tuple[Post, ...]:
    """Return who signs for a work of this level, first to last; whoever organises the acceptance signs last.

    `kind` is the division's, `roles` those that take part in the project: without a supervisor the owner's technical
    lead stands in (GB 50300-2013 chapter 6, not confirmed), but not beside the owner's own leader.
    """
    found = list(_LEVELS[level])
    if level == "division":
        found[-1:-1] = _MORE.get(kind, ())
    if "supervisor" not in roles:
        found = [
            Post(each.key, *_STAND_IN, "owner") if each.role == "supervisor" else each
            for each in found
            if each.role != "supervisor" or level != "unit"
        ]
    return tuple(found)


def next_post(wanted: Sequence[Post], signed: Collection[str]) -> Post | None:
    """Return whose signature comes next; None once all have signed."""
    return next((each for each in wanted if each.key not in signed), None)
