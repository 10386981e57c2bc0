"""Give a ticket on in part: to a subcontractor as a sub-ticket, or split off as one of its own."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from inspect_app.core.canonical import content_hash
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attachments
from inspect_app.core.permits import Actor
from inspect_app.defects import rules
from inspect_app.defects.actions.moving import count_subs
from inspect_app.defects.actions.raising import Kin, raise_defect
from inspect_app.defects.models import Defect

Values = Mapping[str, Any]


def delegate(actor: Actor, defect: Defect, values: Values, *, at: datetime) -> Defect:
    """Give work on a ticket to a subcontractor, who sees the sub-ticket and nothing else."""
    if defect.state not in ("accepted", "returned") or defect.parent_id is not None:
        raise Problem(
            "conflict",
            zh="接收后才能交分包，分包工单不能再分。",
            en="Accept it first; a sub-ticket is not given on.",
        )
    party_id = str(values["party_id"])
    if party_id not in defect.project.party_ids("subcontractor") or party_id == defect.liable_party_id:
        raise field_problem("party_id", "应为本项目的分包单位", "must be a subcontractor of this project")
    due = values.get("until") or defect.due_at
    if not at < due <= max(defect.due_at, at):
        raise field_problem("until", "不得晚于本工单的期限", "not later than the deadline of this ticket")
    made = _from(actor, defect, values, party_id, Kin(defect, due, is_sub=True), at)
    count_subs(defect.id)
    return made


def split(actor: Actor, defect: Defect, values: Values, *, at: datetime) -> Defect:
    """Split a part off as a ticket of its own, with the photos and the deadline of the one it comes from."""
    if defect.state not in rules.WAITING or defect.parent_id is not None:
        raise Problem("conflict", zh="该工单现在不能拆分。", en="This ticket cannot be split now.")
    party_id = str(values.get("liable_party_id") or defect.liable_party_id)
    return _from(actor, defect, values, party_id, Kin(defect, defect.due_at), at)


def _from(actor: Actor, defect: Defect, values: Values, party_id: str, kin: Kin, at: datetime) -> Defect:
    # By what it says: the same form sent twice makes one ticket.
    said = [defect.id, kin.is_sub, party_id, str(values["title"]), str(values.get("note") or "")]
    shots = attachments("defect", defect.id)
    found = [each.sha256 for each in shots if each.label == "found"]
    return raise_defect(
        actor, project=defect.project, title=str(values["title"]), description=str(values.get("note") or ""),
        element_id=defect.element_id, kind=defect.kind, severity=defect.severity, clause=defect.clause,
        liable_party_id=party_id, source_id=f"{defect.id}:{content_hash(said)[:16]}", photos=found,
        layers={each.sha256: each.layer for each in shots if each.layer}, criterion=defect.criterion, kin=kin, at=at,
    )  # fmt: skip
