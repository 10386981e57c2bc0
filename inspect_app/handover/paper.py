"""The deed of a handover and the paper of a reversion: records for machines, and sealed sheets."""

from datetime import date, datetime
from typing import Any

from inspect_app.core import place
from inspect_app.core.canonical import content_hash
from inspect_app.core.keys import issued
from inspect_app.core.paper import Paper, Signed
from inspect_app.handover.models import Package, PackageItem, Reversion
from inspect_app.handover.queries import File, files_of, property_papers, standing, whole
from inspect_app.handover.rules import DECISIONS, KINDS, NEEDS, PROPERTY_PAPERS, SIDES, TAKING, TRADES
from inspect_app.handover.rules.needs import ARTICLE_29
from inspect_app.handover.rules.reverting import BEGINNERS


def record(package: Package, on: date) -> dict[str, Any]:
    """Return what both sides sign: project, sides, and each asset with its file, decision and conditions."""
    project, owner = package.project, package.project.party("owner")
    files = files_of(whole([each.asset_id for each in package.items]))
    gap = next((each.may_refuse for each in standing(project, on) if each.trade.key == package.trade), None)
    told: dict[str, Any] = {
        "kind": "deed",
        "project": {"name": project.name, "number": project.number, "community": project.community, "region": project.region},
        "trade": package.trade,
        "giver": owner.name if owner else "",
        "taker": package.party.name,
        "assets": [_asset(each, files[each.asset_id]) for each in package.items],
        "uninvited": gap.basis if gap else "",
    }  # fmt: skip
    if package.trade == "property":
        told["article_29"] = {
            kind: [each.title or each.note or each.dated_on.isoformat() for each in found]
            for kind, found in property_papers(project.id).items()
        }
    return told


def _asset(item: PackageItem, file: File) -> dict[str, Any]:
    one = item.asset
    return {
        "number": one.number, "name": one.name, "kind": one.kind, "element": one.element.path, "spec": one.spec,
        "amount": one.amount, "spot": one.spot, "boundary": one.boundary, "boundary_basis": one.boundary_basis,
        "file": {each.need.key: each.there for each in file.lines},
        "lacks": [each.key for each in file.lacks],
        "warranty_until": file.warranty_until.isoformat() if file.warranty_until else None,
        "open_defects": [each.number for each in file.defects],
        "hold_points": [each.number for each in file.holds],
        "devices": [each.name for each in file.devices],
        "decision": item.decision, "clause": item.clause, "reason": item.reason,
        "conditions": [{"words": each.words, "due_on": each.due_on.isoformat()} for each in item.conditions],
    }  # fmt: skip


def deed(package: Package, number: str, at: datetime) -> bytes:
    """Return the sealed PDF of a deed with its record attached."""
    told = package.record or {}
    data = {
        **told, "number": number, "issued_at": at.isoformat(), "content": package.content,
        "signatures": [
            {"side": each.side, "party": each.party.name, "name": each.name, "at": each.at.isoformat(), "content": each.content}
            for each in package.signed
        ],
    }  # fmt: skip
    url, trade = f"{place.address()}/packages/{package.id}", TRADES[package.trade]
    paper = Paper(f"{trade.zh}设施移交确认书", number, told["giver"], url, content_hash(data), at)
    paper.text(
        f"{told['giver']}将下列资产移交{told['taker']}。自签发之时起，接收的资产由{told['taker']}负责管理维护，相关投诉由其受理，"
        f"保修期内由其向施工单位报修，设备监测数据归其使用；未接收的资产仍由{told['giver']}负责。"
    )
    paper.text(
        f"{told['giver']} hands the assets below to {told['taker']}, which has charge of them from now on.",
        "note",
    )
    paper.facts(
        [
            ("项目", told["project"]["name"]), ("小区", told["project"]["community"]), ("专业", trade.zh),
            ("移交单位", told["giver"]), ("接管单位", told["taker"]), ("移交时间", at),
        ]
    )  # fmt: skip
    _assets(paper, "接收的资产 Taken over", [each for each in told["assets"] if each["decision"] in TAKING])
    _kept(paper, [each for each in told["assets"] if each["decision"] not in TAKING])
    _papers(paper, told)
    signed = [Signed(each.name, each.party.name, SIDES[each.side][0], each.at) for each in package.signed]
    paper.signatures(signed, "双方签署 Signatures")
    paper.text(f"双方签署的移交记录 SHA-256：{package.content}", "note")
    return issued(paper, data)


def _assets(paper: Paper, heading: str, rows: list[dict[str, Any]]) -> None:
    paper.heading(heading)
    paper.table(
        ("编号 Number", "资产 Asset", "部位 Place", "责任分界 Boundary", "保修至 Warranty", "答复 Decision"),
        [
            (each["number"], f"{each['name']} {each['amount']}".strip(), f"{each['element']} {each['spot']}".strip(), each["boundary"],
             each["warranty_until"] or "—", DECISIONS[each["decision"]][0])
            for each in rows
        ],
        (1.7, 1.5, 1.4, 1.5, 1.3, 1.4),
    )  # fmt: skip
    conditions = [(each["name"], one["words"], one["due_on"]) for each in rows for one in each["conditions"]]
    if conditions:
        paper.heading("接收条件 Conditions")
        paper.table(("资产 Asset", "条件 Condition", "期限 Due"), conditions, (1.5, 3, 1))
    papers = [(each["name"], _file(each)) for each in rows]
    paper.heading("随附资料 Contents of the files")
    paper.table(("资产 Asset", "资料 Contents"), papers, (1.4, 4))


def _file(asset: dict[str, Any]) -> str:
    from_file = [f"{key}：{value}" for key, value in _named(asset["file"]).items() if value]
    tested = KINDS[asset["kind"]].test
    lacks = [f"缺 {_words(key)}" for key in asset["lacks"]]
    defects = [f"未销号缺陷 {'、'.join(asset['open_defects'])}"] if asset["open_defects"] else []
    asked = [f"应有试验：{tested[0]}"] if tested and "test" in asset["lacks"] else []
    return "；".join([*from_file, *lacks, *asked, *defects]) or "—"


def _named(found: dict[str, str]) -> dict[str, str]:
    return {_words(key): value for key, value in found.items() if key != "spot"}


def _words(key: str) -> str:
    return _NEEDED[key]


def _kept(paper: Paper, rows: list[dict[str, Any]]) -> None:
    if not rows:
        return
    paper.heading("未接收的资产，仍由移交单位负责 Refused, kept by the giver")
    paper.table(
        ("编号 Number", "资产 Asset", "依据 Clause", "理由 Reason"),
        [(each["number"], f"{each['name']}（{each['element']}）", each["clause"], each["reason"]) for each in rows],
        (1.6, 2, 1.8, 2.2),
    )  # fmt: skip


def _papers(paper: Paper, told: dict[str, Any]) -> None:
    if told["uninvited"]:
        paper.text(f"该单位未受邀参加竣工验收，依 {told['uninvited']} 可以不接收。", "note")
    if "article_29" in told:
        paper.heading(f"{ARTICLE_29}资料 Papers of article 29")
        paper.checks(
            [
                (bool(found), f"{PROPERTY_PAPERS[kind][0]}{'：' + '、'.join(found) if found else ''}")
                for kind, found in told["article_29"].items()
            ]
        )


_NEEDED = {each.key: each.zh for each in NEEDS}


def reversion_record(one: Reversion) -> dict[str, Any]:
    """Return what both sides sign of a reversion: its deed, the assets, why, by which paper."""
    project, owner = one.project, one.project.party("owner")
    return {
        "kind": "reversion", "project": {"name": project.name, "number": project.number, "community": project.community},
        "deed": one.package.number, "giver": owner.name if owner else "", "taker": one.party.name,
        "begun_by": one.begun_by, "reason": one.reason, "document": one.document, "document_sha256": one.document_sha256,
        "assets": [
            {"number": each.number, "name": each.name, "element": each.element.path, "boundary": each.boundary}
            for each in one.assets
        ],
    }  # fmt: skip


def reversion(one: Reversion, number: str, at: datetime) -> bytes:
    """Return the sealed PDF of a reversion with its record attached."""
    told = one.record
    signed = [
        {"side": each.side, "party": each.party.name, "name": each.name, "at": each.at.isoformat(), "content": each.content}
        for each in one.signatures
    ]  # fmt: skip
    data = {
        **told,
        "number": number,
        "reverted_at": at.isoformat(),
        "content": one.content,
        "signatures": signed,
    }
    url = f"{place.address()}/packages/{one.package_id}"
    paper = Paper("管理责任退回确认书", number, told["giver"], url, content_hash(data), at)
    paper.text(
        f"下列资产依移交确认书 {told['deed']} 移交{told['taker']}。自本确认书签发之时起，其管理责任退回{told['giver']}；"
        "此前已受理的投诉、报修仍由原单位办结，此后新发生的由退回后的责任单位办理。"
    )
    paper.text(f"From now on {told['giver']} has charge again of the assets below.", "note")
    order = told.get("order")
    paper.facts(
        [
            ("项目", told["project"]["name"]), ("小区", told["project"]["community"]), ("退回单位", told["taker"]),
            ("收回单位", told["giver"]), ("提出方", BEGINNERS[told["begun_by"]][0]), ("原因", told["reason"]),
            ("依据文书", told["document"]), ("退回时间", at),
            *([("决定文号", order["document"]), ("决定理由", order["reason"]), ("决定人", order["by"])] if order else []),
        ]
    )  # fmt: skip
    paper.heading("退回的资产 Reverted")
    paper.table(
        ("编号 Number", "资产 Asset", "部位 Place", "责任分界 Boundary"),
        [(each["number"], each["name"], each["element"], each["boundary"]) for each in told["assets"]],
        (1.6, 2, 2, 2),
    )
    names = [Signed(each.name, each.party.name, SIDES[each.side][0], each.at) for each in one.signatures]
    if names:
        paper.signatures(names, "签署 Signatures")
    paper.text(f"退回记录 SHA-256：{one.content}", "note")
    return issued(paper, data)
