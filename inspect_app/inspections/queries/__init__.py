"""Reads of inspections: every list is scoped to what the actor may see."""

from inspect_app.inspections.queries import (
    dangerous,
    dangers,
    doubles,
    draws,
    fairness,
    fill_logs,
    photos,
    scope,
    seals,
)
from inspect_app.inspections.queries import inspectors as inspecting
from inspect_app.inspections.queries.brief import brief
from inspect_app.inspections.queries.contacts import contacts
from inspect_app.inspections.queries.facts import FACTS, Counted, by_person, by_plan
from inspect_app.inspections.queries.forms import elements_of, form_files, form_name, form_of, forms
from inspect_app.inspections.queries.plans import plan, plans, tuned_projects
from inspect_app.inspections.queries.risk import open_risk
from inspect_app.inspections.queries.site import calendar_of, closure, closures, rhythm_of, site_of
from inspect_app.inspections.queries.submissions import (
    besides,
    defects_of,
    in_sight_of,
    photos_of,
    shots,
    submission,
    submissions,
)
from inspect_app.inspections.queries.tablet import site_sheet, waiting_for
from inspect_app.inspections.queries.visits import (
    STATES,
    Day,
    day,
    inspectors,
    listed,
    one,
    visible,
    visits_of,
)
from inspect_app.inspections.queries.year import YearRow, year_rows

__all__ = [
    "FACTS", "STATES", "Counted", "Day", "YearRow", "besides", "brief", "by_person", "by_plan", "calendar_of", "closure",
    "closures", "contacts", "dangerous", "dangers",
    "day", "defects_of", "doubles", "draws", "elements_of", "fairness", "fill_logs", "form_files", "form_name",
    "form_of", "forms", "in_sight_of", "inspecting", "inspectors", "listed", "one", "open_risk", "photos",
    "photos_of", "plan", "plans", "rhythm_of", "scope", "seals", "shots", "site_of", "site_sheet", "submission",
    "submissions", "tuned_projects", "visible", "visits_of", "waiting_for", "year_rows",
]  # fmt: skip
