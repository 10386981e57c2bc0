"""What the file of an asset holds: computed from what the rooms below know, with what is missing named."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field
from datetime import date

from sqlalchemy import func, select

from inspect_app.core.db import db
from inspect_app.core.files import Attachment
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import WORKFLOW as DEFECT_LIFE
from inspect_app.handover.models import Asset
from inspect_app.handover.rules import KINDS, NEEDS, Need, lacking
from inspect_app.holds.models import Hold
from inspect_app.materials.models import MaterialLot, MaterialUse
from inspect_app.readings.models import Device
from inspect_app.warranty.rules import moved


@dataclass(frozen=True, slots=True)
class Line:
    """One line of a file: what is asked for, and what there is ("" for nothing)."""

    need: Need
    there: str


@dataclass(slots=True)
class File:
    """The contents of an asset's file, what it lacks, and what is open on it."""

    lines: list[Line]
    lacks: tuple[Need, ...]
    warranty_until: date | None
    defects: list[Defect] = field(default_factory=list)
    holds: list[Hold] = field(default_factory=list)
    devices: list[Device] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Say whether nothing that must be there is missing."""
        return not self.lacks

    @property
    def major(self) -> list[Defect]:
        """Return the open major defects: with one the asset is not handed over."""
        return [each for each in self.defects if each.severity == "major"]


def files_of(assets: Sequence[Asset]) -> dict[str, File]:
    """Return the file of each of these assets, in a fixed number of questions to the database.

    The assets must have been read with their papers and counts.
    """
    elements = {each.element_id for each in assets}
    lots, photos = _lots(elements), _photos([each.id for each in assets])
    defects, holds, devices = _defects(elements), _holds(elements), _devices(elements)
    found = {}
    for one in assets:
        until = moved(one.warranty_ends)
        there = _papers(one) | {
            "spot": one.spot, "lots": "、".join(lots[one.element_id]),
            "warranty": until.isoformat() if until else "", "photos": str(photos.get(one.id) or ""),
        }  # fmt: skip
        lines = [
            Line(each, there.get(each.key, "")) for each in NEEDS
            if each.key != "test" or KINDS[one.kind].test or there.get("test")
        ]  # fmt: skip
        have = {key for key, value in there.items() if value}
        found[one.id] = File(
            lines, lacking(one.kind, have), until, defects[one.element_id], holds[one.element_id],
            devices[one.element_id],
        )  # fmt: skip
    return found


def _papers(one: Asset) -> dict[str, str]:
    said: defaultdict[str, list[str]] = defaultdict(list)
    for each in one.standing_papers:
        said[each.kind].append(" ".join(filter(None, (each.title, each.result, each.dated_on.isoformat()))))
    return {kind: "；".join(words) for kind, words in said.items()}


def _lots(elements: Collection[str]) -> defaultdict[str, list[str]]:
    stmt = (
        select(MaterialUse.element_id, MaterialLot.number, MaterialLot.name)
        .join(MaterialLot, MaterialLot.id == MaterialUse.lot_id)
        .where(MaterialUse.element_id.in_(elements), MaterialUse.withdrawn_at.is_(None))
        .where(MaterialLot.state == "accepted")
        .order_by(MaterialLot.number)
    )
    found: defaultdict[str, list[str]] = defaultdict(list)
    for element_id, number, name in db.session.execute(stmt):
        found[element_id].append(f"{number} {name}")
    return found


def _photos(asset_ids: Collection[str]) -> dict[str, int]:
    mine = Attachment.thing_kind == "asset", Attachment.thing_id.in_(asset_ids)
    stmt = select(Attachment.thing_id, func.count()).where(*mine).group_by(Attachment.thing_id)
    return {row[0]: row[1] for row in db.session.execute(stmt)}


def _defects(elements: Collection[str]) -> defaultdict[str, list[Defect]]:
    open_ = Defect.state.not_in(DEFECT_LIFE.finals())
    stmt = select(Defect).where(Defect.element_id.in_(elements), open_)
    found: defaultdict[str, list[Defect]] = defaultdict(list)
    for each in db.session.scalars(stmt.order_by(Defect.number)):
        found[str(each.element_id)].append(each)
    return found


def _holds(elements: Collection[str]) -> defaultdict[str, list[Hold]]:
    stmt = select(Hold).where(Hold.element_id.in_(elements), Hold.state != "dropped")
    found: defaultdict[str, list[Hold]] = defaultdict(list)
    for each in db.session.scalars(stmt.order_by(Hold.number)):
        found[each.element_id].append(each)
    return found


def _devices(elements: Collection[str]) -> defaultdict[str, list[Device]]:
    stmt = select(Device).where(Device.element_id.in_(elements), Device.state != "retired")
    found: defaultdict[str, list[Device]] = defaultdict(list)
    for each in db.session.scalars(stmt.order_by(Device.name)):
        found[str(each.element_id)].append(each)
    return found
