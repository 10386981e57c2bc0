"""Tickets of a site, with a word of their own wherever somebody may write one."""

from datetime import UTC, datetime, timedelta
from functools import partial
from typing import TYPE_CHECKING, Any

from inspect_app.core.db import transaction
from inspect_app.core.files import store_photo
from inspect_app.core.permits import Actor
from inspect_app.defects.actions import ask_more_time, raise_defect
from inspect_app.defects.actions import move as move_defect
from inspect_app.identity.models import Party
from inspect_app.projects.models import Project
from tests import make
from tests.answering import approved

if TYPE_CHECKING:
    from tests.walls.town import Town

NOW = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)


def tickets(town: "Town", project: Project, built_by: str) -> None:
    """Raise two tickets of a site, of its contractor and of its utility, and send their fixes back."""
    for role, whom in (("contractor", built_by), ("utility", "utility")):
        party = project.party(role)
        assert party is not None
        _ticket(town, project, party, whom)


def _ticket(town: "Town", project: Project, party: Party, whom: str) -> None:
    word = partial(town.mark, project.site, whom)
    with transaction():
        made = raise_defect(
            make.signer(project, "supervisor"), project=project, title=word("title"), description=word("text"),
            clause=word("clause"), liable_party_id=party.id, kind="hazard", severity="serious", at=NOW,
            photos=[store_photo(make.photo(size=(64, 48 + len(town.marks))))],
        )  # fmt: skip
    fixer = make.signer(project, "contractor" if party.kind == "contractor" else "utility")
    steps: list[tuple[str, dict[str, Any], Actor]] = [
        ("accept", {}, fixer),
        ("rectify", {"note": word("fix"), "after": [store_photo_of(len(town.marks))]}, fixer),
        ("return", {"reason": word("reason")}, make.signer(project, "supervisor")),
    ]
    for name, values, actor in steps:
        with transaction():
            move_defect(actor, made, name, values, at=NOW + timedelta(hours=1))
            if name == "accept":
                approved(made, at=NOW + timedelta(hours=1), by=fixer, method=word("method"))
    with transaction():
        more = {"reason": word("moretime"), "until": made.due_at + timedelta(days=3)}
        ask_more_time(fixer, made, more, at=NOW + timedelta(hours=1))


def store_photo_of(number: int) -> str:
    """Return the name of a photo like no other."""
    with transaction():
        return store_photo(make.photo("green", size=(80, 48 + number)))
