"""Reads of checklists: they belong to no project, and everyone with an account may read them; and of forms."""

from sqlalchemy import Select, select
from sqlalchemy.orm import aliased, selectinload

from inspect_app.checklists.models import Template, TemplateDraft, TemplateVersion
from inspect_app.checklists.rules.xlsform import Remark, Taken, read
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.core.workbook import CELLS, SHEETS, read_workbook


def templates() -> Select[Template]:
    """Return all templates with their versions (newest first), by name."""
    return select(Template).options(selectinload(Template.versions)).order_by(Template.zh, Template.id)


def template(template_id: str) -> Select[Template]:
    """Return the query for one template by its id or its key."""
    return templates().where((Template.id == template_id) | (Template.key == template_id))


def one_version(version_id: str) -> Select[TemplateVersion]:
    """Return the query for one version."""
    return select(TemplateVersion).where(TemplateVersion.id == version_id)


def version(version_id: str) -> TemplateVersion | None:
    """Return a version by its key, or None."""
    return db.session.get(TemplateVersion, version_id)


def latest(template_id: str) -> TemplateVersion | None:
    """Return the newest version of a template, or None when there is no such template."""
    stmt = select(TemplateVersion).where(TemplateVersion.template_id == template_id)
    return db.session.scalars(stmt.order_by(TemplateVersion.number.desc()).limit(1)).first()


def newest() -> Select[TemplateVersion]:
    """Return the newest version of every template, by name: what can be chosen for an inspection."""
    later = aliased(TemplateVersion)
    is_newest = (
        ~select(later.id)
        .where(later.template_id == TemplateVersion.template_id, later.number > TemplateVersion.number)
        .exists()
    )
    return select(TemplateVersion).join(Template).where(is_newest).order_by(Template.zh, Template.id)


def drafts(actor: Actor) -> Select[TemplateDraft]:
    """Return the drafts of a person, the newest first: nobody sees what another is still writing."""
    mine = TemplateDraft.person_id == actor.id
    return select(TemplateDraft).where(mine).order_by(TemplateDraft.saved_at.desc(), TemplateDraft.id)


def draft(actor: Actor, draft_id: str) -> Select[TemplateDraft]:
    """Return the query for one draft of a person."""
    return drafts(actor).where(TemplateDraft.id == draft_id)


def form_taken(data: bytes, name: str) -> Taken:
    """Return what the XLSForm in a workbook becomes as a checklist; refuses a file that is none."""
    sheets, wrong = read_workbook(data, "file")
    taken = read(sheets, name)
    taken.remarks[:0] = [Remark(sheet, row, column, *CELLS[rule]) for sheet, row, column, rule in wrong]
    taken.remarks.sort(key=lambda each: (SHEETS.index(each.sheet), each.row))
    return taken
