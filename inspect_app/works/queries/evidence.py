"""What a lot is judged from: a filled checklist of GB 50300 or a released hold point, and the material built in."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from inspect_app.checklists.rules.scoring import Scored
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.holds.models import Hold
from inspect_app.holds.queries import visible as visible_holds
from inspect_app.holds.rules import CLEARED
from inspect_app.inspections.models import Submission, Visit
from inspect_app.inspections.queries import submissions
from inspect_app.inspections.rules.scored import scored
from inspect_app.materials.models import MaterialLot, MaterialUse
from inspect_app.projects.models import Element
from inspect_app.works.models import Work

#: so many of a project's newest inspections are offered as a record
_MOST = 30


@dataclass(frozen=True, slots=True)
class Judged:
    """A record and what it says of a lot: its number and place on the platform, its hash, the items with results.

    `passes` is None where the record saw no papers; `at` the moment from which it stands.
    """

    key: str
    number: str
    url: str
    zh: str
    en: str
    content: str
    at: str
    passes: bool | None
    items: tuple[dict[str, str], ...]

    def as_data(self) -> dict[str, Any]:
        """Return what of it is signed."""
        return {
            "number": self.number, "what": self.zh, "content": self.content, "at": self.at, "passes": self.passes,
            "items": list(self.items),
        }  # fmt: skip


def _inside(element: Element) -> set[str]:
    stmt = select(Element.id).where(
        Element.project_id == element.project_id,
        (Element.path == element.path) | Element.path.startswith(f"{element.path} / ", autoescape=True),
    )
    return set(db.session.scalars(stmt))


def _bearing(element: Element) -> set[str]:
    """Return the elements an answer may be about to bear on one: itself, what is below it, what it is part of."""
    names = element.path.split(" / ")
    above = [" / ".join(names[:n]) for n in range(1, len(names))]
    stmt = select(Element.id).where(Element.project_id == element.project_id, Element.path.in_(above))
    return _inside(element) | set(db.session.scalars(stmt))


def _lots_of(content: Mapping[str, Any]) -> list[tuple[str, str, str]]:
    """Return the lots a checklist makes: (section, zh, en), or one without a section; none for another scoring."""
    declared = content.get("scoring") or {}
    if declared.get("pack") != "gb50300":
        return []
    if declared.get("lots", "sections") == "one":
        return [("", content["zh"], content["en"])]
    return [
        (each["key"], f"{content['zh']} · {each['zh']}", f"{content['en']} · {each['en']}")
        for each in content["sections"]
    ]


def _judge(one: Submission, bearing: set[str]) -> list[Judged]:
    """Return what a filled checklist says of the part of the building that `bearing` is; none where it looked elsewhere."""
    content = one.visit.template_version.content
    lots = _lots_of(content)
    if not lots:
        return []
    here = [each for each in one.body["answers"] if each.get("element") in (None, *bearing)]
    if not here:
        return []
    found = scored(content, {**one.body, "answers": here})
    if found is None or found.grade is None:
        return []
    values = {each.key: None if each.value is None else bool(each.value) for each in found.parts}
    whole = {"pass": True, "fail": False}.get(found.grade.key)
    return [
        Judged(
            f"{one.visit.number}:{key}" if key else one.visit.number, one.visit.number, f"/submissions/{one.id}", zh, en,
            one.content, one.received_at.isoformat(), values[key] if key else whole, _items(found, key),
        )
        for key, zh, en in lots
        if not key or key in values
    ]  # fmt: skip


def _items(found: Scored, part: str) -> tuple[dict[str, str], ...]:
    return tuple(
        {
            "zh": each.zh, "en": each.en, "numbers": each.numbers, "numbers_en": each.numbers_en or each.numbers,
            "result": each.result_zh, "result_en": each.result_en, "clause": each.clause,
        }
        for each in found.steps
        if each.part == part and each.formula + each.numbers
    )  # fmt: skip


def _held(hold: Hold) -> Judged:
    signed = [{"role": each.role, "name": each.name, "at": each.at.isoformat()} for each in hold.signed]
    told = {
        "number": hold.number, "title": hold.title, "released_at": hold.released_at.isoformat() if hold.released_at else None,
        "signed": signed,
    }  # fmt: skip
    item = {
        "zh": f"隐蔽验收：{hold.title}", "en": f"Concealed works: {hold.title}", "numbers": f"{len(signed)} / {len(hold.signers)}",
        "result": "合格", "result_en": "pass", "clause": "GB 50300-2013 第3.0.6条",
    }  # fmt: skip
    return Judged(
        hold.number, hold.number, f"/holds/{hold.id}", hold.title, hold.title, content_hash(told), str(told["released_at"]),
        True, (item,),
    )  # fmt: skip


def _of_project(work: Work) -> Any:
    loaded = joinedload(Submission.visit).joinedload(Visit.template_version)
    return (
        select(Submission)
        .join(Submission.visit)
        .where(Submission.project_id == work.project_id)
        .options(loaded)
    )


def candidates(actor: Actor, work: Work, number: str = "") -> list[Judged]:
    """Return the records that bear on a lot and that the actor may see: hold points, then inspections, the newest first.

    With a `number` only those of that hold point or visit; else of inspections the newest.
    """
    if work.element is None:
        return []
    bearing = _bearing(work.element)
    holds = visible_holds(actor).where(Hold.element_id.in_(_inside(work.element)), Hold.state.in_(CLEARED))
    holds = holds.where(Hold.number == number) if number else holds
    found = [_held(each) for each in db.session.scalars(holds.order_by(Hold.number.desc())).unique()]
    seen = submissions(actor).with_only_columns(Submission.id).order_by(None)
    stmt = (
        _of_project(work)
        .where(Submission.id.in_(seen))
        .order_by(Submission.received_at.desc(), Submission.id)
    )
    stmt = stmt.where(Visit.number == number) if number else stmt.limit(_MOST)
    for each in db.session.scalars(stmt):
        found += _judge(each, bearing)
    return found


def record_of(actor: Actor, work: Work, key: str) -> tuple[str, str, str] | None:
    """Return the record a person names, as (kind, id, section); None where there is none that bears on the lot."""
    found = next((each for each in candidates(actor, work, key.partition(":")[0]) if each.key == key), None)
    if found is None:
        return None
    kind, _, thing = found.url[1:].partition("/")
    return {"holds": "hold", "submissions": "submission"}[kind], thing, key.partition(":")[2]


def evidence(work: Work) -> Judged | None:
    """Return what the lot's record says today; None where there is none, or a hold point is released no longer."""
    if work.element is None or work.evidence_id is None:
        return None
    if work.evidence_kind == "hold":
        hold = db.session.get_one(Hold, work.evidence_id)
        return _held(hold) if hold.state in CLEARED else None
    stmt = _of_project(work).where(Submission.id == work.evidence_id)
    found = _judge(db.session.scalars(stmt).one(), _bearing(work.element))
    return next((each for each in found if each.key.partition(":")[2] == work.evidence_part), None)


def judged(work: Work) -> bool | None:
    """Return whether the lot's record qualifies; None for what is no lot, or where it saw no papers."""
    found = evidence(work)
    return found.passes if found else None


def materials(work: Work) -> list[MaterialLot]:
    """Return the lots of material that were built into the part of the building a lot is, in order."""
    if work.element is None:
        return []
    used = select(MaterialUse.lot_id).where(
        MaterialUse.element_id.in_(_inside(work.element)), MaterialUse.withdrawn_at.is_(None)
    )
    return list(
        db.session.scalars(select(MaterialLot).where(MaterialLot.id.in_(used)).order_by(MaterialLot.number))
    )
