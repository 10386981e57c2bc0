"""Credit and notices of the last months: an entry whose repair is asked for, one objected to, a notice served."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from devices.demo.past.stage import Past, photo
from devices.demo.people import PAST
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.credit import actions as credit
from inspect_app.credit.models import CreditEntry
from inspect_app.defects.models import Defect
from inspect_app.notices import actions as notices
from inspect_app.projects.models import Project


def _entered(
    past: Past, event: str, number: str, days: int, firm: str = "contractor", site: str = PAST
) -> CreditEntry:
    known = db.session.scalar(select(CreditEntry).where(CreditEntry.source_number == number))
    if known is not None:
        return known
    day = local_day(past.ago(days=days))
    told: dict[str, Any] = {
        "party_id": past.party(firm).id, "event": event, "document": number, "occurred_on": day,
        "document_on": day, "issuer": past.party("authority").name, "penalty_months": 0, "photos": [photo(number)],
    }  # fmt: skip
    made = credit.enter(
        past.person("officer"), project=past.project(site), values=told, at=past.ago(days=days - 1)
    )
    db.session.flush()
    return made


def a_repair_is_asked_for(past: Past) -> None:
    """A failed spot test took effect; its shortest time of publication is over, and the firm asks for repair."""
    one = _entered(past, "failed_spot_test", "昌质监通〔演示〕第 12 号", 140)
    if one.state != "proposed":
        return
    credit.move(past.person("officer"), one, "confirm", {}, at=past.ago(days=130))
    reason = {"reason": "已重新取样复检合格（报告 FJ-演示-07），并组织班组培训。"}
    credit.move(past.person("contractor"), one, "ask-repair", reason, at=past.ago(days=4))


def an_objection_is_raised(past: Past) -> None:
    """A safety check that failed is objected to; meanwhile it neither counts nor is published."""
    one = _entered(past, "safety_failed", "昌质监安〔演示〕第 31 号", 5)
    if one.state != "proposed":
        return
    reason = {"reason": "检查当日塔吊已停用并挂牌，扣分项不应计入；附停用记录。"}
    credit.move(past.person("contractor"), one, "object", reason, at=past.ago(days=3))


def good_work_is_entered(past: Past) -> None:
    """Residents were content: an entry that speaks for the firm, and counts."""
    one = _entered(past, "residents_satisfied", "昌住建满〔演示〕第 3 号", 40)
    if one.state == "proposed":
        credit.move(past.person("officer"), one, "confirm", {}, at=past.ago(days=32))
    other = _entered(past, "safety_excellent", "昌质监安〔演示〕第 22 号", 20, "rival", "p18")
    if other.state == "proposed":
        credit.move(past.person("officer"), other, "confirm", {}, at=past.ago(days=12))


def a_notice_is_served(past: Past) -> None:
    """The authority orders the missing clamps to be put right; the contractor has acknowledged receipt."""
    stmt = (
        select(Defect)
        .join(Defect.project)
        .where(Project.site == "p17", Defect.title.startswith("排水立管支架"))
    )
    defect = db.session.scalars(stmt).first()
    if defect is None:
        return
    officer = past.person("officer")
    facts = "1 号楼 1 单元排水立管三层、四层各缺一只管卡，逾期未整改，满水时管道晃动，有脱落危险。"
    one = notices.draft(
        officer, project=defect.project, kind="rectification", facts=facts, defect_ids=[defect.id],
        element_ids=[defect.element_id] if defect.element_id else [], source_id="demo", at=past.ago(days=3),
        due_on=local_day(past.begins + timedelta(days=4)),
    )  # fmt: skip
    db.session.flush()
    if one.state != "draft":
        return
    notices.move(officer, one, "issue", {}, at=past.ago(days=2.9))
    notices.move(past.person("contractor"), one, "receive", {}, at=past.ago(days=2))


def an_inspector_drafts(past: Past) -> None:
    """An inspector has drafted a notice; the authority issues it, or whoever tries the demonstration."""
    facts = "北门出入口冲洗设施停用，运土车辆带泥上路。"
    inspector, place = past.person("inspector"), past.element("施工现场", "p17")
    notices.draft(
        inspector, project=past.project("p17"), kind="rectification", facts=facts, element_ids=[place.id],
        source_id="demo-draft", at=past.ago(days=1),
    )  # fmt: skip
