"""How a household roll is read: its columns, each line's faults, areas as whole hundredths, what is masked."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from inspect_app.core.faults import Fault

#: our column -> (the words it is headed with, whether a line must have it, its most characters)
COLUMNS: dict[str, tuple[tuple[str, ...], bool, int]] = {
    "place": (("部位", "户", "房号", "place"), True, 400),
    "area": (("专有部分面积", "面积", "建筑面积", "area"), True, 20),
    "owner_name": (("业主姓名", "业主", "owner"), False, 120),
    "phone": (("联系电话", "电话", "phone"), False, 20),
    "owner_no": (("业主编号", "owner number"), False, 40),
    "unsold": (("未售", "未售或未交付", "unsold"), False, 5),
}
MOST_LINES = 5000
MOST_AREA = 10_000_000
PHONE = re.compile(r"\+?[0-9][0-9 -]{4,18}")
_PARTED = re.compile(r"[、，,；;\n]")
_YES = {"是": True, "yes": True, "1": True, "否": False, "no": False, "0": False, "": False}
_ID_CARD = re.compile(r"[0-9]{17}[0-9Xx]")
_BY_WORD = {word.lower(): key for key, (words, _must, _most) in COLUMNS.items() for word in words}
Words = tuple[str, str]
BAD_AREA = "应为大于 0 的平方米数，最多两位小数", "square metres above 0, two places at most"
BAD_PHONE = "电话应为数字，如 13812345678", "a phone number has digits only, e.g. 13812345678"
BAD_NUMBER = "不得使用身份证号，请自编编号", "no identity card number; use a number of your own"


@dataclass(frozen=True, slots=True)
class Line:
    """A household as it was read: its line, its place, and what is told of it."""

    line: int
    place: str
    area: int
    owner_name: str
    phone: str
    owner_no: str
    unsold: bool


def hundredths(text: str) -> int | None:
    """Return an area in hundredths of a square metre; None for what is no area."""
    try:
        value = Decimal(text.strip()) * 100
    except ArithmeticError:  # no number, or one beyond all bounds
        return None
    if not value.is_finite() or value != value.to_integral_value() or not 0 < value <= MOST_AREA:
        return None
    return int(value)


def is_card(number: str) -> bool:
    """Say whether an owner's number looks like an identity card's."""
    return _ID_CARD.fullmatch(number) is not None


def read_lines(rows: Sequence[Sequence[str]]) -> tuple[list[Line], list[Fault]]:
    """Return the households of a table whose first row names the columns, and every fault in it."""
    if not rows or not any(each.strip() for each in rows[0]):
        return [], [Fault(1, "", "文件是空的", "the file is empty")]
    heads = [_BY_WORD.get(each.strip().lower(), "") for each in rows[0]]
    faults = _head_faults(heads, len(rows) - 1)
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for number, row in enumerate(rows[1:] if not faults else [], start=2):
        if any(each.strip() for each in row):
            values = {key: row[at].strip() for at, key in enumerate(heads) if key and at < len(row)}
            wrong = _faults(number, values, seen)
            faults += wrong
            if not wrong:
                lines.append(_line(number, values))
    return lines, faults


def _head_faults(heads: Sequence[str], many: int) -> list[Fault]:
    faults = [
        Fault(1, key, f"缺少“{words[0]}”一列", f"the column {words[-1]} is missing")
        for key, (words, must, _most) in COLUMNS.items()
        if must and key not in heads
    ]
    twice = [key for key in COLUMNS if heads.count(key) > 1]
    faults += [
        Fault(1, key, f"“{COLUMNS[key][0][0]}”一列出现两次", f"the column {key} is there twice")
        for key in twice
    ]
    if many > MOST_LINES:
        faults.append(Fault(1, "", f"最多 {MOST_LINES} 行", f"at most {MOST_LINES} lines"))
    return faults


def _faults(number: int, values: Mapping[str, str], seen: dict[str, int]) -> list[Fault]:
    said: list[tuple[str, Words]] = []
    for key, (_words, must, most) in COLUMNS.items():
        value = values.get(key, "")
        if must and not value:
            said.append((key, ("必填", "needed")))
        elif len(value) > most:
            said.append((key, (f"最多 {most} 个字符", f"at most {most} characters")))
        elif any(ord(each) < 32 or each == "\x7f" or 0xD800 <= ord(each) <= 0xDFFF for each in value):
            said.append((key, ("含有不可见的控制字符", "has control characters")))
    if values.get("area") and hundredths(values["area"]) is None:
        said.append(("area", BAD_AREA))
    if values.get("phone") and not PHONE.fullmatch(values["phone"]):
        said.append(("phone", BAD_PHONE))
    if is_card(values.get("owner_no", "")):
        said.append(("owner_no", BAD_NUMBER))
    if values.get("unsold", "").lower() not in _YES:
        said.append(("unsold", ("应为“是”或“否”", "must be yes or no")))
    place = values.get("place", "")
    if place and place in seen:
        said.append(("place", (f"与第 {seen[place]} 行相同", f"the same as in line {seen[place]}")))
    seen.setdefault(place, number)
    return [Fault(number, field, *words) for field, words in said]


def _line(number: int, values: Mapping[str, str]) -> Line:
    area = hundredths(values["area"]) or 0
    unsold = _YES[values.get("unsold", "").lower()]
    name, phone, owner_no = (values.get(each, "") for each in ("owner_name", "phone", "owner_no"))
    return Line(number, values["place"], area, name, phone, owner_no, unsold)


def names_of(owners: str) -> tuple[str, ...]:
    """Return the owners of a household: several stand in one field, parted by 、 or a comma, semicolon or line."""
    return tuple(dict.fromkeys(each.strip() for each in _PARTED.split(owners) if each.strip()))


def masked_name(name: str) -> str:
    """Return a name, or several parted ones, of which only the first character each is left."""
    return "、".join(each[:1] + "*" * min(len(each) - 1, 2) for each in names_of(name))


def masked_phone(phone: str) -> str:
    """Return a phone number without its middle."""
    return f"{phone[:3]}****{phone[-2:]}" if len(phone) >= 7 else "*" * len(phone)


def voter_key(household_id: str, owner_no: str, unsold: bool) -> str:
    """Return what makes households one voter: the owner's number, the developer for all unsold, else the household."""
    return "unsold" if unsold else f"no:{owner_no}" if owner_no else f"household:{household_id}"
