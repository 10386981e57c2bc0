"""Checks a published draw against itself: everything is computed anew, and what differs is named."""

from collections.abc import Mapping
from typing import Any

from inspect_app.inspections.rules.draw import Drawn, Frozen, draw, list_hash, seed_of
from inspect_app.inspections.rules.draw_seal import sealed_id

Fault = tuple[str, str, str]
_UNREADABLE: Fault = ("file", "不是公布的抽取文件", "is no published draw")


def check(published: Mapping[str, Any]) -> list[Fault]:
    """Return (field, words in Chinese, words in English) of everything that does not agree; never raises."""
    try:
        return _check(published)
    except (KeyError, TypeError, ValueError, AttributeError):
        return [_UNREADABLE]


def as_json(drawn: Drawn) -> dict[str, Any]:
    """Return one drawn site as it is published."""
    return {
        "site": drawn.site, "stratum": drawn.stratum, "place": drawn.place, "team": list(drawn.team),
        "missing": list(drawn.missing),
    }  # fmt: skip


def _check(published: Mapping[str, Any]) -> list[Fault]:
    document, found = published["list"], list[Fault]()
    if list_hash(document) != published["list_hash"]:
        found.append(("list_hash", "名单与事先公布的哈希值不符", "the list is not the one published before"))
    found += _names(published)
    if published.get("chance") is None:
        return found
    if seed_of(published["list_hash"], published["chance"]) != published["seed"]:
        found.append(("seed", "种子不能由名单和随机数得出", "does not follow from list and chance"))
    expected = [as_json(each) for each in draw(Frozen.of(document), published["chance"])]
    return found + _differing(expected, published["drawn"])


def _differing(expected: list[dict[str, Any]], given: list[Any]) -> list[Fault]:
    found: list[Fault] = []
    if len(expected) != len(given):
        found.append(("drawn", f"应抽 {len(expected)} 个", f"must be {len(expected)} sites"))
    for number, (right, told) in enumerate(zip(expected, given, strict=False)):
        if right != told:
            found.append(
                (f"drawn.{number}", f"应为 {right['site']}", f"must be {right['site']} with {right['team']}")
            )
    return found


def _names(published: Mapping[str, Any]) -> list[Fault]:
    number = published["list"]["number"]
    return [
        (f"names.{key}", "公布的名称与编码不符", "is not the name behind this id")
        for key, told in published.get("names", {}).items()
        if sealed_id(number, told["name"], told["known_as"], told["nonce"]) != key
    ]
