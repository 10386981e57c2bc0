"""Materials: what was built into the community accepted last year, and what lies on the running site now."""

from datetime import timedelta
from typing import Any

from sqlalchemy import select

from devices.demo.past.accepted import ACCEPTED_DAYS
from devices.demo.past.stage import Past, photo
from devices.demo.people import PAST
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.materials import actions as materials
from inspect_app.materials.models import MaterialLot
from inspect_app.projects.models import Element, Project

_MEMBRANE = {
    "kind": "membrane", "name": "SBS 改性沥青防水卷材", "spec": "II PY PE PE 4 mm", "maker": "东方雨虹（演示）", "amount": "640 m²",
}  # fmt: skip
_PIPE = {
    "kind": "drain_pipe",
    "name": "PVC-U 排水管",
    "spec": "dn110",
    "maker": "联塑（演示）",
    "amount": "480 m",
}
_BOARD = {
    "kind": "insulation",
    "name": "岩棉板",
    "spec": "60 mm A 级",
    "maker": "北新（演示）",
    "amount": "1200 m²",
}
_PAINT = {
    "kind": "paint",
    "name": "外墙弹性涂料",
    "spec": "20 kg",
    "maker": "立邦（演示）",
    "amount": "96 桶",
}


def lots_of_the_accepted_site(past: Past) -> None:
    """Membrane and drain pipes were tested, signed for and built in before the works were accepted."""
    days = ACCEPTED_DAYS + 60
    for told, lot, kind in ((_MEMBRANE, "20250312-07", "roof"), (_PIPE, "L250301", "drainage")):
        made = _entered(past, PAST, told, lot, days)
        if made is not None:
            _tested(past, made, days - 6)
            _signed(past, made, days - 7)
            _used(past, made, kind, days - 12)


def lots_of_the_running_site(past: Past) -> None:
    """One lot is built in, one waits for its sample, one was found wanting and has to leave."""
    paint = _entered(past, "p17", _PAINT, "WQ-2604", 20)
    if paint is not None:
        _signed(past, paint, 19)
    _entered(past, "p17", _BOARD, "YM-0415", 2)
    bad = _entered(past, "p17", _MEMBRANE, "20260408-02", 15)
    if bad is not None:
        _sampled(past, bad, 14)
        said = {
            "reason": "不透水性不合格（0.3 MPa 30 min 渗水）",
            "report_no": "FS-2026-0412",
            "photos": [photo("检测报告 不合格")],
        }
        materials.move(past.person("supervisor"), bad, "reject", said, at=past.ago(days=9))


def _entered(past: Past, site: str, told: dict[str, Any], lot: str, days: float) -> MaterialLot | None:
    """Enter a lot; None where that was done before."""
    project = past.project(site)
    known = select(MaterialLot.id).where(MaterialLot.project_id == project.id, MaterialLot.maker_lot == lot)
    if db.session.scalar(known):
        return None
    at = past.ago(days=days)
    papers = [photo(f"合格证 {told['name']} {lot}", mended=True)]
    values = {**told, "maker_lot": lot, "entered_on": local_day(at), "photos": papers}
    return materials.enter(past.person(_builder(project)), project, values, at=at)


def _builder(project: Project) -> str:
    return "rival" if project.site == "p18" else "contractor"


def _sampled(past: Past, lot: MaterialLot, days: float) -> None:
    said = {"sample_no": f"JZ-{lot.number[-4:]}", "laboratory": "区建设工程质量检测中心（演示）"}
    materials.move(past.person("supervisor"), lot, "sample", said, at=past.ago(days=days))


def _tested(past: Past, lot: MaterialLot, days: float) -> None:
    _sampled(past, lot, days + 4)
    on = local_day(past.ago(days=days))
    said = {
        "report_no": f"FS-{on:%Y}-{lot.number[-4:]}",
        "report_on": on,
        "photos": [photo(f"检测报告 {lot.name}", mended=True)],
    }
    materials.move(past.person("supervisor"), lot, "pass", said, at=past.ago(days=days))


def _signed(past: Past, lot: MaterialLot, days: float) -> None:
    boss = past.person("supervisor")
    materials.move(boss, lot, "accept", {"name": boss.name}, at=past.ago(days=days))


def _used(past: Past, lot: MaterialLot, kind: str, days: float) -> None:
    there = select(Element.id).where(Element.project_id == lot.project_id, Element.kind == kind)
    at = past.ago(days=days)
    materials.use(
        past.person("contractor"),
        lot,
        list(db.session.scalars(there)),
        used_on=local_day(at),
        at=at + timedelta(hours=2),
    )
