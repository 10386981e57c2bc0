"""Planned return visits (回访): which are due when, derived from acceptance and clocks, and what is asked at a door."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from inspect_app.acceptance.rules.letter import CLASSES
from inspect_app.core.calendar import add_months
from inspect_app.core.workflow import Field, Move, State, Workflow
from inspect_app.warranty.rules.seasons import season_starts
from inspect_app.warranty.rules.terms import NEAR_END, NEAR_END_BASIS

Words = tuple[str, str]
MONTHS = (3, 6, 12)
HABIT = "行业惯例，无全国性规定，平台默认"
#: no national rule counts the first flood season; its days by division, the longest prefix first
FLOOD: tuple[tuple[str, tuple[int, int], tuple[int, int], str], ...] = (
    ("11", (6, 1), (9, 15), "北京市汛期，条文待核"),
    ("", (6, 1), (9, 30), "多数地区的汛期，未核对当地规定"),
)
#: a visit is in time up to so many days after its day, and missed when so many have passed
IN_TIME, MISSED = timedelta(days=14), timedelta(days=60)
#: planned so far ahead, so that everybody can prepare
AHEAD = timedelta(days=60)
KINDS: dict[str, Words] = {
    "habit": ("定期回访", "Regular visit"),
    "flood": ("首个汛期后回访", "After the first flood season"),
    "heating": ("供暖开始回访", "At the start of heating"),
    "expiry": ("保修届满前检查", "Before a warranty ends"),
}


@dataclass(frozen=True, slots=True)
class Running:
    """A clock as the schedule sees it: its class and its last day (None: not said)."""

    code: str
    ends_on: date | None


@dataclass(frozen=True, slots=True)
class Due:
    """A visit that is due: a key that names it for ever, its kind, its day, its words, and the basis."""

    key: str
    kind: str
    on: date
    words: Words
    basis: str
    verified: bool = False


def schedule(accepted_on: date, region: str, clocks: Iterable[Running]) -> list[Due]:
    """Return every visit of an acceptance in order of day.

    3, 6 and 12 months after it and then each year while anything but the structure is covered, after the first
    flood season, at each start of heating while heating is covered, and 60 days before each class ends. The
    structure's design life would ask for fifty yearly visits; only its end is visited.
    """
    running = [each for each in clocks if each.ends_on is not None]
    ends = [each.ends_on for each in running if each.code != "W-STR" and each.ends_on]
    found = _habit(accepted_on, max(ends, default=accepted_on))
    if any(each.code in ("W-WP", "W-STR") for each in running):
        found.append(_flood(accepted_on, region))
    heat = [each.ends_on for each in running if each.code == "W-HVAC" and each.ends_on]
    if heat:
        found += _heating(accepted_on, region, max(heat))
    found += [
        _expiry(code, day) for code, day in sorted({(each.code, each.ends_on) for each in running}) if day
    ]
    return sorted((each for each in found if each.on > accepted_on), key=lambda each: (each.on, each.key))


def _habit(accepted_on: date, last: date) -> list[Due]:
    months = [*MONTHS, *range(24, 12 * 101, 12)]
    days = [(number, add_months(accepted_on, number)) for number in months]
    return [
        Due(
            f"month-{number}",
            "habit",
            day,
            (f"竣工 {number} 个月回访", f"{number} months after acceptance"),
            HABIT,
        )
        for number, day in days
        if number in MONTHS or day < last
    ]


def _flood(accepted_on: date, region: str) -> Due:
    _prefix, begins, ends, basis = next(each for each in FLOOD if region.startswith(each[0]))
    year = accepted_on.year if date(accepted_on.year, *begins) >= accepted_on else accepted_on.year + 1
    return Due(f"flood-{year}", "flood", date(year, *ends) + timedelta(days=1), KINDS["flood"], basis)


def _heating(accepted_on: date, region: str, last: date) -> list[Due]:
    return [
        Due(
            f"heating-{day.year}",
            "heating",
            day,
            (f"{day.year} 年供暖开始回访", f"Start of heating {day.year}"),
            HABIT,
        )
        for day in season_starts(region, accepted_on, last)
    ]


def _expiry(code: str, ends_on: date) -> Due:
    zh, en = CLASSES[code]
    words = f"{zh}：{ends_on} 届满前检查", f"{en}: before the end on {ends_on}"
    return Due(f"expiry-{code}-{ends_on}", "expiry", ends_on - NEAR_END, words, NEAR_END_BASIS)


def to_plan(all_: Iterable[Due], planned_until: date, today: date) -> list[Due]:
    """Return the visits to be planned now: due after what was planned before, up to AHEAD from today.

    What lies before `planned_until` is settled: a rule that changes later adds nothing to the past.
    """
    return [each for each in all_ if planned_until < each.on <= today + AHEAD]


def is_late(due_on: date, held_on: date) -> bool:
    """Say whether a visit held on a day came late."""
    return held_on > due_on + IN_TIME


def is_missed(due_on: date, today: date) -> bool:
    """Say whether a visit that nobody held is missed today."""
    return today > due_on + MISSED


@dataclass(frozen=True, slots=True)
class Question:
    """A question at the door: its key, words, the class of works it is about, and the kinds of visit that ask it."""

    key: str
    zh: str
    en: str
    code: str
    kinds: tuple[str, ...] = ("habit", "expiry")


QUESTIONS: tuple[Question, ...] = (
    Question(
        "leak",
        "屋面、外墙、窗边有没有渗漏",
        "Any leak from roof, wall or windows",
        "W-WP",
        ("habit", "expiry", "flood"),
    ),
    Question(
        "wet_room",
        "厨房、卫生间有没有渗漏",
        "Any leak in kitchen or bathroom",
        "W-WP",
        ("habit", "expiry", "flood"),
    ),
    Question("pipes", "上下水是否通畅、不漏", "Do water and drains work without leaks", "W-MEP"),
    Question("power", "照明、插座、门禁是否正常", "Do lights, sockets and door systems work", "W-MEP"),
    Question("heat", "暖气热不热、漏不漏", "Is the heating warm and tight", "W-HVAC", ("heating", "expiry")),
    Question(
        "finish", "墙面、地面有没有开裂、脱落", "Any cracks, anything coming off walls or floors", "W-DEC"
    ),
)
ANSWERS: dict[str, Words] = {
    "good": ("正常", "Fine"),
    "bad": ("有问题", "A fault"),
    "none": ("不适用", "Not here"),
}
SATISFACTION: dict[str, Words] = {
    "3": ("满意", "Satisfied"),
    "2": ("一般", "So-so"),
    "1": ("不满意", "Not satisfied"),
}


def questions(kind: str) -> tuple[Question, ...]:
    """Return what is asked at a visit of a kind."""
    return tuple(each for each in QUESTIONS if kind in each.kinds)


WORKFLOW = Workflow(
    kind="return-visit",
    zh="回访",
    en="Return visit",
    states=(
        State("planned", "待回访", "To be made", "waiting"),
        State("held", "已回访", "Made", "good", final=True),
        State("missed", "漏访", "Missed", "bad", final=True),
    ),
    moves=(
        Move("finish", "完成回访", "Finish the visit", ("planned",), "held",
             (Field("note", "textarea", "总体情况", "In general", required=False),), stamp="held_at", tone="good"),
        # Nobody made it in time; only the platform takes this move.
        Move("miss", "记为漏访", "Record as missed", ("planned",), "missed", stamp="missed_at"),
    ),
)  # fmt: skip
