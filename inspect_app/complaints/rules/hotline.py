"""The file a hotline hands over: its columns by the words it uses, each line checked field by field."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.life import MOST_WORDS, PHONE
from inspect_app.core.faults import Fault

#: our column -> (the words hotlines head it with, whether a line must have it, its most characters)
COLUMNS: dict[str, tuple[tuple[str, ...], bool, int]] = {
    "number": (("工单编号", "工单号", "编号", "number"), True, 60),
    "received": (("受理时间", "受理日期", "来电时间", "received"), True, 30),
    "site": (("小区编码", "项目编码", "site"), True, 40),
    "category": (("问题类别", "类别", "category"), True, 60),
    "words": (("反映内容", "诉求内容", "内容", "words"), True, MOST_WORDS),
    "place": (("部位", "place"), False, 400),
    "spot": (("具体位置", "地址", "spot"), False, 120),
    "phone": (("联系电话", "电话", "phone"), False, 20),
}
MOST_LINES = 500
_BY_WORD = {word.lower(): key for key, (words, _must, _most) in COLUMNS.items() for word in words}
_CATEGORIES = {
    word.lower(): each.key for each in CATEGORIES.values() for word in (each.key, each.zh, each.en)
}
Words = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Line:
    """A line that can be read: its number in the file and its values by our columns."""

    line: int
    values: Mapping[str, str]
    received: date


def read_lines(rows: Sequence[Sequence[str]], today: date) -> tuple[list[Line], list[Fault]]:
    """Return the lines of a table whose first row names the columns, and every fault in it."""
    if not rows or not any(each.strip() for each in rows[0]):
        return [], [Fault(1, "", "文件是空的", "the file is empty")]
    heads = [_BY_WORD.get(each.strip().lower(), "") for each in rows[0]]
    faults = [
        Fault(1, key, f"缺少“{words[0]}”一列", f"the column {words[-1]} is missing")
        for key, (words, must, _most) in COLUMNS.items()
        if must and key not in heads
    ]
    faults += [
        Fault(1, key, f"“{COLUMNS[key][0][0]}”一列出现两次", f"the column {key} is there twice")
        for key in COLUMNS
        if heads.count(key) > 1
    ]
    if len(rows) - 1 > MOST_LINES:
        faults.append(Fault(1, "", f"最多 {MOST_LINES} 行", f"at most {MOST_LINES} lines"))
    if faults:
        return [], faults
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[1:], start=2):
        if not any(each.strip() for each in row):
            continue
        values = {key: row[at].strip() for at, key in enumerate(heads) if key and at < len(row)}
        wrong, received = _faults(number, values, today, seen)
        faults += wrong
        if not wrong and received is not None:
            values["category"] = _CATEGORIES[values["category"].lower()]
            lines.append(Line(number, values, received))
    return lines, faults


def _faults(
    number: int, values: Mapping[str, str], today: date, seen: dict[str, int]
) -> tuple[list[Fault], date | None]:
    wrong: list[Fault] = []

    def fault(field: str, zh: str, en: str) -> None:
        wrong.append(Fault(number, field, zh, en))

    for key, (_words, must, most) in COLUMNS.items():
        value = values.get(key, "")
        if must and not value:
            fault(key, "必填", "needed")
        elif len(value) > most:
            fault(key, f"最多 {most} 个字符", f"at most {most} characters")
        elif any((ord(each) < 32 and each not in "\n\r\t") or each == "\x7f" for each in value):
            fault(key, "含有不可见的控制字符", "has control characters")
    category = values.get("category", "")
    if category and category.lower() not in _CATEGORIES:
        fault("category", "不是本平台的类别", "no category of this platform")
    received = _day(values.get("received", ""))
    if values.get("received") and (received is None or not date(2000, 1, 1) <= received <= today):
        fault("received", "应为不晚于今天的日期，如 2026-05-01", "must be a day up to today, e.g. 2026-05-01")
    if values.get("phone") and not PHONE.fullmatch(values["phone"]):
        fault("phone", "电话应为数字，如 13812345678", "a phone number has digits only, e.g. 13812345678")
    own = values.get("number", "")
    if own and own in seen:
        fault("number", f"与第 {seen[own]} 行相同", f"the same as in line {seen[own]}")
    seen.setdefault(own, number)
    return wrong, received


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text.strip()[:10].replace("/", "-"))
    except ValueError:
        return None
