"""Checklists that arrive at the same moment: one is taken, and the others get the same word or a clear no."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import select

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import Actor
from inspect_app.inspections import actions
from inspect_app.inspections.models import Answer, Submission, Twin, Visit
from tests import make
from tests.cast import Cast
from tests.make import NOW


@pytest.fixture
def visit(app: Flask, cast: Cast) -> Visit:
    return make.visit(cast.project())


def submit(actor: Actor, body: dict[str, Any]) -> actions.Receipt:
    with transaction():
        return actions.submit(actor, body, at=NOW)


def test_the_same_submission_sent_three_times_at_once_is_one_with_one_receipt(
    app: Flask, cast: Cast, visit: Visit
) -> None:
    body, actor = make.filled(visit), cast.inspector
    db.session.rollback()
    ready = Barrier(3)

    def send() -> actions.Receipt:
        with app.app_context():
            ready.wait()
            return submit(actor, body)

    with ThreadPoolExecutor(3) as pool:
        receipts = {each.result() for each in [pool.submit(send) for _ in range(3)]}
    assert len(receipts) == 1
    assert len(journal.timeline("submission", body["id"])) == 1
    assert len(db.session.scalars(select(Answer)).all()) == 2


def test_of_two_tablets_at_one_visit_one_is_the_record_and_the_other_is_kept_beside_it(
    app: Flask, cast: Cast, visit: Visit
) -> None:
    bodies, actor = [make.filled(visit), make.filled(visit)], cast.inspector
    db.session.rollback()
    ready = Barrier(2)

    def send(body: dict[str, Any]) -> str:
        with app.app_context():
            ready.wait()
            try:
                return submit(actor, body).status
            except Problem as refused:
                return refused.slug

    with ThreadPoolExecutor(2) as pool:
        told = [each.result() for each in [pool.submit(send, body) for body in bodies]]
    assert told == ["received", "received"]
    assert len(db.session.scalars(select(Submission)).all()) == 1
    assert len(db.session.scalars(select(Twin)).all()) == 1
