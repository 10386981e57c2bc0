"""Acts on the register of dangerous works: enter, measure, hand in papers, sign them, end."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.permits import Actor
from inspect_app.inspections.models import DangerousPaper, DangerousWork
from inspect_app.projects.models import Project

Values = Mapping[str, Any]


def begin_dangerous(
    actor: Actor, project: Project, *, name: str, since: date, at: datetime, until: date | None = None,
    kind: str | None = None, size: float | None = None,
) -> DangerousWork:  # fmt: skip
    """Enter a dangerous work: while it lasts its site is inspected without a draw.

    `size` is in the measure of its `kind`. Whoever carries it out is the actor's party, else the contractor.
    """
    if until and until < since:
        raise field_problem("until", "不能早于开始日期", "not before its first day")
    own = sorted(project.party_ids("contractor") & actor.party_ids("contractor"))
    contractor = project.party("contractor")
    made = DangerousWork(
        project=project, party_id=own[0] if own else contractor.id if contractor else None, name=name.strip(), since=since,
        until=until, kind=kind, size=_hundredths(kind, size), created_at=at,
    )  # fmt: skip
    db.session.add(made)
    told = {"name": made.name, "since": since.isoformat(), "kind": kind, "size": made.measured}
    journal.record(actor, "dangerous.add", made, at=at, data=told)
    return made


def _hundredths(kind: str | None, size: float | None) -> int | None:
    if size is not None and kind is None:
        raise field_problem("kind", "填写规模时须选择类别", "with a size its kind is needed")
    return None if size is None else round(size * 100)


def measure_dangerous(
    actor: Actor, made: DangerousWork, *, kind: str, size: float | None, reason: str, at: datetime
) -> DangerousWork:
    """Say or correct the kind and size of a dangerous work; what was there before stays in the journal."""
    _hold(made)
    told = {"kind_before": made.kind, "size_before": made.measured, "reason": reason}
    made.kind, made.size = kind, _hundredths(kind, size)
    journal.record(
        actor, "dangerous.measure", made, at=at, data={"kind": kind, "size": made.measured, **told}
    )
    return made


def add_dangerous_paper(actor: Actor, made: DangerousWork, values: Values, *, at: datetime) -> DangerousPaper:
    """Hand in a paper of a dangerous work with photos of it; the newest of each kind counts once it is signed."""
    _hold(made)
    if values["on"] > local_day(at):
        raise field_problem("on", "不能晚于今天", "not after today")
    review = values["kind"] == "review"
    for field in ("experts", "conclusion"):
        if review and not values.get(field):
            raise field_problem(field, "专家论证须填写", "needed for an expert review")
    given = {key: values[key] for key in ("kind", "on", "by_name", "note")}
    if review:
        given |= {key: values[key] for key in ("experts", "conclusion")}
    paper = DangerousPaper(work=made, added_at=at, added_by_name=actor.name, **given)
    db.session.add(paper)
    db.session.flush()
    attach("dangerous", made.id, values["photos"], paper.id, actor.name, at)
    told = {**given, "on": values["on"].isoformat(), "photos": list(values["photos"])}
    told["paper"] = told.pop("kind")
    journal.record(actor, "dangerous.paper", made, at=at, data=told)
    return paper


def sign_dangerous_paper(
    actor: Actor, made: DangerousWork, *, paper_id: str, name: str, at: datetime
) -> DangerousPaper:
    """Sign a paper as the supervisor, with one's own name: once, and only the newest of its kind."""
    _hold(made)
    paper = next((each for each in made.papers if each.id == paper_id), None)
    if paper is None:
        raise field_problem("paper_id", "没有这份文件", "no such paper")
    newest = [each for each in made.papers if each.kind == paper.kind][-1]
    if paper.signed_at is not None or newest is not paper:
        raise Problem(
            "conflict",
            zh="这份文件已签字，或已有更新的一份。",
            en="This paper is signed already, or there is a newer one.",
        )
    if " ".join(name.split()) != actor.name:
        raise field_problem("name", f"请填写您的姓名：{actor.name}", f"write your name: {actor.name}")
    paper.signed_at, paper.signed_by_name = at, actor.name
    journal.record(
        actor, "dangerous.sign", made, at=at, data={"paper": paper.kind, "on": paper.on.isoformat()}
    )
    return paper


def end_dangerous(actor: Actor, made: DangerousWork, *, until: date, at: datetime) -> DangerousWork:
    """Say on which day a dangerous work ends or ended."""
    if until < made.since:
        raise field_problem("until", "不能早于开始日期", "not before its first day")
    made.until = until
    journal.record(actor, "dangerous.end", made, at=at, data={"name": made.name, "until": until.isoformat()})
    return made


def _hold(made: DangerousWork) -> None:
    """Hold the work: a newer plan and a signature on the older one at once would each be right alone."""
    db.session.scalar(select(DangerousWork.id).where(DangerousWork.id == made.id).with_for_update())
    db.session.refresh(made)
