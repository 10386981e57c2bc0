"""The handover of each site of the town: a register with papers, a package offered, a deed about to be reverted."""

from collections.abc import Callable
from datetime import datetime, timedelta

from sqlalchemy import select

from inspect_app.core.db import db, transaction
from inspect_app.handover import actions
from inspect_app.handover.models import Asset
from inspect_app.projects.models import Project
from tests import make


def fill(mark: Callable[[str, str, str], str], project: Project, at: datetime) -> None:
    """Enter a site's assets with marks in what is not offered yet; offer the water pipes, hand a meter over."""
    owner, utility, word = make.signer(project, "owner"), make.signer(project, "utility"), mark
    with transaction():
        actions.add_assets(owner, project, at=at)
        roof = db.session.scalars(
            select(Asset).where(Asset.project_id == project.id, Asset.kind == "roof")
        ).one()
        said = word(project.site, "seers", "asset")
        actions.edit_asset(owner, roof, {"name": said, "spot": f"{said}s", "spec": f"{said}t"}, at=at)
        told = {"kind": "as_built", "dated_on": at.date(), "title": f"{said}p", "note": f"{said}n"}
        actions.add_paper(owner, project, roof, **told, at=at)
        party = project.party("utility")
        assert party is not None
        asked = {"party_id": party.id, "trade": "water"}
        actions.invite(owner, project, **asked, invited_on=at.date(), note=f"{said}i", at=at)
        package = actions.begin(owner, project, **asked, at=at)
    with transaction():
        actions.move(owner, package, "offer", {}, at=at)
        due = (at.date() + timedelta(days=30)).isoformat()
        actions.decide(
            utility, package.items[0], decision="conditions", words=["补阀门表"], due_on=[due], at=at
        )
    _revert(word(project.site, "handover", "reversion"), project, at)


def _revert(said: str, project: Project, at: datetime) -> None:
    """Hand the gas meter of a stairwell over, and propose that it goes back."""
    owner, utility = make.signer(project, "owner"), make.signer(project, "utility")
    party, place = project.party("utility"), make.element_of(project, "stairwell")
    assert party is not None
    with transaction():
        actions.add_assets(owner, project, kind="gas_meter", element_ids=[place.id], at=at)
        package = actions.begin(owner, project, party_id=party.id, trade="gas", at=at)
    for actor, move in ((owner, "offer"), (utility, "settle"), (owner, "sign"), (utility, "sign")):
        if move == "settle":
            with transaction():
                actions.decide(utility, package.items[0], decision="accept", at=at)
        with transaction():
            actions.move(actor, package, move, {"name": actor.name}, at=at)
    with transaction():
        actions.begin_reversion(owner, package, reason=said, document=f"{said}d", at=at)
