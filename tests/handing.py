"""Makers of handovers: a register with whole files, and packages that have come as far as a test needs."""

from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.acceptance.queries import standing
from inspect_app.core import vault
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import Actor
from inspect_app.handover import actions
from inspect_app.handover.models import Asset, Package
from inspect_app.projects.models import Project
from tests import make

#: how far a package may have come
STATES = ("draft", "offered", "signing", "issued", "withdrawn")


def assets(project: Project, *, at: datetime = make.NOW) -> list[Asset]:
    """Enter the assets of a project's tree, once, and return them by trade and place."""
    stmt = select(Asset).where(Asset.project_id == project.id).order_by(Asset.trade.desc(), Asset.number)
    if not db.session.scalar(stmt.limit(1)):
        with transaction():
            actions.add_assets(make.signer(project, "owner"), project, at=at)
    return list(db.session.scalars(stmt))


def pipe_and_meter(project: Project, element_id: str, *, at: datetime = make.NOW) -> None:
    """Enter two assets of one element, so that one may be taken and the other not; the project is accepted first."""
    make.certificate(project)
    with transaction():
        for kind in ("water_pipe", "water_meter"):
            actions.add_assets(
                make.signer(project, "owner"), project, kind=kind, element_ids=[element_id], at=at
            )


def paper(
    project: Project, asset: Asset | None, kind: str, *, at: datetime = make.NOW, **values: Any
) -> None:
    """Hand a paper in with a file."""
    with transaction():
        sha = vault.keep(b"%PDF-1.4 " + kind.encode(), at=at)
        said = {"kind": kind, "dated_on": at.date(), "sha256": sha, **values}
        actions.add_paper(make.signer(project, "owner"), project, asset, **said, at=at)


def decide(package: Package, decision: str, *, at: datetime = make.NOW, n: int = 0, **values: Any) -> None:
    """Let the taker decide on one asset of a package."""
    reasons = {
        "refuse": {"clause": "GB 50242 4.2.1", "reason": "未做水压试验"},
        "conditions": {"words": ["补阀门表"], "due_on": [make.later(days=20).date().isoformat()]},
    }
    with transaction():
        said = {**reasons.get(decision, {}), **values}
        actions.decide(taker(package), package.items[n], decision=decision, **said, at=at)


def taker(package: Package) -> Actor:
    """Return someone of a package's taker."""
    return make.signer(package.project, "property" if package.trade == "property" else "utility")


def package(
    project: Project,
    *,
    to: str = "draft",
    trade: str = "water",
    decision: str = "accept",
    at: datetime = make.NOW,
) -> Package:
    """Return a package of a trade that has come to a state; its project is accepted first."""
    if standing(project.id) is None:
        make.certificate(project, at=at)
    assets(project, at=at)
    owner, role = make.signer(project, "owner"), "property" if trade == "property" else "utility"
    with transaction():
        party = next(each.party_id for each in project.parties if each.role == role)
        made = actions.begin(owner, project, party_id=party, trade=trade, at=at)
    if to == "withdrawn":
        move(made, owner, "withdraw", at=at, reason="改日再交")
        return made
    if to == "draft":
        return made
    move(made, owner, "offer", at=at)
    if to == "offered":
        return made
    for n in range(len(made.items)):
        decide(made, decision, at=at, n=n)
    move(made, taker(made), "settle", at=at)
    if to == "issued":
        sign(made, at=at)
    return made


def move(package: Package, actor: Actor, step: str, *, at: datetime = make.NOW, **values: Any) -> None:
    """Take a move of a package."""
    with transaction():
        actions.move(actor, package, step, values, at=at)


def sign(package: Package, *, at: datetime = make.NOW) -> None:
    """Let both sides sign, the owner first."""
    for actor in (make.signer(package.project, "owner"), taker(package)):
        move(package, actor, "sign", at=at, name=actor.name)
