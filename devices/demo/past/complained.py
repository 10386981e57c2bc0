"""Complaints of the last weeks: three that point to one cause, a photo that was covered, cases others answer for."""

from sqlalchemy import select

from devices.demo.past.stage import Past, photo
from inspect_app.complaints import actions as complaints
from inspect_app.complaints.models import Complaint, Redaction
from inspect_app.core.db import db
from inspect_app.core.permits import SYSTEM

#: what neighbours of one stairwell say of one cause: days ago, words, where
_NEIGHBOURS = (
    (11, "卫生间下水返臭，晚上更明显。", "1单元 101"),
    (8, "地漏往外冒水，厨房也有臭味。", "1单元 201"),
    (4, "排水管每次冲水都咕咚响，味道很大。", "1单元 302"),
)


def neighbours_complain(past: Past) -> None:
    """Three of one stack say the same, a neighbour joins, and the platform has the cause inspected."""
    if db.session.scalar(
        select(Complaint.id).where(
            Complaint.once_hash.is_not(None), Complaint.project_id == past.project().id
        )
    ):
        return
    element, first = past.element("1号楼 / 排水立管"), None
    for number, (days, words, spot) in enumerate(_NEIGHBOURS):
        told = complaints.Told(
            category="drainage", words=words, spot=spot, element_id=element.id, phone=f"1380000010{number}",
            visit_consent=True, photos=[photo(f"排水立管 {spot}")],
        )  # fmt: skip
        one = _filed(past, told, days)
        first = first or one
    if first is None:
        return
    complaints.join(SYSTEM, first, once=past.once("joined"), key=past.key, at=past.ago(days=7))
    street = past.person("street")
    complaints.remark(street, first, words="同一立管第三户反映，建议查三通接口。", at=past.ago(days=3))
    complaints.find_clusters(SYSTEM, at=past.ago(days=3))


def _filed(past: Past, told: complaints.Told, days: float) -> Complaint:
    key, once = past.key, past.once(told.words)
    one, _code = complaints.file_complaint(
        SYSTEM, project=past.project(), told=told, once=once, key=key, at=past.ago(days=days)
    )
    db.session.flush()
    return one


def a_photo_is_covered(past: Past) -> None:
    """The street office covers the door number on the first photo; the others wait for whoever tries it."""
    stmt = select(Redaction).join(Complaint, Complaint.id == Redaction.complaint_id)
    mine = stmt.where(Complaint.project_id == past.project().id).order_by(Redaction.filed_at, Redaction.id)
    first = db.session.scalars(mine).first()
    if first is None or first.state != "waiting":
        return
    boxes = {"boxes": "400,8800,3600,700"}
    complaints.decide_photo(past.person("street"), first, "redact", boxes, at=past.ago(days=10))


def others_are_asked(past: Past) -> None:
    """The gas company answers for its own; the street office offers a case of the grounds to the property firm."""
    stmt = select(Complaint.id).where(Complaint.project_id == past.project().id, Complaint.category == "gas")
    if db.session.scalar(stmt):
        return
    # Of no part of the works, so that nobody's warranty comes first.
    told = complaints.Told(category="gas", words="灶前压力低，傍晚点不着火。", spot="1单元 302")
    _filed(past, told, 6)
    told = complaints.Told(category="other", words="楼前垃圾桶满了没人清，招苍蝇。", spot="1号楼门前")
    offered, street = _filed(past, told, 5), past.person("street")
    complaints.assign(
        street,
        offered,
        party_id=past.party("property").id,
        reason="属物业日常保洁范围。",
        at=past.ago(days=4),
    )
