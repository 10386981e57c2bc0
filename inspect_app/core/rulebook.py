"""The rules of the field as anybody may ask them: what goes in, the edition in force, an answer with its working."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.rulebook_inputs import Input

__all__ = ["Answer", "Edition", "Input", "Output", "Rule", "ask", "document", "register", "rule", "rules"]

Words = tuple[str, str]
#: the heading a rule stands under
SUBJECTS: dict[str, Words] = {
    "calendar": ("期限与日历", "Periods and calendar"),
    "sampling": ("抽样与判定", "Sampling and acceptance numbers"),
    "scores": ("评分", "Scores"),
    "tests": ("检测与试验", "Tests and measurements"),
    "safety": ("安全", "Safety"),
    "limits": ("监测限值", "Limits of sensors"),
    "inspections": ("检查", "Inspections"),
    "defects": ("缺陷整改", "Defects"),
    "acceptance": ("验收与移交", "Acceptance and handover"),
    "warranty": ("保修与保证金", "Warranty and retention"),
    "complaints": ("投诉与纠纷", "Complaints and disputes"),
    "credit": ("信用", "Credit"),
    "sizing": ("规模估算", "Sizing"),
}


@dataclass(frozen=True, slots=True)
class Output:
    """One figure of an answer: its name, its JSON type or schema, its words and unit."""

    name: str
    kind: str | Mapping[str, Any]
    zh: str
    en: str
    unit: Words = ("", "")

    def schema(self) -> dict[str, Any]:
        """Return its JSON Schema."""
        kind = {"type": [self.kind, "null"]} if isinstance(self.kind, str) else dict(self.kind)
        return {**kind, "title": self.en, "description": f"{self.zh}{self.unit[0] and f'（{self.unit[0]}）'}"}


@dataclass(frozen=True, slots=True)
class Edition:
    """A text a rule rests on and the days it holds for (both included; None: open)."""

    basis: str
    since: date | None = None
    until: date | None = None
    verified: bool = True

    def holds(self, day: date) -> bool:
        """Say whether it is in force on that day."""
        return (self.since is None or self.since <= day) and (self.until is None or day <= self.until)


@dataclass(frozen=True, slots=True)
class Answer:
    """What a rule says: the figures, the working step by step (zh, en), the clause, whether it is confirmed.

    Without a `basis` or `verified` of its own it has those of the edition in force.
    """

    result: Mapping[str, Any]
    steps: tuple[Words, ...]
    basis: str = ""
    verified: bool | None = None


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule of the field. `call(on=…, **inputs)` answers; a ValueError names the input that cannot be."""

    key: str
    zh: str
    en: str
    inputs: tuple[Input, ...]
    outputs: tuple[Output, ...]
    editions: tuple[Edition, ...]
    call: Callable[..., Answer]
    #: inputs that are shown filled in, and an answer that a test knows
    example: Mapping[str, Any] = field(default_factory=dict)

    @property
    def subject(self) -> str:
        """Return what it is about: the first part of its key."""
        return self.key.partition(".")[0]

    def edition(self, day: date) -> Edition:
        """Return the edition in force on a day; a day before the first or in a gap is refused."""
        for each in self.editions:
            if each.holds(day):
                return each
        known = "、".join(_span(each) for each in self.editions)
        raise field_problem(
            "on", f"该日没有生效的版本；已收录：{known}", f"no edition in force; known: {known}"
        )

    def input_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of what it is asked with; `on` is the day whose edition counts."""
        day = {
            "type": "string",
            "format": "date",
            "title": "Day the edition must be in force",
            "description": "按哪一天的版本",
        }
        return {
            "type": "object",
            "properties": {"on": day} | {each.name: each.schema() for each in self.inputs},
            "required": [each.name for each in self.inputs if each.required],
            "additionalProperties": False,
        }

    def output_schema(self) -> dict[str, Any]:
        """Return the JSON Schema of the figures it gives."""
        return {
            "type": "object",
            "properties": {each.name: each.schema() for each in self.outputs},
            "required": [each.name for each in self.outputs],
            "additionalProperties": False,
        }


_RULES: dict[str, Rule] = {}


def register(*found: Rule) -> None:
    """Enter rules of a room; each key once in the whole house, under a known subject."""
    for each in found:
        if each.subject not in SUBJECTS:
            raise ValueError(f"{each.key}: no subject {each.subject}")
        if _RULES.get(each.key, each) is not each and _RULES[each.key].call is not each.call:
            raise ValueError(f"rule {each.key} is written twice")
        _RULES[each.key] = each


def rules() -> list[Rule]:
    """Return all rules, by subject and key."""
    order = list(SUBJECTS)
    return sorted(_RULES.values(), key=lambda each: (order.index(each.subject), each.key))


def rule(key: str) -> Rule:
    """Return one rule; an unknown key is a 404."""
    if key not in _RULES:
        raise Problem("not-found")
    return _RULES[key]


def ask(asked: Rule, given: Mapping[str, Any], today: date) -> dict[str, Any]:
    """Return the answer of a rule to `given` (plain JSON values) as a document.

    Refused with every input that is unknown, missing or impossible. `on` (default: today) chooses the edition.
    """
    values = _read(asked, given, today)
    edition = asked.edition(values["on"])
    try:
        answer = asked.call(**values)
    except ValueError as wrong:
        raise _impossible(asked, wrong) from wrong
    return document(asked, answer, edition, values)


def document(asked: Rule, answer: Answer, edition: Edition, values: Mapping[str, Any]) -> dict[str, Any]:
    """Write an answer out: what was asked, the figures, the steps, the edition and whether it is confirmed."""
    verified = edition.verified if answer.verified is None else answer.verified
    return {
        "rule": asked.key,
        "inputs": {name: _plain(value) for name, value in values.items()},
        "result": {name: _plain(value) for name, value in answer.result.items()},
        "steps": [{"zh": zh, "en": en} for zh, en in answer.steps],
        "basis": answer.basis or edition.basis,
        "edition": {"basis": edition.basis, "since": _plain(edition.since), "until": _plain(edition.until)},
        "verified": verified,
    }


def _read(asked: Rule, given: Mapping[str, Any], today: date) -> dict[str, Any]:
    errors: dict[str, list[Any]] = {}
    known = {each.name for each in asked.inputs} | {"on"}
    for name in given:
        if name not in known:
            errors[name] = [("没有这个输入项", "no such input")]
    values: dict[str, Any] = {"on": today}
    for each in (Input("on", "date", "日期", "Day", required=False), *asked.inputs):
        held = given.get(each.name)
        if held is None or held == "":
            if each.required:
                errors[each.name] = [("必填", "required")]
            elif each.name != "on":
                values[each.name] = each.default
            continue
        try:
            values[each.name] = each.read(held)
        except Problem as wrong:
            errors.update(wrong.errors)
    if errors:
        raise Problem("bad-input", errors=errors)
    return values


def _impossible(asked: Rule, wrong: ValueError) -> Problem:
    """Return the refusal for "name: why"; rules name the input they cannot use that way."""
    name, _, why = str(wrong).partition(": ")
    fitting = name if name in {each.name for each in asked.inputs} else "_"
    said = why if fitting != "_" else str(wrong)
    return field_problem(fitting, f"超出规则范围：{said}", said or "outside what the rule covers")


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, date) else value


def _span(edition: Edition) -> str:
    ends = (_plain(edition.since) or "…", _plain(edition.until) or "…")
    return f"{edition.basis} ({ends[0]} – {ends[1]})"
