"""Claims and disputes of the last weeks: settled, with a visit agreed, in mediation, agreed on paper."""

from datetime import timedelta

from sqlalchemy import select

from devices.demo.past.stage import Past, photo
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.defects import actions as defects
from inspect_app.defects.models import Defect
from inspect_app.disputes import actions as disputes
from inspect_app.disputes import queries
from inspect_app.disputes.models import Dispute
from inspect_app.warranty import actions as warranty
from inspect_app.warranty.models import Claim

_TURNED_DOWN = "经查系住户装修时在阳台地面打孔所致，不属于保修范围。"


def _claim(past: Past, path: str, words: str, urgency: str, days: float) -> Claim:
    told = warranty.Told(words=words, urgency=urgency, element_id=past.element(path).id, spot="1单元")
    one, _code = warranty.claim(
        SYSTEM, past.project(), told, source_kind="resident", source_id=past.once(words),
        key=past.key, at=past.ago(days=days),
    )  # fmt: skip
    return one


def _resident(one: Claim) -> Actor:
    return Actor("resident", one.id, "居民")


def a_claim_is_settled(past: Past) -> None:
    """A dripping riser is repaired, and the resident says so."""
    one = _claim(past, "1号楼 / 给水立管", "厨房给水立管接头滴水。", "leak", 64)
    if one.state != "claimed":
        return
    firm, resident = past.person("contractor"), _resident(one)
    meet = past.ago(days=62)
    warranty.move_claim(firm, one, "dispatch", {"worker": "水暖班 马师傅"}, at=past.ago(days=63.9))
    warranty.move_claim(firm, one, "propose", {"slot_1": meet}, at=past.ago(days=63.8))
    warranty.move_claim(resident, one, "agree", {"slot": "slot_1"}, at=past.ago(days=63))
    warranty.move_claim(firm, one, "attend", {"note": "接头垫片老化"}, at=meet)
    mended = {"note": "更换接头与垫片，通水试压无渗漏。", "photos": [photo("给水立管 已修", mended=True)]}
    warranty.move_claim(firm, one, "repair", mended, at=past.ago(days=61.8))
    warranty.move_claim(resident, one, "confirm", {"satisfaction": "3"}, at=past.ago(days=61))


def a_visit_is_agreed(past: Past) -> None:
    """A resident has chosen a time for tomorrow."""
    one = _claim(past, "1号楼 / 楼道门窗", "三层楼道窗关不严，漏风进雨。", "general", 0.9)
    if one.state != "claimed":
        return
    firm, tomorrow = past.person("contractor"), past.begins.replace(minute=0, second=0) + timedelta(hours=22)
    warranty.move_claim(firm, one, "dispatch", {"worker": "门窗班 孙师傅"}, at=past.ago(days=0.8))
    warranty.move_claim(
        firm,
        one,
        "propose",
        {"slot_1": tomorrow, "slot_2": tomorrow + timedelta(days=1)},
        at=past.ago(days=0.7),
    )
    warranty.move_claim(_resident(one), one, "agree", {"slot": "slot_1"}, at=past.ago(days=0.5))


def _disputed(past: Past, path: str, words: str, days: float) -> Dispute:
    """Return the dispute over a claim that was turned down, opened if need be."""
    claim = _claim(past, path, words, "leak", days)
    firm, resident = past.person("contractor"), _resident(claim)
    if claim.state == "claimed":
        warranty.move_claim(firm, claim, "decline", {"reason": _TURNED_DOWN}, at=past.ago(days=days - 1))
    db.session.flush()
    known = db.session.scalar(
        select(Dispute).where(Dispute.source_kind == "claim", Dispute.source_id == claim.id)
    )
    if known is not None:
        return known
    made = disputes.open_dispute(
        resident, queries.case(resident, "claim", claim.id), claim=words, wish="请施工单位免费修好并恢复墙面。",
        at=past.ago(days=days - 2),
    )  # fmt: skip
    db.session.flush()
    return made


def a_dispute_is_agreed(past: Past) -> None:
    """The street's mediator hears both, an expert looks, both sign: thirty days for the court's confirmation run."""
    made = _disputed(past, "1号楼 / 屋面", "顶层卧室顶板渗水，施工单位说是我家装修造成的。", 26)
    if made.state != "asked":
        return
    lead, firm, resident = (
        past.person("community"),
        past.person("contractor"),
        Actor("resident", made.source_id, "居民"),
    )
    disputes.move(lead, made, "accept", {}, at=past.ago(days=23))
    disputes.move(
        firm, made, "consent", {"answer": "屋面闭水试验合格，渗水点在住户装修打孔处。"}, at=past.ago(days=22)
    )
    water = [photo("卧室顶板渗水")]
    disputes.add_evidence(resident, made, kind="own", why="卧室顶板水渍", photos=water, at=past.ago(days=22))
    meeting = disputes.call(
        lead, made, meet_at=past.ago(days=15), where="西环里社区调解室", at=past.ago(days=20)
    )
    look = disputes.book(
        lead, made, expert="北辰房屋质量司法鉴定所", qualification="建设工程质量类司法鉴定", payer="loser",
        question="渗水由屋面防水层还是室内打孔造成", meet_at=past.ago(days=14), at=past.ago(days=20),
    )  # fmt: skip
    db.session.flush()
    held = {"present": "both", "minutes": "双方陈述后同意先鉴定，再按结论协商。"}
    disputes.move_mediation(lead, meeting, "hold", held, at=past.ago(days=14.9))
    said = {"finding": "fault", "opinion": "渗水点位于天沟收口处，防水层搭接不足，与室内打孔无关。"}
    disputes.move_appraisal(lead, look, "report", said, at=past.ago(days=10))
    terms = {
        "terms": "施工单位重做天沟收口处防水，并恢复卧室顶板涂料；鉴定费由施工单位承担。",
        "perform_by": local_day(past.begins + timedelta(days=12)),
    }  # fmt: skip
    disputes.move(lead, made, "draft", terms, at=past.ago(days=6))
    disputes.sign(resident, made, draft=made.drafts, name="林女士", at=past.ago(days=5))
    disputes.sign(firm, made, draft=made.drafts, name=firm.name, at=past.ago(days=5))
    db.session.flush()
    disputes.move(lead, made, "agree", {}, at=past.ago(days=5))


def a_dispute_is_in_mediation(past: Past) -> None:
    """Both have said what they claim; a meeting is called for the days to come."""
    made = _disputed(past, "1号楼 / 外墙保温", "外墙保温空鼓，内墙结露发霉。", 9)
    if made.state != "asked":
        return
    lead, firm = past.person("community"), past.person("contractor")
    disputes.move(lead, made, "accept", {}, at=past.ago(days=5))
    disputes.move(
        firm, made, "consent", {"answer": "保温层拉拔试验合格，结露与通风不足有关。"}, at=past.ago(days=3)
    )
    meet = past.begins.replace(minute=0, second=0) + timedelta(days=2)
    disputes.call(lead, made, meet_at=meet, where="西环里社区调解室", at=past.ago(days=2))


def a_ticket_is_disputed(past: Past) -> None:
    """A contractor's dispute of a ticket was rejected; it asks for mediation with the owner."""
    supervisor, firm, site = past.person("supervisor"), past.person("contractor"), past.project("p17")
    title = "楼道配电箱接地跨接不全"
    one = db.session.scalar(select(Defect).where(Defect.project_id == site.id, Defect.title == title))
    if one is not None:
        return
    place = past.element("1号楼 / 楼道电气", "p17").id
    one = defects.raise_defect(
        supervisor, project=site, element_id=place, title=title, clause="GB 50303-2015 3.1.7", at=past.ago(days=6),
        description="二层、四层配电箱箱门无接地跨接线。",
    )  # fmt: skip
    db.session.flush()
    said = {
        "claim": "箱体由建设单位自购成套供货，跨接线不在我单位承包范围。",
        "evidence": [photo("配电箱 供货铭牌")],
    }
    defects.move(firm, one, "dispute", said, at=past.ago(days=5))
    defects.move(
        supervisor, one, "reject", {"reason": "合同清单第 42 项含箱体安装与跨接。"}, at=past.ago(days=4)
    )
    db.session.flush()
    disputes.open_dispute(
        firm, queries.case(firm, "defect", one.id), claim="跨接线由谁供货，合同清单与设备清单不一致。",
        wish="由建设单位承担材料费，我单位负责安装。", at=past.ago(days=3),
    )  # fmt: skip
