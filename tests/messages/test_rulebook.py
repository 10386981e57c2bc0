"""The figures of sending answer for themselves, and say that nobody has confirmed them."""

from datetime import date

from inspect_app.core import rulebook
from inspect_app.messages import rulebook as own


def asked(key: str, **given: object) -> dict:
    return rulebook.ask(rulebook.rule(key), given, date(2026, 6, 1))


def test_a_letter_at_night_waits_for_the_morning_and_is_said_to_be_unconfirmed() -> None:
    night = "2026-05-11T23:30:00+08:00"
    answer = asked("calendar.quiet-hours", ready_at=night)
    assert answer["result"]["out_at"].startswith("2026-05-12T07:00:00")
    assert answer["verified"] is False
    assert asked("calendar.quiet-hours", ready_at=night, urgent=True)["result"]["out_at"].startswith(
        "2026-05-11T23:30"
    )
    assert own


def test_the_third_failure_waits_half_an_hour_and_the_eighth_is_the_last() -> None:
    third, eighth = (
        asked("calendar.next-try", tries=n, failed_at="2026-05-11T10:00:00+08:00") for n in (3, 8)
    )
    assert third["result"] == {"again_at": "2026-05-11T10:30:00+08:00", "given_up": False}
    assert eighth["result"] == {"again_at": None, "given_up": True}
