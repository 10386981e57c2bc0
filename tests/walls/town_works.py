"""The works of each site of the town: a division of four levels, its lot under signature after one that failed."""

from collections.abc import Callable
from datetime import datetime

from inspect_app.core.db import transaction
from inspect_app.projects.models import Project
from inspect_app.works import actions
from inspect_app.works.models import Work
from tests import make


def fill(mark: Callable[[str, str, str], str], project: Project, at: datetime) -> None:
    """Divide a site's works down to a lot of the roof, with marks in every text, and submit it on a hold point."""
    word, roof, builder = (
        mark(project.site, "seers", "work"),
        make.element_of(project),
        make.signer(project, "contractor"),
    )
    above: Work | None = None
    with transaction():
        for level, element in (("unit", None), ("division", None), ("item_work", None), ("lot", roof.id)):
            above = actions.add(
                builder, project, level=level, name=f"{word}{level}", parent_id=above.id if above else None,
                element_id=element, at=at,
            )  # fmt: skip
    hold = make.hold(project, to="released", at=at, title=f"{word}h")
    said = {
        "record": hold.number,
        "papers": "complete",
        "note": f"{word}n",
        "photos": [make.received("white")],
    }
    with transaction():
        actions.move(builder, above, "submit", said, at=at)
