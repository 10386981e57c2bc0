"""Acts on inspections: plans and visits, closures of sites, and the submissions that come back."""

from inspect_app.inspections.actions.arriving import arrive, draw_units_of, site_code
from inspect_app.inspections.actions.closing import add_closure, withdraw_closure
from inspect_app.inspections.actions.comparing import compare_photos, decide_repeat
from inspect_app.inspections.actions.dangerous import (
    add_dangerous_paper,
    begin_dangerous,
    end_dangerous,
    measure_dangerous,
    sign_dangerous_paper,
)
from inspect_app.inspections.actions.doubling import draw_doubles
from inspect_app.inspections.actions.drawing import move_draw, replace
from inspect_app.inspections.actions.endangering import report_danger
from inspect_app.inspections.actions.filling import make_visits
from inspect_app.inspections.actions.forms import forget_form_files, keep_form_files, refuse_missing
from inspect_app.inspections.actions.listing import prepare_draw
from inspect_app.inspections.actions.merging import decide
from inspect_app.inspections.actions.planning import add_plan, change_plan
from inspect_app.inspections.actions.recusing import declare, set_inspector, withdraw
from inspect_app.inspections.actions.submitting import Receipt, following, receipt_of, submit
from inspect_app.inspections.actions.targeting import arrange, take_back
from inspect_app.inspections.actions.tuning import retune
from inspect_app.inspections.actions.visiting import add_visit, confirm, explain, miss_late, move

__all__ = [
    "Receipt",
    "add_closure",
    "add_dangerous_paper",
    "add_plan",
    "add_visit",
    "arrange",
    "arrive",
    "begin_dangerous",
    "change_plan",
    "compare_photos",
    "confirm",
    "decide",
    "decide_repeat",
    "declare",
    "draw_doubles",
    "draw_units_of",
    "end_dangerous",
    "explain",
    "following",
    "forget_form_files",
    "keep_form_files",
    "make_visits",
    "measure_dangerous",
    "miss_late",
    "move",
    "move_draw",
    "prepare_draw",
    "receipt_of",
    "refuse_missing",
    "replace",
    "report_danger",
    "retune",
    "set_inspector",
    "sign_dangerous_paper",
    "site_code",
    "submit",
    "take_back",
    "withdraw",
    "withdraw_closure",
]  # fmt: skip
