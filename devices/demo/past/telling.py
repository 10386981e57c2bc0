"""The command that tells the past, before the demonstration opens its doors."""

import json

import click

from devices.demo.past import (
    accepted,
    cases,
    complained,
    credit,
    dangerous,
    delivered,
    divided,
    filed,
    handed,
    tested,
    voted,
)
from devices.demo.past.stage import Past
from devices.demo.seed import prepare
from inspect_app import create_app
from inspect_app.config import from_environ
from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.core.journal import react

STEPS = (
    accepted.works_are_inspected, handed.risers_are_planned, delivered.lots_of_the_accepted_site,
    accepted.five_parties_sign, accepted.money_is_held_back, handed.assets_are_entered,
    handed.gas_is_taken_over, accepted.return_visits_are_made,
    cases.a_claim_is_settled, cases.a_visit_is_agreed, cases.a_dispute_is_agreed, cases.a_dispute_is_in_mediation,
    cases.a_ticket_is_disputed, delivered.lots_of_the_running_site, divided.works_of_the_running_site,
    dangerous.dangerous_works_are_entered,
    complained.neighbours_complain, complained.a_photo_is_covered,
    complained.others_are_asked, credit.a_repair_is_asked_for, credit.an_objection_is_raised,
    voted.owners_decide_on_the_plan, voted.owners_vote_on_management,
    tested.works_are_tested, tested.homes_are_accepted,
    filed.the_dossier_is_kept, filed.utilities_plan_beside_it, filed.an_audit_finds_something,
    credit.good_work_is_entered, credit.a_notice_is_served, credit.an_inspector_drafts,
)  # fmt: skip


@click.command("demo-past", hidden=True)
def past_command() -> None:
    """Prepare the demonstration's data and do what happened before; what is there is left alone."""
    settings = from_environ()
    app = create_app(settings, web=False)
    said, notes = prepare(settings, app), settings.home / "demo-past.json"
    if not notes.exists():
        known = json.loads((settings.home / "demo.json").read_text(encoding="utf-8"))
        with app.app_context():
            _tell(Past(now(), known["password"], str(app.secret_key)))
        notes.write_text("{}")
    click.echo(said)


def _tell(past: Past) -> None:
    """Do each step in one transaction; it looks whether it was done, so that a killed start goes on where it stood."""
    for step in STEPS:
        with transaction():
            step(past)
        while react():
            pass
