"""Writes the demonstration's parties, people, projects, checklists, plans and devices, once."""

import json
import os
import secrets
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import click
from sqlalchemy import select

from devices.demo.boxes import BOXES
from devices.demo.people import BUILDINGS, GROUNDS, PARTIES, PARTS, PLACES, PLAYERS, REGION, SITES, TEAM
from devices.simulator.kinds import KINDS
from inspect_app import create_app
from inspect_app.checklists.models import Template
from inspect_app.config import Settings, from_environ
from inspect_app.core.calendar import Unpublished
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import ROLES, SYSTEM
from inspect_app.core.times import CHINA
from inspect_app.defects import actions as defects
from inspect_app.gates import actions as gates
from inspect_app.identity import actions as identity
from inspect_app.identity.models import Party, Person
from inspect_app.identity.queries import actor_of
from inspect_app.inspections import actions as inspections
from inspect_app.projects import actions as projects
from inspect_app.projects.models import Element, Project
from inspect_app.readings import actions as readings
from inspect_app.readings.queries import username

#: why the works of the demonstration went through their gates
BEFORE = "项目在平台启用前已纳入计划并开工，原审批资料存街道档案室"
#: device -> (site, kind); the tablet is the inspector's
DEVICES = {
    "dust-01": ("p17", "dust"),
    "weather-01": ("p17", "weather"),
    **{each.name: ("p17", KINDS[each.kind].registered) for each in BOXES},
    "tablet-01": ("p17", "tablet"),
    "tablet-02": ("p18", "tablet"),
}


@click.command("demo-seed", hidden=True)
def seed_command() -> None:
    """Prepare the demonstration's data; what is there is left alone."""
    settings = from_environ()
    click.echo(prepare(settings, create_app(settings, web=False)))


def prepare(settings: Settings, app: Any) -> str:
    """Write the demonstration's people and buildings, once; return what was done."""
    notes = settings.home / "demo.json"
    with app.app_context():
        # The notes are written just before the commit: they count only where the rows are.
        if notes.exists() and db.session.scalar(select(Project.id).limit(1)):
            return "kept from the last start"
    names = {name: username(site, name) for name, (site, _kind) in DEVICES.items()}
    known: dict[str, Any] = {"password": secrets.token_hex(4) + "-site", "devices": {}, "usernames": names}
    known["address"] = settings.address  # printed on the papers of the story
    # One transaction: a kill in the middle leaves nothing, and the next start begins again.
    with app.app_context(), transaction():
        known["devices"] = _seed(str(known["password"]), now())
        _write_private(notes, json.dumps(known, ensure_ascii=False))
    write_welcome(settings, known)
    return f"{len(SITES)} projects, {len(PLAYERS)} people, {len(DEVICES)} devices"


def write_welcome(settings: Settings, known: dict[str, Any]) -> None:
    """Write what the start prints: one log-in per role."""
    width = max(len(player.account) for player in PLAYERS)
    rows = [
        f"  {player.account:<{width}}  {ROLES[player.role][0]} {ROLES[player.role][1]}" for player in PLAYERS
    ]
    lines = [f"Password of every account  密码: {known['password']}", *rows]
    _write_private(settings.home / "demo.txt", "\n".join(lines) + "\n")


def _write_private(path: Path, text: str) -> None:
    draft = path.with_suffix(".new")
    draft.unlink(missing_ok=True)
    with os.fdopen(
        os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8"
    ) as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    draft.replace(path)


def _seed(password: str, at: datetime) -> dict[str, str]:
    begun = at - timedelta(days=60)
    parties = {
        key: identity.add_party(SYSTEM, kind=kind, name=name, region=REGION, at=begun)
        for key, (kind, name) in PARTIES.items()
    }
    people = {player.account: _person(player, parties, password, begun) for player in PLAYERS}
    sites = {site: build(site, told, parties, begun) for site, told in SITES.items()}
    _plan(sites["p17"], people["inspector"], parties["authority"], at)
    _spot_check(sites["p18"], people["inspector"], parties["authority"], at)
    _overdue_defect(sites["p17"], people["supervisor"], at)
    return _devices(sites, people["inspector"], begun)


def _person(player: Any, parties: dict[str, Party], password: str, at: datetime) -> Person:
    person = identity.add_person(SYSTEM, account=player.account, name=player.name, password=password, at=at)
    party = parties[player.party]
    identity.add_membership(SYSTEM, person=person, party=party, role=player.role, region=player.region, at=at)
    return person


def build(site: str, told: tuple[str, str, str, str], parties: dict[str, Party], at: datetime) -> Project:
    """Add a project with its parties and its buildings, and start its works."""
    name, community, contractor, address = told
    started = at.astimezone(CHINA).date()
    project = projects.add_project(
        SYSTEM, site=site, name=name, community=community, region=REGION, address=address,
        lat=PLACES[site][0], lon=PLACES[site][1], started_on=started, planned_end_on=started + timedelta(days=180), at=at,
    )  # fmt: skip
    leaders = {player.party: player.name for player in reversed(PLAYERS)}
    for role in TEAM:
        projects.set_party(SYSTEM, project, party=parties[role], role=role, leader=leaders[role], at=at)
    builder = parties[contractor]
    projects.set_party(SYSTEM, project, party=builder, role="contractor", leader=leaders[contractor], at=at)
    for building in BUILDINGS if site == "p17" else BUILDINGS[:1]:
        node = projects.add_element(SYSTEM, project, kind="building", name=building, at=at)
        for kind, part, below in PARTS:
            element = projects.add_element(SYSTEM, project, kind=kind, name=part, parent=node, at=at)
            for low_kind, low in below:
                projects.add_element(SYSTEM, project, kind=low_kind, name=low, parent=element, at=at)
    for kind, part in GROUNDS:
        projects.add_element(SYSTEM, project, kind=kind, name=part, at=at)
    for gate in ("plan_entry", "start"):
        gates.override_all(SYSTEM, project, {"gate": gate, "reason": BEFORE}, at=at)
        if gate == "plan_entry":
            gates.passed(SYSTEM, project, gate, at=at)
    projects.move(SYSTEM, project, "start", {}, at=at)
    return project


def _plan(project: Project, inspector: Person, authority: Party, at: datetime) -> None:
    template = db.session.scalars(select(Template).where(Template.key == "site-safety")).one()
    today = at.astimezone(CHINA).date()
    hands: dict[str, Any] = {"assignee_id": inspector.id, "party_id": authority.id}
    try:
        inspections.add_plan(
            SYSTEM, project=project, name="安全文明施工巡检", kind="patrol", template_id=template.id, every=2,
            horizon_days=14, since=today, at=at, **hands,
        )  # fmt: skip
    except Unpublished:
        # A year whose holidays this release does not know: no plan by working days, but a visit today.
        inspections.add_visit(SYSTEM, project=project, template_id=template.id, due_on=today, at=at, **hands)


def _spot_check(project: Project, inspector: Person, authority: Party, at: datetime) -> None:
    template = db.session.scalars(select(Template).where(Template.key == "roof-waterproofing")).one()
    inspections.add_visit(
        SYSTEM, project=project, template_id=template.id, due_on=at.astimezone(CHINA).date(), kind="spot",
        assignee_id=inspector.id, party_id=authority.id, at=at,
    )  # fmt: skip


def _overdue_defect(project: Project, supervisor: Person, at: datetime) -> None:
    # Raised twelve days ago and never answered: the clock finds it late and credit follows.
    stmt = select(Element).where(Element.project_id == project.id, Element.path == "1号楼 / 排水立管")
    defects.raise_defect(
        actor_of(supervisor), project=project, element_id=db.session.scalars(stmt).one().id,
        title="排水立管支架缺失两处", description="1 单元立管三层、四层各缺一只管卡，满水时晃动。",
        clause="GB 50242-2002 5.2.9", at=at - timedelta(days=12),
    )  # fmt: skip


def _devices(sites: dict[str, Project], inspector: Person, at: datetime) -> dict[str, str]:
    made = {}
    labels = {each.name: f"1 号{KINDS[each.kind].zh}" for each in BOXES}
    for name, (site, kind) in DEVICES.items():
        holder = inspector.id if kind == "tablet" else None
        _device, secret = readings.register_device(
            SYSTEM,
            project=sites[site],
            name=name,
            kind=kind,
            person_id=holder,
            label=labels.get(name, ""),
            at=at,
        )
        made[name] = secret
    return made
