"""Reads for OpenRosa clients: which visits a person can fill in now, and their forms as XForms."""

from xml.sax.saxutils import escape, quoteattr

from sqlalchemy import select

from inspect_app.checklists.rules.xlsform import sheets
from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.core.workbook import xform
from inspect_app.inspections.models import FormFile, Visit
from inspect_app.inspections.queries.seals import open_to_all
from inspect_app.inspections.queries.tablet import waiting_for
from inspect_app.inspections.rules.openrosa import elements_csv

#: stand in the XForm of a version for what differs from visit to visit
_ID, _TITLE = "form-of-a-visit", "title-of-a-visit"


def forms(actor: Actor) -> list[Visit]:
    """Return the visits of a person that can be filled in now; what is sealed until arrival is none of them."""
    waiting = {each.id: each for each in waiting_for(actor, local_day(now()))}
    opened = select(Visit.id).where(Visit.id.in_(waiting), open_to_all())
    can = set(db.session.scalars(opened))
    return [each for key, each in waiting.items() if key in can]


def form_name(visit: Visit) -> str:
    """Return what the form of a visit is called."""
    return f"{visit.template_version.content['zh']} · {visit.project.name} · {visit.due_on.isoformat()}"


def form_of(visit: Visit) -> bytes:
    """Return the XForm of a visit: that of its checklist's version, under the visit's id and name."""
    content = {**visit.template_version.content}
    made = dict(sheets(content, _ID, on_site=True))
    settings = {**made["settings"][0], "form_title": _TITLE, "version": visit.template_version_id}
    whole = xform({**made, "settings": [settings]})
    whole = whole.replace(f' id="{_ID}"', f" id={quoteattr(visit.id)}", 1)
    return whole.replace(f">{_TITLE}<", f">{escape(form_name(visit))}<", 1).encode()


def elements_of(visit: Visit) -> bytes:
    """Return the elements of a visit's project as its form chooses from them."""
    return elements_csv((each.id, each.path, each.kind) for each in visit.project.elements).encode()


def form_files(actor: Actor, instance: str) -> dict[str, str]:
    """Return the files of an instance by name, as this person sent them."""
    stmt = select(FormFile).where(FormFile.person_id == actor.id, FormFile.instance == instance)
    return {each.name: each.sha256 for each in db.session.scalars(stmt)}
