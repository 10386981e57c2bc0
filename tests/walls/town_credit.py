"""What credit holds at each of the three sites: an entry from a paper with an objection, a blacklisting."""

from datetime import datetime
from typing import Any

from inspect_app.core.db import transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.credit import actions
from inspect_app.credit.actions import blacklisting
from inspect_app.projects.models import Project
from tests import make


def build(town: Any, project: Project, built_by: str, at: datetime) -> None:
    """Enter both for the site's contractor; officers of the division and the firm itself see them."""
    firm, site, day = project.party("contractor"), project.site, at.date()
    assert firm is not None
    paper = {
        "party_id": firm.id, "document_on": day, "document": f"文书-{site}", "issuer": town.mark(site, built_by, "issuer"),
    }  # fmt: skip
    with transaction():
        photo = make.received("white")
        entry = actions.enter(
            SYSTEM, project=project, at=at,
            values={**paper, "event": "failed_spot_test", "occurred_on": day, "penalty_months": 0, "photos": [photo]},
        )  # fmt: skip
        objection = {"reason": town.mark(site, built_by, "objection")}
        actions.move(make.signer(project, "contractor"), entry, "object", objection, at=at)
        facts = town.mark(site, built_by, "facts")
        blacklisting.propose(
            SYSTEM, project=project, values={**paper, "ground": "arrears", "facts": facts}, at=at
        )
