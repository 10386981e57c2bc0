"""Give the charge of assets back to the owner: proposed by a side, signed by both, or ordered by the authority."""

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal, vault
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.core.timeline import refused_words
from inspect_app.handover import paper, queries
from inspect_app.handover.actions.holding import lock
from inspect_app.handover.models import Asset, Package, Reversion, ReversionItem, ReversionSignature
from inspect_app.handover.rules import TRADES
from inspect_app.handover.rules.reverting import REVERSION
from inspect_app.identity.models import Party
from inspect_app.projects.actions import put_in_charge
from inspect_app.projects.models import Element
from inspect_app.projects.queries import in_charge

Values = Mapping[str, Any]


def begin_reversion(
    actor: Actor, package: Package, *, reason: str, document: str, at: datetime, asset_ids: Sequence[str] = (),
    sha256: str | None = None,
) -> Reversion:  # fmt: skip
    """Propose that assets of a deed go back to the owner; without any named, all that the taker still has.

    An asset on the same element goes along: charge lies with the element. Begun by the authority it is its order,
    and done at once.
    """
    lock(package.project_id)
    db.session.refresh(package)
    if package.state != "issued":
        raise Problem("conflict", zh="移交后才能退回责任。", en="Only what was handed over can revert.")
    if sha256 and not vault.known(sha256):
        raise field_problem("sha256", "文件尚未收到，请重新上传", "the file has not arrived; upload it again")
    found = _assets(package, {each for each in asset_ids if each})
    made = Reversion(
        project=package.project, package=package, party=package.party, begun_by=_begins(actor, package),
        begun_by_name=actor.name, begun_at=at, reason=reason, document=document, document_sha256=sha256,
        record={}, content="", items=[ReversionItem(asset=each) for each in found],
    )  # fmt: skip
    made.record = paper.reversion_record(made)
    made.content = content_hash(made.record)
    db.session.add(made)
    told: dict[str, Any] = {
        "party": package.party.name,
        "reason": reason,
        "document": document,
        "number": package.number,
    }
    told |= {"assets": [f"{each.number} {each.name}" for each in found[:20]]}
    journal.record(actor, "reversion.begin", made, at=at, data=told)
    if made.begun_by == "authority":
        move_reversion(actor, made, "order", {"document": document, "reason": reason}, at=at)
    return made


def _begins(actor: Actor, package: Package) -> str:
    if _party(actor, package, "taker"):
        return "taker"
    if _party(actor, package, "giver"):
        return "giver"
    if any(each.role == "authority" and package.project.covered_by(each) for each in actor.grants):
        return "authority"
    raise Problem("forbidden", verb=refused_words("reversion.begin"))


def _party(actor: Actor, package: Package, side: str) -> Party | None:
    if side == "taker":
        mine = package.party_id in actor.party_ids(TRADES[package.trade].role)
        return package.party if mine else None
    owners = actor.party_ids("owner")
    found = (each.party for each in package.project.parties if each.role == "owner")
    return next((each for each in found if each.id in owners), None)


def _assets(package: Package, asset_ids: set[str]) -> list[Asset]:
    held = [each.asset for each in package.taken if each.reverted_at is None]
    chosen = [each for each in held if not asset_ids or each.id in asset_ids]
    if not chosen or len(chosen) < len(asset_ids):
        raise field_problem(
            "asset_ids",
            "有资产不是由本移交确认书移交的，或已退回",
            "some did not go over by this deed, or have reverted",
        )
    stmt = select(Asset).where(
        Asset.element_id.in_([each.element_id for each in chosen]), Asset.taker_id == package.party_id
    )
    found = list(db.session.scalars(stmt.order_by(Asset.number)))
    lying = select(ReversionItem.id).where(
        ReversionItem.asset_id.in_([each.id for each in found]), ReversionItem.live
    )
    if db.session.scalar(lying.limit(1)):
        raise Problem(
            "conflict",
            zh="有资产的责任退回正在办理。",
            en="The reversion of some of these assets is under way.",
        )
    return found


def move_reversion(
    actor: Actor, reversion: Reversion, name: str, values: Values, *, at: datetime
) -> Reversion:
    """Take one of the reversion's declared moves; with the second signature, or an order, the charge goes back at once."""
    lock(reversion.project_id)
    db.session.refresh(reversion)
    REVERSION.take(reversion.state, name)
    if name == "revert":
        raise Problem("conflict", zh="双方尚未签署。", en="Not both sides have signed.")
    if name == "order":
        return _order(actor, reversion, values, at)
    told = _PREPARE[name](actor, reversion, values, at)
    given = {key: value for key, value in values.items() if value not in (None, "")}
    journal.move(actor, reversion, name, at=at, data={**given, **told})
    if name == "sign" and not reversion.unsigned:
        _go_back(reversion, "revert", at)
        journal.record(actor, "reversion.settle", reversion, at=at, data=_told(reversion), kind="reversion")
    return reversion


def _order(actor: Actor, reversion: Reversion, values: Values, at: datetime) -> Reversion:
    """Carry the authority's order out: it stands in the record beside what the sides had proposed."""
    reversion.record = {**reversion.record, "order": {**values, "by": actor.name}}
    reversion.content = content_hash(reversion.record)
    _go_back(reversion, "order", at)
    journal.record(actor, "reversion.order", reversion, at=at, data={**values, **_told(reversion)})
    return reversion


def _sign(actor: Actor, reversion: Reversion, values: Values, at: datetime) -> dict[str, Any]:
    found = [(side, _party(actor, reversion.package, side)) for side in reversion.unsigned]
    mine = next(((side, party) for side, party in found if party is not None), None)
    if mine is None:
        raise Problem("forbidden", verb=refused_words("reversion.sign"))
    if " ".join(str(values.get("name") or "").split()) != actor.name:
        raise field_problem("name", f"请填写您的姓名：{actor.name}", f"write your name: {actor.name}")
    side, party = mine
    reversion.signatures.append(
        ReversionSignature(side=side, party=party, person_id=actor.id, name=actor.name, content=reversion.content, at=at)
    )  # fmt: skip
    db.session.flush()
    return {"side": side, "party": party.name, "content": reversion.content}


def _end(_actor: Actor, reversion: Reversion, _values: Values, _at: datetime) -> dict[str, Any]:
    for each in reversion.items:
        each.live = False
    return {"party": reversion.party.name}


_PREPARE: dict[str, Callable[[Actor, Reversion, Values, datetime], dict[str, Any]]] = {
    "sign": _sign, "refuse": _end, "withdraw": _end,
}  # fmt: skip


def _told(reversion: Reversion) -> dict[str, Any]:
    assets = [f"{each.number} {each.name}" for each in reversion.assets]
    return {"number": reversion.number, "party": reversion.party.name, "reverted": assets}


def _go_back(reversion: Reversion, move: str, at: datetime) -> None:
    """Number and seal the paper, and give the charge of every element back to the owner: one transaction."""
    number = next_number("TH", local_day(at).year)
    sealed = vault.keep(paper.reversion(reversion, number, at), at=at)
    elements, items = (
        _elements(reversion),
        queries.standing_items([each.asset_id for each in reversion.items]),
    )
    journal.carry(reversion, move, at=at)
    reversion.number, reversion.pdf_sha256 = number, sealed
    for each in items:
        each.reverted_at = at
    for one in reversion.items:
        one.live = False
        one.asset.handed_at, one.asset.taker = None, None
    put_in_charge(elements, None, ("reversion", reversion.id), at=at)


def _elements(reversion: Reversion) -> list[str]:
    """Return the elements that go back: those of the assets, and what lies below them with no asset of its own."""
    own = {each.element_id for each in reversion.assets}
    others = select(Asset.element_id).where(
        Asset.project_id == reversion.project_id, Asset.element_id.not_in(own)
    )
    kept = set(db.session.scalars(others))
    stmt = select(Element).where(Element.project_id == reversion.project_id).order_by(Element.path)
    found: dict[str, None] = {}
    for each in db.session.scalars(stmt):
        if each.id in own or (each.parent_id in found and each.id not in kept):
            found[each.id] = None
    charges = in_charge(list(found))
    return [key for key in found if key in charges and charges[key].party_id == reversion.party_id]
