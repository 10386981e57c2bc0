"""A second checklist of one visit: merged field by field, and what contradicts decided by a person."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.checklists.rules import items_by_key, judgement
from inspect_app.core import journal
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.keys import own_key
from inspect_app.core.permits import Actor
from inspect_app.inspections.models import Answer, Submission, Twin
from inspect_app.inspections.rules import RECEIPT, Found, receipt_bytes
from inspect_app.inspections.rules.merging import Key, by_place, fold, merge


@dataclass(frozen=True, slots=True)
class Following:
    """What the one door of checklists lends: stretches of sensors looked up, and what follows of an answer."""

    resolve: Callable[[dict[str, Any]], dict[str, Any]]
    consequence: Callable[[Answer, Found, datetime], Any]


def second(
    actor: Actor, submission: Submission, body: dict[str, Any], content: str, at: datetime, device_id: str | None,
    name: str, follow: Following,
) -> Twin:  # fmt: skip
    """Keep another checklist of a finished visit under its own id, and merge into the findings what it adds."""
    merged = merge(_standing(submission), body)
    twin = Twin(
        id=body["id"], visit_id=submission.visit_id, submission_id=submission.id, content=content, body=body,
        device_id=device_id, person_id=actor.id if actor.kind == "person" else None, person_name=name, received_at=at,
        signature=own_key().sign(RECEIPT, receipt_bytes(body["id"], content, at.isoformat())),
        added=len(merged.added), conflicts=[asdict(each) for each in merged.conflicts],
    )  # fmt: skip
    before = _standing(submission)
    db.session.add(twin)
    db.session.flush()
    changed = (*merged.filled, *((each["item"], each["element"]) for each in merged.added))
    _write(submission, fold(before, [(body, [])]), changed, at, follow)
    _judge_whole(submission)
    told = {"number": submission.visit.number, "visit_id": submission.visit_id, "content": content}
    journal.record(
        actor,
        "submission.merge",
        submission,
        at=at,
        data={**told, "added": twin.added, "conflicts": len(twin.conflicts)},
    )
    return twin


def decide(actor: Actor, twin: Twin, choices: Mapping[int, str], reason: str, *, at: datetime, follow: Following) -> Twin:  # fmt: skip
    """Take a person's decision on every conflict of a second checklist: "first" or "second", and why."""
    if not twin.waiting:
        raise Problem("conflict", zh="这份检查表没有待决的冲突。", en="Nothing is left to decide here.")
    undecided = [n for n in range(len(twin.conflicts)) if choices.get(n) not in ("first", "second")]
    if undecided:
        raise field_problem(f"chosen-{undecided[0]}", "请选择采用哪一份", "choose one of the two")
    twin.conflicts = [{**each, "chosen": choices[n]} for n, each in enumerate(twin.conflicts)]
    changed = [(each["item"], each["element"]) for each in twin.conflicts if each["chosen"] == "second"]
    db.session.flush()
    _write(twin.submission, _standing(twin.submission), changed, at, follow)
    _judge_whole(twin.submission)
    twin.settled_at, twin.settled_by, twin.reason = at, actor.name, reason
    chosen = [each["chosen"] for each in twin.conflicts]
    data = {
        "number": twin.submission.visit.number,
        "reason": reason,
        "first": chosen.count("first"),
        "second": chosen.count("second"),
    }
    journal.record(actor, "submission.settle", twin.submission, at=at, data=data)
    return twin


def _standing(submission: Submission) -> dict[str, Any]:
    """Return the answers as all checklists of the visit give them together, so far."""
    stmt = select(Twin).where(Twin.submission_id == submission.id).order_by(Twin.received_at, Twin.id)
    return fold(submission.body, [(each.body, each.conflicts) for each in db.session.scalars(stmt)])


def _write(
    submission: Submission,
    whole: Mapping[str, Any],
    changed: Iterable[Key],
    at: datetime,
    follow: Following,
) -> None:
    """Write the answers that changed as findings, each judged anew."""
    known = items_by_key(submission.visit.template_version.content)
    rows = {(each.item_key, each.element_id): each for each in submission.answers}
    answers, position = by_place(follow.resolve(dict(whole))), len(rows)
    for key in dict.fromkeys(changed):
        given, row = answers[key], rows.get(key)
        found = Found(
            row.position if row else position, known[key[0]], given, judgement(known[key[0]], given)
        )
        if not found.outcome:
            continue
        if row is None:
            row = Answer(
                submission=submission, position=position, item_key=key[0], element_id=key[1], outcome="na"
            )
            position += 1
        row.outcome, row.claimed = found.outcome, given["outcome"]
        row.values = by_place(whole)[key]["values"]
        row.text, row.note, row.severity = (given[name] for name in ("text", "note", "severity"))
        db.session.add(row)
        db.session.flush()
        follow.consequence(row, found, at)


def _judge_whole(submission: Submission) -> None:
    known = items_by_key(submission.visit.template_version.content)
    failed = [known[each.item_key] for each in submission.answers if each.outcome == "fail"]
    submission.verdict = "veto" if any(each.get("veto") for each in failed) else "fail" if failed else "pass"
