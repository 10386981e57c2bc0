"""Enters lines of a dossier's registers; what stands is corrected by another line that says why, never written over."""

import re
from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.permits import Actor
from inspect_app.dossier.models import Line
from inspect_app.dossier.rules.chapters import BOUNDS, BY_KEY, Item
from inspect_app.dossier.rules.registers import REGISTERS, Register
from inspect_app.projects.models import Element, Project

Values = Mapping[str, Any]
#: hundredths: of money a hundred thousand million yuan, more than any community costs
_MOST = 10**13


def enter(actor: Actor, project: Project, values: Values, *, at: datetime) -> Line:
    """Enter a line of a register, or with `replaces` (the id of one that stands) correct that one, saying `why`.

    Raises a problem of the field: what is asked for and missing, no number, a day ahead, more than its whole.
    """
    register = REGISTERS[values["register"]]
    _complete(register, values, at)
    db.session.scalar(select(Project.id).where(Project.id == project.id).with_for_update())
    standing = _standing(project, register, values)
    made = Line(
        project=project, register=register.key, kind=values["kind"], what=values["what"],
        slot=register.slot(values["kind"], values["what"], values["on"].isoformat()), said=_said(register, values),
        amount=_hundredths(register, values), unit=values["unit"], element_id=_place(register, project, values),
        on=values["on"], source=values["source"], note=values["note"], lacks=values["lacks"], entered_at=at,
        entered_by_name=actor.name,
    )  # fmt: skip
    _bounded(project, made)
    if standing is not None:
        standing.replaced_at, made.replaces_id, made.why = at, standing.id, values["why"]
        db.session.flush()  # the slot is free before another line takes it
    db.session.add(made)
    db.session.flush()
    if values["photos"]:
        attach("dossier", made.id, values["photos"], register.key, actor.name, at)
    told = {
        "register": register.key,
        "dossier_line": made.kind,
        "entered": _told(made),
        "as_of": made.on.isoformat(),
    }
    if standing is not None:
        told |= {"earlier": _told(standing), "corrected_for": made.why}
    verb = "dossier.correct" if standing is not None else "dossier.enter"
    journal.record(actor, verb, made, at=at, data={key: value for key, value in told.items() if value})
    return made


def _complete(register: Register, values: Values, at: datetime) -> None:
    if values["kind"] not in register.kinds:
        raise field_problem("kind", f"“{register.zh}”没有这一项", f"{register.en} has no such kind")
    if values["lacks"]:
        if not register.lackable:
            raise field_problem("lacks", "这张登记表没有“不适用”", "nothing of this register is left out")
        if not values["note"]:
            raise field_problem("note", "不适用请写明理由", "say why it does not apply")
    elif any(each.name == "what" for each in register.asks):
        offered = next(each.choices for each in register.asks if each.name == "what")
        if values["what"] not in [key for key, *_words in offered]:
            raise field_problem("what", "请选择一项", "choose one")
    for each in register.asks:
        optional = not each.required or values["lacks"] or each.name == "what"
        if not optional and values[each.name] in (None, "", []):
            raise field_problem(each.name, f"请填写{each.zh}", f"{each.en} is asked for")
    if values["on"] > local_day(at):
        raise field_problem("on", "不能晚于今天", "not after today")


def _standing(project: Project, register: Register, values: Values) -> Line | None:
    """Return the line this one takes the place of; refuse one that would stand beside its like."""
    slot = register.slot(values["kind"], values["what"], values["on"].isoformat())
    mine = Line.project_id == project.id, Line.register == register.key, Line.replaced_at.is_(None)
    named = values["replaces"]
    found = db.session.scalar(select(Line).where(*mine, Line.id == named)) if named else None
    if named and found is None:
        raise Problem(
            "conflict",
            zh="这条记录已被更正，请重新打开。",
            en="This line was corrected meanwhile; open it again.",
        )
    if slot and (found is None or found.slot != slot):
        other = db.session.scalar(select(Line.id).where(*mine, Line.slot == slot))
        if other:
            raise field_problem("kind", "已有记录，请用“更正”", "there is one already: correct it")
    if found is not None and not values["why"]:
        raise field_problem(
            "why", "更正请写明原因，原记录保留", "say why it is corrected; the earlier line is kept"
        )
    return found


def _said(register: Register, values: Values) -> str:
    said = str(values["said"])
    if register.key != "value" or values["lacks"]:
        return "" if values["lacks"] else said
    item = BY_KEY[values["kind"]]
    return _READ[item.kind](item, said) if item.kind in _READ else said


def _number(item: Item, said: str) -> str:
    number = _decimal("said", said)
    if item.unit[0] == "年" and not (number == number.to_integral_value() and 1900 <= number <= 2100):
        raise field_problem("said", "应为 1900 到 2100 的年份", "a year from 1900 to 2100")
    if item.unit[0] == "%" and number > 100:
        raise field_problem("said", "不能超过 100", "100 at most")
    if item.unit[0] in ("户", "栋", "个") and number != number.to_integral_value():
        raise field_problem("said", "应为整数", "a whole number")
    return f"{number.normalize():f}"


def _decimal(field: str, said: str) -> Decimal:
    plain = said.replace(",", "").replace("，", "").strip()
    if not re.fullmatch(r"[0-9]{1,11}(\.[0-9]{1,2})?", plain):
        raise field_problem(
            field, "应为不小于 0 的数，最多两位小数", "a number from 0 with at most two decimals"
        )
    try:
        return Decimal(plain)
    except InvalidOperation as wrong:
        raise field_problem(field, "应为数字", "a number") from wrong


def _day(_item: Item, said: str) -> str:
    try:
        return datetime.strptime(said, "%Y-%m-%d").date().isoformat()  # noqa: DTZ007 - a day, no moment
    except ValueError as wrong:
        raise field_problem("said", "应为日期，如 2026-05-01", "a day such as 2026-05-01") from wrong


def _choice(item: Item, said: str) -> str:
    if said not in [key for key, *_words in item.choices]:
        raise field_problem("said", "请选择一项", "choose one")
    return said


_READ = {"number": _number, "date": _day, "choice": _choice}


def _hundredths(register: Register, values: Values) -> int | None:
    if "amount" not in register.asked() or values["amount"] == "":
        return None
    found = int(_decimal("amount", values["amount"]) * 100)
    if found > _MOST:
        raise field_problem("amount", "数额过大", "too large")
    return found


def _place(register: Register, project: Project, values: Values) -> str | None:
    key = values["element_id"]
    if "element_id" not in register.asked() or not key:
        return None
    found = db.session.scalar(select(Element.id).where(Element.id == key, Element.project_id == project.id))
    if found is None:
        raise field_problem("element_id", "本项目没有这个部位", "no such element in this project")
    return found


def _bounded(project: Project, made: Line) -> None:
    """Refuse a count that is more than the whole it is a part of, either way round."""
    near = {key for pair in BOUNDS if made.kind in pair for key in pair}
    if made.register != "value" or made.lacks or not near:
        return
    stmt = select(Line.kind, Line.said).where(
        Line.project_id == project.id, Line.register == "value", Line.replaced_at.is_(None), Line.kind.in_(near), ~Line.lacks
    )  # fmt: skip
    known = {**{row[0]: row[1] for row in db.session.execute(stmt)}, made.kind: made.said}
    for part, whole in BOUNDS:
        if (
            made.kind in (part, whole)
            and part in known
            and whole in known
            and Decimal(known[part]) > Decimal(known[whole])
        ):
            one, other = BY_KEY[part], BY_KEY[whole]
            raise field_problem(
                "said", f"{one.zh}（{known[part]}）不能多于{other.zh}（{known[whole]}）",
                f"{one.en} ({known[part]}) cannot exceed {other.en} ({known[whole]})",
            )  # fmt: skip


def _told(line: Line) -> str:
    if line.lacks:
        return f"不适用：{line.note}"[:200]
    amount = "" if line.amount is None else f"{Decimal(line.amount) / 100:f}"
    return " ".join(each for each in (line.said, line.what, amount, line.unit) if each)[:200]
