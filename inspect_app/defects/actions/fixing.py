"""The fix of a defect: handed in, confirmed or sent back."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attachments
from inspect_app.core.permits import Actor
from inspect_app.defects import rules
from inspect_app.defects.actions.photos import keep
from inspect_app.defects.models import Defect

Values = Mapping[str, Any]


def rectify(actor: Actor, defect: Defect, values: Values, at: datetime) -> dict[str, Any]:
    """Hand in a fix with photos never handed in before; refused while a plan or a sub-ticket is open."""
    _check_ready(defect)
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
    defect.hands = _hands(defect)
    return {"round": defect.rounds}


def _check_ready(defect: Defect) -> None:
    if defect.plan not in rules.MAY_FIX:
        raise Problem(
            "conflict", zh="整改方案批准后方可提交整改。",
            en="The fix can be handed in once the plan has been approved.",
        )  # fmt: skip
    if defect.subs_open:
        raise Problem(
            "conflict", zh=f"还有 {defect.subs_open} 张分包工单未办结，办结后方可提交整改。",
            en=f"{defect.subs_open} sub-tickets are not settled yet; the fix can be handed in after them.",
        )  # fmt: skip


def _hands(defect: Defect) -> list[str] | None:
    """Return the people and parties who did the work by way of sub-tickets."""
    done = select(Defect.liable_party_id, Defect.rectified_by).where(
        Defect.parent_id == defect.id, Defect.state == "closed"
    )
    return sorted({each for row in db.session.execute(done) for each in row if each}) or None


def confirm(actor: Actor, defect: Defect, values: Values, at: datetime) -> dict[str, Any]:
    """Close it; of a serious one the root cause is asked."""
    if defect.state == "joined":
        return _with_its_head(defect)
    if rules.asks_cause(defect.severity) and defect.parent_id is None:
        _keep_cause(defect, values)
    keep(actor, defect, list(values.get("checked") or ()), "checked", at, field="checked")
    return {}


def _with_its_head(defect: Defect) -> dict[str, Any]:
    head = db.session.get_one(Defect, defect.joined_into_id)
    if head.state != "closed":
        raise Problem(
            "conflict",
            zh=f"已并入 {head.number}，随其办结。",
            en=f"Joined to {head.number}: settled with it.",
        )
    defect.rectified_at = head.rectified_at
    return {"into": head.number}


def _keep_cause(defect: Defect, values: Values) -> None:
    if values.get("cause") not in rules.CAUSES:
        raise field_problem(
            "cause", "较重及以上缺陷销号须填写根本原因", "a serious defect is closed with its root cause"
        )
    found = rules.shares({role: values.get(f"share_{role}") for role in rules.FIVE})
    if found is None:
        raise field_problem(
            "share_contractor", "各方责任应为整数百分比，合计 100",
            "the shares are whole percents that add up to 100",
        )  # fmt: skip
    defect.cause, defect.cause_shares = values["cause"], found


def send_back(actor: Actor, defect: Defect, values: Values, at: datetime) -> dict[str, Any]:
    """Send a fix back: the time it lay with the verifier does not count."""
    keep(actor, defect, list(values.get("checked") or ()), "checked", at, field="checked")
    if defect.rectified_at is not None:
        defect.due_at = rules.due_after_return(defect.due_at, defect.rectified_at, at)
    defect.returns += 1
    return {"round": defect.rounds, "due_at": defect.due_at.isoformat()}
