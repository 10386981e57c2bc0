"""Acts on a danger seen on site: told at once, a defect at once, and the checklist that follows adds to it."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.checklists.rules import items_by_key
from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.defects.actions import raise_defect
from inspect_app.defects.models import Defect
from inspect_app.inspections.models import Danger, Visit
from inspect_app.inspections.queries import dangers
from inspect_app.inspections.queries.doubles import may_fill
from inspect_app.inspections.rules import moment_of
from inspect_app.inspections.rules.extras import source_of
from inspect_app.notices.actions import draft

#: a report names an item of the checklist, or a finding besides it
_ONE_OF = ("写明是哪个检查项或哪处发现，二者取一", "name the item or the finding, one of the two")


def report_danger(
    actor: Actor, visit: Visit, *, id: str, seen_at: str, at: datetime, words: str = "", item: str | None = None,
    extra: str | None = None, element: str | None = None,
) -> Danger:  # fmt: skip
    """Take an inspector's report of a danger (《安全生产法》 art. 65(3): to be removed at once).

    Sent again it is the same; told twice of one item at one place, by two tablets, it is one defect. A stop-work notice
    is drafted that names the place and cites the defect, for the authority to issue. `seen_at` is the
    moment on the tablet, in RFC 3339. Refused where the visit is another's, or names what is not of its checklist.
    """
    # Locked before looking: two copies arriving at once come one after the other.
    locked = select(Visit).where(Visit.id == visit.id).with_for_update(of=Visit)
    db.session.scalar(locked.execution_options(populate_existing=True))
    standing = db.session.get(Danger, id)
    if standing is not None:
        return _same(standing, visit, item, extra, element)
    if not may_fill(actor, visit):
        raise Problem("not-found")
    _check(visit, item, extra, element)
    told = dangers.of_visit(visit.id)
    before = next((each for each in told if dangers.place_of(each) == (item or extra, element)), None)
    defect = before.defect if before else _raised(actor, visit, id, words, item, extra, element, at)
    made = Danger(
        id=id, visit=visit, project_id=visit.project_id, item_key=item, extra_id=extra, element_id=element,
        words=words, seen_at=moment_of(seen_at), received_at=at, person_name=actor.name,
        person_id=actor.id if actor.kind == "person" else None, defect=defect,
    )  # fmt: skip
    db.session.add(made)
    db.session.flush()
    if before is None:
        _stop(actor, made, at)
    data = {"number": visit.number, "visit_id": visit.id, "defect": defect.number, "seen_at": seen_at}
    journal.record(actor, "danger.report", made, at=at, data={**data, "words": words})
    return made


def _stop(actor: Actor, danger: Danger, at: datetime) -> None:
    """Draft a stop of the place, or of the whole site where none was named; a visit's dangers share a draft."""
    defect, named = danger.defect, danger.element_id
    words = [
        f"{defect.number} {defect.title}",
        defect.description if defect.description != defect.title else "",
    ]
    facts = "\n".join(each for each in words if each)
    kind = "partial_stop" if named else "stop"
    # One draft for each kind: a stop of the whole site takes up no single places, nor the other way round.
    for source in (f"{danger.visit_id}:{kind}", danger.id):
        made = draft(
            actor, project=danger.visit.project, kind=kind, facts=facts, at=at, element_ids=[named] if named else [],
            defect_ids=[defect.id], source_kind="danger", source_id=source,
        )  # fmt: skip
        if defect in made.defects:
            return


def _same(standing: Danger, visit: Visit, item: str | None, extra: str | None, element: str | None) -> Danger:
    told = (standing.visit_id, standing.item_key, standing.extra_id, standing.element_id)
    if told != (visit.id, item, extra, element):
        raise Problem("same-id-other-content", id=standing.id)
    return standing


def _check(visit: Visit, item: str | None, extra: str | None, element: str | None) -> None:
    if (item is None) is (extra is None):
        raise field_problem("item", *_ONE_OF)
    if item is not None and item not in items_by_key(visit.template_version.content):
        raise field_problem("item", "检查表没有这一项", "no such item in the checklist")
    if element is not None and element not in {each.id for each in visit.project.elements}:
        raise field_problem("element", "该部位不属于本项目", "not an element of this project")


def _raised(
    actor: Actor, visit: Visit, id: str, words: str, item: str | None, extra: str | None, element: str | None,
    at: datetime,
) -> Defect:  # fmt: skip
    asked: Mapping[str, Any] = items_by_key(visit.template_version.content)[item] if item else {}
    said = words.strip()
    title = asked.get("zh") or said.partition("\n")[0][:200] or "立即危险"
    # Under the finding's own id, so that it is not raised again when it comes with the checklist.
    source = ("danger", source_of(visit.id, id)) if item else ("extra", source_of(visit.id, str(extra)))
    return raise_defect(
        actor, project=visit.project, title=title, description=said, at=at, element_id=element, kind="hazard",
        severity="major", clause=asked.get("clause") or "", source_kind=source[0], source_id=source[1], at_once=True,
    )  # fmt: skip
