"""Dividing a project's works: drafted from its building tree by the usual table, or added one by one."""

from datetime import datetime

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import tree
from inspect_app.works.actions.holding import lock
from inspect_app.works.models import Work
from inspect_app.works.rules import DIVISIONS, ITEM_WORKS, LEVELS
from inspect_app.works.rules.division import GROUNDS, item_works_of

_BELOW = dict(zip(LEVELS, list(LEVELS)[1:], strict=False))
#: longest path of a work, as its column holds it
_LONGEST = 500


def draft(actor: Actor, project: Project, *, at: datetime) -> list[Work]:
    """Divide a project's works by its building tree: what is there already stays, what was dropped stays dropped.

    Each building is a unit work, all else one of the grounds; each element makes a lot of each of its item works.
    """
    lock(project)
    known = {each.path: each for each in _of(project)}
    here = list(known.values())
    tops = {each.path: each.kind for each in db.session.scalars(tree(project.id)) if each.parent_id is None}
    made: list[Work] = []

    def grow(parent: Work | None, level: str, kind: str, name: str, element: Element | None = None) -> Work:
        path = f"{parent.path} / {name}" if parent else name
        if path not in known:
            known[path] = _made(actor, project, parent, level, kind, name, element, at)
            made.append(known[path])
        return known[path]

    for element in db.session.scalars(tree(project.id)):
        for item in item_works_of(element.kind):
            building = tops.get(element.top) == "building"
            place = element.path.removeprefix(f"{element.top} / ") if building else element.path
            steps = (
                ("unit", "", element.top, None) if building else ("unit", "grounds", GROUNDS[0], None),
                ("division", item.division, DIVISIONS[item.division].zh, None),
                ("item_work", item.key, item.zh, None),
                ("lot", item.key, place.replace(" / ", " ")[:120], element),
            )
            above: Work | None = None
            for level, kind, name, at_element in steps:
                above = grow(above, level, kind, name, at_element)
                if above.state == "dropped":
                    break
    if not made and not here:
        raise Problem(
            "conflict", zh="楼栋树里没有按 GB 50300 验收的部位，请先添加屋面、管道等部位。",
            en="The building tree has no element that is accepted by GB 50300; add roofs, pipes and the like first.",
        )  # fmt: skip
    journal.record(actor, "work.draft", project, at=at, data={"made": len(made)})
    return made


def _of(project: Project) -> list[Work]:
    """Return the works of a project, those dropped first: of two with one path the one that stands counts."""
    stmt = select(Work).where(Work.project_id == project.id)
    return sorted(db.session.scalars(stmt), key=lambda each: (each.state != "dropped", each.number))


def add(
    actor: Actor, project: Project, *, level: str, name: str, at: datetime, parent_id: str | None = None,
    element_id: str | None = None, kind: str = "",
) -> Work:  # fmt: skip
    """Add one work to a division: a unit work on its own, anything else below a work of the level above.

    A lot is of an element of the project. Raises a problem that names the field.
    """
    lock(project)
    parent = _parent(project, level, parent_id)
    element = _element(project, level, element_id)
    _kind(level, kind)
    path = f"{parent.path} / {name}" if parent else name
    if len(path) > _LONGEST:
        raise field_problem(
            "name",
            f"连同上级名称最多 {_LONGEST} 个字符",
            f"with the names above at most {_LONGEST} characters",
        )
    standing = select(Work.number).where(
        Work.project_id == project.id, Work.path == path, Work.state != "dropped"
    )
    if number := db.session.scalar(standing):
        raise field_problem(
            "name", f"已有同名的划分 {number}", f"there is one of this name already: {number}"
        )
    made = _made(actor, project, parent, level, kind, name, element, at)
    db.session.flush()
    journal.record(actor, "work.add", made, at=at, data={"number": made.number, "path": path})
    return made


def _parent(project: Project, level: str, parent_id: str | None) -> Work | None:
    if level == "unit":
        if parent_id:
            raise field_problem("parent_id", "单位工程没有上级", "a unit work stands on its own")
        return None
    found = db.session.get(Work, parent_id) if parent_id else None
    if found is None or found.project_id != project.id:
        raise field_problem("parent_id", "请选择本项目的上级划分", "choose a work of this project above it")
    if _BELOW.get(found.level) != level:
        zh, en = LEVELS[level][0], LEVELS[level][1]
        raise field_problem(
            "parent_id", f"{zh}应在上一层次之下，不能在{LEVELS[found.level][0]}之下",
            f"a {en.lower()} does not stand directly below a {LEVELS[found.level][1].lower()}",
        )  # fmt: skip
    if found.state != "open":
        state = found.WORKFLOW.state(found.state)
        raise field_problem(
            "parent_id", f"上级{state.zh}，不能再增加", f"the work above is past that: {state.en.lower()}"
        )
    return found


def _element(project: Project, level: str, element_id: str | None) -> Element | None:
    if level != "lot":
        if element_id:
            raise field_problem("element_id", "只有检验批对应部位", "only a lot is of an element")
        return None
    found = db.session.get(Element, element_id) if element_id else None
    if found is None or found.project_id != project.id:
        raise field_problem("element_id", "请选择本项目的部位", "choose an element of this project")
    return found


def _kind(level: str, kind: str) -> None:
    known = {"division": set(DIVISIONS), "item_work": set(ITEM_WORKS), "lot": set(ITEM_WORKS)}.get(
        level, set()
    )
    if kind and kind not in known:
        raise field_problem("kind", "这一层次没有这种类别", "no such kind on this level")


def _made(
    actor: Actor, project: Project, parent: Work | None, level: str, kind: str, name: str, element: Element | None,
    at: datetime,
) -> Work:  # fmt: skip
    made = Work(
        number=next_number("YS", local_day(at).year), project=project, parent=parent, level=level, kind=kind,
        name=name, path=(f"{parent.path} / {name}" if parent else name)[:_LONGEST], element=element, created_at=at,
        created_by_name=actor.name,
    )  # fmt: skip
    db.session.add(made)
    return made
