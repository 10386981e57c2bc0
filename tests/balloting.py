"""Owners' votes for tests: homes on a roll, and a vote taken as far as a state."""

from datetime import datetime, timedelta
from typing import Any

from flask import Flask

from inspect_app.core import codes
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.projects import actions as projects
from inspect_app.projects.models import Element, Project
from inspect_app.votes import actions, queries
from inspect_app.votes.api import OWNER
from inspect_app.votes.models import Vote
from tests import make
from tests.cast import BEGIN

KEY = "k" * 32
NOW = make.NOW
#: metres of the homes, and the number of their owner where one owns several
HOMES = (("80.00", ""), ("60.50", "A"), ("59.50", "A"), ("100.00", ""), ("50.00", ""))


def homes(
    project: Project, told: tuple[tuple[str, str], ...] = HOMES, word: str = "", phone: str = "13800138000"
) -> list[Element]:
    """Add homes to a project's first stairwell and enter them on its roll."""
    with transaction():
        stairs = make.element_of(project, "stairwell")
        made = [
            projects.add_element(
                SYSTEM, project, kind="household", name=f"{100 + n}{word}", parent=stairs, at=BEGIN
            )
            for n, _each in enumerate(told, start=1)
        ]
        for element, (area, owner_no) in zip(made, told, strict=True):
            values = {
                "area": area,
                "owner_name": f"王小明{word}",
                "phone": phone,
                "owner_no": owner_no,
                "unsold": False,
            }
            actions.put(SYSTEM, project, element.id, values, at=NOW)
    return made


def vote(project: Project, *, to: str = "open", at: datetime = NOW, **values: Any) -> Vote:
    """Return a vote that closes two days after `at`, taken as far as the state `to`."""
    given = {
        "subject": "plan", "title": "改造方案", "words": "同意按公示方案改造。", "rule": "special", "secret": False,
        "changeable": False, "notice_on": at.date() - timedelta(days=15), "closes_at": at + timedelta(days=2), **values,
    }  # fmt: skip
    street, community = make.signer(project, "street"), make.signer(project, "community")
    with transaction():
        made = actions.draft(community, project, given, at=at)
        if to != "draft":
            actions.move(community, made, "open", {}, at=at)
    for name in {"closed": ("close",), "published": ("close", "publish")}.get(to, ()):
        with transaction():
            by = community if name == "close" else street
            actions.move(by, made, name, {}, at=made.closes_at)
    return made


#: what two further questions are drafted with
FURTHER = {
    "subject_2": "management", "title_2": "长效管理", "words_2": "同意按公示方案管理。", "rule_2": "ordinary",
    "subject_4": "property", "title_4": "选聘物业", "words_4": "同意选聘。", "rule_4": "ordinary",
}  # fmt: skip


def ballot(
    made: Vote, number: int, choice: str = "agree", *further: str, once: str = "", at: datetime = NOW
) -> str:
    """Cast a voter's ballot online; return its receipt."""
    voter = queries.voter(made, number)
    assert voter is not None
    with transaction():
        own = once or f"{made.id}{number}"
        return actions.cast(OWNER, made, voter, choice, once=own, key=KEY, at=at, further=further)


def close(made: Vote) -> None:
    """Close, count and publish a vote, by two people."""
    db.session.refresh(made)
    for name, role in (("close", "community"), ("publish", "street")):
        with transaction():
            actions.move(make.signer(made.project, role), made, name, {}, at=made.closes_at)


def slip(app: Flask, made: Vote, number: int = 1) -> dict[str, str]:
    """Return what a voter's slip says."""
    voter = queries.voter(made, number)
    assert voter is not None
    code = actions.code_of(made, voter, str(app.secret_key))
    return {"number": actions.slip_number(made, voter), "code": codes.shown(code)}
