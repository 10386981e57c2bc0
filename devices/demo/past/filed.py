"""The dossier of the running site: what its keepers entered, whom the utilities met, what an audit found."""

from datetime import date, timedelta
from typing import Any

from sqlalchemy import select

from devices.demo.past.stage import Past, photo
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.dossier import actions
from inspect_app.dossier.models import AuditFinding, Line, UtilityWork
from inspect_app.dossier.rules.registers import DUTIES
from inspect_app.projects.models import Project

_SITE = "p17"
#: item -> value, source
_VALUES = {
    "built_year": ("1996", "房产测绘成果"), "buildings": ("2", "现场核对"), "households": ("8", "户籍台账"),
    "floor_area": ("5620.5", "房产测绘成果"), "eligible": ("2000 年底前建成，配套不全", "区改造对象名录"),
    "old_trees": ("保留院内国槐 3 株，不迁移", "园林所现场确认单"), "property_before": ("单位自管，2019 年起由现物业托管", "社区说明"),
    "asked": ("8", "意愿调查表"), "took_part": ("7", "意愿调查表"), "consented": ("7", "意愿调查表"),
    "wished": ("屋面漏雨、排水堵塞、楼道照明", "意愿调查表"), "gaps": ("排水管老化、屋面渗漏、无障碍坡道缺失", "摸底排查表"),
    "scheme_of": ("西环里小区综合改造方案（定稿）", "街道会议纪要"), "safety": ("分楼施工、硬隔离、夜间照明", "施工组织设计"),
    "budget": ("486", "初步设计概算"), "percent": ("46", "监理月报"), "milestone": ("屋面防水完成，外墙保温施工中", "监理月报"),
    "parking_before": ("36", "现场核对"), "leaks_before": ("3", "社区报修台账"), "pool_state": ("building", "区储备库"),
    "expected": ("2026", "区储备库"), "score": ("87.5", "区储备库评分表"),
}  # fmt: skip
_SCOPE = (
    ("basic", "屋面防水翻修", "1480", "m²", "done"), ("basic", "雨污分流管网", "620", "m", "building"),
    ("basic", "楼道照明更换", "24", "处", "planned"), ("improving", "非机动车充电棚", "2", "处", "planned"),
    ("upgrading", "社区养老服务点（租用底商）", "1", "处", "planned"),
)  # fmt: skip
#: kind of fund -> planned, received, spent in yuan; None: nobody has said
_FUNDS: dict[str, tuple[str | None, str | None, str | None]] = {
    "central": ("1600000", "1600000", "820000"), "province": ("800000", "400000", "210000"),
    "city": ("1200000", "900000", "560000.50"), "owners": ("260000", None, None),
    "utilities": ("900000", "450000", None), "social": (None, None, None),
}  # fmt: skip
_BLANK: dict[str, Any] = {
    "what": "", "said": "", "amount": "", "unit": "", "element_id": None, "source": "", "note": "", "replaces": "",
    "why": "", "photos": [], "lacks": False,
}  # fmt: skip


def the_dossier_is_kept(past: Past) -> None:
    """Chapter by chapter: values, one of them corrected and one not applicable, scope, photos, funds, letters."""
    project = past.project(_SITE)
    if db.session.scalar(select(Line.id).where(Line.project_id == project.id)):
        return
    for key, (said, source) in _VALUES.items():
        _entered(past, project, "value", key, days=40, said=said, source=source)
    first = _entered(past, project, "value", "entered_pool", days=40, said="2025-09-10", source="区储备库")
    again = {"replaces": first.id, "why": "以区改造办入库通知日期为准"}
    _entered(past, project, "value", "entered_pool", days=12, said="2025-09-18", source="入库通知", **again)
    none = {"lacks": True, "note": "不收取，改造后由现物业按原标准服务至业主表决"}
    _entered(past, project, "value", "fee", days=20, source="", **none)
    for kind, said, amount, unit, what in _SCOPE:
        _entered(
            past,
            project,
            "scope",
            kind,
            days=35,
            said=said,
            amount=amount,
            unit=unit,
            what=what,
            source="改造方案",
        )
    _pictures(past, project)
    for kind, figures in _FUNDS.items():
        for what, yuan in zip(("planned", "received", "spent"), figures, strict=True):
            if yuan is not None:
                _entered(past, project, "fund", kind, days=6, what=what, amount=yuan, source="资金台账")
    for duty in DUTIES:
        leader = next((each.leader for each in project.parties if each.role == duty.role), "")
        if leader and duty.role != "surveyor":
            letter = [photo(f"承诺书 {duty.zh[:8]}", mended=True)]
            _entered(past, project, "duty", duty.key, days=50, said=leader, photos=letter)


def _pictures(past: Past, project: Project) -> None:
    for path, sides in (("1号楼 / 屋面", ("before", "after")), ("1号楼 / 外墙保温", ("before",))):
        place = past.element(path, _SITE)
        for side in sides:
            shown = [photo(f"{path} {'改造后' if side == 'after' else '改造前'}", mended=side == "after")]
            _entered(
                past,
                project,
                "picture",
                side,
                days=70 if side == "before" else 8,
                element_id=place.id,
                photos=shown,
            )


def _entered(past: Past, project: Project, register: str, kind: str, *, days: float, **values: Any) -> Line:
    at = past.ago(days=days)
    given = {**_BLANK, "register": register, "kind": kind, "on": local_day(at), **values}
    return actions.enter(past.person("owner"), project, given, at=at)


def utilities_plan_beside_it(past: Past) -> None:
    """The gas company signed; the yard's road meets it in the same street, and another work comes back too soon."""
    project, day = past.project(_SITE), local_day(past.begins)
    if db.session.scalar(select(UtilityWork.id).where(UtilityWork.project_id == project.id)):
        return
    gas = _planned(
        past, project, "utility", "gas", "庭院燃气管更换", "1号楼北侧管沟", day + timedelta(days=10), 12
    )
    utility = past.person("utility")
    actions.move_work(utility, gas, "sign", {"name": utility.name}, at=past.ago(days=18))
    _planned(
        past, project, "contractor", "drainage", "雨污分流管网", "1号楼北侧管沟", day + timedelta(days=18), 20
    )
    later = _planned(past, project, "utility", "gas", "调压箱迁移", "小区东门", day + timedelta(days=400), 6)
    said = {"reason": "调压箱迁移列入下一年度更新计划，本次不同步实施"}
    actions.move_work(utility, later, "excuse", said, at=past.ago(days=17))


def _planned(
    past: Past, project: Project, party: str, trade: str, title: str, trench: str, since: date, days: int
) -> UtilityWork:
    values = {
        "party_id": past.party(party).id, "trade": trade, "title": title, "street": "西环里小区内部路", "trench": trench,
        "since": since, "until": since + timedelta(days=days),
    }  # fmt: skip
    return actions.plan_work(past.person("owner"), project, values, at=past.ago(days=25))


def an_audit_finds_something(past: Past) -> None:
    """One finding is closed with proof, one waits past its day."""
    project, found = past.project(_SITE), local_day(past.ago(days=60))
    if db.session.scalar(select(AuditFinding.id).where(AuditFinding.project_id == project.id)):
        return
    first = {
        "body": "audit", "paper": "区审计局审计报告（演示）", "found_on": found, "due_on": found + timedelta(days=30),
        "words": "省级补助资金到位后未及时登记台账。",
    }  # fmt: skip
    made = actions.enter_finding(past.person("street"), project, first, at=past.ago(days=58))
    proof = {"reply": "已补登台账，并明确专人每月核对。", "photos": [photo("资金台账 补登", mended=True)]}
    actions.move_finding(past.person("owner"), made, "answer", proof, at=past.ago(days=45))
    actions.move_finding(
        past.person("officer"), made, "close", {"note": "台账与银行回单一致。"}, at=past.ago(days=40)
    )
    second = {
        "body": "housing", "paper": "", "found_on": found, "due_on": found + timedelta(days=45),
        "words": "公示牌未公布主要材料品牌和投诉电话。",
    }  # fmt: skip
    actions.enter_finding(past.person("officer"), project, second, at=past.ago(days=58))
