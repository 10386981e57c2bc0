"""A file of devices to be registered at once: its columns, its lines, and what is wrong with each."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from inspect_app.core.faults import Fault
from inspect_app.readings.rules.lives import DEVICE_KINDS
from inspect_app.readings.rules.placing import HIGHEST, LOWEST

#: column -> (words it may be headed with, needed, most characters)
COLUMNS: dict[str, tuple[tuple[str, ...], bool, int]] = {
    "name": (("设备名", "名称", "name"), True, 40),
    "kind": (("类别", "kind"), True, 40),
    "label": (("说明", "label"), False, 120),
    "place": (("安装位置", "位置", "place"), False, 200),
    "purpose": (("监测目的", "purpose"), False, 1000),
    "height_m": (("离地高度（米）", "离地高度", "height"), False, 12),
}
MOST_LINES = 500
#: one level of a topic, and the longest the column takes
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")
_BY_WORD = {word.lower(): key for key, (words, _must, _most) in COLUMNS.items() for word in words}
_KINDS = {
    word.lower(): key for key, words in DEVICE_KINDS.items() if key != "tablet" for word in (key, *words)
}


@dataclass(frozen=True, slots=True)
class Line:
    """One device of a file; `height_m` in metres above ground."""

    line: int
    name: str
    kind: str
    label: str
    place: str
    purpose: str
    height_m: float | None


def read_lines(rows: Sequence[Sequence[str]]) -> tuple[list[Line], list[Fault]]:
    """Return the devices of a file and everything that is wrong with it; empty lines are passed over."""
    heads = [_BY_WORD.get(each.strip().lower(), "") for each in rows[0]] if rows else []
    faults = [
        Fault(1, key, f"缺少“{words[0]}”一列", f"the column {key} is missing")
        for key, (words, must, _most) in COLUMNS.items()
        if must and key not in heads
    ]
    faults += [
        Fault(1, key, f"“{COLUMNS[key][0][0]}”一列出现两次", f"the column {key} is there twice")
        for key in COLUMNS
        if heads.count(key) > 1
    ]
    told = [(number, row) for number, row in enumerate(rows[1:], 2) if any(each.strip() for each in row)]
    if len(told) > MOST_LINES:
        faults.append(Fault(1, "", f"最多 {MOST_LINES} 行", f"at most {MOST_LINES} lines"))
    if not told and not faults:
        faults.append(Fault(1, "", "文件中没有设备", "there is no device in the file"))
    if faults:
        return [], faults
    lines: list[Line] = []
    seen: dict[str, int] = {}
    for number, row in told:
        values = {key: each.strip() for key, each in zip(heads, row, strict=False) if key}
        found = _faults(number, values, seen)
        faults += found
        seen.setdefault(values.get("name", ""), number)
        if not found:
            lines.append(_line(number, values))
    return lines, faults


def _line(number: int, values: Mapping[str, str]) -> Line:
    height = values.get("height_m", "")
    return Line(
        number, values["name"], _KINDS[values["kind"].lower()], values.get("label", ""), values.get("place", ""),
        values.get("purpose", ""), float(height) if height else None,
    )  # fmt: skip


def _faults(number: int, values: Mapping[str, str], seen: Mapping[str, int]) -> list[Fault]:
    said: list[tuple[str, str, str]] = []
    for key, (_words, must, most) in COLUMNS.items():
        value = values.get(key, "")
        if must and not value:
            said.append((key, "必填", "needed"))
        elif len(value) > most:
            said.append((key, f"最多 {most} 个字符", f"at most {most} characters"))
        elif any(ord(each) < 32 or each == "\x7f" or 0xD800 <= ord(each) <= 0xDFFF for each in value):
            said.append((key, "含有不可见的控制字符", "has control characters"))
    said += _senseless(values, seen)
    return [Fault(number, *each) for each in said]


def _senseless(values: Mapping[str, str], seen: Mapping[str, int]) -> list[tuple[str, str, str]]:
    said: list[tuple[str, str, str]] = []
    name, kind, height = (values.get(key, "") for key in ("name", "kind", "height_m"))
    if name and not NAME.fullmatch(name):
        said.append(("name", "1 到 40 个小写字母、数字或“-”", "1 to 40 of a-z, 0-9 and '-'"))
    if name in seen:
        said.append(("name", f"与第 {seen[name]} 行重名", f"the same name as in line {seen[name]}"))
    if kind and kind.lower() not in _KINDS:
        known = "、".join(words[0] for key, words in DEVICE_KINDS.items() if key != "tablet")
        keys = ", ".join(key for key in DEVICE_KINDS if key != "tablet")
        said.append(("kind", f"应为其中之一：{known}", f"must be one of: {keys}"))
    if height and not _metres(height):
        said.append(("height_m", f"应为 {LOWEST:g} 到 {HIGHEST:g} 米", f"from {LOWEST:g} to {HIGHEST:g} m"))
    if bool(values.get("place")) != bool(values.get("purpose")):
        said.append(("purpose", "安装位置和监测目的须一并填写", "place and purpose go together"))
    if height and not values.get("place"):
        said.append(("height_m", "填写高度须同时填写安装位置", "a height needs its place"))
    return said


def _metres(text: str) -> bool:
    try:
        return text.isascii() and math.isfinite(float(text)) and LOWEST <= float(text) <= HIGHEST
    except ValueError:
        return False
