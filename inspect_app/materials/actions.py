"""Acts on material lots: enter one, take its moves, say where it was built in, take that back."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from itertools import chain
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.materials.models import MaterialLot, MaterialUse
from inspect_app.materials.permits import BRINGERS
from inspect_app.materials.rules import CLAUSES, KINDS, USABLE
from inspect_app.projects.models import Element, Project

Values = Mapping[str, Any]


def enter(actor: Actor, project: Project, values: Values, *, at: datetime) -> MaterialLot:
    """Enter a lot that came on site, with photos of its papers; the same delivery is entered once.

    Whoever brings it is the actor's own party, or for an actor without one the contractor.
    """
    given = {key: value for key, value in values.items() if key not in ("photos", "party_id")}
    if given["entered_on"] > local_day(at):
        raise field_problem("entered_on", "不能晚于今天", "not after today")
    same = [getattr(MaterialLot, key) == given[key] for key in ("kind", "maker", "maker_lot", "entered_on")]
    standing = select(MaterialLot.number).where(
        MaterialLot.project_id == project.id, MaterialLot.state != "void", *same
    )
    number = db.session.scalar(standing)
    if number:
        raise field_problem(
            "maker_lot", f"该批次已登记为 {number}", f"this delivery is entered already as {number}"
        )
    lot = MaterialLot(
        number=next_number("CL", local_day(at).year), project=project, party_id=_bringer(actor, project, values),
        entered_at=at, entered_by_name=actor.name, **given,
    )  # fmt: skip
    db.session.add(lot)
    db.session.flush()
    _keep(actor, lot, values["photos"], "papers", at)
    journal.record(actor, "material.enter", lot, at=at, data={"number": lot.number, **_named(lot)})
    return lot


def _bringer(actor: Actor, project: Project, values: Values) -> str:
    here = project.party_ids(*BRINGERS)
    asked = values.get("party_id")
    own = sorted(here & actor.party_ids(*BRINGERS))
    if asked and (asked not in here or (own and asked not in own)):
        raise field_problem(
            "party_id", "应为您在本项目的单位", "must be a party of yours taking part in this project"
        )
    contractor = project.party("contractor")
    found = asked or (own[0] if own else contractor.id if contractor else None)
    if found is None:
        raise field_problem("party_id", "本项目未登记施工单位", "the project names no contractor")
    return str(found)


def _named(lot: MaterialLot) -> dict[str, Any]:
    return {"material": lot.name, "maker": lot.maker, "maker_lot": lot.maker_lot}


def move(actor: Actor, lot: MaterialLot, name: str, values: Values, *, at: datetime) -> MaterialLot:
    """Take one of the lot's declared moves."""
    _hold(lot)
    lot.WORKFLOW.take(lot.state, name)
    told = _PREPARE[name](actor, lot, values, at) if name in _PREPARE else {}
    _keep(actor, lot, values.get("photos") or (), name, at)
    given = {key: value for key, value in values.items() if value not in (None, "", [], ())}
    if "report_on" in given:
        given["report_on"] = given["report_on"].isoformat()
    journal.move(actor, lot, name, at=at, data={**given, **told})
    return lot


def _hold(lot: MaterialLot) -> None:
    """Hold the lot: a signature and a refusal, or a use and a refusal, at once would each be right alone."""
    db.session.scalar(select(MaterialLot.id).where(MaterialLot.id == lot.id).with_for_update())
    db.session.refresh(lot)


def _sample(actor: Actor, lot: MaterialLot, values: Values, _at: datetime) -> dict[str, Any]:
    lot.sample_no, lot.laboratory, lot.sampled_by_name = values["sample_no"], values["laboratory"], actor.name
    return {"clause": CLAUSES["sample"]}


def _pass(_actor: Actor, lot: MaterialLot, values: Values, at: datetime) -> dict[str, Any]:
    if not lot.entered_on <= values["report_on"] <= local_day(at):
        raise field_problem(
            "report_on", f"应在进场日 {lot.entered_on} 与今天之间", f"from its entry on {lot.entered_on} to today"
        )  # fmt: skip
    lot.report_no, lot.report_on = values["report_no"], values["report_on"]
    return {}


def _accept(actor: Actor, lot: MaterialLot, values: Values, _at: datetime) -> dict[str, Any]:
    kind = KINDS[lot.kind]
    if kind.tested and lot.state != "tested":
        raise Problem(
            "conflict", zh=f"{kind.zh}进场须复验（{kind.tests[0]}），复验合格前不得使用（{CLAUSES['test']}）。",
            en=f"{kind.en} is tested on entry ({kind.tests[1]}); until it passes it is not used ({CLAUSES['test']}).",
        )  # fmt: skip
    if " ".join(str(values.get("name") or "").split()) != actor.name:
        raise field_problem("name", f"请填写您的姓名：{actor.name}", f"write your name: {actor.name}")
    lot.accepted_by_name = actor.name
    return {"clause": CLAUSES["sign"]}


def _reject(_actor: Actor, lot: MaterialLot, values: Values, _at: datetime) -> dict[str, Any]:
    lot.reason = values["reason"]
    lot.report_no = values.get("report_no") or lot.report_no
    places = [each.element.path for each in lot.used]
    return {"clause": CLAUSES["test"], **({"places": places} if places else {})}


def _keep(actor: Actor, lot: MaterialLot, shas: Sequence[str], label: str, at: datetime) -> None:
    try:
        attach("material", lot.id, shas, label, actor.name, at)
    except Problem as missing:  # the refusal names the field of this form
        raise Problem(missing.slug, errors={"photos": list(chain(*missing.errors.values()))}) from missing


_PREPARE: dict[str, Callable[[Actor, MaterialLot, Values, datetime], dict[str, Any]]] = {
    "sample": _sample, "pass": _pass, "accept": _accept, "reject": _reject,
}  # fmt: skip


def use(
    actor: Actor, lot: MaterialLot, element_ids: Sequence[str], *, used_on: date, at: datetime, note: str = ""
) -> list[MaterialUse]:
    """Say into which elements a lot was built; where it stands already nothing changes.

    Raises a conflict unless it is signed for use (279 art. 29, 37), and for a day before that.
    """
    _hold(lot)
    if lot.state != USABLE or lot.accepted_at is None:
        state = lot.WORKFLOW.state(lot.state)
        raise Problem(
            "conflict", zh=f"该批次{state.zh}，签认前不得使用（{CLAUSES['test']}、{CLAUSES['sign']}）。",
            en=f"This lot: {state.en.lower()}. Before it is signed for it is not used ({CLAUSES['test']}; {CLAUSES['sign']}).",
        )  # fmt: skip
    signed = local_day(lot.accepted_at)
    if not signed <= used_on <= local_day(at):
        raise field_problem(
            "used_on", f"应在签认日 {signed} 与今天之间；签认前已使用的，请登记缺陷",
            f"from its signing on {signed} to today; what was used before that is a defect to raise",
        )  # fmt: skip
    standing = {each.element_id for each in lot.used}
    added = []
    for element in _elements(lot.project, element_ids):
        if element.id not in standing:
            made = MaterialUse(
                lot=lot, element=element, used_on=used_on, note=note, told_at=at, told_by_name=actor.name
            )
            added.append(made)
    db.session.add_all(added)
    db.session.flush()
    if added:
        places = [each.element.path for each in added]
        journal.record(
            actor, "material.use", lot, at=at, data={**_named(lot), "places": places, "note": note}
        )
    return added


def _elements(project: Project, ids: Sequence[str]) -> list[Element]:
    wanted = list(dict.fromkeys(ids))
    stmt = select(Element).where(Element.id.in_(wanted), Element.project_id == project.id)
    found = list(db.session.scalars(stmt.order_by(Element.path)))
    if len(found) != len(wanted):
        raise field_problem("element_ids", "有部位不属于本项目", "not all are elements of this project")
    return found


def unuse(actor: Actor, lot: MaterialLot, use_id: str, reason: str, *, at: datetime) -> MaterialLot:
    """Take back that a lot was built in somewhere: recorded by mistake. The row stays, with the reason."""
    _hold(lot)
    one = next((each for each in lot.used if each.id == use_id), None)
    if one is None:
        raise Problem("not-found")
    one.withdrawn_at, one.withdrawn_by_name, one.reason = at, actor.name, reason
    journal.record(actor, "material.unuse", lot, at=at, data={"places": [one.element.path], "reason": reason})
    return lot
