"""Takes over what a hotline has received: all lines of a file or none, each once by the hotline's own number."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from zoneinfo import ZoneInfo

from sqlalchemy import select

from inspect_app.complaints.actions.filing import Told, content_of, file_complaint
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules.hotline import Line, read_lines
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.faults import Fault
from inspect_app.core.i18n import locale
from inspect_app.core.permits import Actor, may
from inspect_app.projects.models import Element, Project

CHINA = ZoneInfo("Asia/Shanghai")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became, or would become, of a file: new and known lines, and every fault."""

    new: list[str]
    known: list[str]
    faults: list[Fault]


def import_hotline(
    actor: Actor, rows: Sequence[Sequence[str]], *, key: str, at: datetime, dry: bool
) -> Imported:
    """Take over the lines of a file, or with `dry` only say what would come of it; with any fault nothing is taken."""
    lines, faults = read_lines(rows, local_day(at))
    new: list[str] = []
    known: list[str] = []
    todo: list[tuple[Line, Project, Told]] = []
    for line in lines:
        project = db.session.scalar(select(Project).where(Project.site == line.values["site"]))
        if project is None or not may(actor, "complaint.import", project):
            faults.append(
                Fault(line.line, "site", "没有这个小区，或不归您管", "no such community, or not yours")
            )
            continue
        told, fault = _told(line, project)
        standing = db.session.scalar(select(Complaint).where(Complaint.source_number == told.source_number))
        if fault:
            faults.append(fault)
        elif standing is None:
            todo.append((line, project, told))
            new.append(line.values["number"])
        elif standing.content == content_of(project, told):
            known.append(standing.number)
        else:
            words = "已导入过，内容不同", "taken over before with other content"
            faults.append(Fault(line.line, "number", *words))
    if not faults and not dry:
        new = [_file(actor, line, project, told, key, at) for line, project, told in todo]
    return Imported(new, known, sorted(faults, key=lambda each: (each.line, each.field)))


def _told(line: Line, project: Project) -> tuple[Told, Fault | None]:
    given, element, fault = line.values, None, None
    if given.get("place"):
        stmt = select(Element).where(Element.project_id == project.id, Element.path == given["place"])
        element = db.session.scalar(stmt)
        if element is None:
            fault = Fault(line.line, "place", "本小区没有这个部位", "no such part in this community")
    told = Told(
        category=given["category"], words=given["words"], spot=given.get("spot", ""), phone=given.get("phone", ""),
        element_id=element.id if element else None, source="hotline", source_number=given["number"],
    )  # fmt: skip
    return told, fault


def _file(actor: Actor, line: Line, project: Project, told: Told, key: str, at: datetime) -> str:
    # Clocks run from the day the hotline received it, not from the day of the file.
    began = min(datetime.combine(line.received, time(12), CHINA).astimezone(UTC), at)
    try:
        made, _code = file_complaint(
            actor, project=project, told=told, once=f"hotline:{told.source_number}", key=key, at=began
        )
    except Problem as problem:
        words = "；".join(str(each) for found in problem.field_words(locale()).values() for each in found)
        raise Problem(
            "bad-input", errors={"file": [f"{line.line}: {words or problem.words(locale())}"]}
        ) from problem
    return made.number
