"""The whole chain in a browser against the running program: from the first account to the settled complaint."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.e2e import (
    steps_acceptance,
    steps_cases,
    steps_gates,
    steps_mediation,
    steps_repair,
    steps_residents,
    steps_setup,
    steps_site,
)
from tests.e2e.browsing import Findings
from tests.e2e.steps_setup import Come, Story
from tests.running import Program

pytestmark = [pytest.mark.e2e, pytest.mark.timeout(900), pytest.mark.xdist_group("town")]


def test_the_chain_from_the_first_account_to_the_settled_complaint(
    town: Program, come: Come, findings: Findings, tmp_path: Path
) -> None:
    story, began = Story(), time.monotonic()

    def step(act: Callable[..., Any], *given: object) -> Any:
        at = time.monotonic()
        result = act(come, *given)
        print(f"{time.monotonic() - at:5.1f} s  {(act.__doc__ or '').strip()}")
        return result

    step(steps_setup.add_parties_and_people)
    step(steps_setup.a_wrong_form_says_what_is_wrong)
    step(steps_setup.make_the_project, story)
    step(steps_gates.enter_the_pool, story)
    step(steps_gates.pass_the_gates, story)
    step(steps_setup.publish_the_checklists)
    step(steps_setup.make_the_plan, story)

    step(steps_site.register_devices, story)
    step(steps_site.see_the_curve_move, story, town)
    step(steps_site.hang_up_the_board, story, town)
    step(steps_site.break_a_limit, story, town)
    step(steps_site.fill_a_checklist_on_a_tablet, story, town, tmp_path)
    step(steps_site.fill_a_checklist_on_the_page, story, tmp_path)

    step(steps_repair.read_the_ticket, story)
    step(steps_repair.repair_in_two_rounds, story, tmp_path)
    step(steps_acceptance.see_what_is_missing, story)
    step(steps_repair.be_late, story, town)
    for which in ("tidy", "alarm", "late"):
        step(steps_repair.repair, tmp_path, story.defects[which])

    step(steps_acceptance.hand_in_the_papers, story)
    step(steps_acceptance.meet, story)
    step(steps_acceptance.sign_in_order, story)
    step(steps_acceptance.read_the_certificate, story, town, tmp_path)
    step(steps_acceptance.anybody_checks_it, story, tmp_path)
    step(steps_acceptance.warranty_runs, story)
    step(steps_gates.hand_over, story)

    phone = step(steps_residents.report_in_three_screens, story, tmp_path)
    step(steps_residents.wrong_codes_open_nothing, story)
    step(steps_cases.cover_the_photo, story)
    step(steps_residents.take_it_up, story)
    step(steps_mediation.mediate, story, phone)
    step(steps_residents.settle_it, story, tmp_path, phone)
    step(steps_cases.look_at_the_pages_of_cases, story)
    step(steps_residents.see_every_start_page)
    step(steps_residents.see_it_all_again, story)

    print(f"{time.monotonic() - began:5.1f} s in all; {len(findings.looked_at)} pages looked over")
    assert findings.faults == [], "\n".join(findings.faults)
