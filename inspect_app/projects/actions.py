"""Acts on projects: add one, set its parties, grow its building tree, take its moves."""

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import StoredFile, attach
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.core.times import CHINA
from inspect_app.identity.models import Party
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.projects.models import Charge, Element, Pin, Project, ProjectParty, Sheet
from inspect_app.projects.queries import in_charge
from inspect_app.projects.rules import ELEMENT_KINDS, MOST_SHEETS, fits

#: what higher rooms ask before a move, each raising where something stands in its way: (who, project, name of the move, when)
BARS: list[Callable[[Actor, Project, str, datetime], None]] = []
SITE = re.compile(r"[a-z0-9][a-z0-9-]{1,38}")


def add_project(
    actor: Actor, *, site: str, name: str, community: str, region: str, address: str = "",
    lat: float | None = None, lon: float | None = None, contract_price: int | None = None,
    started_on: date | None = None, planned_end_on: date | None = None, at: datetime,
) -> Project:  # fmt: skip
    """Add a project; `site` is its short name in topics, `region` its division code, price in fen."""
    if not SITE.fullmatch(site):
        raise field_problem(
            "site", "小写字母、数字和短横线，2 到 39 位", "small letters, digits, hyphens; 2 to 39"
        )
    if not re.fullmatch(r"\d{6}(\d{3})?(\d{3})?", region):
        raise field_problem(
            "region", "应为 6、9 或 12 位行政区划代码", "a division code of 6, 9 or 12 digits"
        )
    if db.session.scalar(select(Project.id).where(Project.site == site)):
        raise field_problem("site", "该代号已被使用", "this short name is taken")
    if started_on and planned_end_on and planned_end_on < started_on:
        raise field_problem("planned_end_on", "不能早于开工日期", "not before the start")
    project = Project(
        number=next_number("XM", at.astimezone(CHINA).year), site=site, name=name, community=community,
        region=region, address=address, lat=lat, lon=lon, contract_price=contract_price,
        started_on=started_on, planned_end_on=planned_end_on, created_at=at,
    )  # fmt: skip
    db.session.add(project)
    journal.record(actor, "project.add", project, at=at, data={"name": name})
    return project


def set_party(
    actor: Actor, project: Project, *, party: Party, role: str, leader: str = "", at: datetime
) -> ProjectParty:
    """Let a party take part in a role, with the name of its leader there (项目负责人)."""
    if role not in PARTY_KINDS:
        raise field_problem("role", "没有这种角色", "no such role")
    if not fits(party.kind, role):
        (kind_zh, kind_en), (zh, en) = PARTY_KINDS[party.kind], PARTY_KINDS[role]
        raise field_problem(
            "role", f"“{party.name}”是{kind_zh}，不能作为{zh}参建", f"a party of kind {kind_en}, not {en}"
        )
    same = (each for each in project.parties if each.party_id == party.id and each.role == role)
    taking_part = next(same, None)
    if taking_part is None:
        taking_part = ProjectParty(project=project, party=party, role=role, since=at.astimezone(CHINA).date())
        db.session.add(taking_part)
    taking_part.leader = leader
    journal.record(actor, "project.set-party", project, at=at, data={"party": party.name, "role": role})
    return taking_part


def add_element(
    actor: Actor, project: Project, *, kind: str, name: str, parent: Element | None = None, at: datetime
) -> Element:
    """Add a node to the building tree below `parent` (or at its top)."""
    if kind not in ELEMENT_KINDS:
        raise field_problem("kind", "没有这种部位", "no such kind of element")
    if parent is not None and parent.project_id != project.id:
        raise field_problem("parent_id", "上级部位不属于本项目", "the parent is of another project")
    path = f"{parent.path} / {name}" if parent else name
    taken = select(Element.id).where(Element.project_id == project.id, Element.path == path)
    if db.session.scalar(taken):
        raise field_problem("name", "该部位已存在", "this element exists")
    element = Element(
        project_id=project.id, parent_id=parent.id if parent else None, kind=kind, name=name, path=path,
        created_at=at,
    )  # fmt: skip
    db.session.add(element)
    journal.record(actor, "element.add", element, at=at, data={"path": path, "kind": kind})
    above = in_charge([parent.id]).get(parent.id) if parent else None
    if above is not None:  # what is added to a part handed over belongs to it
        put_in_charge([element.id], above.party_id, (above.source_kind, above.source_id), at=at)
    return element


def put_in_charge(
    element_ids: Collection[str], party_id: str | None, source: tuple[str, str], *, at: datetime
) -> None:
    """Give a party (None: the owner again) charge of elements from `at` on; the act of `source` tells the journal."""
    db.session.flush()
    kind, key = source
    db.session.add_all(
        Charge(element_id=each, party_id=party_id, since=at, source_kind=kind, source_id=key)
        for each in dict.fromkeys(element_ids)
    )
    db.session.flush()


def move(actor: Actor, project: Project, name: str, values: Mapping[str, Any], *, at: datetime) -> Project:
    """Take one of the project's declared moves, unless something of a higher room stands in its way."""
    for bar in BARS:
        bar(actor, project, name, at)
    journal.move(actor, project, name, at=at, data=values)
    return project


def add_sheet(
    actor: Actor, project: Project, *, name: str, sha256: str, element: Element | None = None, at: datetime
) -> Sheet:
    """Add a drawing of the project, or of one of its elements; `sha256` names a picture already received."""
    if element is not None and element.project_id != project.id:
        raise field_problem("element_id", "该部位不属于本项目", "no such element in this project")
    if db.session.get(StoredFile, sha256) is None:
        raise field_problem(
            "drawing", "图纸尚未收到，请重新上传", "the drawing has not arrived; upload it again"
        )
    held = select(func.count(Sheet.id)).where(Sheet.project_id == project.id, Sheet.withdrawn_at.is_(None))
    if (db.session.scalar(held) or 0) >= MOST_SHEETS:
        raise field_problem(
            "drawing", f"一个项目最多 {MOST_SHEETS} 张图纸", f"at most {MOST_SHEETS} drawings"
        )
    made = Sheet(
        project_id=project.id, element_id=element.id if element else None, name=name.strip(), sha256=sha256,
        added_at=at, added_by=actor.name,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    attach("sheet", made.id, [sha256], "drawing", actor.name, at)
    journal.record(actor, "sheet.add", made, at=at, data={"name": made.name})
    return made


def withdraw_sheet(actor: Actor, sheet: Sheet, *, at: datetime) -> Sheet:
    """Withdraw a drawing: it is offered no more, and stays where something is pinned on it."""
    if sheet.withdrawn_at is not None:
        raise Problem("conflict", zh="已经撤下。", en="It is withdrawn already.")
    sheet.withdrawn_at = at
    journal.record(actor, "sheet.withdraw", sheet, at=at, data={"name": sheet.name})
    return sheet


def place_pin(kind: str, thing_id: str, place: Mapping[str, Any]) -> None:
    """Say where a thing is on a sheet ({sheet, x, y}); the last word counts."""
    pin = db.session.get(Pin, (kind, thing_id)) or Pin(thing_kind=kind, thing_id=thing_id)
    pin.sheet_id, pin.x, pin.y = place["sheet"], place["x"], place["y"]
    db.session.add(pin)
