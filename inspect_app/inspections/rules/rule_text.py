"""The text of a recurrence rule: what of RFC 5545 means something for days, checked, and put into words."""

import re
from datetime import date
from typing import Final

from inspect_app.core.errors import field_problem

BASIS: Final = "RFC 5545 §3.3.10"
FREQUENCIES: Final = ("DAILY", "WEEKLY", "MONTHLY", "YEARLY")
WEEKDAYS: Final[dict[str, tuple[str, str]]] = {
    "MO": ("一", "Monday"), "TU": ("二", "Tuesday"), "WE": ("三", "Wednesday"), "TH": ("四", "Thursday"),
    "FR": ("五", "Friday"), "SA": ("六", "Saturday"), "SU": ("日", "Sunday"),
}  # fmt: skip
#: parts that would name hours, or that depend on week numbers nobody here counts by
REFUSED: Final = ("BYHOUR", "BYMINUTE", "BYSECOND", "BYWEEKNO", "BYYEARDAY", "BYEASTER", "WKST")
ALLOWED: Final = ("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "COUNT", "UNTIL")
MOST_TEXT: Final = 200
_DAY = re.compile(r"(?P<nth>[+-]?[1-5]?\d)?(?P<day>MO|TU|WE|TH|FR|SA|SU)")
_NUMBER = re.compile(r"[+-]?\d{1,3}")


def parts_of(text: str) -> dict[str, str]:
    """Return the parts of a rule in one fixed order; Problem at `rule` that says which part is wrong and why."""
    bare = re.sub(r"\s+", "", text).upper().removeprefix("RRULE:").rstrip(";")
    if not bare or len(bare) > MOST_TEXT:
        raise _wrong("请写一条重复规则，如 FREQ=WEEKLY;BYDAY=MO", "write a rule such as FREQ=WEEKLY;BYDAY=MO")
    found: dict[str, str] = {}
    for each in bare.split(";"):
        key, equals, value = each.partition("=")
        _check_key(key, bool(equals and value), key in found)
        _CHECKS[key](key, value)
        found[key] = value
    _check_together(found)
    return {key: found[key] for key in ALLOWED if key in found}


def normal_rule(text: str) -> str:
    """Return the rule as it is stored: upper case, without blanks, its parts in one order."""
    return ";".join(f"{key}={value}" for key, value in parts_of(text).items())


def _wrong(zh: str, en: str) -> Exception:
    return field_problem("rule", zh, en)


def _check_key(key: str, has_value: bool, again: bool) -> None:
    if key in REFUSED:
        raise _wrong(f"检查按天安排，不支持 {key}", f"inspections go by days: {key} is not taken")
    if key not in ALLOWED:
        raise _wrong(
            f"不认识的部分：{key or '（空）'}；可用 {'、'.join(ALLOWED)}",
            f"unknown part {key or '(empty)'}; there are {', '.join(ALLOWED)}",
        )
    if not has_value:
        raise _wrong(f"{key} 缺少取值", f"{key} has no value")
    if again:
        raise _wrong(f"{key} 写了两次", f"{key} is written twice")


def _frequency(_key: str, value: str) -> None:
    if value not in FREQUENCIES:
        raise _wrong(
            f"FREQ 应为 {'、'.join(FREQUENCIES)}；检查按天安排",
            f"FREQ is one of {', '.join(FREQUENCIES)}: inspections go by days",
        )


def _count(key: str, value: str) -> None:
    most = 999
    if not value.isascii() or not value.isdigit() or not 1 <= int(value) <= most:
        raise _wrong(f"{key} 应为 1 到 {most}", f"{key} is 1 to {most}")


def _until(_key: str, value: str) -> None:
    day = value.partition("T")[0]
    try:
        if not re.fullmatch(r"[0-9]{8}", day) or not 1900 <= _day_of(day).year <= 2100:
            raise ValueError
    except ValueError:
        raise _wrong("UNTIL 应为日期，如 20271231", "UNTIL is a day such as 20271231") from None
    if "T" in value:
        raise _wrong("UNTIL 只写日期，不写时刻", "UNTIL is a day without a time")


def _day_of(text: str) -> date:
    return date(int(text[:4]), int(text[4:6]), int(text[6:]))


def _days(_key: str, value: str) -> None:
    if any(_DAY.fullmatch(each) is None or each.startswith(("0", "+0", "-0")) for each in value.split(",")):
        raise _wrong(
            "BYDAY 应为 MO、TU、WE、TH、FR、SA、SU，可带第几个，如 1MO、-1FR",
            "BYDAY is MO to SU, with which one before it if meant: 1MO, -1FR",
        )


def _numbers(key: str, value: str) -> None:
    most = {"BYMONTHDAY": 31, "BYMONTH": 12, "BYSETPOS": 366}[key]
    least = 1 if key == "BYMONTH" else -most
    for each in value.split(","):
        if _NUMBER.fullmatch(each) is None or int(each) == 0 or not least <= int(each) <= most:
            raise _wrong(
                f"{key} 的取值 {each} 不对，应为 {least} 到 {most}（0 除外）",
                f"{key}: {each} is wrong, it is {least} to {most} but not 0",
            )


_CHECKS: Final = {
    "FREQ": _frequency, "INTERVAL": _count, "BYDAY": _days, "BYMONTHDAY": _numbers, "BYMONTH": _numbers,
    "BYSETPOS": _numbers, "COUNT": _count, "UNTIL": _until,
}  # fmt: skip


def _check_together(found: dict[str, str]) -> None:
    if "FREQ" not in found:
        raise _wrong("缺少 FREQ，如 FREQ=MONTHLY", "FREQ is missing, e.g. FREQ=MONTHLY")
    if "COUNT" in found and "UNTIL" in found:
        raise _wrong("COUNT 和 UNTIL 只能写一个", "COUNT and UNTIL do not go together")
    ordered = any(each[0] not in "MTWFS" for each in found.get("BYDAY", "M").split(","))
    if ordered and found["FREQ"] not in ("MONTHLY", "YEARLY"):
        raise _wrong("第几个星期几只能用于每月或每年", "the first or last weekday needs MONTHLY or YEARLY")
    if "BYMONTHDAY" in found and found["FREQ"] == "WEEKLY":
        raise _wrong("每周的规则不能写 BYMONTHDAY", "a weekly rule has no BYMONTHDAY")
    if "BYSETPOS" in found and not {"BYDAY", "BYMONTHDAY", "BYMONTH"} & set(found):
        raise _wrong(
            "BYSETPOS 要和 BYDAY、BYMONTHDAY 或 BYMONTH 一起用",
            "BYSETPOS goes with BYDAY, BYMONTHDAY or BYMONTH",
        )
    _check_possible(found)


def _check_possible(found: dict[str, str]) -> None:
    # 30 February never comes: without this, a search for the next one runs to the year 9999.
    longest = {2: 29, 4: 30, 6: 30, 9: 30, 11: 30}
    months = [int(each) for each in found.get("BYMONTH", "1").split(",")]
    days = [int(each) for each in found.get("BYMONTHDAY", "1").split(",")]
    if all(abs(day) > longest.get(month, 31) for month in months for day in days):
        raise _wrong("这样的日期不存在", "there is no such day")


def weekly(days: list[str], interval: int = 1) -> str:
    """Return the rule of the preset "every week on …"."""
    chosen = ",".join(each for each in WEEKDAYS if each in days)
    return (
        f"FREQ=WEEKLY;BYDAY={chosen}" if interval == 1 else f"FREQ=WEEKLY;INTERVAL={interval};BYDAY={chosen}"
    )


def monthly(day: int, interval: int = 1) -> str:
    """Return the rule of the preset "every month on day …"; a month too short has it on its last day."""
    start = "FREQ=MONTHLY" if interval == 1 else f"FREQ=MONTHLY;INTERVAL={interval}"
    if day <= 28:
        return f"{start};BYMONTHDAY={day}"
    return f"{start};BYMONTHDAY={','.join(str(each) for each in range(28, day + 1))};BYSETPOS=-1"


def until_of(rule: str) -> date | None:
    """Return the last day a rule names itself."""
    text = parts_of(rule).get("UNTIL")
    return _day_of(text) if text else None
