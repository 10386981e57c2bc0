"""An XLSForm as a checklist: its own again without loss, others as far as they can be, with what could not be named."""

from dataclasses import dataclass, field
from typing import Any, Final

from inspect_app.checklists.rules.kinds import ITEM_KINDS
from inspect_app.checklists.rules.xlsform.cells import OWN, Remark, Row, decoded
from inspect_app.checklists.rules.xlsform.foreign import PASSED_OVER, Question, key_of, question
from inspect_app.checklists.rules.xlsform.returning import Conditions
from inspect_app.checklists.rules.xlsform.terms import Book, Terms

#: the list of outcomes in every form of ours
OUTCOME: Final = "outcome"
_GROUPS: Final = ("begin_group", "begin_repeat")


@dataclass(slots=True)
class Taken:
    """What was made of a form: a draft's key and content, what could not be taken over, and the row of each thing."""

    key: str
    content: dict[str, Any]
    remarks: list[Remark] = field(default_factory=list)
    #: path of a section or item -> its row in the sheet `survey`
    places: dict[str, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Open:
    """A group that is not closed yet: where it began, and the conditions that hold for all in it."""

    row: int
    asked: tuple[str, ...] = ()


def read(book: Book, name: str) -> Taken:
    """Return what a form becomes as a checklist; `name` is that of its file."""
    return _Reader(book, name).whole()


class _Reader:
    """Goes through the rows of the survey from top to bottom."""

    def __init__(self, book: Book, name: str) -> None:
        self._survey, self._terms = book.get("survey", ()), Terms(book)
        self._sections: list[dict[str, Any]] = []
        self._taken = Taken(self._terms.key(name), {**self._terms.top(name), "sections": self._sections})
        self._conditions = Conditions()
        self._keys: set[str] = set()
        self._stack: list[_Open] = []
        self._section: dict[str, Any] | None = None

    def whole(self) -> Taken:
        for number, row in self._survey:
            if not row.get(f"{OWN}of"):
                self._row(number, row)
            elif row.get("name"):
                self._conditions.named[row["name"]] = (row[f"{OWN}of"], {})
        for each in self._stack:
            self._say(each.row, "type", ("这一组没有结束行", "this group has no end"))
        for thing, number, texts in self._conditions.waiting:
            self._say(number, "relevant", self._conditions.settle(thing, texts))
        if not self._terms.ours:
            self._sections[:] = [each for each in self._sections if each["items"]]
        if not self._sections:
            self._say(1, "type", ("没有可以成为检查项的题目", "no question here can be an item"))
        self._place()
        return self._taken

    def _say(self, row: int, column: str, words: tuple[str, str] | None) -> None:
        if words:
            self._taken.remarks.append(Remark("survey", row, column, *words))

    def _row(self, number: int, row: Row) -> None:
        words = row.get("type", "").replace("begin ", "begin_", 1).replace("end ", "end_", 1).split()
        if not words:
            self._say(number, "type", ("缺少题目类型", "the type is missing"))
            return
        words[0] = words[0].lower()
        if words[0].startswith("end_"):
            self._close(number)
        elif words[0].startswith("begin_") and row.get(f"{OWN}kind") not in ITEM_KINDS:
            self._begin(number, row, words[0])
        elif words[0] not in PASSED_OVER:
            self._item(number, row, words)

    def _begin(self, number: int, row: Row, block: str) -> None:
        asked = tuple(each for each in (row.get("relevant"),) if each)
        outermost = not self._stack
        if outermost:
            self._begin_section(number, row, asked)
        if block not in _GROUPS:
            zh, en = (
                "不支持这种题组，其中各题按普通题处理",
                "such groups are not known; their questions are taken one by one",
            )
            self._say(number, "type", (zh, en))
        elif block == "begin_repeat" and not (outermost and row.get(f"{OWN}over")):
            zh = "重复的部分须在最外层，并在 inspect::over 列写明部位（如 household）；现只问一次"
            en = "a repeat stands outermost and says in inspect::over over which elements, e.g. household; now asked once"
            self._say(number, f"{OWN}over", (zh, en))
        within = () if outermost else self._stack[-1].asked + asked
        self._stack.append(_Open(number, within))

    def _close(self, number: int) -> None:
        if self._stack:
            self._stack.pop()
        else:
            self._say(number, "type", ("没有与之对应的开始行", "nothing begins that could end here"))
        if not self._stack:
            self._section = None

    def _begin_section(
        self, number: int, row: Row, asked: tuple[str, ...], words: dict[str, Any] | None = None
    ) -> None:
        taken, last = {each["key"] for each in self._sections}, len(self._sections) + 1
        key = row.get(f"{OWN}key") or key_of(row.get("name", ""), taken, f"part-{last}")
        made: dict[str, Any] = {"key": decoded("key", key), **(words or self._terms.words(row)), "items": []}
        over = row.get(f"{OWN}over")
        if over is not None:
            found = decoded("over", over)
            made["repeat"] = found if found is None else {"over": found}
        self._section = made
        self._sections.append(made)
        if words is None:
            self._worded(number, row)
        self._wait(made, number, row, asked)

    def _item(self, number: int, row: Row, words: list[str]) -> None:
        made = self._made(row, words)
        for column, said in made.said:
            self._say(number, column, said)
        item = made.item
        if item is None:
            return
        name, key = row.get("name", ""), row.get(f"{OWN}key")
        item["key"] = decoded("key", key) if key else key_of(name, self._keys, f"item-{len(self._keys) + 1}")
        self._keys.add(str(item["key"]))
        self._conditions.named[name] = (str(item["key"]), made.answers)
        self._worded(number, row)
        item |= self._terms.words(row) | self._terms.hints(row) | self._terms.fields(row)
        if self._section is None:
            loose = {name: self._taken.content[name] for name in ("zh", "en")}
            self._begin_section(number, {}, (), loose)
        self._section["items"].append(item)  # type: ignore[index]  # it has just begun
        within = self._stack[-1].asked if self._stack else ()
        self._wait(item, number, row, (*within, *(each for each in (row.get("relevant"),) if each)))

    def _worded(self, number: int, row: Row) -> None:
        if not self._terms.has_words(row):
            self._say(number, "label", ("缺少文字，以 name 代替", "no words; the name stands for them"))

    def _made(self, row: Row, words: list[str]) -> Question:
        kind, listed = row.get(f"{OWN}kind"), words[1] if len(words) > 1 else ""
        if kind == "choice":
            return Question({"kind": kind, "choices": self._terms.choices(listed)})
        if kind in ITEM_KINDS:
            return Question({"kind": kind})
        rows = self._terms.lists.get(listed, ())
        # Whoever goes on with a form of ours asks a new item with the list of outcomes that is in it.
        judged = self._terms.ours and words[0] == "select_one" and listed == OUTCOME and not rows
        made = Question({"kind": "judged"}) if judged else question(row, words, self._terms.lists)
        if made.item is not None:
            made.item["severity"] = "general"
            for choice, (_number, each) in zip(made.item.get("choices", ()), rows, strict=False):
                choice.update(self._terms.said(each))
        return made

    def _wait(self, thing: dict[str, Any], number: int, row: Row, texts: tuple[str, ...]) -> None:
        kept = row.get(f"{OWN}when")
        if kept is not None:
            thing["when"] = decoded("when", kept)
        self._conditions.waiting.append((thing, number, texts))

    def _place(self) -> None:
        """Say at which row each section and item of the content stands."""
        rows = {id(thing): number for thing, number, _texts in self._conditions.waiting}
        for n, section in enumerate(self._sections):
            self._taken.places[f"sections.{n}"] = rows[id(section)]
            for m, item in enumerate(section["items"]):
                self._taken.places[f"sections.{n}.items.{m}"] = rows[id(item)]
