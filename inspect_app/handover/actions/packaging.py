"""Put a package together, offer it, open it for signing, sign it, send it back, withdraw it."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.acceptance import queries as acceptance
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.permits import Actor
from inspect_app.core.timeline import refused_words
from inspect_app.handover import paper
from inspect_app.handover.actions.holding import lock
from inspect_app.handover.actions.issuing import issue
from inspect_app.handover.models import Asset, Package, PackageItem, PackageSignature
from inspect_app.handover.queries import files_of, under_way, whole
from inspect_app.handover.rules import TRADES
from inspect_app.identity.models import Party
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_charge

Values = Mapping[str, Any]
_MOST = 300


def begin(
    actor: Actor, project: Project, *, party_id: str, trade: str, asset_ids: Sequence[str] = (), at: datetime
) -> Package:
    """Put a package of one trade together for a party; without assets named, of all that are still the owner's."""
    known = TRADES.get(trade)
    if known is None:
        raise field_problem("trade", "没有这个专业", "no such trade")
    taking = [each.party for each in project.parties if each.party_id == party_id and each.role == known.role]
    if not taking:
        raise field_problem(
            "party_id", f"应为本项目的{'物业' if known.role == 'property' else '专营单位'}",
            f"must be a {'property firm' if known.role == 'property' else 'utility'} of this project",
        )  # fmt: skip
    lock(project.id)
    found = _assets(project, taking[0], trade, list(dict.fromkeys(each for each in asset_ids if each)))
    made = Package(project=project, party=taking[0], trade=trade, begun_at=at, begun_by_name=actor.name)
    made.items = [PackageItem(asset=each, position=n) for n, each in enumerate(found)]
    db.session.add(made)
    told = {"party": made.party.name, "trade": trade, "assets": [each.name for each in found[:20]]}
    journal.record(actor, "package.begin", made, at=at, data=told)
    return made


def _assets(project: Project, taker: Party, trade: str, asset_ids: list[str]) -> list[Asset]:
    stmt = select(Asset).where(Asset.project_id == project.id, Asset.trade == trade)
    rows = list(db.session.scalars(stmt.order_by(Asset.number)))
    lying = under_way([each.id for each in rows])
    charges = in_charge([each.element_id for each in rows])
    others = {key for key, charge in charges.items() if charge.party_id != taker.id}
    free = [
        each for each in rows if not each.taker_id and each.id not in lying and each.element_id not in others
    ]
    if not asset_ids:
        found = free
    else:
        found = [each for each in free if each.id in asset_ids]
        if len(found) != len(asset_ids):
            raise field_problem(
                "asset_ids", "有资产不属于本专业，或已移交、已在另一个移交包中",
                "some are of another trade, handed over, or in another package",
            )  # fmt: skip
    if not found:
        raise field_problem("asset_ids", "没有可以移交的资产", "there is nothing to hand over")
    if len(found) > _MOST:
        raise field_problem("asset_ids", f"一次最多 {_MOST} 项", f"at most {_MOST} at once")
    return found


def move(actor: Actor, package: Package, name: str, values: Values, *, at: datetime) -> Package:
    """Take one of the package's declared moves; the second signature issues the deed in the same transaction."""
    lock(package.project_id)
    db.session.refresh(package)
    package.WORKFLOW.take(package.state, name)
    told = _PREPARE[name](actor, package, values, at) if name in _PREPARE else {}
    given = {key: value for key, value in values.items() if value not in (None, "")}
    journal.move(actor, package, name, at=at, data={**given, **told})
    if name == "sign" and package.next_side is None:
        issue(actor, package, at=at)
    return package


def _offer(_actor: Actor, package: Package, _values: Values, _at: datetime) -> dict[str, Any]:
    certificate = acceptance.standing(package.project_id)
    if certificate is None or certificate.state == "revoked":
        raise Problem(
            "conflict", zh="竣工验收合格后方可移交（《建设工程质量管理条例》第十六条）。",
            en="Only accepted works are handed over (Decree 279 art. 16).",
        )  # fmt: skip
    _require_free_of_major(package.items)
    return {"party": package.party.name, "assets": [each.asset.name for each in package.items[:20]]}


def _require_free_of_major(items: Sequence[PackageItem]) -> None:
    assets = whole([each.asset_id for each in items])
    files = files_of(assets)
    bad = [(each.name, one.number) for each in assets for one in files[each.id].major]
    if bad:
        raise Problem(
            "conflict", zh="有未销号的重大缺陷，不能移交：" + "；".join(f"{name} {number}" for name, number in bad),
            en="Open major defects bar the handover: " + "; ".join(f"{name} {number}" for name, number in bad),
        )  # fmt: skip


def _settle(_actor: Actor, package: Package, _values: Values, at: datetime) -> dict[str, Any]:
    if package.undecided:
        names = [each.asset.name for each in package.undecided]
        raise Problem(
            "conflict", zh=f"还有 {len(names)} 项资产没有答复：{'、'.join(names[:5])}",
            en=f"{len(names)} assets are not decided: {', '.join(names[:5])}",
        )  # fmt: skip
    if not package.taken:
        raise Problem(
            "conflict", zh="没有接收任何资产，无可签署；由移交单位撤回。", en="No asset is accepted: there is nothing to sign."
        )  # fmt: skip
    package.round += 1
    package.record = paper.record(package, local_day(at))
    package.content = content_hash(package.record)
    return {"content": package.content}


def _sign(actor: Actor, package: Package, values: Values, at: datetime) -> dict[str, Any]:
    side = package.next_side
    if side is None:
        raise Problem("conflict", zh="双方均已签署。", en="Both sides have signed.")
    _require_free_of_major(package.taken)
    party = _signs_for(actor, package, side)
    if " ".join(str(values.get("name") or "").split()) != actor.name:
        raise field_problem("name", f"请填写您的姓名：{actor.name}", f"write your name: {actor.name}")
    package.signatures.append(
        PackageSignature(
            package_id=package.id, round=package.round, side=side, party=party, person_id=actor.id, name=actor.name,
            content=package.content or "", at=at,
        )
    )  # fmt: skip
    db.session.flush()
    return {"side": side, "party": party.name, "content": package.content}


def _signs_for(actor: Actor, package: Package, side: str) -> Party:
    if side == "taker":
        if package.party_id in actor.party_ids(TRADES[package.trade].role):
            return package.party
    else:
        mine = actor.party_ids("owner")
        for each in package.project.parties:
            if each.role == "owner" and each.party_id in mine:
                return each.party
    raise Problem("forbidden", verb=refused_words("package.sign"))


def _withdraw(_actor: Actor, package: Package, _values: Values, _at: datetime) -> dict[str, Any]:
    for each in package.items:
        each.live = False
    return {"party": package.party.name}


_PREPARE: dict[str, Callable[[Actor, Package, Values, datetime], dict[str, Any]]] = {
    "offer": _offer, "settle": _settle, "sign": _sign, "withdraw": _withdraw,
}  # fmt: skip
