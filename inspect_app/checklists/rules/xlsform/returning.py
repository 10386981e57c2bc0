"""Conditions of a form in the keys of a checklist: every question that can be named, and every row that asks so."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from inspect_app.checklists.rules.conditions import Compare, WhenError, parse
from inspect_app.checklists.rules.xlsform.asking import renamed, same, written

Words = tuple[str, str]


@dataclass(slots=True)
class Conditions:
    """Which item each question's name stands for, with its answers, and what waits to be translated."""

    named: dict[str, tuple[str, Mapping[str, str]]] = field(default_factory=dict)
    #: thing of the content, its row, and the texts that hold for it, from the outermost group inwards
    waiting: list[tuple[dict[str, Any], int, tuple[str, ...]]] = field(default_factory=list)

    def settle(self, thing: dict[str, Any], texts: tuple[str, ...]) -> Words | None:
        """Give a thing its condition, and return why it could not be kept.

        One that says what it said when it was written out keeps the words it had then.
        """
        before = thing.get("when")
        if before is not None:
            del thing["when"]
        if not texts:
            return None
        try:
            made = self._translated(" and ".join(f"({each})" if len(texts) > 1 else each for each in texts))
        except WhenError as wrong:
            zh = f"第 {wrong.at} 个字符：{wrong.zh}；条件未保留，这一项总是要问"
            return zh, f"at character {wrong.at}: {wrong.en}; the condition is not kept: always asked"
        thing["when"] = before if isinstance(before, str) and same(before, made) else made
        return None

    def _translated(self, text: str) -> str:
        return written(renamed(parse(text), self._of_item))

    def _of_item(self, one: Compare) -> Compare:
        if one.key not in self.named:
            raise WhenError(one.at, f"没有名为“{one.key}”的检查项", f"there is no item called {one.key}")
        key, answers = self.named[one.key]
        against = answers.get(one.against, one.against) if isinstance(one.against, str) else one.against
        return replace(one, key=key, against=against)
