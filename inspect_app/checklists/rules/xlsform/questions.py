"""The rows of one item in the sheet `survey`: its question or group of questions, by its kind."""

from collections.abc import Iterator, Mapping
from typing import Any, Final

from inspect_app.checklists.rules.judging import demand_words
from inspect_app.checklists.rules.sampling import SINGLE
from inspect_app.checklists.rules.scoring.marks import deducts
from inspect_app.checklists.rules.xlsform.asking import kept
from inspect_app.checklists.rules.xlsform.cells import OWN, Row, Words, both, encoded, shown
from inspect_app.checklists.rules.xlsform.found import formula, within
from inspect_app.checklists.rules.xlsform.layout import in_group, repeats

#: the words of what is asked beside the item itself
PARTS: Final[dict[str, Words]] = {
    "checked": ("检查数", "Looked at"), "failed": ("不合格数", "Failed"), "start": ("开始时的值", "Value at the start"),
    "low": ("期间最低值（低于首末值时填写）", "Lowest value in between, if lower than both"),
    "low_at": ("最低值出现在第几秒", "Second of the lowest value"), "end": ("结束时的值", "Value at the end"),
    "end_at": ("结束于第几秒", "Second of the end"), "image": ("照片", "Photo"), "signer": ("签名人姓名", "Name of who signs"),
    "said": ("另行判定（不适用，或现场判不合格）", "Judged otherwise: not applicable, or failed on site"),
    "photo": ("照片", "Photo"), "note": ("说明", "Note"),
}  # fmt: skip
SIGNATURE: Final = "signature"
_NUMBERS: Final = ("checked", "failed", "low_at", "end_at")


def rows(item: Mapping[str, Any], names: Mapping[str, str], relevant: str, *, on_site: bool) -> Iterator[Row]:
    """Yield the rows of an item; `on_site` puts its demand into the hint, where whoever inspects reads it."""
    main = _main(item, names, relevant, on_site)
    if not in_group(item):
        yield main
        if deducts(item):
            yield _part(
                item,
                names,
                "v1",
                "decimal",
                ("扣分", "Points taken off"),
                relevant=_failed(item, names),
                required="yes",
                constraint=". > 0",
            )
    else:
        yield main
        yield from _inside(item, names)
    yield from _after(item, names)
    if in_group(item):
        yield {"type": "end_group", f"{OWN}of": item["key"]}


def _main(item: Mapping[str, Any], names: Mapping[str, str], relevant: str, on_site: bool) -> Row:
    words = (shown(item["zh"]), shown(item["en"]))
    hints = (shown(item.get("hint_zh")), shown(item.get("hint_en")))
    demand = (shown(demand_words(item, "zh")), shown(demand_words(item, "en")))
    made: Row = {"type": _type(item, names), "name": names[""], **both("label", words)}
    if on_site and any(demand):
        hints = (f"{demand[0]} {hints[0]}".strip(), f"{demand[1]} {hints[1] or hints[0]}".strip())
    made |= both("hint", hints) | both("guidance_hint", demand)
    made |= {"relevant": relevant} if relevant else {}
    if in_group(item):
        made["appearance"] = "field-list"
    elif item["kind"] != "text":
        made["required"] = "yes"
    return made | _own(item, words)


def _own(item: Mapping[str, Any], words: Words) -> Row:
    hints = (shown(item.get("hint_zh")), shown(item.get("hint_en")))
    seen = dict(zip(("zh", "en", "hint_zh", "hint_en"), (*words, *hints), strict=True))
    said = {name for name, value in item.items() if name in seen and value and value == seen[name]}
    said |= {"choices"} | ({"when"} if kept(item.get("when")) else set())
    # What its own column shows is not said twice.
    return {f"{OWN}{name}": encoded(value) for name, value in item.items() if name not in said}


def _type(item: Mapping[str, Any], names: Mapping[str, str]) -> str:
    if in_group(item):
        return "begin_group"
    if item["kind"] == "choice":
        return f"select_one list_{names['']}"
    return "text" if item["kind"] == "text" else "select_one outcome"


def _inside(item: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Row]:
    unless = f"${{{names['said']}}} = ''"
    for part, kind, words, more in _asked(item, names):
        yield _part(item, names, part, kind, words, **{"required": unless, **more})
    only = "said" if item["kind"] in ("measured", "counted", "timed") else "said_na"
    yield _part(item, names, "said", f"select_one {only}", PARTS["said"])
    yield {
        "type": "calculate",
        "name": names["found"],
        "calculation": formula(item, names),
        f"{OWN}of": item["key"],
    }
    if "off" in names:
        words = (
            f"未达到要求：{shown(demand_words(item, 'zh'))}",
            f"The demand is not met: {shown(demand_words(item, 'en'))}",
        )
        off = f"${{{names['found']}}} = 'fail' and ${{{names['said']}}} = ''"
        yield _part(item, names, "off", "note", words, relevant=off)


Asked = tuple[str, str, Words, Row]


def _asked(item: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Asked]:
    unit = shown(item.get("unit"))
    if item["kind"] == "measured":
        yield from _values(item, names, f" ({unit})" if unit else "")
    elif item["kind"] == "counted":
        yield from _counts(item, names)
    elif item["kind"] == "timed":
        for part in ("start", "low", "low_at", "end", "end_at"):
            zh, en = PARTS[part]
            beside = "" if part.endswith("_at") else f" ({unit})"
            kind = "integer" if part in _NUMBERS else "decimal"
            yield part, kind, (zh + beside, en + beside), _over_time(item, names, part)
    else:
        if item["kind"] == SIGNATURE:
            yield "signer", "text", PARTS["signer"], {}
        words, more = (
            (("签名", "Signature"), {"appearance": SIGNATURE})
            if item["kind"] == SIGNATURE
            else (PARTS["image"], {})
        )
        yield "image", "image", words, more


def _over_time(item: Mapping[str, Any], names: Mapping[str, str], part: str) -> Row:
    if part == "low":
        return {"required": ""}
    if part == "low_at":
        low = f"${{{names['low']}}} != ''"
        return {"required": "yes", "relevant": low, "constraint": f". > 0 and . <= ${{{names['end_at']}}}"}
    if part == "end_at":
        words = (f"试验至少持续 {item['seconds']} 秒", f"the test lasts at least {item['seconds']} seconds")
        return {"constraint": f". >= {item['seconds']}", **both("constraint_message", words)}
    return {}


def _values(item: Mapping[str, Any], names: Mapping[str, str], unit: str) -> Iterator[Asked]:
    demand = both("constraint_message", (shown(demand_words(item, "zh")), shown(demand_words(item, "en"))))
    if repeats(item):
        yield (
            "points",
            "begin_repeat",
            ("实测值", "Values"),
            {"required": "", "repeat_count": str(item["points"])},
        )
        yield "v1", "decimal", (f"实测值{unit}", f"Value{unit}"), demand
        value = f"${{{names['v1']}}}"
        yield (
            "within",
            "calculate",
            ("", ""),
            {"required": "", "calculation": f"if({value} = '', '', if({within(item, value)}, 1, 0))"},
        )
        yield "", "end_repeat", ("", ""), {"required": ""}
        return
    points = int(item.get("points", 1))
    for n in range(1, points + 1):
        number = f" {n}" if points > 1 else ""
        yield f"v{n}", "decimal", (f"实测值{number}{unit}", f"Value{number}{unit}"), demand


def _counts(item: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Asked]:
    least, most = int(item.get("least") or 1), ""
    if item.get("plan") and item["grade"] == "general":
        most = f" and . <= {max(SINGLE)}"
    checked = {"constraint": f". >= {least}{most}"}
    failed = {"constraint": f". >= 0 and . <= ${{{names['checked']}}}"}
    yield "checked", "integer", PARTS["checked"], checked
    yield "failed", "integer", PARTS["failed"], failed


def _after(item: Mapping[str, Any], names: Mapping[str, str]) -> Iterator[Row]:
    failed = _failed(item, names)
    if "photo" in names:
        open_ = failed if item["photo"] == "on_fail" else _applies(item, names)
        if open_:
            yield _part(item, names, "photo", "image", PARTS["photo"], relevant=open_, required="yes")
    if "note" in names and failed:
        yield _part(item, names, "note", "text", PARTS["note"], relevant=failed)


def _failed(item: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return _has(item, names, ("fail",))


def _applies(item: Mapping[str, Any], names: Mapping[str, str]) -> str:
    return _has(item, names, ("pass", "fail"))


def _has(item: Mapping[str, Any], names: Mapping[str, str], outcomes: tuple[str, ...]) -> str:
    said: tuple[str, ...] = outcomes
    if item["kind"] == "choice":
        said = tuple(each["key"] for each in item["choices"] if each["outcome"] in outcomes)
    question = names["found"] if in_group(item) else names[""]
    return " or ".join(f"${{{question}}} = '{each}'" for each in said)


def _part(
    item: Mapping[str, Any], names: Mapping[str, str], part: str, kind: str, words: Words, **more: str
) -> Row:
    made = {"type": kind, "name": names[part] if part else "", **both("label", words), **more}
    return {name: each for name, each in made.items() if each} | {f"{OWN}of": item["key"]}
