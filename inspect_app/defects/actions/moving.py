"""Take the moves of a defect."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from inspect_app.core import journal
from inspect_app.core.errors import field_problem
from inspect_app.core.files import attachments
from inspect_app.core.permits import Actor
from inspect_app.defects import rules
from inspect_app.defects.actions.photos import keep
from inspect_app.defects.models import Defect

Values = Mapping[str, Any]


def move(actor: Actor, defect: Defect, name: str, values: Values, *, at: datetime) -> Defect:
    """Take one of the defect's declared moves; photos become part of the ticket."""
    defect.WORKFLOW.take(defect.state, name)
    prepare = _PREPARE.get(name)
    told = prepare(actor, defect, values, at) if prepare else {}
    journal.move(actor, defect, name, at=at, data={**_written(values), **told})
    return defect


def _written(values: Values) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "", [], ())}


def _rectify(actor: Actor, defect: Defect, values: Values, at: datetime) -> dict[str, Any]:
    before, after = list(values.get("before") or ()), list(values.get("after") or ())
    if not str(values.get("note") or "").strip():
        raise field_problem("note", "请写明做了什么", "say what was done")
    if not after:
        raise field_problem("after", "至少上传一张整改后的照片", "at least one photo from after the fix")
    known = {each.sha256 for each in attachments("defect", defect.id)} | set(before)
    if known & set(after):
        raise field_problem(
            "after", "这张照片此前已提交过，请上传整改后新拍的照片",
            "this photo was handed in before; send one taken after the fix",
        )  # fmt: skip
    keep(actor, defect, before, "before", at, field="before")
    keep(actor, defect, after, "after", at, field="after")
    defect.rounds += 1
    defect.rectified_by = actor.id
    return {"round": defect.rounds}


def _checked(actor: Actor, defect: Defect, values: Values, at: datetime) -> dict[str, Any]:
    keep(actor, defect, list(values.get("checked") or ()), "checked", at, field="checked")
    return {}


def _return(actor: Actor, defect: Defect, values: Values, at: datetime) -> dict[str, Any]:
    _checked(actor, defect, values, at)
    if defect.rectified_at is not None:
        defect.due_at = rules.due_after_return(defect.due_at, defect.rectified_at, at)
    defect.returns += 1
    return {"round": defect.rounds, "due_at": defect.due_at.isoformat()}


_PREPARE: dict[str, Callable[[Actor, Defect, Values, datetime], dict[str, Any]]] = {
    "rectify": _rectify,
    "confirm": _checked,
    "return": _return,
}
