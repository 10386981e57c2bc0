"""The running site's works, divided by GB 50300: two lots and an item work of a roof are accepted, one lot is signed for."""

from typing import Any

from sqlalchemy import select

from devices.demo.forms import filled
from devices.demo.past.stage import Past, photo
from inspect_app.checklists.models import Template
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.permits import SYSTEM
from inspect_app.inspections import actions as inspections
from inspect_app.works import actions as works
from inspect_app.works.models import Work

_ROOF = "1号楼 / 屋面"


def works_of_the_running_site(past: Past) -> None:
    """The contractor divides the works, the first roof is inspected, and its lots go to those who sign."""
    project = past.project("p17")
    if db.session.scalar(select(Work.id).where(Work.project_id == project.id)):
        return
    works.draft(past.person("contractor"), project, at=past.ago(days=24))
    db.session.flush()
    number = _inspected(past)
    for days, name, section in (
        (10, "基层与保护层", "base"),
        (9, "防水与密封", "layer"),
        (4, "细部构造", "layer"),
    ):
        said = {
            "record": f"{number}:{section}", "papers": "complete", "note": "自检合格。",
            "photos": [photo(f"{name} 验收", mended=True)],
        }  # fmt: skip
        signers = ("technician", "contractor", "supervisor") if days > 4 else ("technician",)
        _accepted(past, _lot(past, name), said, signers, days)
    whole = db.session.scalars(select(Work).where(Work.id == _lot(past, "防水与密封").parent_id)).one()
    _accepted(past, whole, {"papers": "complete"}, ("technician", "supervisor"), 8)


def _inspected(past: Past) -> str:
    """Have the roof inspected by the list of its trade without a finding, and return the number of the visit."""
    project, at, inspector = past.project("p17"), past.ago(days=11), past.person("inspector")
    template = db.session.scalars(select(Template).where(Template.key == "roof-waterproofing")).one()
    visit = inspections.add_visit(
        SYSTEM, project=project, template_id=template.id, due_on=local_day(at), kind="spot",
        assignee_id=inspector.id, party_id=past.party("authority").id, at=at,
    )  # fmt: skip
    db.session.flush()
    told = {"id": visit.id, "template": visit.template_version_id, "content": visit.template_version.content}
    place, proof = past.element(_ROOF, "p17").id, photo("1号楼屋面 验收", mended=True)
    inspections.submit(inspector, filled(told, at=at, failing={}, element=place, proof=proof), at=at)
    return visit.number


def _lot(past: Past, name: str) -> Work:
    roof = past.element(_ROOF, "p17")
    return next(
        each
        for each in db.session.scalars(select(Work).where(Work.element_id == roof.id))
        if each.parent is not None and each.parent.name == name
    )


def _accepted(past: Past, work: Work, said: dict[str, Any], signers: tuple[str, ...], days: float) -> None:
    at = past.ago(days=days)
    works.move(past.person("contractor"), work, "submit", said, at=at)
    for n, account in enumerate(signers, start=1):
        signer = past.person(account)
        told = {"name": signer.name, "note": "同意验收。"}
        works.move(signer, work, "sign", told, at=past.ago(days=days, hours=-n))
