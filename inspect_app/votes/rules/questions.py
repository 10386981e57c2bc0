"""Several questions on one ballot: how many, which of them is ruled too weakly, and the line of each in the tally."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from inspect_app.votes.rules.law import RULES, SUBJECTS, Majority, strong_enough

#: the platform's own bound: a paper ballot with more of them is hard to read
MOST = 5
FURTHER = tuple(range(2, MOST + 1))
PARTS = ("subject", "title", "words", "rule")


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a ballot: its place on it, what it is about, its words, and the rule that decides it."""

    number: int
    subject: str
    title: str
    words: str
    rule: str


def line_of(receipt: str, number: int) -> str:
    """Return the hash a ballot's line of a question stands under (SHA-256, hex).

    Each question has another one: in a secret vote nobody can join a voter's lines without the receipt.
    """
    return hashlib.sha256((receipt if number == 1 else f"{receipt}/{number}").encode()).hexdigest()


def further(values: Mapping[str, Any]) -> tuple[list[dict[str, str]], list[str]]:
    """Return the further questions of a form and the names of fields that one of them lacks.

    A question is there once its title or its words are; those that are there follow one another without a gap.
    """
    found: list[dict[str, str]] = []
    missing: list[str] = []
    for place in FURTHER:
        told = {name: str(values.get(f"{name}_{place}") or "") for name in PARTS}
        if told["title"] or told["words"]:
            found.append(told)
            missing += [f"{name}_{place}" for name, value in told.items() if not value]
    return found, missing


def too_weak(asked: Sequence[Asked]) -> tuple[Asked, Majority] | None:
    """Return the first question whose rule is weaker than the law asks for, with the rule it needs (民法典 278)."""
    for each in asked:
        if not strong_enough(each.subject, each.rule):
            return each, RULES[SUBJECTS[each.subject][1]]
    return None


def announced(asked: Sequence[Asked]) -> Majority:
    """Return the rule of a ballot's questions that asks for the most days of notice: they are announced as one."""
    return max((RULES[each.rule] for each in asked), key=lambda rule: rule.notice_days)
