"""Issue a deed: number, sealed paper, and the charge of each asset taken over, all in one transaction."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.core import journal, vault
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.handover import paper
from inspect_app.handover.models import Asset, Package
from inspect_app.projects.actions import put_in_charge
from inspect_app.projects.models import Element
from inspect_app.projects.queries import in_charge


def issue(actor: Actor, package: Package, *, at: datetime) -> Package:
    """Issue the deed of a package both sides have signed: what was accepted is in the taker's charge from now on."""
    if package.next_side is not None or not package.signed:
        raise Problem("conflict", zh="双方尚未签署。", en="Not both sides have signed.")
    number = next_number("YJ", local_day(at).year)
    sealed = vault.keep(paper.deed(package, number, at), at=at)
    elements = _elements(package)
    journal.carry(package, "issue", at=at)
    package.number, package.pdf_sha256 = number, sealed
    for each in package.items:
        each.live = False
    for each in package.taken:
        each.asset.handed_at, each.asset.taker = at, package.party
    put_in_charge(elements, package.party_id, ("package", package.id), at=at)
    told: dict[str, Any] = {
        "number": number,
        "party": package.party.name,
        "trade": package.trade,
        "content": package.content,
    }
    told |= {"handed": [f"{each.asset.number} {each.asset.name}" for each in package.taken]}
    kept = [f"{each.asset.number} {each.asset.name}" for each in package.items if each not in package.taken]
    journal.record(actor, "deed.issue", package, at=at, data={**told, "kept": kept}, kind="package")
    return package


def _elements(package: Package) -> list[str]:
    """Return the elements that go over: those of the assets, and what lies below them with no asset of its own."""
    own = {each.asset.element_id: each.asset.element for each in package.taken}
    others = set(
        db.session.scalars(select(Asset.element_id).where(Asset.project_id == package.project_id))
    ) - set(own)
    stmt = select(Element).where(Element.project_id == package.project_id).order_by(Element.path)
    found: dict[str, None] = {}
    for each in db.session.scalars(stmt):
        if each.id in own or (each.parent_id in found and each.id not in others):
            found[each.id] = None
    charges = in_charge(list(found))
    foreign = [each for key, each in charges.items() if key in own and each.party_id != package.party_id]
    if foreign:
        names = "、".join(sorted(f"{own[each.element_id].path}（{each.party.name}）" for each in foreign))
        raise Problem("conflict", zh=f"下列部位已由他方接管：{names}", en=f"Others have charge of: {names}")
    return [key for key in found if key not in charges]
