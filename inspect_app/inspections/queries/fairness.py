"""How fair the draws were: the odds each site had by the published weights, beside what happened to it."""

from dataclasses import dataclass, field
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import selectinload, undefer

from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.inspections.models import Draw, Seal
from inspect_app.inspections.queries.draws import draws
from inspect_app.inspections.rules.draw import ALWAYS
from inspect_app.inspections.rules.draw_weights import odds
from inspect_app.projects.models import Project
from inspect_app.projects.queries import in_sight


@dataclass(slots=True)
class Share:
    """A site over all draws: how often it was listed, how often expected and drawn, how often always inspected."""

    project: Project
    listed: int = 0
    expected: float = 0.0
    drawn: int = 0
    always: int = 0
    last: datetime | None = None
    #: (number of the draw, odds, whether it was drawn; None while that is sealed), the newest first
    draws: list[tuple[str, float, bool | None]] = field(default_factory=list)

    @property
    def never(self) -> bool:
        """Say whether it was listed and has never been inspected through a draw."""
        return self.listed > 0 and not self.drawn and not self.always


def shares(actor: Actor) -> list[Share]:
    """Return every unfinished site an officer answers for, those with the least beside what they had to expect first.

    What is still sealed counts neither as expected nor as drawn.
    """
    rows = select(Project).where(in_sight(actor), Project.state != "completed").order_by(Project.number)
    found = {each.id: Share(each) for each in db.session.scalars(rows).unique()}
    held = draws(actor).where(Draw.state.in_(("drawn", "published")))
    loaded = (undefer(Draw.document), undefer(Draw.names), selectinload(Draw.seals).joinedload(Seal.visit))
    for each in db.session.scalars(held.options(*loaded)):
        _count(each, found)
    return sorted(found.values(), key=lambda one: (one.drawn + one.always - one.expected, one.project.number))


def _count(made: Draw, found: dict[str, Share]) -> None:
    document, seals = made.document or {}, {each.site: each for each in made.seals}
    for stratum, take in document["take"].items():
        sites = [each for each in document["sites"] if each["stratum"] == stratum]
        for site, odd in zip(sites, odds([each["weight"] for each in sites], take), strict=True):
            share = found.get(made.names[site["id"]]["key"])
            if share is not None:
                _note(share, made, odd, seals.get(site["id"]), stratum == ALWAYS)


def _note(share: Share, made: Draw, odd: float, seal: Seal | None, always: bool) -> None:
    share.listed += 1
    if always:
        share.always += 1
        return
    # Until its visits are over it shows for no site whether it was drawn: one told apart would tell the others.
    told = all(each.visit.state != "planned" for each in made.seals)
    share.draws.append((made.number, odd, (seal is not None) if told else None))
    if not told:
        return
    share.expected += odd
    if seal is not None:
        share.drawn += 1
        share.last = max(share.last, made.drawn_at) if share.last and made.drawn_at else made.drawn_at
