"""Acts on inspections: plans and visits, and the submissions that come back."""

from inspect_app.inspections.actions.arriving import arrive, draw_units_of, site_code
from inspect_app.inspections.actions.drawing import move_draw, replace
from inspect_app.inspections.actions.listing import prepare_draw
from inspect_app.inspections.actions.planning import (
    add_plan,
    add_visit,
    change_plan,
    make_visits,
    miss_late,
    move,
)
from inspect_app.inspections.actions.recusing import (
    begin_dangerous,
    declare,
    end_dangerous,
    set_inspector,
    withdraw,
)
from inspect_app.inspections.actions.submitting import Receipt, receipt_of, submit

__all__ = [
    "Receipt", "add_plan", "add_visit", "arrive", "begin_dangerous", "change_plan", "declare", "draw_units_of",
    "end_dangerous", "make_visits", "miss_late", "move", "move_draw", "prepare_draw", "receipt_of", "replace",
    "set_inspector", "site_code", "submit", "withdraw",
]  # fmt: skip
