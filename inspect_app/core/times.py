"""Moments and days in words, in Asia/Shanghai, in both languages."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

CHINA = ZoneInfo("Asia/Shanghai")
WEEKDAYS = tuple(
    zip(
        ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
        ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"),
        strict=True,
    )
)
_STEPS = ((60, 1, "秒", "s"), (3600, 60, "分钟", "min"), (86400, 3600, "小时", "h"), (None, 86400, "天", "d"))


def when_words(moment: datetime, now: datetime, locale: str) -> tuple[str, str]:
    """Return (relative, exact) words of a moment: ("3 小时前", "2026-11-23 周一 14:05")."""
    return _relative((moment - now).total_seconds(), locale == "en"), exact_words(moment, locale)


def exact_words(moment: datetime, locale: str) -> str:
    """Return the exact local moment with its weekday."""
    local = moment.astimezone(CHINA)
    return f"{day_words(local.date(), locale)} {local:%H:%M}"


def day_words(value: date, locale: str) -> str:
    """Return a day with its weekday."""
    return f"{value:%Y-%m-%d} {WEEKDAYS[value.weekday()][locale == 'en']}"


def _relative(seconds: float, english: bool) -> str:
    size = abs(seconds)
    unit = next(step for step in _STEPS if step[0] is None or size < step[0])
    count = int(size // unit[1])
    if unit[1] == 1:
        return "just now" if english else "刚刚"
    if english:
        return f"in {count} {unit[3]}" if seconds > 0 else f"{count} {unit[3]} ago"
    return f"{count} {unit[2]}{'后' if seconds > 0 else '前'}"
