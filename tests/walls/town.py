"""Three sites full of rows: two with neighbours' contractors, one far away; every free text carries a mark."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from inspect_app.acceptance.actions import add_document
from inspect_app.complaints import actions as complaints
from inspect_app.core.db import db, transaction
from inspect_app.core.files import store_photo
from inspect_app.core.ids import uuid7
from inspect_app.core.journal import react
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.defects.actions import raise_defect
from inspect_app.holds import actions as holds
from inspect_app.identity import actions as identity
from inspect_app.identity.models import Session
from inspect_app.identity.queries import fingerprint
from inspect_app.inspections.actions import add_closure, begin_dangerous, compare_photos, submit
from inspect_app.projects import actions as projects
from inspect_app.projects.models import Project
from inspect_app.readings import actions as readings
from tests import make
from tests.cast import BEGIN, Cast, secret_of
from tests.gating import started
from tests.walls import (
    town_credit,
    town_devices,
    town_disputes,
    town_dossier,
    town_handover,
    town_households,
    town_materials,
    town_notices,
    town_trials,
    town_votes,
    town_works,
    warranties,
)
from tests.walls.tickets import store_photo_of, tickets

NOW = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
FAR_REGION = "310101"
KEY = "k" * 32
FAR = (
    "owner", "designer", "surveyor", "contractor", "supervisor", "street", "community", "property", "utility",
)  # fmt: skip


@dataclass
class Town:
    """The marks written, each with its site and whom it concerns: 'all' there, 'wide' roles, or one party."""

    marks: dict[str, tuple[str, str]] = field(default_factory=dict)

    def mark(self, site: str, whom: str, what: str) -> str:
        """Return a word that stands nowhere else, and remember where it was written."""
        word = f"zq{site}{whom.replace('_', '')}{len(self.marks):03d}{what}"
        self.marks[word] = (site, whom)
        return word


def build() -> Town:
    """Fill the three sites through the same actions as the product."""
    town, cast = Town(), Cast()
    _far_people(town)
    for site in ("p18", "p17", "p99"):
        _certified(town, site)
        _after(town, site, cast)
    with transaction():
        readings.keep_dead_letter(
            f"site/{town.mark('p99', 'admin', 'topic')}/x", b"{", "unreadable", "?", NOW
        )
    _photos_twice()
    while react():
        pass
    return town


def _photos_twice() -> None:
    """Each site has a photo that another one used before."""
    for n, (first, *others) in enumerate((("p18", "p17", "p99"), ("p99", "p18"))):
        for late, site in enumerate((first, *others)):
            project, at = Cast().project(site), NOW + timedelta(minutes=late)
            with transaction():
                shas = [store_photo(make.jpeg(make.scene(n), 85 - 9 * late))]
                raise_defect(SYSTEM, project=project, title="墙面开裂", photos=shas, at=at)
    with transaction():
        compare_photos(SYSTEM, at=NOW, most=500)


def _far_people(town: Town) -> None:
    with transaction():
        project = projects.add_project(
            SYSTEM, site="p99", name=town.mark("p99", "all", "project"), region=FAR_REGION, at=BEGIN,
            community=town.mark("p99", "all", "community"), address=town.mark("p99", "all", "address"),
        )  # fmt: skip
        for role in FAR:
            party = identity.add_party(
                SYSTEM, kind=role, name=f"远方{role}", phone="021-0000", region=FAR_REGION, at=BEGIN
            )
            person = identity.add_person(
                SYSTEM, account=f"far-{role}", name=town.mark("p99", "all", f"person{role}"),
                password="right horse 42", at=BEGIN,
            )  # fmt: skip
            identity.add_membership(SYSTEM, person=person, party=party, role=role, at=BEGIN)
            projects.set_party(SYSTEM, project, party=party, role=role, leader=person.name, at=BEGIN)
            _sessions(person.id, f"far_{role}")
        building = projects.add_element(SYSTEM, project, kind="building", name="1号楼", at=BEGIN)
        for kind, name in (("roof", "屋面"), ("water", "给水"), ("stairwell", "1单元")):
            projects.add_element(SYSTEM, project, kind=kind, name=name, parent=building, at=BEGIN)
        started(project, at=BEGIN)


def _sessions(person_id: str, key: str) -> None:
    for kind in ("web", "token"):
        db.session.add(
            Session(
                secret=fingerprint(secret_of(key, kind)), person_id=person_id, kind=kind, created_at=BEGIN,
                expires_at=datetime(2099, 1, 1, tzinfo=UTC),
            )
        )  # fmt: skip


def member(project: Project, role: str) -> Actor:
    """Return someone of the project's party of a role."""
    return make.signer(project, role)


def _certified(town: Town, site: str) -> None:
    """An inspection, papers with words of their own, five signatures, a certificate."""
    project = Cast().project(site)
    built_by = {"p17": "contractor_a", "p18": "contractor_b", "p99": "all"}[site]
    visit, remark = make.visit(project, at=NOW), town.mark(site, built_by, "answer")
    body = make.filled(visit, {"item": "base", "outcome": "pass", "note": remark})
    body["signatures"] = [{"role": "inspector", "name": town.mark(site, built_by, "signer")}]
    with transaction():
        submit(SYSTEM, body, at=NOW)
    make.signed(project, at=NOW)
    while react():
        pass
    with transaction():
        for role in ("contractor", "owner"):
            add_document(
                member(project, role), project, kind="other", title=town.mark(site, "all", "paper"),
                note=town.mark(site, "all", "papernote"), at=NOW,
            )  # fmt: skip


def _after(town: Town, site: str, cast: Cast) -> None:
    """What goes on beside the acceptance: tickets of two parties, plans, devices, alarms, complaints."""
    project = cast.project(site)
    built_by = {"p17": "contractor_a", "p18": "contractor_b", "p99": "all"}[site]
    tickets(town, project, built_by)
    make.plan(project, at=NOW, name=town.mark(site, "wide", "plan"))
    with transaction():
        work = town.mark(site, built_by, "danger")
        begin_dangerous(SYSTEM, project, name=work, since=NOW.date(), at=NOW)
        plan, name = store_photo(make.photo("white")), town.mark(site, "all", "sheet")
        projects.add_sheet(SYSTEM, project, name=name, sha256=plan, at=NOW)
    with transaction():
        shut, why = NOW.date() + timedelta(days=40), town.mark(site, "wide", "closure")
        add_closure(SYSTEM, project=project, since=shut, until=shut, reason=why, at=NOW)
    _hold(town, project)
    town_materials.fill(town.mark, project, NOW)
    town_trials.fill(town.mark, project, NOW)
    town_votes.fill(town.mark, project, NOW)
    town_works.fill(town.mark, project, NOW)
    town_households.fill(town.mark, project, NOW)
    town_dossier.fill(town.mark, project, NOW)
    town_notices.fill(town.mark, project, member(project, "supervisor"), NOW)
    _devices(town, project)
    _complaints(town, project, built_by)
    warranties.build(town, project, built_by, member, NOW)
    town_disputes.fill(town, project, built_by, NOW)
    town_credit.build(town, project, built_by, NOW)
    town_handover.fill(town.mark, project, NOW)


def _hold(town: Town, project: Project) -> None:
    """A hold point announced, answered and sent back; it names no firm but the supervisor and the owner."""
    site, roof = project.site, make.element_of(project)
    word = partial(town.mark, site, "seers")
    with transaction():
        by = member(project, "supervisor")
        made = holds.add(by, project, element_id=roof.id, title=word("hold"), at=NOW)
    steps: list[tuple[str, dict[str, Any], str]] = [
        ("announce", {"meet_at": NOW + timedelta(hours=50), "note": word("selfcheck"),
                      "photos": [store_photo_of(len(town.marks))]}, "contractor"),
        ("refuse", {"reason": word("refusal")}, "supervisor"),
    ]  # fmt: skip
    for name, values, role in steps:
        with transaction():
            holds.move(member(project, role), made, name, values, at=NOW)


def _devices(town: Town, project: Project) -> None:
    site = project.site
    device, at_ms = f"{site}-dust", int(NOW.timestamp() * 1000)
    with transaction():
        readings.register_device(
            member(project, "supervisor"), project=project, name=device, kind="dust",
            label=town.mark(site, "seers", "device"), at=NOW,
        )  # fmt: skip
        readings.set_limit(
            member(project, "owner"), project=project, quantity="pm10", value=100.0, clear_value=90.0,
            zh=town.mark(site, "seers", "limit"), en=town.mark(site, "seers", "limiten"),
            basis=town.mark(site, "seers", "basis"), at=NOW,
        )  # fmt: skip
    with transaction():
        samples = [readings.Sample(site, device, "pm10", at_ms + k * 60_000, 500.0) for k in range(1, 30)]
        readings.record(samples, at=NOW + timedelta(hours=2))
    town_devices.fill(town.mark, project, device, NOW)


def _complaints(town: Town, project: Project, built_by: str) -> None:
    site = project.site
    for whom, role in ((built_by, "contractor"), ("property", "property")):
        told = complaints.Told(
            "roof_leak", words=town.mark(site, whom, "words"), spot="1 单元 601", phone="13800138000",
            photos=[store_photo_of(len(town.marks))],
        )  # fmt: skip
        with transaction():
            form = {"project": project, "told": told, "once": uuid7(), "key": KEY}
            made, _code = complaints.file_complaint(SYSTEM, **form, at=NOW)
        street, party = member(project, "street"), project.party(role)
        assert party is not None
        with transaction():
            if made.accountable_party_id != party.id:
                why = town.mark(site, whom, "assign")
                complaints.assign(street, made, party_id=party.id, reason=why, at=NOW)
                complaints.take_over(member(project, role), made, at=NOW)
            complaints.remark(street, made, words=town.mark(site, whom, "remark"), at=NOW)
            complaints.tell(street, made, words=town.mark(site, whom, "tell"), at=NOW)
