"""How a count of failures and a timed test are judged, and a signature given on site."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from inspect_app.checklists.rules.judgement import Judgement
from inspect_app.checklists.rules.sampling import SINGLE, general_item, master_item, single_plan


def counted(item: Mapping[str, Any], answer: Mapping[str, Any]) -> Judgement:
    """Judge how many of those looked at failed: by the item's own number, or by 5.0.1 and appendix D of GB 50300."""
    given = answer.get("counted") or {}
    checked, failed = given.get("checked"), given.get("failed")
    least = item.get("least", 1) or 1
    if checked is None or failed is None:
        return _unclear(
            "counted", "须填写检查数和不合格数", "say how many were looked at and how many failed"
        )
    if not 0 <= failed <= checked:
        return _unclear(
            "counted", "不合格数应在 0 到检查数之间", "failures lie between 0 and those looked at"
        )
    if checked < least:
        return _unclear("counted", f"至少检查 {least} 个", f"at least {least} must be looked at")
    if item.get("plan") and item["grade"] == "general" and checked > max(SINGLE):
        most = max(SINGLE)
        return _unclear("counted", f"附录 D 只到 {most} 个样本", f"appendix D ends at {most} units")
    outcome = "pass" if _accepted(item, checked, failed) else "fail"
    return Judgement(outcome, checked - failed, checked)


def _accepted(item: Mapping[str, Any], checked: int, failed: int) -> bool:
    if not item.get("plan"):
        most: int = item["accept"]
        return failed <= most
    found = master_item(failed) if item["grade"] == "dominant" else general_item(checked, failed)
    return found == "accept"


def accepts(item: Mapping[str, Any]) -> list[int]:
    """Return how many may fail of 0, 1, 2 … looked at, as far as a plan goes; a single number holds for any."""
    if not item.get("plan"):
        return [item["accept"]]
    if item["grade"] == "dominant":
        return [0]
    return [0, *(single_plan(n).ac for n in range(1, max(SINGLE) + 1))]


def timed(item: Mapping[str, Any], answer: Mapping[str, Any]) -> Judgement:
    """Judge a test that is held: it starts high enough, lasts long enough, and drops no more than it may.

    The drop is the first value less the lowest of all until the time is over, so a dip in between is not lost.
    """
    points = _over_time(answer)
    needed = Decimal(item["seconds"])
    if len(points) < 2 or points[-1][0] - points[0][0] < needed:
        zh = f"须记录满 {_span(item, 'zh')} 的数值（首末各一个以上）"
        return _unclear("values", zh, f"values over {_span(item, 'en')} are needed, at its start and its end")
    start, first = points[0]
    closing = next(at for at, _value in points if at - start >= needed)
    lowest = min(value for at, value in points if at <= closing)
    held = first >= _exact(item["start_least"]) and first - lowest <= _exact(item["drop_most"])
    within = sum(first - value <= _exact(item["drop_most"]) for _at, value in points)
    return Judgement("pass" if held else "fail", within, len(points))


def _over_time(answer: Mapping[str, Any]) -> list[tuple[Decimal, Decimal]]:
    # A span of a sensor that was not looked up is no values, and neither are values without their time.
    given = answer.get("values")
    pairs = given if isinstance(given, list | tuple) else []
    return sorted((_exact(each[0]), _exact(each[1])) for each in pairs if isinstance(each, list | tuple))


def signature(_item: Mapping[str, Any], answer: Mapping[str, Any]) -> Judgement:
    """Take a signature: a name and its image."""
    if not (answer.get("text") or "").strip():
        return _unclear("text", "须写明签名人姓名，或选不适用", "name who signs, or say not applicable")
    if not answer.get("image"):
        return _unclear("image", "须有签名图像，或选不适用", "a signature is needed, or say not applicable")
    return Judgement(answer.get("outcome") or "pass")


def count_words(item: Mapping[str, Any], locale: str) -> str:
    """Return what a counted item demands in words."""
    english, unit = locale == "en", f" {item['unit']}" if item.get("unit") else ""
    least = item.get("least")
    parts = []
    if item.get("plan"):
        grade = {
            "dominant": ("主控项目：全部合格", "dominant: all must pass"),
            "general": ("一般项目：按附录 D 判定", "general: judged by appendix D"),
        }[item["grade"]]
        parts.append(f"GB 50300 {grade[english]}")
    else:
        parts.append(
            f"at most {item['accept']}{unit} failed" if english else f"不合格不多于 {item['accept']}{unit}"
        )
    if least:
        parts.append(f"at least {least}{unit} looked at" if english else f"至少检查 {least}{unit}")
    return (", " if english else "，").join(parts)


def hold_words(item: Mapping[str, Any], locale: str) -> str:
    """Return what a timed test demands in words: "≥ 0.6 MPa, 10 min, drop ≤ 0.02 MPa"."""
    unit, english = item.get("unit") or "", locale == "en"
    start, drop = _plain(item["start_least"]), _plain(item["drop_most"])
    if english:
        return f"from ≥ {start} {unit}, held {_span(item, locale)}, drop ≤ {drop} {unit}"
    return f"起始 ≥ {start} {unit}，稳压/静置 {_span(item, locale)}，下降 ≤ {drop} {unit}"


def over_time_words(answer: Mapping[str, Any], locale: str) -> str:
    """Return the first, the lowest and the last of values over time: "0.6 → 0.58 (lowest 0.57), 600 s"."""
    points = _over_time(answer)
    if not points:
        return ""
    (start, first), (end, last) = points[0], points[-1]
    lowest = _plain(min(value for _at, value in points))
    span = _plain(end - start)
    if locale == "en":
        return f"{_plain(first)} → {_plain(last)} (lowest {lowest}, {span} s)"
    return f"{_plain(first)} → {_plain(last)}（最低 {lowest}，{span} 秒）"


def _span(item: Mapping[str, Any], locale: str) -> str:
    seconds: int = item["seconds"]
    for size, zh, en in ((3600, "小时", "h"), (60, "分钟", "min")):
        if seconds % size == 0:
            return f"{seconds // size} {en if locale == 'en' else zh}"
    return f"{seconds} {'s' if locale == 'en' else '秒'}"


def _unclear(field: str, zh: str, en: str) -> Judgement:
    return Judgement(None, field=field, zh=zh, en=en)


def _exact(value: Any) -> Decimal:
    return Decimal(str(value))


def _plain(value: Any) -> str:
    return f"{_exact(value).normalize():f}"
