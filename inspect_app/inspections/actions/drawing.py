"""Acts of a draw: enter the chance and draw, publish the result, draw again in the open, replace an inspector."""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.checklists.actions import freeze as freeze_checklist
from inspect_app.checklists.models import TemplateVersion
from inspect_app.checklists.queries import latest
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.core.times import exact_words
from inspect_app.inspections.actions.listing import check_moments, freeze
from inspect_app.inspections.models import Draw, Seal, Seat, Visit
from inspect_app.inspections.rules.draw import ALWAYS, Drawn, Frozen, draw, seed_of, stand_ins
from inspect_app.inspections.rules.draw_check import as_json

Values = Mapping[str, Any]


def move_draw(actor: Actor, made: Draw, name: str, values: Values, *, at: datetime) -> Draw:
    """Take one of the draw's declared moves."""
    # Locked: two officers at once would draw twice.
    stmt = select(Draw).where(Draw.id == made.id).with_for_update(of=Draw)
    made = db.session.scalars(stmt.execution_options(populate_existing=True)).one()
    made.WORKFLOW.take(made.state, name)
    if name == "freeze":
        return freeze(actor, made, at=at)
    if name == "draw":
        return _draw(actor, made, values, at)
    if name == "redraw":
        return _draw_again(actor, made, values, at)
    journal.move(actor, made, name, at=at, data={**values, "number": made.number})
    return made


def _draw(actor: Actor, made: Draw, values: Values, at: datetime) -> Draw:
    if at < made.entropy_at:
        moment = exact_words(made.entropy_at, "zh"), exact_words(made.entropy_at, "en")
        words = f"随机数来源到 {moment[0]} 才公布", f"the source does not speak before {moment[1]}"
        raise field_problem("chance", *words)
    said, frozen = str(values["chance"]).strip(), Frozen.of(made.document or {})
    found = draw(frozen, said)
    made.chance, made.reference = said, str(values["reference"]).strip()
    made.seed = seed_of(str(made.list_hash), said)
    made.drawn = [as_json(each) for each in found]
    version = latest(made.template_id)
    if version is None:
        raise field_problem("template_id", "没有这份检查表", "no such checklist")
    for each in found:
        _seal(made, frozen, each, version, at)
    # No word of the targets: the journal of a project is read there.
    told = {"chance": said, "reference": made.reference, "seed": made.seed, "visits": len(found)}
    journal.move(actor, made, "draw", at=at, data=told)
    return made


def _seal(made: Draw, frozen: Frozen, one: Drawn, version: TemplateVersion, at: datetime) -> Seal:
    people = [(each, made.names[each]["key"]) for each in one.team]
    visit = Visit(
        number=next_number("XJ", local_day(at).year), project_id=made.names[one.site]["key"],
        template_version=freeze_checklist(version, at=at), kind="spot", due_on=made.due_on,
        assignee_id=people[0][1] if people else None, created_at=at,
    )  # fmt: skip
    db.session.add(visit)
    db.session.flush()
    seal = Seal(
        visit_id=visit.id, draw_id=made.id, site=one.site, opens_at=made.opens_at,
        place=None if one.stratum == ALWAYS else one.place, causes=frozen.always.get(one.site, ""),
    )  # fmt: skip
    db.session.add(seal)
    db.session.flush()
    for number, (known_as, person_id) in enumerate(people, 1):
        db.session.add(Seat(visit_id=visit.id, person_id=person_id, known_as=known_as, place=number))
    return seal


def _draw_again(actor: Actor, made: Draw, values: Values, at: datetime) -> Draw:
    """Leave the first draw where it is, cancel its visits, and prepare the next beside it with the reason."""
    if any(each.arrived_at for each in made.seals):
        zh, en = "已有检查任务到场开启，不能重新抽取。", "A target has been opened: too late to draw again."
        raise Problem("conflict", zh=zh, en=en)
    reason = str(values["reason"]).strip()
    again = Draw(
        number=next_number("SSJ", local_day(at).year), again_of_id=made.id, reason=reason,
        entropy=str(values["entropy"]).strip(), entropy_at=values["entropy_at"], secret=secrets.token_hex(32),
        opens_at=max(made.opens_at, values["entropy_at"] + (made.opens_at - made.entropy_at)), created_at=at,
        **{name: getattr(made, name) for name in _KEPT},
    )  # fmt: skip
    again.due_on = max(made.due_on, local_day(again.opens_at))
    check_moments(again, at)
    db.session.add(again)
    for seal in made.seals:
        if seal.visit.state in ("planned", "missed"):
            journal.carry(seal.visit, "cancel", at=at)
    journal.move(actor, made, "redraw", at=at, data={"reason": reason, "number": again.number})
    return made


_KEPT = ("region", "name", "template_id", "strata", "share", "team", "needs", "weights")


def replace(actor: Actor, seal: Seal, *, reason: str, at: datetime) -> Seal:
    """Give a drawn visit back, with the reason: whoever stands next in the draw's own order takes the seat."""
    mine = next((each for each in seal.seats if each.person_id == actor.id and each.left_at is None), None)
    if mine is None or seal.arrived_at is not None:
        raise Problem("not-found")
    if not reason.strip():
        raise field_problem("reason", "请写明理由", "give the reason")
    made, sat = seal.draw, {each.known_as for each in seal.seats}
    order = stand_ins(Frozen.of(made.document or {}), str(made.seed), seal.site)
    heir = next((each for each in order if each not in sat), None)
    if heir is None:
        zh, en = "名单中已无人可替换，请联系监督机构。", "Nobody on the list is left; ask the authority."
        raise Problem("conflict", zh=zh, en=en)
    mine.left_at, mine.reason = at, reason.strip()
    person_id = made.names[heir]["key"]
    db.session.add(
        Seat(visit_id=seal.visit_id, person_id=person_id, known_as=heir, place=len(seal.seats) + 1)
    )
    if seal.visit.assignee_id == mine.person_id:
        seal.visit.assignee_id = person_id
    # Filed under the draw, not under the visit: nobody there may know yet.
    told = {"number": made.number, "reason": mine.reason, "left": mine.known_as, "came": heir}
    journal.record(actor, "visit.replace", made, at=at, data=told, kind="draw")
    return seal
