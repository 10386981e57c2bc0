"""Handover of the community accepted last year: the gas firm takes one riser over and refuses the other."""

from typing import Any

from sqlalchemy import select

from devices.demo.past.accepted import ACCEPTED_DAYS
from devices.demo.past.stage import Past, photo
from devices.demo.people import PAST
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.handover import actions
from inspect_app.handover.models import Asset, Package
from inspect_app.projects import actions as projects
from inspect_app.projects.models import Element, Project

_REFUSED: dict[str, Any] = {
    "clause": "CJJ 33 严密性试验", "reason": "2 单元立管严密性试验记录缺失，压力表未检定。",
}  # fmt: skip


def risers_are_planned(past: Past) -> None:
    """The works of the accepted community renew two gas risers."""
    project, at = past.project(PAST), past.ago(days=ACCEPTED_DAYS + 130)
    house = past.element("1号楼")
    for name in ("1 单元燃气立管", "2 单元燃气立管"):
        known = select(Element.id).where(Element.project_id == project.id, Element.path == f"1号楼 / {name}")
        if not db.session.scalar(known):
            projects.add_element(past.person("owner"), project, kind="gas", name=name, parent=house, at=at)


def assets_are_entered(past: Past) -> None:
    """The owner drafts the register, adds places, drawings and tests, and records that the utility was invited."""
    project, owner = past.project(PAST), past.person("owner")
    if db.session.scalar(select(Asset.id).where(Asset.project_id == project.id).limit(1)):
        return
    invited = past.ago(days=ACCEPTED_DAYS + 120)
    asked: dict[str, Any] = {
        "party_id": past.party("utility").id,
        "trade": "gas",
        "note": "安居函〔2025〕12 号",
    }
    actions.invite(owner, project, **asked, invited_on=local_day(invited), at=invited)
    at = past.ago(days=ACCEPTED_DAYS - 12)
    actions.add_assets(owner, project, at=at)
    for n, one in enumerate(_of(project, "gas")):
        said: dict[str, Any] = {
            "spot": "楼道管井",
            "amount": "48 m",
            "spec": "DN50 镀锌钢管",
            "photos": [photo(f"燃气立管 {n + 1}", mended=True)],
        }
        actions.edit_asset(owner, one, said, at=at)
        told: dict[str, Any] = {"dated_on": local_day(at), "note": "原件在建设单位档案室"}
        actions.add_paper(owner, project, one, kind="as_built", title=f"燃施-0{n + 1}", **told, at=at)
        if n == 0:
            result = "0.1 MPa 稳压 24 h，压降合格"
            actions.add_paper(
                owner, project, one, kind="test", title="严密性试验", result=result, **told, at=at
            )
    closing: dict[str, Any] = {
        "dated_on": local_day(at),
        "note": "城建档案馆 2025-118 卷",
        "title": "竣工图一套",
    }
    actions.add_paper(owner, project, None, kind="p29_drawings", **closing, at=at)


def gas_is_taken_over(past: Past) -> None:
    """The gas firm accepts what was tested, on a condition, and refuses the rest; both sides sign."""
    project = past.project(PAST)
    wanted = _of(project, "gas")
    if db.session.scalar(select(Package.id).where(Package.project_id == project.id)) or not wanted:
        return
    owner, utility = past.person("owner"), past.person("utility")
    at = past.ago(days=ACCEPTED_DAYS - 20)
    package = actions.begin(owner, project, party_id=past.party("utility").id, trade="gas", at=at)
    actions.move(owner, package, "offer", {}, at=at)
    for n, item in enumerate(package.items):
        if n == 1:
            evidence = [photo("压力表检定标签过期")]
            actions.decide(utility, item, decision="refuse", **_REFUSED, photos=evidence, at=at)
        else:
            due = local_day(past.ago(days=-14)).isoformat()
            said: dict[str, Any] = {"words": ["补交阀门表和钥匙"], "due_on": [due]}
            actions.decide(utility, item, decision="conditions", **said, at=at)
    actions.move(utility, package, "settle", {}, at=at)
    for who in (owner, utility):
        actions.move(who, package, "sign", {"name": who.name}, at=at)


def _of(project: Project, trade: str) -> list[Asset]:
    stmt = select(Asset).where(Asset.project_id == project.id, Asset.trade == trade)
    return list(db.session.scalars(stmt.order_by(Asset.number)))
