"""The life of a visit, the figures of plans, and what makes a filled checklist acceptable."""

from datetime import date, timedelta
from typing import Final

from inspect_app.core.calendar import Unpublished, add_working_days, is_working_day
from inspect_app.core.workflow import Field, Move, State, Workflow
from inspect_app.inspections.rules.form import FORM_FIELDS, MOST_ROUNDS, body_from_form, form_field, inputs
from inspect_app.inspections.rules.recurrence import SHIFTS, Rhythm
from inspect_app.inspections.rules.rule_text import normal_rule
from inspect_app.inspections.rules.site_calendar import SEASONS, SiteCalendar, Stop
from inspect_app.inspections.rules.submission import (
    MOST_PHOTOS,
    RECEIPT,
    VERDICTS,
    Found,
    examine,
    found_in,
    moment_of,
    normal,
    photos_of,
    receipt_bytes,
    sounds_of,
    verdict,
    wrong_elements,
)
from inspect_app.inspections.rules.windows import (
    CAUSES,
    GRACE_WORKING_DAYS,
    MOST_BEFORE,
    MOST_GRACE,
    TIMINGS,
    asks_for_cause,
    closes_on,
    opens_on,
    timing,
)

WORKFLOW = Workflow(
    kind="visit",
    zh="检查任务",
    en="Visit",
    states=(
        State("planned", "待检查", "To do", "waiting"),
        State("done", "已完成", "Done", "good", final=True),
        State("missed", "已错过", "Missed", "bad"),
        State("cancelled", "已取消", "Cancelled", "neutral"),
    ),
    moves=(
        # What was done on site and arrives late is still what was done: a missed visit can be finished.
        Move("finish", "提交检查表", "Finish", ("planned", "missed"), "done", stamp="done_at", tone="good"),
        Move("miss", "标记错过", "Mark missed", ("planned",), "missed", stamp="missed_at", tone="bad"),
        Move(
            "cancel", "取消", "Cancel", ("planned", "missed"), "cancelled",
            (Field("reason", "textarea", "取消原因", "Reason"),), stamp="cancelled_at", tone="bad",
        ),
        Move("restore", "恢复", "Restore", ("cancelled",), "planned"),
    ),
)  # fmt: skip

#: 通知一(九): 抽检 (spot check) and 巡检 (patrol)
KINDS: Final[dict[str, tuple[str, str]]] = {"spot": ("抽检", "Spot check"), "patrol": ("巡检", "Patrol")}
#: whether one of the people named is enough
HANDS: Final[dict[str, tuple[str, str]]] = {
    "one": ("其中一人提交即可", "one of them is enough"),
    "all": ("每个人都要提交或确认", "each has to submit or confirm"),
}
VERBS: Final[dict[str, tuple[str, str]]] = {
    "plan.add": ("制定检查计划", "Plan made"),
    "plan.change": ("调整检查计划", "Plan changed"),
    "plan.extend": ("生成检查任务", "Visits made"),
    "plan.retune": ("按信用和风险调整频次", "Interval set by credit and risk"),
    "closure.add": ("登记停工时段", "Closure entered"),
    "closure.withdraw": ("撤销停工时段", "Closure withdrawn"),
    "visit.explain": ("说明逾期原因", "Said why it was late"),
    "visit.confirm": ("确认检查结果", "Confirmed what was found"),
    "visit.add": ("安排检查", "Visit arranged"),
    "submission.receive": ("收到检查表", "Checklist received"),
    "danger.report": ("上报立即危险", "Danger reported"),
    "submission.merge": ("合并同一任务的另一份检查表", "Another checklist of this visit merged"),
    "submission.settle": ("裁定两份检查表的冲突", "Decided where two checklists differ"),
}
#: the platform's own figures: no rule sets them
HORIZON_DAYS: Final = 14
MOST_EVERY: Final = 250
MOST_HORIZON: Final = 90
WHOLE_CALENDAR: Final = SiteCalendar()


def dues(
    start: date, every: int, last: date, *, after: bool = False, site: SiteCalendar = WHOLE_CALENDAR
) -> list[date]:
    """Return the due days from `start` (or the next open day) to `last`, each `every` open days on.

    With `after`, `start` was itself a due day, and the next one comes first. Days beyond the last published
    calendar are left for when it is published. ValueError if every < 1.
    """
    if every < 1:
        raise ValueError("every is at least one working day")
    found: list[date] = []
    try:
        day = site.add(start, every) if after else site.add(start - timedelta(days=1), 1)
        while day <= last:
            found.append(day)
            day = site.add(day, every)
    except Unpublished:
        return found
    return found


def next_working_day(day: date) -> date:
    """Return the day itself if people work on it, else the next working day; Unpublished as in the calendar."""
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


def missed_before(today: date) -> date:
    """Return the day before which an open visit counts as missed: three working days are given."""
    try:
        return add_working_days(today, -GRACE_WORKING_DAYS)
    except Unpublished:
        return today - timedelta(days=GRACE_WORKING_DAYS + 9)  # the longest holiday lies in between at most


__all__ = [
    "CAUSES", "FORM_FIELDS", "GRACE_WORKING_DAYS", "HANDS", "HORIZON_DAYS", "KINDS", "MOST_BEFORE", "MOST_EVERY",
    "MOST_GRACE", "MOST_HORIZON", "MOST_PHOTOS", "MOST_ROUNDS", "RECEIPT", "SEASONS", "SHIFTS", "TIMINGS", "VERBS",
    "VERDICTS", "WORKFLOW", "Found", "Rhythm", "SiteCalendar", "Stop", "asks_for_cause", "body_from_form", "closes_on",
    "dues", "examine", "form_field", "found_in", "inputs", "missed_before", "moment_of", "next_working_day", "normal",
    "normal_rule", "opens_on", "photos_of", "receipt_bytes", "sounds_of", "timing", "verdict", "wrong_elements",
]  # fmt: skip
