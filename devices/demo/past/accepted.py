"""A community accepted almost a year ago: its certificate, the money held back, the return visits made since."""

from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import select

from devices.demo.forms import filled
from devices.demo.past.stage import Past, photo
from devices.demo.people import PARTIES, PAST, PAST_SITE
from devices.demo.seed import build
from inspect_app.acceptance import actions as acceptance
from inspect_app.acceptance.models import Acceptance
from inspect_app.acceptance.queries import standing
from inspect_app.acceptance.rules import ORDER
from inspect_app.acceptance.rules.papers import KINDS
from inspect_app.checklists.models import Template
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections import actions as inspections
from inspect_app.projects.models import Project
from inspect_app.warranty import actions as warranty
from inspect_app.warranty.models import Retention, ReturnVisit
from inspect_app.warranty.rules.visits import questions

#: the works were accepted so many days before the demonstration begins: the visit after a year is still to come
ACCEPTED_DAYS = 330
_TERMS = {"W-STR": 50, "W-WP": 5, "W-INS": 5, "W-HVAC": 2, "W-MEP": 2, "W-LIFT": 2, "W-DEC": 2, "W-OTH": 2}
_SIGNERS = {role: role for role in ORDER}


def works_are_inspected(past: Past) -> None:
    """The works are carried out and a roof is inspected without a finding."""
    if db.session.scalar(select(Project.id).where(Project.site == PAST)):
        return
    begun = past.ago(days=ACCEPTED_DAYS + 160)
    project = build(PAST, PAST_SITE, {key: past.party(key) for key in PARTIES}, begun)
    at = past.ago(days=ACCEPTED_DAYS + 9)
    template = db.session.scalars(select(Template).where(Template.key == "roof-waterproofing")).one()
    inspector = past.person("inspector")
    visit = inspections.add_visit(
        SYSTEM, project=project, template_id=template.id, due_on=local_day(at), kind="spot",
        assignee_id=inspector.id, party_id=past.party("authority").id, at=at,
    )  # fmt: skip
    db.session.flush()
    told = {"id": visit.id, "template": visit.template_version_id, "content": visit.template_version.content}
    body = filled(told, at=at, failing={}, proof=photo("屋面防水 验收前", mended=True))
    inspections.submit(inspector, body, at=at)


def five_parties_sign(past: Past) -> None:
    """Every paper is handed in and the five parties sign; the certificate follows."""
    project, at = past.project(), past.ago(days=ACCEPTED_DAYS)
    if db.session.scalar(select(Acceptance.id).where(Acceptance.project_id == project.id)):
        return
    for kind in (each for each in KINDS if not each.several and not each.after):
        told: dict[str, Any] = {"terms": _TERMS} if kind.key == "warranty_letter" else {}
        dated = local_day(at - timedelta(days=20))
        acceptance.add_document(
            SYSTEM, project, kind=kind.key, note="演示：原件存项目部。", dated_on=dated, at=at, **told
        )
    made = acceptance.begin(past.person("owner"), project, at=at)
    _meet(past, made, at)
    acceptance.move(past.person("owner"), made, "open", {}, at=at)
    for role in ORDER:
        signer = past.person(_SIGNERS[role])
        acceptance.move(signer, made, "sign", {"name": signer.name, "note": "同意验收。"}, at=at)


def _meet(past: Past, made: Acceptance, at: datetime) -> None:
    """The contractor asks, the supervisor passes it on site, the owner calls the five together and all agree."""
    day, five = local_day(at), {role: past.person(_SIGNERS[role]) for role in ORDER}
    parties = {role: made.project.party(role) for role in ORDER}
    listed = "\n".join(f"{role}，{five[role].name}，{party.name}" for role, party in parties.items() if party)
    told: list[tuple[str, str, dict[str, Any]]] = [
        ("contractor", "report", {"note": "自检合格，资料齐全。"}),
        ("supervisor", "precheck", {"checked_on": day, "outcome": "pass", "findings": "现场与资料相符。"}),
        ("owner", "convene", {"held_on": day, "place": "项目部会议室", "members": listed}),
        *((role, "opine", {"member": five[role].name, "opinion": "agree"}) for role in ORDER),
        ("owner", "minute", {"minutes": "听取各方汇报、查看现场和资料，一致同意验收。"}),
    ]
    for role, name, values in told:
        acceptance.move(five[role], made, name, values, at=at)


def money_is_held_back(past: Past) -> None:
    """The owner holds back three per cent for a year."""
    project = past.project()
    if db.session.scalar(select(Retention.id).where(Retention.project_id == project.id)):
        return
    at = past.ago(days=ACCEPTED_DAYS - 20)
    warranty.hold_retention(
        past.person("owner"), project, settlement=8_600_000, held=258_000, months=12, at=at
    )


def return_visits_are_made(past: Past) -> None:
    """The property firm's rounds: each visit that was due is made door by door, the one after a year is planned."""
    project = past.project()
    if db.session.scalar(select(ReturnVisit.id).where(ReturnVisit.project_id == project.id)):
        return
    certificate = standing(project.id)
    if certificate is None:
        raise RuntimeError("the certificate of the past is missing")
    # Planned month by month, as the clock would have: what is due later is drawn later.
    for days in range(ACCEPTED_DAYS, -1, -30):
        at = past.ago(days=days)
        for visit in warranty.plan_visits(SYSTEM, certificate, at=at):
            _make(past, visit)


def _make(past: Past, visit: ReturnVisit) -> None:
    today = local_day(past.begins)
    if visit.due_on >= today:
        return
    at = past.ago(days=(today - visit.due_on).days - 1)
    maker = past.person("contractor")
    asked = {each.key: "good" for each in questions(visit.kind)}
    for number, unit in enumerate(visit.sample):
        if number == 2:
            warranty.answer_visit(maker, visit, element_id=unit, away=True, at=at)
        else:
            warranty.answer_visit(
                maker, visit, element_id=unit, satisfaction=3 - number % 2, answers=asked, at=at
            )
    db.session.flush()
    db.session.refresh(visit)
    warranty.move_visit(maker, visit, "finish", {"note": "逐户回访完成，住户总体满意。"}, at=at)
