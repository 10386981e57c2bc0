"""A major defect or complaint suspends the certificate by rule, and only a person reinstates it."""

from datetime import timedelta

import pytest
from sqlalchemy import select

from inspect_app.acceptance import actions
from inspect_app.acceptance.rules.lives import GROUNDS
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.actions import mark_overdue, raise_defect
from inspect_app.defects.actions import move as move_defect
from tests import make
from tests.make import later


def settle():
    while make.react():
        pass


def found(project, severity="major"):
    with transaction():
        one = raise_defect(
            SYSTEM, project=project, title="外墙保温大面积空鼓", severity=severity, at=later(days=5)
        )
    settle()
    return one


def take(one, name, **values):
    with transaction():
        move_defect(SYSTEM, one, name, {**values, **make.shots_at(name)}, at=later(days=6))
    settle()


def test_a_major_defect_suspends_once_it_is_accepted_and_a_person_reinstates(cast):
    certificate = make.certificate(cast.project())
    one = found(certificate.project)
    assert certificate.state == "valid", "a ticket only raised may still be disputed"
    take(one, "accept")
    assert (certificate.state, certificate.since) == ("suspended", later(days=6))
    assert certificate.reason == GROUNDS["defect.accept"].words(one.number)
    entry = db.session.scalars(select(Entry).where(Entry.verb == "certificate.suspend")).one()
    assert (entry.actor_kind, entry.project_id) == ("system", certificate.project_id)
    with transaction():
        actions.move_certificate(
            cast.officer, certificate, "reinstate", {"reason": "已返修复验"}, at=later(days=9)
        )
    settle()
    assert certificate.state == "valid"


@pytest.mark.parametrize(
    ("severity", "moves", "state"),
    [
        ("serious", [("accept", {})], "valid"),
        ("major", [("void", {"reason": "误登"})], "valid"),
        ("major", [("void", {"reason": "误登"}), ("reopen", {"reason": "确有空鼓"})], "suspended"),
        ("major", [("dispute", {"claim": "不在承包范围"})], "valid"),
        (
            "major",
            [("dispute", {"claim": "不在承包范围"}), ("reject", {"reason": "属承包范围"})],
            "suspended",
        ),
    ],
)
def test_what_is_less_or_still_open_to_dispute_leaves_it_valid(cast, severity, moves, state):
    certificate = make.certificate(cast.project())
    one = found(certificate.project, severity)
    for name, values in moves:
        take(one, name, **values)
    assert certificate.state == state


def test_a_certificate_suspended_or_revoked_stays_as_the_first_reason_left_it(cast):
    certificate = make.certificate(cast.project())
    with transaction():
        actions.move_certificate(
            cast.officer, certificate, "revoke", {"reason": "资料造假"}, at=later(days=1)
        )
    take(found(certificate.project), "accept")
    assert (certificate.state, certificate.reason) == ("revoked", "资料造假")
    assert timedelta(days=1) == certificate.since - make.NOW


def test_whoever_never_answers_loses_the_certificate_when_the_time_is_up(cast):
    certificate = make.certificate(cast.project())
    one = found(certificate.project)
    with transaction():
        mark_overdue(SYSTEM, one, at=one.due_at + timedelta(minutes=1))
    settle()
    assert (certificate.state, one.number in certificate.reason) == ("suspended", True)
