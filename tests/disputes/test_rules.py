"""Clocks, ways and openings of disputes: the worked cases, and whose turn it is."""

from datetime import date

from inspect_app.core.rulebook import ask, rule
from inspect_app.disputes import rulebook
from inspect_app.disputes.rules import clocks, opening
from inspect_app.disputes.rules.life import WORKFLOW, turn_of

__all__ = ["rulebook"]  # read so that its rules are known


def test_an_agreement_of_the_first_of_june_is_confirmed_by_the_first_of_july() -> None:
    assert clocks.confirm_by(date(2026, 6, 1)) == date(2026, 7, 1)


def test_mediation_usually_ends_a_month_after_it_was_taken_up() -> None:
    assert clocks.mediate_by(date(2026, 5, 11)) == date(2026, 6, 11)
    assert clocks.mediate_by(date(2026, 1, 31)) == date(2026, 2, 28)


def test_each_open_state_has_a_day_and_somebody_whose_turn_it_is() -> None:
    given = {
        "asked_on": date(2026, 5, 1), "accepted_on": date(2026, 5, 4), "mediate_by": date(2026, 6, 4),
        "visit_on": date(2026, 7, 1),
    }  # fmt: skip
    due = {"asked": date(2026, 5, 8), "offered": date(2026, 5, 11), "mediating": date(2026, 6, 4),
           "drafted": date(2026, 6, 4), "agreed": date(2026, 7, 1)}  # fmt: skip
    for state in WORKFLOW.states:
        assert clocks.due_on(state.name, **given) == due.get(state.name), state.name
        assert (turn_of(state.name) is None) == state.final, state.name


def test_the_turn_at_an_agreement_goes_from_side_to_side_to_the_witness() -> None:
    for signed, turn in (((), "applicant"), (("applicant",), "respondent"), (("respondent",), "applicant"),
                         (("applicant", "respondent"), "mediator")):  # fmt: skip
        assert turn_of("drafted", frozenset(signed)) == turn


def test_only_a_case_that_was_answered_and_did_not_settle_is_mediated() -> None:
    for kind, state, answered, may in (
        ("complaint", "received", False, False), ("complaint", "answered", True, True), ("complaint", "reopened", True, True),
        ("complaint", "withdrawn", True, False), ("claim", "claimed", True, False), ("claim", "declined", True, True),
        ("claim", "outside", True, True), ("claim", "confirmed", True, False), ("defect", "open", False, False),
        ("defect", "open", True, True), ("defect", "disputed", True, False), ("defect", "closed", True, False),
    ):  # fmt: skip
        assert opening.may_open(kind, state, answered=answered) == may, (kind, state)


def test_the_other_side_of_a_subcontractors_ticket_is_its_contractor_else_the_owner() -> None:
    assert opening.others_of(["subcontractor"])[0] == "contractor"
    assert opening.others_of(["contractor"]) == ("owner",)
    assert opening.others_of(["contractor", "subcontractor"]) == ("owner",)


def test_a_confirmed_agreement_is_enforced_another_is_sued_on_and_a_failed_one_leaves_all_ways() -> None:
    assert [each.key for each in opening.ways("broken", confirmed=True)] == ["enforce"]
    assert [each.key for each in opening.ways("broken")] == ["sue"]
    assert [each.key for each in opening.ways("failed")] == ["talk", "petition", "arbitration", "court"]
    assert opening.ways("settled") == ()


def test_anybody_may_ask_the_rulebook() -> None:
    asked = {"clock": "confirmation", "start": "2026-06-01"}
    given = ask(rule("complaints.mediation"), asked, date(2026, 6, 1))
    assert (given["result"], given["verified"]) == ({"by": "2026-07-01"}, True)
    for state in WORKFLOW.states:
        found = ask(rule("complaints.ways"), {"state": state.name}, date(2026, 6, 1))
        assert found["result"]["ways"] == [each.key for each in opening.ways(state.name)]
