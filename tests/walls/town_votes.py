"""The owners' vote of each site of the town: open, with one ballot in, on a roll of two homes."""

from collections.abc import Callable
from datetime import datetime

from inspect_app.projects.models import Project
from tests import balloting


def fill(mark: Callable[[str, str, str], str], project: Project, at: datetime) -> None:
    """Enter two homes on a site's roll and open a vote, with marks in every text that organisers may read."""
    word = mark(project.site, "organisers", "vote")
    balloting.homes(project, (("80.00", ""), ("70.00", "")))
    made = balloting.vote(project, at=at, title=word, words=f"{word}w")
    balloting.ballot(made, 1, at=at)
