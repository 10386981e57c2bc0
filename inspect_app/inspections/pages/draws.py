"""The draw room: an officer prepares, freezes and draws; everybody may watch, check and read."""

from typing import Any

import segno
from flask import flash, redirect, render_template

from inspect_app.checklists import queries as checklists
from inspect_app.core import journal, nav, place
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.forms import Form
from inspect_app.core.i18n import locale, t
from inspect_app.core.moves import buttons, page_moves
from inspect_app.core.permits import Actor, may
from inspect_app.core.timeline import as_lines
from inspect_app.core.web import find, page, paged, require
from inspect_app.inspections import queries
from inspect_app.inspections.api.draws import found_draw, prepare, take_draw
from inspect_app.inspections.models import Draw
from inspect_app.inspections.pages.visits import BOTH, bp
from inspect_app.inspections.rules.draw import ALWAYS, CONFLICTS
from inspect_app.inspections.rules.draw_life import DRAW, LIST_PUBLIC, STRATA
from inspect_app.inspections.rules.draw_weights import (
    BASIS,
    BASIS_EN,
    CAUSES,
    LEAST_SHARE,
    LEFT_OUT,
    odds,
    weight,
)
from inspect_app.inspections.schemas import tables
from inspect_app.inspections.schemas.drawing import DrawForm
from inspect_app.projects.rules import WORKFLOW as PROJECT

nav.add("/draws", "双随机", "Draws", verb="draw.list", order=24, rare=True)
_WORDS = {
    "life": DRAW, "strata": STRATA, "causes": CAUSES, "left_out": LEFT_OUT, "conflicts": CONFLICTS, "always": ALWAYS,
    "project_life": PROJECT, "basis": (BASIS, BASIS_EN),
}  # fmt: skip


@page(bp, "/draws", permit="draw.list")
def draws(actor: Actor) -> Any:
    """List the draws of an officer's divisions."""
    shown = {"page": paged(queries.draws.draws(actor), table=tables.DRAWS), "may_add": may(actor, "draw.add")}
    return render_template("inspections/draws.html", **shown, **_WORDS)


@page(bp, "/draws/new", permit="draw.add", on_thing=True, methods=BOTH)
def add_draw(actor: Actor) -> Any:
    """Prepare a draw."""
    require(actor, "draw.add")
    regions = sorted({each.region or "" for each in actor.grants if each.role in queries.seals.OFFICERS})
    start = {"region": regions[0] if regions else "", "share": LEAST_SHARE, "team": 2, "strata": ""}
    form = Form(DrawForm, start)
    made = form.act(
        lambda values: prepare(actor, {**values, "needs": values["needs"].replace("，", " ").split()})
    )
    if made is None:
        shown = {"form": form, "templates": db.session.scalars(checklists.newest()).all(), "regions": regions}
        return render_template("inspections/draw_new.html", **shown, **_WORDS), form.status
    flash(t("方案已建立。核对名单后封存。", "Prepared. Look the list over, then freeze it."), "good")
    return redirect(f"/draws/{made.id}")


@page(bp, "/draws/<string:id>", permit="draw.read", on_thing=True)
def draw(actor: Actor, id: str) -> Any:
    """Show the draw room."""
    return _show(actor, id)


def _show(actor: Actor, id: str, form: Form | None = None) -> Any:
    one = found_draw(actor, id)
    require(actor, "draw.read", one)
    shown = {
        **_seen(one), "moves": buttons(actor, one), "form": form, "opened": _opened(form),
        "lines": as_lines(reversed(journal.timeline("draw", one.id)), locale()),
        "scope": queries.scope.candidates(one.region, now()) if one.state == "prepared" else (),
        "pool": queries.scope.pool(one.region) if one.state == "prepared" else (),
        "weight": weight, "excluded": _excluded(one), "short": queries.draws.shortages(one),
    }  # fmt: skip
    return render_template("inspections/draw.html", **shown, **_WORDS)


def _opened(form: Form | None) -> str:
    fields = set(form.schema.load_fields) if form else set()
    return next(
        (each.name for each in DRAW.moves if {one.name for one in each.fields} == fields and fields), ""
    )


page_moves(bp, DRAW, found_draw, take_draw, _show, "/draws/<string:id>")


def _seen(one: Draw) -> dict[str, Any]:
    address = f"{place.address()}/draw/{one.number}"
    return {
        "draw": one, "state": DRAW.state(one.state), "told": queries.draws.public_document(one), "address": address,
        "qr": segno.make(address, error="m", micro=False).svg_inline(scale=4, border=2, omitsize=True),
        "layers": [(*row, _odds(one, row[0], row[3])) for row in queries.draws.strata_of(one)],
        "chain": queries.draws.chain_of(one),
    }  # fmt: skip


def _odds(one: Draw, stratum: str, take: int) -> tuple[float, float]:
    """Return the least and the most odds of a site of a stratum."""
    heavy = [each["weight"] for each in (one.document or {})["sites"] if each["stratum"] == stratum]
    found = odds(heavy, take)
    return min(found), max(found)


def _excluded(one: Draw) -> list[tuple[str, str, int]]:
    """Return (who, why, from how many sites) of the inspectors who may not go everywhere."""
    found: dict[tuple[str, str], int] = {}
    for each in (one.document or {}).get("inspectors", ()):
        for why in each["barred"].values():
            key = one.names[each["id"]]["name"], why
            found[key] = found.get(key, 0) + 1
    return [(name, why, count) for (name, why), count in sorted(found.items())]


@page(bp, "/draws/fairness", permit="draw.list")
def fairness(actor: Actor) -> Any:
    """Show the odds of every site over time beside what happened."""
    rows = queries.fairness.shares(actor)
    never = sum(1 for each in rows if each.never)
    return render_template("inspections/fairness.html", rows=rows, never=never, **_WORDS)


@page(bp, "/draw", permit="draw.look")
def published(_actor: Actor) -> Any:
    """List the published draws, for everybody."""
    return render_template(
        "inspections/draws_public.html",
        page=paged(queries.draws.published(), table=tables.PUBLISHED),
        **_WORDS,
    )


@page(bp, "/draw/<string:number>", permit="draw.look")
def look(_actor: Actor, number: str) -> Any:
    """Show a published draw to everybody: the hash, the source of chance, the result, and how to check it."""
    one = find(queries.draws.by_number(number))
    shown = _seen(one)
    shown["chain"] = [each for each in shown["chain"] if each.state in LIST_PUBLIC]
    return render_template("inspections/draw_public.html", **shown, **_WORDS)
