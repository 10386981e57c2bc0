"""The catalogue of behaviours: what counts, how many points, for how long, by which rule and version."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta

#: points are kept in tenths, so that half points add up exactly
TENTHS = 10
BASE = 100 * TENTHS
WINDOW_MONTHS = 12
_LOCAL = "平台默认分值，按当地信用评价办法调整"


@dataclass(frozen=True, slots=True)
class Behaviour:
    """A behaviour: its points in tenths, a step a day with a floor, a veto (worst grade for some months).

    `cap` is the most that all its entries together may move a score. `kind` is the class of information it gives
    (repair.CLASSES), which says whether and how long it is published. Whatever the platform cannot see for itself
    is entered `by_hand`, from a document.
    """

    code: str
    zh: str
    en: str
    points: int
    basis: str = _LOCAL
    verified: bool = False
    a_day: int = 0
    least: int | None = None
    veto: str = ""
    veto_months: int = 0
    cap: int | None = None
    kind: str = "minor"
    by_hand: bool = False


@dataclass(frozen=True, slots=True)
class Edition:
    """A version of the catalogue: the division it is for ("": everywhere), its first and last day, its behaviours."""

    version: str
    since: date
    behaviours: dict[str, Behaviour]
    region: str = ""
    until: date | None = None

    def holds(self, region: str, day: date) -> bool:
        """Say whether it is the rule of that place on that day."""
        in_time = self.since <= day and (self.until is None or day <= self.until)
        return in_time and region.startswith(self.region)


_FIRST = (
    Behaviour("general_hazard", "一般隐患经确认", "General hazard confirmed", -10),
    Behaviour("major_hazard", "重大隐患经确认", "Major hazard confirmed", -100,
              veto="C", veto_months=6, kind="general"),
    Behaviour("overdue_rectification", "超期未整改", "Not put right in time", -20, a_day=-5, least=-50),
    Behaviour("same_defect_again", "90 天内同类问题再次发生", "Same defect again within 90 days", -30),
    Behaviour("false_proof", "虚假整改", "False proof of a fix", -100, kind="serious", by_hand=True),
    Behaviour("fake_data", "检测数据造假、干扰监测设备", "Fake test data or tampering with devices", -150,
              kind="serious", by_hand=True),
    Behaviour("stop_work", "被责令停工", "Stop-work order", -60, kind="general"),
    Behaviour("failed_spot_test", "质量抽检不合格", "Failed spot test", -40, kind="general", by_hand=True),
    Behaviour("complaint_upheld", "投诉属实", "Complaint upheld", -10),
    Behaviour("warranty_late", "保修不及时", "Warranty call answered late", -20),
    Behaviour("warranty_refused", "拒绝保修", "Warranty refused", -80,
              "《建设工程质量管理条例》第 66 条；分值为平台默认", kind="general"),
    Behaviour("residents_satisfied", "居民满意率不低于 95%", "Residents at least 95 % satisfied", 20,
              kind="good", by_hand=True),
)  # fmt: skip
_ACCIDENT = "《生产安全事故报告和调查处理条例》；分值为平台默认"
_ADDED = (
    Behaviour("accident_ordinary", "一般生产安全事故", "Ordinary accident", -300,
              _ACCIDENT, kind="serious", by_hand=True),
    Behaviour("accident_larger", "较大及以上生产安全事故", "Larger accident or worse", -300,
              _ACCIDENT, veto="D", veto_months=12, kind="serious", by_hand=True),
    Behaviour("safety_failed", "安全检查评定不合格", "Safety check failed", -80,
              "JGJ 59-2011；分值为平台默认", kind="general", by_hand=True),
    Behaviour("safety_excellent", "安全检查评定优良", "Safety check excellent", 20,
              "JGJ 59-2011；分值为平台默认", kind="good", by_hand=True),
    Behaviour("was_blacklisted", "移出黑名单后的不良信息", "Once on the blacklist", 0,
              "《建筑市场信用管理暂行办法》（建市〔2017〕241号）", kind="once-listed"),
)  # fmt: skip
#: no flood of one kind of entry, and no heap of praise, decides a grade alone; the platform's own figures
_CAPS = {"complaint_upheld": -100, "general_hazard": -200, "residents_satisfied": 60, "safety_excellent": 60}


def _by_code(behaviours: Sequence[Behaviour]) -> dict[str, Behaviour]:
    return {each.code: each for each in behaviours}


_CURRENT = tuple(replace(each, cap=_CAPS.get(each.code)) for each in (*_FIRST, *_ADDED))
#: the newest last; a local one goes before that of the whole country
EDITIONS: dict[str, Edition] = {
    each.version: each
    for each in (
        Edition("2026-1", date(2020, 1, 1), _by_code(_FIRST), until=date(2026, 3, 31)),
        # With the classes of the measure on repair, from its first day on.
        Edition("2026-2", date(2026, 4, 1), _by_code(_CURRENT)),
    )
}
VERSION = "2026-2"
BEHAVIOURS: dict[str, Behaviour] = EDITIONS[VERSION].behaviours
#: behaviours that the platform enters by itself, and the journal verb that shows them
AUTOMATIC: dict[str, str] = {
    "overdue_rectification": "defect.overdue",
    "general_hazard": "defect.accept",
    "major_hazard": "defect.accept",
    "same_defect_again": "defect.accept",
    "complaint_upheld": "complaint.answer",
    "stop_work": "notice.issue",
    "warranty_late": "claim.attend",
    "warranty_refused": "claim.insist",
    "was_blacklisted": "blacklisting.leave",
}
BY_HAND = tuple(each.code for each in BEHAVIOURS.values() if each.by_hand)


def edition(region: str, day: date, among: Sequence[Edition] | None = None) -> Edition | None:
    """Return the edition of a place on a day: the most local one that holds, of those the newest."""
    known = EDITIONS.values() if among is None else among
    fitting = [each for each in known if each.holds(region, day)]
    return max(fitting, key=lambda each: (len(each.region), each.since), default=None)


def in_force(code: str, day: date, region: str = "") -> Behaviour | None:
    """Return the behaviour of the catalogue in force on that day, None when it has none."""
    found = edition(region, day)
    return found.behaviours.get(code) if found else None


def of_version(code: str, version: str) -> Behaviour | None:
    """Return a behaviour as an edition had it, whenever it is asked."""
    found = EDITIONS.get(version)
    return found.behaviours.get(code) if found else None


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
