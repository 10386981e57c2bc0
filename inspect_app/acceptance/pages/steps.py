"""The steps of an acceptance as its page shows them: what is done, what is next, who is on, by which day."""

from typing import Any

from inspect_app.acceptance import queries
from inspect_app.acceptance.actions.steps import speaks_for
from inspect_app.acceptance.models import Acceptance
from inspect_app.acceptance.rules import ORDER
from inspect_app.acceptance.rules.procedure import ahead, demanded, notify_by
from inspect_app.acceptance.rules.steps import CAPACITIES, OPINIONS, OUTCOMES
from inspect_app.core.calendar import Unpublished, local_day
from inspect_app.core.clock import now
from inspect_app.core.i18n import t
from inspect_app.core.moves import buttons
from inspect_app.core.permits import Actor
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.projects.models import Project


def moves(actor: Actor, one: Acceptance, clear: bool) -> list[dict[str, Any]]:
    """Return the buttons that would succeed today, the forms of a meeting filled in as far as is known."""
    today = local_day(now())
    open_ = [
        each
        for each in buttons(actor, one)
        if (clear if each["name"] == "open" else one.takes(each["name"], today))
    ]
    found = [_filled(actor, one, each) for each in open_]
    return [each for each in found if each]


def _filled(actor: Actor, one: Acceptance, move: dict[str, Any]) -> dict[str, Any] | None:
    fields = {each["name"]: each for each in move["fields"]}
    if move["name"] == "precheck":
        fields["checked_on"]["value"] = local_day(now())
    if move["name"] == "convene":
        last = one.meetings[-1] if one.meetings else None
        listed = (
            [(t(*CAPACITIES[each.capacity]), each.name, each.unit) for each in last.members]
            if last
            else _five(one)
        )
        comma = t("，", ", ")
        fields["members"]["value"] = "\n".join(comma.join(each) for each in listed)
    if move["name"] == "opine" and one.meeting:
        mine = [each for each in one.meeting.members if speaks_for(actor, one, each)]
        if not mine:
            return None
        silent = sorted(mine, key=lambda each: each.last is not None)
        fields["member"] |= {
            "kind": "radio", "value": silent[0].name,
            "choices": [(each.name, f"{each.name}（{t(*CAPACITIES[each.capacity])}）") for each in silent],
        }  # fmt: skip
    return move


def _five(one: Acceptance) -> list[tuple[str, str, str]]:
    known = [(role, party) for role in ORDER if (party := one.project.party(role))]
    leaders = {each.role: each.leader for each in one.project.parties}
    return [(t(*CAPACITIES[role]), leaders[role], party.name) for role, party in known]


def shown(one: Acceptance | None, project: Project) -> dict[str, Any]:
    """Return what the list of steps shows; nothing of it where steps are not kept."""
    today = local_day(now())
    if one is None or not one.by_steps:
        return {"steps": None}
    last = one.meetings[-1] if one.meetings else None
    try:
        by = notify_by(last.held_on, project.region) if last else None
    except Unpublished:
        by = None
    return {
        "steps": one, "meeting_words": {"capacities": CAPACITIES, "opinions": OPINIONS, "outcomes": OUTCOMES},
        "notify_by": by, "ahead": ahead(project.region, today), "today": today,
        "precheck_asked": demanded("pre_acceptance", project.region, today),
        "delegations": queries.delegations(project.id),
        "roles": {role: t(*PARTY_KINDS[role]) for role in ORDER},
        "notice": queries.in_force(queries.documents(project.id)).get("notice"),
    }  # fmt: skip
