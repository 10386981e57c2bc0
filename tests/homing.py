"""Household acceptance for tests: homes without a roll, and a card taken as far as a state."""

from datetime import datetime, timedelta

from inspect_app.core.db import transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.households import actions
from inspect_app.households.models import HouseholdCard
from inspect_app.projects import actions as projects
from inspect_app.projects.models import Element, Project
from tests import make
from tests.cast import BEGIN

NOW = make.NOW
STATES = ("drafted", "filled", "checked", "confirmed", "accepted", "unsigned", "void")
_BY = {"fill": "contractor", "check": "supervisor", "confirm": "owner"}


def home(project: Project, name: str = "101") -> Element:
    """Add a home to a project's first stairwell."""
    with transaction():
        stairs = make.element_of(project, "stairwell")
        return projects.add_element(SYSTEM, project, kind="household", name=name, parent=stairs, at=BEGIN)


def card(
    project: Project, *, to: str = "drafted", at: datetime = NOW, scope: tuple[str, ...] = ("window",)
) -> HouseholdCard:
    """Return the card of a project's last home without one, taken as far as a state, all its points passed."""
    owner = make.signer(project, "owner")
    with transaction():
        made = actions.draft(owner, project, scope, at=at)[-1]
    if to == "void":
        with transaction():
            actions.move(owner, made, "void", {"reason": "重复"}, at=at)
        return made
    for name in ("fill", "check", "confirm")[: max(0, min(3, STATES.index(to)))]:
        who = make.signer(project, _BY[name])
        with transaction():
            if name == "fill":
                judge(made, "pass", at=at)
            actions.move(who, made, name, {"name": who.name}, at=at)
    with transaction():
        if to == "accepted":
            actions.move(owner, made, "sign", {"resident": "欧阳小明", "signature": [make.received()]}, at=at)
        elif to == "unsigned":
            for days in (0, 2):
                tried = (at + timedelta(days=days)).date()
                told = {
                    "kind": "absent",
                    "tried_on": tried,
                    "reason": "外出",
                    "next_on": tried + timedelta(days=2),
                }
                actions.move(owner, made, "attempt", told, at=at + timedelta(days=days))
            actions.move(owner, made, "conclude", {}, at=at + timedelta(days=2))
    return made


def judge(
    one: HouseholdCard, outcome: str, *, at: datetime = NOW, note: str = "", photos: tuple[str, ...] = ()
) -> list[object]:
    """Judge every point of a card alike, by whoever's turn the contractor's is."""
    keys = [each.key for each in one.points]
    by = make.signer(one.project, "contractor")
    return list(actions.judge(by, one, keys, [outcome] * len(keys), [note] * len(keys), photos, at=at))
