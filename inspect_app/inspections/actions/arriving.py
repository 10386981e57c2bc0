"""Acts on site: arrive, so that a sealed target opens; draw the units that are looked at."""

import hmac
from datetime import UTC, datetime
from hashlib import sha256

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.keys import own_key
from inspect_app.core.permits import Actor
from inspect_app.inspections.models import Seal, UnitDraw, Visit
from inspect_app.inspections.rules import draw_units
from inspect_app.inspections.rules.arrival import RADIUS_M, metres
from inspect_app.projects.models import Element, Project
from inspect_app.projects.rules import ELEMENT_KINDS

_DIGITS = 20


def site_code(project: Project) -> str:
    """Return what the QR code at a site's gate says: its short name and 20 digits that only this instance can make."""
    signed = own_key().sign("site-code", project.id.encode())
    return f"{project.site}.{sha256(signed.encode()).hexdigest()[:_DIGITS]}"


def arrive(
    actor: Actor,
    seal: Seal,
    *,
    at: datetime,
    code: str = "",
    lat: float | None = None,
    lon: float | None = None,
    scanned_at: datetime | None = None,
) -> Seal:
    """Open a sealed target on site, by the site's code or by place; the second time it is open already.

    It opens when the server hears of it. What a tablet without a network says of when it was there is noted beside.
    """
    stmt = select(Seal).where(Seal.visit_id == seal.visit_id).with_for_update(of=Seal)
    seal = db.session.scalars(stmt.execution_options(populate_existing=True)).one()
    if seal.arrived_at is not None:
        return seal
    if at < seal.opens_at:
        raise Problem("not-found")
    seal.visit.WORKFLOW.take(seal.visit.state, "finish")
    project = seal.visit.project
    away = _distance(project, lat, lon)
    if code:
        if not hmac.compare_digest(code.encode(), site_code(project).encode()):
            raise field_problem("code", "不是本项目的现场码", "is not this site's code")
    elif away is None:
        raise _nowhere(project)
    elif away > RADIUS_M:
        words = f"距项目 {away:.0f} 米，须在 {RADIUS_M} 米以内", f"{away:.0f} m away; within {RADIUS_M} m"
        raise field_problem("place", *words)
    seal.arrived_at, seal.arrived_by, seal.how = at, actor.id, "code" if code else "place"
    seal.lat, seal.lon, seal.distance = lat, lon, away
    told: dict[str, str | int] = {"how": seal.how, **({"distance": round(away)} if away is not None else {})}
    if scanned_at is not None:
        told["scanned_at"] = scanned_at.astimezone(UTC).isoformat(timespec="seconds")
    journal.record(actor, "visit.arrive", seal.visit, at=at, data=told)
    return seal


def _distance(project: Project, lat: float | None, lon: float | None) -> float | None:
    if None in (lat, lon, project.lat, project.lon):
        return None
    return metres(float(lat or 0), float(lon or 0), float(project.lat or 0), float(project.lon or 0))


def _nowhere(project: Project) -> Problem:
    if project.lat is None or project.lon is None:
        return field_problem("code", "项目未登记坐标，请扫现场码", "the site has no point; scan its code")
    return field_problem("place", "需要定位或现场码", "your place or the site's code is needed")


def draw_units_of(
    actor: Actor, visit: Visit, *, kind: str, sample: str, at: datetime, number: int | None = None,
    aql: str | None = None,
) -> UnitDraw:  # fmt: skip
    """Draw which elements of a kind a visit looks at; once drawn they stay, whoever asks again."""
    standing = db.session.scalar(select(UnitDraw).where(UnitDraw.visit_id == visit.id, UnitDraw.kind == kind))
    if standing is not None:
        return standing
    if kind not in ELEMENT_KINDS:
        raise field_problem("kind", "没有这种部位", "no such kind of element")
    if sample not in draw_units.SAMPLES or (sample == "number" and not number):
        raise field_problem("number", "请写明抽取数量", "give the number")
    if aql is not None and (sample != "gb2828" or aql not in draw_units.AQLS):
        raise field_problem("aql", "没有这个 AQL，或该依据不用 AQL", "no such AQL, or this way knows none")
    limit = (aql or draw_units.AQL) if sample == "gb2828" else None
    stmt = select(Element.id).where(Element.project_id == visit.project_id, Element.kind == kind)
    units = list(db.session.scalars(stmt.order_by(Element.id)))
    if not units:
        raise field_problem("kind", "项目没有这种部位", "the project has no such elements")
    seal = db.session.get(Seal, visit.id)
    listed = draw_units.units_hash(units)
    seed = draw_units.seed_of_units(listed, visit.id, str(seal.draw.seed) if seal else "")
    taken = draw_units.pick(
        units, seed, draw_units.how_many(len(units), sample, number, limit or draw_units.AQL)
    )
    made = UnitDraw(
        visit=visit,
        kind=kind,
        sample=sample,
        aql=limit,
        units=units,
        list_hash=listed,
        seed=seed,
        drawn=taken,
        drawn_at=at,
    )
    db.session.add(made)
    told = {"element.kind": kind, "units": len(units), "drawn": len(taken), "list_hash": listed}
    journal.record(actor, "visit.draw-units", visit, at=at, data=told)
    return made
