"""How often, in people's words: a rule of RFC 5545, or so many working days."""

from collections.abc import Sequence

from inspect_app.inspections.rules.rule_text import WEEKDAYS, parts_of

Words = tuple[str, str]
_UNITS: dict[str, tuple[str, str, str]] = {
    "DAILY": ("天", "day", "days"), "WEEKLY": ("周", "week", "weeks"),
    "MONTHLY": ("个月", "month", "months"), "YEARLY": ("年", "year", "years"),
}  # fmt: skip
_MONTHS = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]


def rhythm_words(rule: str | None, every: int | None) -> Words:
    """Return how often a plan runs: its rule in words, or its working days."""
    if rule:
        return rule_words(rule)
    if every == 1:
        return "每个工作日", "every working day"
    return f"每 {every} 个工作日", f"every {every} working days"


def rule_words(rule: str) -> Words:
    """Return a rule in words, part by part."""
    parts = parts_of(rule)
    said = [_each(parts["FREQ"], int(parts.get("INTERVAL", "1")))]
    if "BYMONTH" in parts:
        said.append(month_words([int(each) for each in parts["BYMONTH"].split(",")]))
    last = _last_of_month(parts)
    if last:
        said.append(last)
    else:
        said += [_month_day(parts["BYMONTHDAY"])] if "BYMONTHDAY" in parts else []
        said += [_weekdays(parts["BYDAY"])] if "BYDAY" in parts else []
        said += [_place(parts["BYSETPOS"])] if "BYSETPOS" in parts else []
    if "COUNT" in parts:
        said.append((f"共 {parts['COUNT']} 次", f"{parts['COUNT']} times in all"))
    if "UNTIL" in parts:
        day = parts["UNTIL"]
        said.append((f"到 {day[:4]}-{day[4:6]}-{day[6:]} 止", f"until {day[:4]}-{day[4:6]}-{day[6:]}"))
    return "，".join(zh for zh, _en in said), ", ".join(en for _zh, en in said)


def month_words(months: Sequence[int]) -> Words:
    """Return months in words: "11、12、1 月" and "Nov, Dec, Jan"."""
    return "、".join(map(str, months)) + " 月", ", ".join(_MONTHS[each - 1] for each in months)


def preset_of(rule: str | None) -> dict[str, object]:
    """Return what the form shows for a rule: the preset it came from, else the rule itself."""
    if rule is None:
        return {"rhythm": "every"}
    parts = parts_of(rule)
    step = int(parts.get("INTERVAL", "1"))
    rest = set(parts) - {"FREQ", "INTERVAL"}
    if parts["FREQ"] == "WEEKLY" and rest == {"BYDAY"}:
        return {"rhythm": "weekly", "weekdays": parts["BYDAY"].split(","), "weeks": step}
    days = parts.get("BYMONTHDAY", "").split(",")
    plain = rest == {"BYMONTHDAY"} and len(days) == 1 and not days[0].startswith("-")
    if parts["FREQ"] == "MONTHLY" and (plain or _last_of_month(parts)):
        return {"rhythm": "monthly", "month_day": int(days[-1]), "month_step": step}
    return {"rhythm": "rule", "rule": rule}


def _each(freq: str, step: int) -> Words:
    zh, one, many = _UNITS[freq]
    if step == 1:
        return f"每{zh}", f"every {one}"
    return f"每 {step} {zh}", f"every {step} {many}"


def _last_of_month(parts: dict[str, str]) -> Words | None:
    days = parts.get("BYMONTHDAY", "").split(",")
    as_preset = parts.get("BYSETPOS") == "-1" and "BYDAY" not in parts and "BYMONTH" not in parts
    if not as_preset or days != [str(each) for each in range(28, 28 + len(days))]:
        return None
    return f"{days[-1]} 日（短月为最后一天）", f"on day {days[-1]} (the last day of a shorter month)"


def _month_day(text: str) -> Words:
    zh, en = [], []
    for each in text.split(","):
        day = int(each)
        zh.append(f"{day} 日" if day > 0 else "最后一天" if day == -1 else f"倒数第 {-day} 天")
        en.append(f"day {day}" if day > 0 else "the last day" if day == -1 else f"day {-day} from the end")
    return "、".join(zh), "on " + " and ".join(en)


def _weekdays(text: str) -> Words:
    zh, en = [], []
    for each in text.split(","):
        nth, (day, name) = each[:-2], WEEKDAYS[each[-2:]]
        place = int(nth) if nth else 0
        before = (
            ""
            if not place
            else f"第 {place} 个"
            if place > 0
            else "最后一个"
            if place == -1
            else f"倒数第 {-place} 个"
        )
        counted = (
            ""
            if not place
            else f"number {place} "
            if place > 0
            else "the last "
            if place == -1
            else f"number {-place} from the end "
        )
        zh.append(f"{before}周{day}")
        en.append(f"{counted}{name}")
    return "、".join(zh), "on " + ", ".join(en)


def _place(text: str) -> Words:
    return f"取其中第 {text} 个（负数从后数）", f"of these number {text} (negative: from the end)"
