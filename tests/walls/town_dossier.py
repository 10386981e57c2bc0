"""The dossier of each site of the town: a line of every kind of text, a utility's work, a finding of an audit."""

from collections.abc import Callable
from datetime import datetime, timedelta

from inspect_app.core.db import transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.dossier import actions
from inspect_app.projects.models import Project


def fill(mark: Callable[[str, str, str], str], project: Project, at: datetime) -> None:
    """Enter lines, a work and a finding, with marks in every text."""
    word, ground, day = mark(project.site, "wide", "line"), mark(project.site, "all", "ground"), at.date()
    blank = {
        "what": "", "amount": "", "unit": "", "element_id": None, "source": f"{word}s", "note": f"{word}n", "replaces": "",
        "why": "", "photos": [], "lacks": False, "on": day,
    }  # fmt: skip
    work = {
        "party_id": next(iter(project.party_ids("utility"))), "trade": "gas", "title": ground, "street": f"{ground}s",
        "trench": f"{ground}t", "since": day, "until": day + timedelta(days=9),
    }  # fmt: skip
    found = {
        "body": "audit",
        "paper": f"{word}p",
        "found_on": day,
        "words": f"{word}w",
        "due_on": day + timedelta(days=9),
    }
    with transaction():
        for register, kind, what in (("value", "eligible", ""), ("scope", "basic", "planned")):
            line = {**blank, "register": register, "kind": kind, "what": what, "said": f"{word}{register}"}
            actions.enter(SYSTEM, project, line, at=at)
        actions.plan_work(SYSTEM, project, work, at=at)
        actions.enter_finding(SYSTEM, project, found, at=at)
