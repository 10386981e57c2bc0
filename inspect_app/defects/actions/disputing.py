"""A dispute: the liable party says it is not its fault, the other side answers, the clock stands still meanwhile."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.defects import rules
from inspect_app.defects.actions.photos import keep
from inspect_app.defects.models import Defect

Values = Mapping[str, Any]


def dispute(actor: Actor, defect: Defect, values: Values, at: datetime) -> dict[str, Any]:
    """Dispute it, with evidence; each liable party may once."""
    if defect.disputed_at is not None:
        raise Problem("conflict", zh="已提出过异议并得到答复。", en="It was disputed and answered before.")
    if not str(values.get("claim") or "").strip():
        raise field_problem("claim", "请写明异议理由", "say what is disputed, and why")
    if not values.get("evidence"):
        raise field_problem("evidence", "至少上传一张证据照片", "at least one photo as evidence")
    keep(actor, defect, list(values["evidence"]), "evidence", at, field="evidence")
    return {"answer_by": (at + rules.ANSWER.within).isoformat()}


def reject(_actor: Actor, defect: Defect, _values: Values, at: datetime) -> dict[str, Any]:
    """Reject it: the clock goes on from where it stood."""
    if defect.disputed_at is not None:
        defect.due_at = rules.due_after_return(defect.due_at, defect.disputed_at, at)
    return {"due_at": defect.due_at.isoformat()}


def reassign(_actor: Actor, defect: Defect, values: Values, at: datetime) -> dict[str, Any]:
    """Uphold it: another party is liable, and has a whole period from now."""
    party_id = str(values.get("liable_party_id") or "")
    if party_id == defect.liable_party_id:
        raise field_problem("liable_party_id", "应为另一单位", "must be another party")
    if party_id not in defect.project.party_ids(*rules.LIABLE_ROLES):
        raise field_problem("liable_party_id", "应为本项目的参建单位", "must be a party of this project")
    told = {"was_party_id": defect.liable_party_id, "party": _name(defect, party_id)}
    defect.liable_party_id = party_id
    defect.due_at = rules.due_at(defect.severity, at)
    defect.disputed_at = defect.overdue_at = None
    return {**told, "due_at": defect.due_at.isoformat()}


def _name(defect: Defect, party_id: str) -> str:
    return next(each.party.name for each in defect.project.parties if each.party_id == party_id)
