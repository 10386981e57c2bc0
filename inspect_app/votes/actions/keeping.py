"""Keeps the household roll: entered one by one or from a file, taken off, looked at, frozen for a vote."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import func, select

from inspect_app.core import journal
from inspect_app.core.canonical import canonical
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.faults import Fault
from inspect_app.core.permits import Actor
from inspect_app.core.private import fingerprint
from inspect_app.projects.models import Element, Project
from inspect_app.votes.models import RollEdition, RollHousehold, Voter
from inspect_app.votes.rules import roll
from inspect_app.votes.rules.life import PURPOSES

_TOLD = ("area", "owner_name", "phone", "owner_no", "unsold")


@dataclass(frozen=True, slots=True)
class Imported:
    """What became, or would become, of a file: new, changed and unchanged households, and every fault."""

    new: int
    changed: int
    same: int
    faults: list[Fault]


def put(
    actor: Actor, project: Project, element_id: str, values: Mapping[str, Any], *, at: datetime
) -> RollHousehold:
    """Enter a household of the building tree on the roll, or change what is told of it.

    `area` is text in square metres, two places at most. A running vote keeps the edition it opened with.
    """
    element = db.session.get(Element, element_id)
    if element is None or element.project_id != project.id or element.kind != "household":
        raise field_problem("element_id", "应为本项目的一户", "must be a household of this project")
    area = roll.hundredths(values["area"])
    if area is None:
        raise field_problem("area", *roll.BAD_AREA)
    if values["phone"] and not roll.PHONE.fullmatch(values["phone"]):
        raise field_problem("phone", *roll.BAD_PHONE)
    if roll.is_card(values["owner_no"]):
        raise field_problem("owner_no", *roll.BAD_NUMBER)
    row = db.session.scalar(
        select(RollHousehold).where(RollHousehold.element_id == element.id).with_for_update(of=RollHousehold)
    )
    if row is None:
        row = RollHousehold(project_id=project.id, element=element)
        db.session.add(row)
    _tell(row, {**values, "area": area}, at)
    journal.record(actor, "roll.put", row, at=at, data={"place": element.path})
    return row


def _tell(row: RollHousehold, values: Mapping[str, Any], at: datetime) -> bool:
    told = {each: values[each] for each in _TOLD}
    if all(getattr(row, name) == value for name, value in told.items()):
        return False
    for name, value in told.items():
        setattr(row, name, value)
    row.changed_at = at
    return True


def import_roll(
    actor: Actor, project: Project, rows: Sequence[Sequence[str]], *, at: datetime, dry: bool
) -> Imported:
    """Take over the households of a file, or with `dry` only say what would come of it; with any fault nothing is."""
    lines, faults = roll.read_lines(rows)
    stmt = select(Element).where(Element.project_id == project.id, Element.kind == "household")
    known = {each.path: each for each in db.session.scalars(stmt)}
    held = select(RollHousehold).where(RollHousehold.project_id == project.id)
    standing = {each.element_id: each for each in db.session.scalars(held.with_for_update(of=RollHousehold))}
    words = "本项目的部位中没有这一户", "no such household in the building tree"
    faults += [Fault(each.line, "place", *words) for each in lines if each.place not in known]
    new = changed = 0
    for line in lines if not faults else []:
        element = known[line.place]
        told = {each: getattr(line, each) for each in _TOLD}
        row = standing.get(element.id)
        if row is None:
            new += 1
            row = RollHousehold(project_id=project.id, element_id=element.id)
            if not dry:
                db.session.add(row)
                _tell(row, told, at)
        elif any(getattr(row, name) != value for name, value in told.items()):
            changed += 1
            if not dry:
                _tell(row, told, at)
    if not faults and not dry:
        journal.record(actor, "roll.import", project, at=at, data={"households": len(lines)})
    faults.sort(key=lambda each: (each.line, each.field))
    return Imported(new, changed, len(lines) - new - changed, faults)


def remove(actor: Actor, row: RollHousehold, reason: str, *, at: datetime) -> RollHousehold:
    """Take a household off the roll and return it; editions that were frozen keep it."""
    journal.record(actor, "roll.remove", row, at=at, data={"place": row.element.path, "reason": reason})
    db.session.delete(row)
    return row


def see(actor: Actor, row: RollHousehold, purpose: str, *, at: datetime) -> tuple[str, str]:
    """Return an owner's name and phone; who looked at them and what for is written down."""
    if purpose not in PURPOSES:
        raise field_problem("purpose", "请选择用途", "choose a purpose")
    journal.record(actor, "roll.see", row, at=at, data={"purpose": purpose, "place": row.element.path})
    return row.owner_name, row.phone


def freeze(project: Project, at: datetime) -> RollEdition:
    """Return the edition of the roll as it stands: the last one where nothing changed since, else a new one.

    Households of one owner are one voter (see `rules.roll.voter_key`). Refused while a household of the building
    tree is missing: the law counts shares of all.
    """
    held = select(RollHousehold).join(RollHousehold.element).where(RollHousehold.project_id == project.id)
    rows = list(db.session.scalars(held.order_by(Element.path, RollHousehold.id)))
    missing = _missing(project.id)
    if missing or not rows:
        raise Problem(
            "conflict", zh=f"名册不全：还有 {missing} 户未登记，不能开始投票。" if rows else "名册是空的，不能开始投票。",
            en=f"The roll is not whole: {missing} households are missing." if rows else "The roll is empty.",
        )  # fmt: skip
    told = [
        [each.element_id, each.area, each.owner_name, each.phone, each.owner_no, each.unsold] for each in rows
    ]
    seal = fingerprint(canonical(told).decode())
    last = db.session.scalar(
        select(RollEdition)
        .where(RollEdition.project_id == project.id)
        .order_by(RollEdition.number.desc())
        .limit(1)
    )
    if last is not None and last.seal == seal and last.erased_at is None:
        return last
    groups: dict[str, list[RollHousehold]] = {}
    for each in rows:
        groups.setdefault(roll.voter_key(each.id, each.owner_no, each.unsold), []).append(each)
    edition = RollEdition(
        project_id=project.id, number=last.number + 1 if last else 1, seal=seal, heads=len(groups),
        area=sum(each.area for each in rows), frozen_at=at,
    )  # fmt: skip
    edition.voters = [
        Voter(
            number=number, area=sum(each.area for each in own), unsold=own[0].unsold,
            places="；".join(each.element.path for each in own), owner_name=_owners(own), phone=own[0].phone,
        )
        for number, own in enumerate(groups.values(), start=1)
    ]  # fmt: skip
    db.session.add(edition)
    db.session.flush()
    return edition


def _missing(project_id: str) -> int:
    on_roll = select(RollHousehold.element_id).where(RollHousehold.project_id == project_id)
    stmt = select(func.count()).select_from(Element)
    stmt = stmt.where(
        Element.project_id == project_id, Element.kind == "household", Element.id.not_in(on_roll)
    )
    return db.session.scalar(stmt) or 0


def _owners(own: Sequence[RollHousehold]) -> str:
    names = [name for each in own for name in roll.names_of(each.owner_name)]
    return "、".join(dict.fromkeys(names))
