"""One maker per noun: the shortest way to a row of it, with sensible values for the rest."""

from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import select

from inspect_app.acceptance.actions import add_document
from inspect_app.acceptance.actions import move as move_acceptance
from inspect_app.acceptance.models import Acceptance, Certificate
from inspect_app.acceptance.rules import ORDER
from inspect_app.acceptance.rules.papers import KINDS
from inspect_app.checklists.actions import publish
from inspect_app.checklists.models import TemplateVersion
from inspect_app.core.db import db, transaction
from inspect_app.core.files import store_photo
from inspect_app.core.ids import uuid7
from inspect_app.core.journal import react
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.defects.actions import move as move_defect
from inspect_app.defects.actions import raise_defect
from inspect_app.defects.models import Defect
from inspect_app.holds.actions import add as add_hold
from inspect_app.holds.actions import move as move_hold
from inspect_app.holds.models import Hold
from inspect_app.identity.models import Membership
from inspect_app.identity.queries import actor_of
from inspect_app.inspections.actions import add_plan, add_visit, submit
from inspect_app.inspections.models import Plan, Visit
from inspect_app.materials.actions import enter as enter_lot
from inspect_app.materials.actions import move as move_lot
from inspect_app.materials.models import MaterialLot
from inspect_app.projects.models import Element, Project
from tests.answering import approved, cause_at, shots_at
from tests.shots import SHAPES, jpeg, photo, scene, sound
from tests.stepping import met

__all__ = ["SHAPES", "jpeg", "photo", "scene", "sound"]  # made next door, asked for here
NOW = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)


def later(**much: float) -> datetime:
    """Return a moment after NOW: `later(hours=3)`."""
    return NOW + timedelta(**much)


def received(colour: str = "red") -> str:
    """Return the SHA-256 name of a photo that has arrived."""
    with transaction():
        return store_photo(photo(colour))


def defect(project: Project, *, actor: Actor = SYSTEM, at: datetime = NOW, **values: Any) -> Defect:
    """Return a defect raised in a project; `to="rectified"` takes it as far as that state."""
    goal = values.pop("to", "open")
    with transaction():
        made = raise_defect(actor, project=project, **{"title": "屋面卷材搭接不足", **values}, at=at)
        for name, given in PATHS[goal]:
            if name == "rectify":
                approved(made, at=at)
            move_defect(actor, made, name, {**given, **shots_at(name), **cause_at(made, name)}, at=at)
    return made


_FIXED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("accept", {}), ("rectify", {"note": "已重新铺贴"}),
)  # fmt: skip
PATHS: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "open": (),
    "disputed": (("dispute", {"claim": "不在承包范围"}),),
    "accepted": _FIXED[:1],
    "rectified": _FIXED,
    "returned": (*_FIXED, ("return", {"reason": "照片看不清"})),
    "closed": (*_FIXED, ("confirm", {})),
    "void": (("void", {"reason": "重复登记"}),),
}


LIST: dict[str, Any] = {
    "zh": "屋面防水巡检", "en": "Roof patrol", "signatures": ["inspector", "contractor"],
    "sections": [{"key": "roof", "zh": "屋面", "en": "Roof", "items": [
        {"key": "base", "zh": "基层干净干燥", "en": "Base clean and dry", "kind": "judged", "severity": "serious",
         "clause": "GB 50207-2012 找平层", "photo": "on_fail", "veto": True},
        {"key": "thickness", "zh": "防水层厚度", "en": "Thickness", "kind": "measured", "severity": "general",
         "clause": "GB 50207-2012 卷材防水层", "norm": 3, "plus": None, "minus": 0, "unit": "mm", "points": 3,
         "least_rate": 0.6},
        {"key": "remarks", "zh": "其他情况", "en": "Remarks", "kind": "text", "severity": "general"},
    ]}],
}  # fmt: skip


def element_of(project: Project, kind: str = "roof") -> Element:
    """Return an element of a kind of a project."""
    stmt = select(Element).where(Element.project_id == project.id, Element.kind == kind)
    return db.session.scalars(stmt.order_by(Element.path)).first()


def hold(project: Project, *, to: str = "waiting", at: datetime = NOW, **values: Any) -> Hold:
    """Return a hold point at the roof; `to="released"` takes it as far as that state, two days later."""
    given = {"element_id": element_of(project).id, "title": "防水层铺保护层前", **values}
    with transaction():
        made = add_hold(SYSTEM, project, at=at, **given)
    steps = ("waiting", "announced", "released", "covered")
    for name in ("announce", "sign", "cover")[: steps.index(to)]:
        _hold_step(made, name, at)
    return made


def _hold_step(made: Hold, name: str, at: datetime) -> None:
    meet = at + timedelta(hours=48)
    role = "supervisor" if name == "sign" else "contractor"
    actor = signer(made.project, role)
    with transaction():
        given: dict[str, dict[str, Any]] = {
            "announce": {"meet_at": meet, "note": "自检合格", "photos": [store_photo(photo("blue", (66, 48)))]},
            "sign": {"name": actor.name},
        }  # fmt: skip
        move_hold(actor, made, name, given.get(name, {}), at=at if name == "announce" else meet)


def checklist(content: dict[str, Any] = LIST, key: str = "roof-patrol") -> TemplateVersion:
    """Return a published version of a small checklist: one judged, one measured, one text item."""
    with transaction():
        return publish(SYSTEM, key=key, content=content, at=NOW)


def plan(project: Project, *, actor: Actor = SYSTEM, at: datetime = NOW, **values: Any) -> Plan:
    """Return a plan of a visit every five working days from the day of `at`."""
    given = {"name": "每周巡检", "every": 5, "since": at.date(), **values}
    given.setdefault("template_id", checklist().template_id)
    with transaction():
        return add_plan(actor, project=project, at=at, **given)


def visit(project: Project, *, actor: Actor = SYSTEM, at: datetime = NOW, **values: Any) -> Visit:
    """Return one visit to be made on the day of `at`."""
    given = {"due_on": at.date(), **values}
    given.setdefault("template_id", checklist().template_id)
    with transaction():
        return add_visit(actor, project=project, at=at, **given)


def filled(one: Visit, *answers: dict[str, Any], **rest: Any) -> dict[str, Any]:
    """Return a submission for a visit; items not among `answers` pass."""
    given = {each["item"] for each in answers}
    passing = [
        {"item": "base", "outcome": "pass"},
        {"item": "thickness", "outcome": "pass", "values": [3.0, 3.1, 3.2]},
    ]
    return {
        "id": uuid7(), "visit": one.id, "template": one.template_version_id,
        "started_at": "2026-05-11T09:00:00+08:00", "finished_at": "2026-05-11T09:40:00+08:00",
        "answers": [*answers, *(each for each in passing if each["item"] not in given)],
        "signatures": [{"role": "inspector", "name": "李工"}], **rest,
    }  # fmt: skip


def ready(project: Project, *, at: datetime = NOW, terms: dict[str, int] | None = None) -> None:
    """Bring a project to where its acceptance lacks nothing: inspected, every paper handed in, met upon."""
    one = visit(project, at=at)
    with transaction():
        submit(SYSTEM, filled(one), at=at)
    papers(project, at=at, terms=terms)
    with transaction():
        met(project, at=at)


def papers(project: Project, *, at: datetime = NOW, terms: dict[str, int] | None = None) -> None:
    """Hand in every paper of a project's acceptance."""
    given = terms or {
        "W-STR": 50, "W-WP": 5, "W-INS": 10, "W-HVAC": 2, "W-MEP": 2, "W-LIFT": 2, "W-DEC": 2, "W-OTH": 1,
    }  # fmt: skip
    with transaction():
        for kind in (each for each in KINDS if not each.several and not each.after):
            told = {"terms": given} if kind.key == "warranty_letter" else {}
            dated = (at - timedelta(days=20)).date()
            add_document(SYSTEM, project, kind=kind.key, note="原件存项目部", dated_on=dated, at=at, **told)


def signed(project: Project, *, at: datetime = NOW, parties: int = 5) -> Acceptance:
    """Return the acceptance of a ready project, opened and signed by the first so many of the five parties."""
    ready(project, at=at)
    with transaction():
        made = met(project, at=at)
        move_acceptance(SYSTEM, made, "open", {}, at=at)
    for role in ORDER[:parties]:
        member = signer(project, role)
        with transaction():
            move_acceptance(member, made, "sign", {"name": member.name}, at=at)
    return made


def signer(project: Project, role: str) -> Actor:
    """Return a member of the project's party of a role."""
    party = project.party(role)
    stmt = select(Membership).where(Membership.party_id == party.id, Membership.role == role)
    return actor_of(db.session.scalars(stmt.order_by(Membership.id)).first().person)


def certificate(project: Project, *, at: datetime = NOW) -> Certificate:
    """Return the certificate of a project whose five parties have signed, its consequences settled."""
    made = signed(project, at=at)
    while react():
        pass
    return db.session.scalars(select(Certificate).where(Certificate.acceptance_id == made.id)).one()


_TESTED: tuple[tuple[str, dict[str, Any]], ...] = (
    ("sample", {"sample_no": "JZ-07", "laboratory": "区检测中心"}),
    ("pass", {"report_no": "FS-2026-118", "report_on": NOW.date()}),
    ("accept", {}),
)
LOTS: dict[str, tuple[tuple[str, dict[str, Any]], ...]] = {
    "entered": (), "sampled": _TESTED[:1], "tested": _TESTED[:2], "accepted": _TESTED,
    "rejected": (*_TESTED[:1], ("reject", {"reason": "不透水性不合格"})),
    "removed": (*_TESTED[:1], ("reject", {"reason": "不透水性不合格"}), ("remove", {})),
    "void": (("void", {"reason": "重复登记"}),),
}  # fmt: skip


def lot(project: Project, *, at: datetime = NOW, to: str = "entered", **values: Any) -> MaterialLot:
    """Return a lot of membrane entered by the contractor and taken as far as the state `to`."""
    photo_, builder, watcher = received(), signer(project, "contractor"), signer(project, "supervisor")
    given = {
        "kind": "membrane", "name": "SBS 卷材", "spec": "II PY 4 mm", "maker": "东方防水", "maker_lot": "20260415-03",
        "amount": "320 m²", "entered_on": at.date(), "photos": [photo_], **values,
    }  # fmt: skip
    with transaction():
        made = enter_lot(builder, project, given, at=at)
        for name, said in LOTS[to]:
            shots = {"photos": [photo_]} if name in ("pass", "remove") else {}
            signed = {"name": watcher.name} if name == "accept" else {}
            move_lot(
                builder if name in ("pass", "void") else watcher,
                made,
                name,
                {**said, **shots, **signed},
                at=at,
            )
    return made
