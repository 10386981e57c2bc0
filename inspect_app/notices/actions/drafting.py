"""Drafting a notice: what it orders, what it names and cites; the same source adds to the draft that stands."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime

from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.defects.rules import LIABLE_ROLES
from inspect_app.identity.models import Party
from inspect_app.notices.models import Notice
from inspect_app.notices.rules import DRAFTED, SOURCES, kind
from inspect_app.projects.models import Element, Project

MOST_FACTS = 4000


def draft(
    actor: Actor, *, project: Project, kind: str, facts: str, at: datetime, clause: str = "",
    element_ids: Sequence[str] = (), defect_ids: Sequence[str] = (), addressee_id: str | None = None,
    due_on: date | None = None, source_kind: str = "person", source_id: str | None = None,
) -> Notice:  # fmt: skip
    """Draft a notice that names these elements and all below them, the whole project without any.

    The same source adds to its draft what that does not name or cite yet; once issued, it stays as it is.
    """
    if source_kind not in SOURCES:
        known = ", ".join(SOURCES)
        raise field_problem("source_kind", f"应为其中之一：{known}", f"must be one of: {known}")
    named, cited = _elements(project, element_ids), _cited(actor, project, defect_ids)
    if source_id is not None:
        same = select(Notice).where(Notice.source_kind == source_kind, Notice.source_id == source_id)
        standing = db.session.scalar(same.with_for_update())
        if standing is not None:
            return _add(actor, standing, facts, named, cited, at)
    _check(kind, facts, bool(named), due_on, at)
    made = Notice(
        project=project, kind=kind, whole=not named, facts=facts.strip(), clause=_clause(kind, clause, at),
        addressee=_addressee(project, addressee_id), due_on=due_on, source_kind=source_kind, source_id=source_id,
        elements=named, defects=cited, drafted_at=at, drafted_by=actor.id, drafted_by_name=actor.name,
    )  # fmt: skip
    db.session.add(made)
    journal.record(actor, "notice.draft", made, at=at, data=_told(made))
    return made


def edit(
    actor: Actor, notice: Notice, *, kind: str, facts: str, at: datetime, clause: str = "",
    element_ids: Sequence[str] = (), defect_ids: Sequence[str] = (), addressee_id: str | None = None,
    due_on: date | None = None,
) -> Notice:  # fmt: skip
    """Write a draft anew; what was issued is never written anew."""
    if notice.state != "draft":
        raise Problem(
            "conflict", zh="通知书已签发，不能修改。", en="The notice is issued and stays as it is."
        )
    named, cited = _elements(notice.project, element_ids), _cited(actor, notice.project, defect_ids)
    # Cited defects the writer may not see stay cited: the form did not show them.
    unseen = [
        each for each in notice.defects if each.id not in _seen(actor, [one.id for one in notice.defects])
    ]
    _check(kind, facts, bool(named), due_on, at)
    notice.kind, notice.facts, notice.clause = kind, facts.strip(), _clause(kind, clause, at)
    notice.whole, notice.elements, notice.defects = not named, named, _merged(cited, unseen)
    notice.addressee, notice.due_on = _addressee(notice.project, addressee_id), due_on
    journal.record(actor, "notice.edit", notice, at=at, data=_told(notice))
    return notice


def _add(
    actor: Actor, notice: Notice, facts: str, named: list[Element], cited: list[Defect], at: datetime
) -> Notice:
    if notice.state != "draft":
        return notice
    # A draft for the whole site names every element already.
    here = {each.id for each in notice.elements}
    new_elements = [] if notice.whole else [each for each in named if each.id not in here]
    held = {each.id for each in notice.defects}
    new_defects = [each for each in cited if each.id not in held]
    if not (new_elements or new_defects):
        return notice
    notice.elements = [*notice.elements, *new_elements]
    notice.defects = [*notice.defects, *new_defects]
    words = facts.strip()
    if words not in notice.facts:
        notice.facts = f"{notice.facts}\n{words}"[:MOST_FACTS]
    told = {"places": [each.path for each in new_elements], "defects": [each.number for each in new_defects]}
    journal.record(
        actor, "notice.add", notice, at=at, data={key: value for key, value in told.items() if value}
    )
    return notice


def _merged(first: Iterable[Defect], second: Iterable[Defect]) -> list[Defect]:
    return list({each.id: each for each in (*first, *second)}.values())


def _told(notice: Notice) -> dict[str, object]:
    told = {
        "kind": notice.kind, "addressee": notice.addressee.name, "places": [each.path for each in notice.elements],
        "defects": [each.number for each in notice.defects],
    }  # fmt: skip
    return {key: value for key, value in told.items() if value}


def _check(kind_: str, facts: str, names_elements: bool, due_on: date | None, at: datetime) -> None:
    if kind_ not in DRAFTED:
        known = ", ".join(DRAFTED)
        raise field_problem("kind", f"应为其中之一：{known}", f"must be one of: {known}")
    if not facts.strip() or len(facts) > MOST_FACTS:
        words = f"必填，最多 {MOST_FACTS} 个字符", f"needed, at most {MOST_FACTS} characters"
        raise field_problem("facts", *words)
    if kind_ == "partial_stop" and not names_elements:
        raise field_problem("element_ids", "局部停工须写明部位", "say which places a partial stop names")
    check_due(kind_, due_on, at)


def check_due(kind_: str, due_on: date | None, at: datetime) -> None:
    """Refuse a day for a kind that gives none, and one that is over."""
    if due_on is None:
        return
    if not kind(kind_, local_day(at)).has_deadline:
        raise field_problem("due_on", "只有限期整改通知书写期限", "only a rectification notice gives a day")
    if due_on < local_day(at):
        raise field_problem("due_on", "不能早于今天", "not before today")


def _clause(kind_: str, clause: str, at: datetime) -> str:
    return clause.strip() or kind(kind_, local_day(at)).basis


def _elements(project: Project, ids: Sequence[str]) -> list[Element]:
    wanted = [each for each in dict.fromkeys(ids) if each]
    if not wanted:
        return []
    stmt = select(Element).where(Element.project_id == project.id, Element.id.in_(wanted))
    found = list(db.session.scalars(stmt.order_by(Element.path)))
    if len(found) < len(wanted):
        raise field_problem("element_ids", "该部位不属于本项目", "no such element in this project")
    return found


def _cited(actor: Actor, project: Project, ids: Sequence[str]) -> list[Defect]:
    wanted = [each for each in dict.fromkeys(ids) if each]
    found = [each for each in _seen(actor, wanted).values() if each.project_id == project.id]
    if len(found) < len(wanted):
        raise field_problem("defect_ids", "本项目没有该缺陷", "no such defect in this project")
    return found


def _seen(actor: Actor, ids: Sequence[str]) -> dict[str, Defect]:
    """Return those of these defects the actor may see: a notice is no way to learn of the others."""
    if not ids:
        return {}
    stmt = defects.visible(actor).where(Defect.id.in_(ids)).order_by(Defect.number)
    return {each.id: each for each in db.session.scalars(stmt)}


def _addressee(project: Project, party_id: str | None) -> Party:
    if party_id:
        if party_id not in project.party_ids(*LIABLE_ROLES):
            raise field_problem("addressee_id", "应为本项目的参建单位", "must be a party of this project")
        return next(each.party for each in project.parties if each.party_id == party_id)
    contractor = project.party("contractor")
    if contractor is None:
        words = "本项目未登记施工单位，请指定受送达单位", "the project has no contractor; name the addressee"
        raise field_problem("addressee_id", *words)
    return contractor
