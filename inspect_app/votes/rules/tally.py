"""The published tally file: of one question or of several, and the count anybody can make again from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from inspect_app.votes.rules.law import CHOICES, RULES, Sums, figures

Ballots = Sequence[tuple[str, str, int | None]]
UNIT = "0.01 m2"
#: what a part of the tally of several questions takes from the head of the file
_COMMON = ("secret", "roll")


def tally_of(head: Mapping[str, Any], ballots: Ballots, areas: Mapping[str, int]) -> dict[str, Any]:
    """Return the tally of a vote: `ballots` are (receipt hash, choice, area or None where secret), `areas` by choice.

    Lines stand in the order of the receipts' hashes, so that nothing of the order of voting is left.
    """
    return {**head, **_lines(ballots, areas), "unit": UNIT}


def tally_of_several(
    head: Mapping[str, Any], parts: Sequence[tuple[Mapping[str, Any], Ballots, Mapping[str, int]]]
) -> dict[str, Any]:
    """Return the tally of a ballot with several questions: each part is what is told of one, its lines and areas."""
    told = [{**asked, **_lines(ballots, areas)} for asked, ballots, areas in parts]
    return {**head, "questions": told, "unit": UNIT}


def parts_of(tally: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return the tally of each question, in order; a file of one question is its only part."""
    if "questions" not in tally:
        return [dict(tally)]
    common = {name: tally[name] for name in _COMMON}
    return [{**common, **each} for each in tally["questions"]]


def _lines(ballots: Ballots, areas: Mapping[str, int]) -> dict[str, Any]:
    lines = [
        {"receipt": receipt, "choice": choice, **({} if area is None else {"area": area})}
        for receipt, choice, area in sorted(ballots)
    ]
    return {"ballots": lines, "areas": {each: areas.get(each, 0) for each in CHOICES}}


def recount(tally: Mapping[str, Any]) -> Sums:
    """Return the sums of one question's tally, counted again from its ballots; ValueError where it contradicts itself.

    Where ballots carry their area the areas are added up again; in a secret vote they are the sums that were told.
    """
    receipts = [each["receipt"] for each in tally["ballots"]]
    if len(set(receipts)) != len(receipts):
        raise ValueError("a receipt stands there twice")
    heads = Counter(each["choice"] for each in tally["ballots"])
    if not set(heads) <= set(CHOICES):
        raise ValueError("a choice nobody could make")
    areas = {key: int(value) for key, value in tally["areas"].items()}
    if not tally["secret"]:
        added: Counter[str] = Counter()
        for each in tally["ballots"]:
            added[each["choice"]] += each["area"]
        if any(added[key] != areas.get(key, 0) for key in CHOICES):
            raise ValueError("the areas do not add up")
    roll = tally["roll"]
    if sum(heads.values()) > roll["heads"] or sum(areas.values()) > roll["area"]:
        raise ValueError("more than the roll holds")
    return Sums(roll["heads"], roll["area"], {key: heads[key] for key in CHOICES}, areas)


def recount_all(tally: Mapping[str, Any]) -> list[Sums]:
    """Return the sums of every question of a tally file; ValueError also where one has fewer ballots than another."""
    found = [recount(each) for each in parts_of(tally)]
    if len({(sum(each.heads.values()), sum(each.areas.values())) for each in found}) > 1:
        raise ValueError("a ballot answers one question and not another")
    return found


def decided(tally: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a tally says, counted again: met or not, and the four figures; of several questions, of each."""
    parts = parts_of(tally)
    told = [_decided(part["rule"], sums) for part, sums in zip(parts, recount_all(tally), strict=True)]
    if "questions" not in tally:
        return told[0]
    each_told = [{"place": part["place"], **each} for part, each in zip(parts, told, strict=True)]
    return {"met": all(each["met"] for each in told), "questions": each_told}


def _decided(rule: str, sums: Sums) -> dict[str, Any]:
    found = figures(sums, RULES[rule])
    told = [{"key": each.key, "part": each.part, "whole": each.whole, "met": each.met} for each in found]
    return {"met": all(each.met for each in found), "figures": told}
