"""How the handover of a project stands, trade by trade: what is there, what is missing, who was not invited."""

from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager, joinedload, selectinload, undefer_group

from inspect_app.acceptance import queries as acceptance
from inspect_app.core.db import db
from inspect_app.handover.models import Asset, HandoverPaper, Invitation
from inspect_app.handover.queries.contents import File, files_of
from inspect_app.handover.rules import PROPERTY_PAPERS, TRADES, Trade, invitation_rule, standing_of
from inspect_app.handover.rules.needs import InvitationRule
from inspect_app.projects.models import Element, Project


@dataclass(frozen=True, slots=True)
class Standing:
    """One trade of a project: `met`, `not_met` or `missing`; its assets, invitations and the gap without one."""

    trade: Trade
    #: met, not_met, missing
    standing: str
    assets: list[Asset]
    files: dict[str, File]
    invitations: list[Invitation]
    #: the region's rule by which its utility may refuse, where none was invited in time
    may_refuse: InvitationRule | None

    @property
    def handed(self) -> list[Asset]:
        """Return what went over."""
        return [each for each in self.assets if each.taker_id]

    @property
    def held(self) -> list[Asset]:
        """Return what is still the owner's."""
        return [each for each in self.assets if not each.taker_id]

    @property
    def lacking(self) -> list[Asset]:
        """Return the held assets whose files lack something."""
        return [each for each in self.held if not self.files[each.id].complete]

    @property
    def uninvited(self) -> bool:
        """Say whether no utility of the trade was invited in time."""
        return self.trade.role == "utility" and not self.invitations


def standing(project: Project, on: date) -> list[Standing]:
    """Return how each trade with assets in a project stands on a day, in the order of trades."""
    stmt = select(Asset).join(Asset.element).where(Asset.project_id == project.id)
    loaded = stmt.options(
        contains_eager(Asset.element), joinedload(Asset.taker), selectinload(Asset.papers), undefer_group("counts")
    )  # fmt: skip
    rows = list(db.session.scalars(loaded.order_by(Element.path, Asset.number)))
    files, invited = files_of(rows), invitations(project.id)
    certificate = acceptance.standing(project.id)
    accepted_on = certificate.accepted_on if certificate else None
    rule = invitation_rule(project.region, accepted_on or on)
    found = []
    for trade in TRADES.values():
        mine = [each for each in rows if each.trade == trade.key]
        # Only who was invited by the day of acceptance had the chance to say what it needs.
        asked = [
            each for each in invited
            if each.trade == trade.key and (accepted_on is None or each.invited_on <= accepted_on)
        ]  # fmt: skip
        if not mine and not asked:
            continue
        held = [each for each in mine if not each.taker_id]
        said = standing_of(
            len(mine) - len(held), len(held), sum(not files[each.id].complete for each in held)
        )
        gap = rule if trade.role == "utility" and not asked else None
        found.append(Standing(trade, said, mine, files, asked, gap))
    return found


def invitations(project_id: str) -> list[Invitation]:
    """Return who was invited to take over in a project, the earliest first."""
    stmt = select(Invitation).where(Invitation.project_id == project_id)
    return list(db.session.scalars(stmt.order_by(Invitation.invited_on, Invitation.id)))


def property_papers(project_id: str) -> dict[str, list[HandoverPaper]]:
    """Return the standing papers of 物业管理条例 art. 29 by their kind, every kind among them."""
    stmt = select(HandoverPaper).where(
        HandoverPaper.project_id == project_id, HandoverPaper.asset_id.is_(None), HandoverPaper.withdrawn_at.is_(None)
    )  # fmt: skip
    found: dict[str, list[HandoverPaper]] = {key: [] for key in PROPERTY_PAPERS}
    for each in db.session.scalars(stmt.order_by(HandoverPaper.id)):
        found[each.kind].append(each)
    return found
