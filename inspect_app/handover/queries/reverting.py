"""Reversions an actor may see, by which items assets are with a taker, and what gave or took each charge."""

from collections.abc import Collection, Sequence

from sqlalchemy import Select, select
from sqlalchemy.orm import contains_eager

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.handover.models import Package, PackageItem, Reversion
from inspect_app.handover.queries.lists import visible
from inspect_app.handover.rules import TAKING
from inspect_app.projects.models import Charge, Project


def reversion(actor: Actor, reversion_id: str) -> Select[Reversion]:
    """Return the query for one reversion of a package the actor may see."""
    seen = visible(actor).with_only_columns(Package.id)
    stmt = select(Reversion).join(Project, Project.id == Reversion.project_id)
    return stmt.where(Reversion.id == reversion_id, Reversion.package_id.in_(seen)).options(
        contains_eager(Reversion.project)
    )


def reversions_of(package_id: str) -> list[Reversion]:
    """Return the reversions of a package, the newest first."""
    stmt = select(Reversion).where(Reversion.package_id == package_id)
    return list(db.session.scalars(stmt.order_by(Reversion.begun_at.desc(), Reversion.id.desc())))


def standing_items(asset_ids: Collection[str]) -> list[PackageItem]:
    """Return the items of deeds by which these assets are with their taker now."""
    stmt = (
        select(PackageItem)
        .join(PackageItem.package)
        .where(
            PackageItem.asset_id.in_(asset_ids), PackageItem.decision.in_(TAKING), PackageItem.reverted_at.is_(None),
            Package.state == "issued",
        )
    )  # fmt: skip
    return list(db.session.scalars(stmt))


def charge_words(charges: Sequence[Charge]) -> dict[str, str]:
    """Return for each charge, by its id, the number of the deed that gave it or of the reversion that ended it."""
    numbers: dict[tuple[str, str], str | None] = {}
    for kind, model in (("package", Package), ("reversion", Reversion)):
        keys = {each.source_id for each in charges if each.source_kind == kind}
        if keys:
            stmt = select(model.id, model.number).where(model.id.in_(keys))
            numbers |= {(kind, key): number for key, number in db.session.execute(stmt)}
    return {each.id: numbers.get((each.source_kind, each.source_id)) or "" for each in charges}
