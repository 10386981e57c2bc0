"""Setting a hold point: where, for what, who signs and who is invited; the law's own parties always are."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from inspect_app.checklists.models import TemplateVersion
from inspect_app.checklists.rules import items
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.holds.models import Hold, HoldPart
from inspect_app.holds.rules.notice import MUST_SIGN, NEEDED, SIGNERS, WITNESSES
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.projects.models import Element, Project

#: the role that stands for a division and is no party of the project
OUTSIDE = "authority"


def choices_of(project: Project, part: str) -> dict[str, tuple[str, str | None]]:
    """Return who may sign ("sign") or be invited ("witness") here: `role` or `role:party` -> role and party.

    The plain role means its first party.
    """
    roles = SIGNERS if part == "sign" else WITNESSES
    found: dict[str, tuple[str, str | None]] = {}
    for role in roles:
        if role == OUTSIDE:
            found[role] = (role, None)
        for each in project.parties:
            if each.role == role and role != OUTSIDE:
                found.setdefault(role, (role, each.party_id))
                found[f"{role}:{each.party_id}"] = (role, each.party_id)
    return found


def add(
    actor: Actor, project: Project, *, element_id: str, title: str, at: datetime, signers: Sequence[str] = (),
    witnesses: Sequence[str] = (), in_order: bool = False, item: str | None = None,
) -> Hold:  # fmt: skip
    """Set a hold point at an element; `item` is "<checklist version>:<item key>".

    The supervisor always signs (279 art. 37); owner and authority are always invited (279 art. 30).
    """
    element = db.session.get(Element, element_id)
    if element is None or element.project_id != project.id:
        raise field_problem("element_id", "该部位不属于本项目", "no such element in this project")
    if not title.strip():
        raise field_problem("title", "请写明隐蔽的内容", "say what is covered")
    parts = _parts(project, "sign", "signers", signers, (MUST_SIGN,))
    parts += _parts(project, "witness", "witnesses", witnesses, NEEDED)
    version_id, key = _item(item)
    made = Hold(
        number=next_number("YB", local_day(at).year), project=project, element=element, title=title.strip(),
        template_version_id=version_id, item_key=key, in_order=in_order, parts=parts, created_at=at,
        created_by_name=actor.name,
    )  # fmt: skip
    db.session.add(made)
    told = {"number": made.number, "title": made.title, "path": element.path}
    named = {"signers": _said(made.signers), "witnesses": _said(made.witnesses)}
    journal.record(actor, "hold.add", made, at=at, data={**told, **named})
    return made


def _parts(
    project: Project, part: str, field: str, asked: Sequence[str], needed: Iterable[str]
) -> list[HoldPart]:
    known = choices_of(project, part)
    wanted: list[tuple[str, str | None]] = []
    for key in asked:
        if key not in known:
            raise field_problem(field, f"本项目没有这一方：{key}", f"no such party in this project: {key}")
        wanted.append(known[key])
    for role in needed:
        if not any(each[0] == role for each in wanted):
            if role not in known:
                zh, en = PARTY_KINDS[role]
                raise field_problem(field, f"本项目未登记{zh}", f"the project names no {en.lower()}")
            # After those asked for: in order, the supervisor speaks last.
            wanted.append(known[role])
    return [
        HoldPart(part=part, position=number, role=role, party_id=party_id)
        for number, (role, party_id) in enumerate(dict.fromkeys(wanted))
    ]


def _item(item: str | None) -> tuple[str | None, str | None]:
    if not item:
        return None, None
    version_id, _, key = item.partition(":")
    version = db.session.get(TemplateVersion, version_id)
    if version is None or key not in {each["key"] for each in items(version.content)}:
        raise field_problem("item", "没有这个检查项", "no such item of a checklist")
    return version_id, key


def _said(parts: Sequence[HoldPart]) -> list[str]:
    return [each.role for each in parts]
