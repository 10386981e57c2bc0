"""Works of a project and their acceptance, step by step: what tests of rooms above begin with."""

from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.identity import actions as identity
from inspect_app.identity.models import Person
from inspect_app.identity.queries import actor_of
from inspect_app.inspections.actions import submit
from inspect_app.inspections.models import Visit
from inspect_app.projects.models import Project
from inspect_app.works import actions
from inspect_app.works.models import Work
from tests import make

_ITEM = {"kind": "judged", "clause": "GB 50207-2012", "photo": "never"}
LIST: dict[str, Any] = {
    **make.LIST, "zh": "屋面防水验收", "en": "Roof, by GB 50300",
    "scoring": {"pack": "gb50300", "lots": "sections", "papers": ["papers"]},
    "sections": [{"key": "layer", "zh": "防水层", "en": "Layer", "items": [
        {**_ITEM, "key": "papers", "zh": "隐蔽记录齐全", "en": "Papers there", "severity": "serious"},
        {**_ITEM, "key": "lap", "zh": "搭接", "en": "Lap", "severity": "general", "grade": "dominant"},
        {**_ITEM, "key": "clean", "zh": "表面", "en": "Surface", "severity": "general", "grade": "general"},
    ]}],
}  # fmt: skip
PEOPLE = ("contractor", "foreman", "designer", "surveyor", "supervisor", "owner")


def people(project: Project) -> dict[str, Actor]:
    """Return who signs: a member of each party, and a second one of the contractor."""
    account = f"foreman-{project.site}"
    person = db.session.scalar(select(Person).where(Person.account == account))
    party = project.party("contractor")
    if person is None:
        with transaction():
            person = identity.add_person(
                SYSTEM, account=account, name="韩工长", password="right horse 42", at=make.NOW
            )
            identity.add_membership(SYSTEM, person=person, party=party, role="contractor", at=make.NOW)
    found = {role: make.signer(project, role) for role in PEOPLE if role != "foreman"}
    return found | {"foreman": actor_of(person)}


def divided(project: Project, *, at: datetime = make.NOW) -> list[Work]:
    """Return the works of a project, divided by its building tree."""
    with transaction():
        actions.draft(SYSTEM, project, at=at)
    stmt = select(Work).where(Work.project_id == project.id).order_by(Work.path)
    return list(db.session.scalars(stmt))


def lot(project: Project, *, at: datetime = make.NOW) -> Work:
    """Return one lot of the roof: the only one of its item work, division and unit work."""
    roof, above = make.element_of(project), None
    with transaction():
        for level, name, kind in (
            ("unit", "1号楼", ""),
            ("division", "屋面", "roofing"),
            ("item_work", "防水与密封", "roof_layer"),
        ):
            above = actions.add(
                SYSTEM, project, level=level, name=name, kind=kind, parent_id=above and above.id, at=at
            )
        return actions.add(
            SYSTEM, project, level="lot", name="屋面", parent_id=above.id, element_id=roof.id, at=at
        )


def looked(project: Project, *, at: datetime = make.NOW, **outcomes: str) -> str:
    """Return the key of a record: a checklist by GB 50300 filled for the project, its items passing but those named."""
    one: Visit = make.visit(project, template_id=make.checklist(LIST, "roof-gb50300").template_id, at=at)
    answers = [{"item": key, "outcome": outcomes.get(key, "pass")} for key in ("papers", "lap", "clean")]
    body = make.filled(one) | {"answers": answers}
    with transaction():
        submit(SYSTEM, body, at=at)
    return f"{one.number}:layer"


def take(actor: Actor, work: Work, move: str, /, at: datetime = make.NOW, **values: Any) -> Work:
    """Take a move of a work in a transaction of its own."""
    with transaction():
        return actions.move(actor, work, move, values, at=at)


def refused(who: Actor, work: Work, move: str, /, **values: Any) -> Problem:
    """Return the refusal of a move that must not be taken."""
    with pytest.raises(Problem) as found:
        take(who, work, move, **values)
    return found.value


def submitted(work: Work, *, at: datetime = make.NOW, **values: Any) -> Work:
    """Return a work submitted by the contractor; a lot with a record that passes."""
    given: dict[str, Any] = {"papers": "complete"}
    if work.level == "lot" and "record" not in values:
        given["record"] = looked(work.project, at=at)
    if work.level in ("division", "unit"):
        given |= {"tests": "蓄水试验合格，报告 FS-1", "visual": "good"}
    return take(people(work.project)["contractor"], work, "submit", at, **{**given, **values})


def signed(work: Work, *, at: datetime = make.NOW) -> Work:
    """Return a submitted work signed by everybody in order."""
    those, used = people(work.project), set()
    while (post := work.next_post) is not None:
        choices = ("foreman", "contractor") if post.role == "contractor" else (post.role,)
        who = next((each for each in choices if each not in used), None)
        if who is None:  # a division of its own kind asks for more of the contractor's people than there are
            break
        used.add(who)
        take(those[who], work, "sign", at, name=those[who].name)
    return work


def accepted(work: Work, *, at: datetime = make.NOW) -> Work:
    """Return a work accepted: submitted, and signed by everybody."""
    return signed(submitted(work, at=at), at=at)


def all_accepted(project: Project, *, at: datetime = make.NOW) -> Work:
    """Return the unit work of a project whose only lot went up level by level, accepted."""
    work: Work | None = lot(project, at=at)
    while work is not None:
        top = accepted(work, at=at)
        work = work.parent
    return top
