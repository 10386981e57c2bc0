"""Drafts a vote and writes a draft anew: nothing weaker than the law asks for, announced long enough."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy.orm.attributes import flag_modified

from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Project
from inspect_app.votes.actions.voting import hold
from inspect_app.votes.models import Question, Vote
from inspect_app.votes.rules.questions import FURTHER, PARTS, Asked, announced, further, too_weak

_MOST_DAYS = 366


def draft(actor: Actor, project: Project, values: Mapping[str, Any], *, at: datetime) -> Vote:
    """Draft a vote; refused where a rule is weaker than the law asks for its subject, or its days do not fit.

    `values` are those of `schemas.VoteForm`: a further question is `title_2`, `words_2`, `subject_2`, `rule_2`.
    """
    asked = _check(values, at)
    vote = Vote(
        number=next_number("BJ", local_day(at).year),
        project=project,
        drafted_at=at,
        drafted_by_name=actor.name,
    )
    _tell(vote, values, asked)
    db.session.add(vote)
    journal.record(actor, "vote.draft", vote, at=at, data={"number": vote.number, **_said(vote)})
    return vote


def edit(actor: Actor, vote: Vote, values: Mapping[str, Any], *, at: datetime) -> Vote:
    """Write a draft anew; once it is open its questions, rules and time stand."""
    hold(vote)
    if vote.state != "draft":
        state = vote.WORKFLOW.state(vote.state)
        raise Problem("wrong-state", state=(state.zh, state.en), move=("修改草稿", "edit the draft"))
    _tell(vote, values, _check(values, at))
    journal.record(actor, "vote.edit", vote, at=at, data=_said(vote))
    return vote


def _said(vote: Vote) -> dict[str, Any]:
    many = {"questions": len(vote.asked)} if vote.further else {}
    return {"subject": vote.subject, "majority": vote.rule, **many}


def _tell(vote: Vote, values: Mapping[str, Any], asked: Sequence[Asked]) -> None:
    for name, value in values.items():
        if name.rpartition("_")[0] not in PARTS:
            setattr(vote, name, value)
    standing = {each.place: each for each in vote.further}
    for each in asked[1:]:
        row = standing.pop(each.number, None)
        if row is None:
            row = Question(place=each.number)
            vote.further.append(row)
        for name in PARTS:
            setattr(row, name, getattr(each, name))
    for row in standing.values():
        vote.further.remove(row)
    # The version of the vote itself counts on, whichever of its questions was written.
    flag_modified(vote, "title")


def _asked(values: Mapping[str, Any]) -> list[Asked]:
    found, missing = further(values)
    if missing:
        raise Problem("bad-input", errors={name: [("必填", "needed")] for name in missing})
    return [
        Asked(n, **each) for n, each in enumerate(({name: values[name] for name in PARTS}, *found), start=1)
    ]


def _field(values: Mapping[str, Any], name: str, number: int) -> str:
    """Return the field a question stands in: gaps of the form are closed in the ballot."""
    there = [place for place in FURTHER if values.get(f"title_{place}") or values.get(f"words_{place}")]
    return name if number == 1 else f"{name}_{there[number - 2]}"


def _check(values: Mapping[str, Any], at: datetime) -> list[Asked]:
    asked = _asked(values)
    weak = too_weak(asked)
    if weak:
        one, needed = weak
        raise field_problem(
            _field(values, "rule", one.number), f"该事项至少适用：{needed.zh}（{needed.basis}）",
            f"this subject needs at least: {needed.en} ({needed.basis})",
        )  # fmt: skip
    if values["secret"] and values["changeable"]:
        raise field_problem(
            "changeable", "无记名表决投出后不能更改：票与户已分开", "a secret ballot cannot be changed: nobody can find it again"
        )  # fmt: skip
    rule = announced(asked)
    begins = values["notice_on"] + timedelta(days=rule.notice_days)
    closes = values["closes_at"]
    if closes <= at or local_day(closes) < begins:
        raise field_problem(
            "closes_at", f"应晚于现在，且不早于 {begins}（公示满 {rule.notice_days} 日，{rule.notice_basis}）",
            f"must lie ahead and not before {begins}: announced for {rule.notice_days} days ({rule.notice_basis})",
        )  # fmt: skip
    if closes - at > timedelta(days=_MOST_DAYS):
        raise field_problem("closes_at", "最长一年", "a year ahead at most")
    return asked
