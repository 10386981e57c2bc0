"""The published tally file: one form, and the count anybody can make again from it."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any

from inspect_app.votes.rules.law import CHOICES, RULES, Sums, figures

Ballots = Sequence[tuple[str, str, int | None]]


def tally_of(head: Mapping[str, Any], ballots: Ballots, areas: Mapping[str, int]) -> dict[str, Any]:
    """Return the tally of a vote: `ballots` are (receipt hash, choice, area or None where secret), `areas` by choice.

    Lines stand in the order of the receipts' hashes, so that nothing of the order of voting is left.
    """
    lines = [
        {"receipt": receipt, "choice": choice, **({} if area is None else {"area": area})}
        for receipt, choice, area in sorted(ballots)
    ]
    return {
        **head,
        "ballots": lines,
        "areas": {each: areas.get(each, 0) for each in CHOICES},
        "unit": "0.01 m2",
    }


def recount(tally: Mapping[str, Any]) -> Sums:
    """Return the sums of a tally file, counted again from its ballots; ValueError where it contradicts itself.

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


def decided(tally: Mapping[str, Any]) -> dict[str, Any]:
    """Return what a tally says, counted again: met or not, and the four figures."""
    found = figures(recount(tally), RULES[tally["rule"]])
    told = [{"key": each.key, "part": each.part, "whole": each.whole, "met": each.met} for each in found]
    return {"met": all(each.met for each in found), "figures": told}
