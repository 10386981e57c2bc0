"""The catalogue of behaviours: what counts, how many points, for how long, by which rule and version."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta

#: points are kept in tenths, so that half points add up exactly
TENTHS = 10
VERSION = "2026-1"
BASE = 100 * TENTHS
WINDOW_MONTHS = 12
_LOCAL = "平台默认分值，按当地信用评价办法调整"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A behaviour: its points in tenths, a step a day with a floor, a veto (worst grade for some months).

    `since` and `until` (both included) bound the days on which it may be entered.
    """

    code: str
    zh: str
    en: str
    points: int
    basis: str
    verified: bool = False
    a_day: int = 0
    least: int | None = None
    veto: str = ""
    veto_months: int = 0
    since: date | None = None
    until: date | None = None


_ALL = (
    Behaviour("general_hazard", "一般隐患经确认", "General hazard confirmed", -10, _LOCAL),
    Behaviour("major_hazard", "重大隐患经确认", "Major hazard confirmed", -100, _LOCAL, veto="C", veto_months=6),
    Behaviour("overdue_rectification", "超期未整改", "Not put right in time", -20, _LOCAL, a_day=-5, least=-50),
    Behaviour("same_defect_again", "90 天内同类问题再次发生", "Same defect again within 90 days", -30, _LOCAL),
    Behaviour("false_proof", "虚假整改", "False proof of a fix", -100, _LOCAL),
    Behaviour("fake_data", "检测数据造假、干扰监测设备", "Fake test data or tampering with devices", -150, _LOCAL),
    Behaviour("stop_work", "被责令停工", "Stop-work order", -60, _LOCAL),
    Behaviour("failed_spot_test", "质量抽检不合格", "Failed spot test", -40, _LOCAL),
    Behaviour("complaint_upheld", "投诉属实", "Complaint upheld", -10, _LOCAL),
    Behaviour("warranty_late", "保修不及时", "Warranty call answered late", -20, _LOCAL),
    Behaviour("warranty_refused", "拒绝保修", "Warranty refused", -80, "《建设工程质量管理条例》第 66 条；分值为平台默认"),
    Behaviour("residents_satisfied", "居民满意率不低于 95%", "Residents at least 95 % satisfied", 20, _LOCAL),
)  # fmt: skip
BEHAVIOURS: dict[str, Behaviour] = {each.code: each for each in _ALL}
#: behaviours that the platform enters by itself, and the journal verb that shows them
AUTOMATIC: dict[str, str] = {
    "overdue_rectification": "defect.overdue",
    "general_hazard": "defect.accept",
    "major_hazard": "defect.accept",
    "complaint_upheld": "complaint.answer",
}


def in_force(code: str, day: date) -> Behaviour | None:
    """Return the behaviour of the catalogue in force on that day, None when it has none."""
    found = BEHAVIOURS.get(code)
    if found is None or (found.since and day < found.since) or (found.until and found.until < day):
        return None
    return found


def days_late(due: datetime, end: datetime) -> int:
    """Return the whole days between a deadline and `end` (0 when less than one has passed)."""
    return max(0, (end - due) // timedelta(days=1))


def points(behaviour: Behaviour, days: int = 0) -> int:
    """Return the points in tenths: the base and the step for each day, no worse than the floor."""
    worked = behaviour.points + behaviour.a_day * days
    return worked if behaviour.least is None else max(behaviour.least, worked)


def shown(tenths: int) -> str:
    """Return points as people read them: -3.5, 2, -10."""
    return f"{tenths / TENTHS:g}"


def explained(behaviour: Behaviour, days: int, source: str) -> tuple[str, str]:
    """Return (zh, en) how the points came about, with the numbers."""
    total = points(behaviour, days)
    zh, en = (
        f"{behaviour.zh}（{source}）：{shown(total)} 分",
        f"{behaviour.en} ({source}): {shown(total)} points",
    )
    if behaviour.a_day:
        working = f"{shown(behaviour.points)} {shown(behaviour.a_day)} × {days}"
        floor = "" if behaviour.least is None else f"，最低 {shown(behaviour.least)}"
        floor_en = "" if behaviour.least is None else f", no worse than {shown(behaviour.least)}"
        zh = f"{behaviour.zh}（{source}），超期 {days} 天：{working} = {shown(total)} 分{floor}"
        en = f"{behaviour.en} ({source}), {days} days late: {working} = {shown(total)} points{floor_en}"
    return zh, en
