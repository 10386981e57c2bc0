"""A complaint the resident reopens has a period of its own."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from inspect_app.complaints import actions
from inspect_app.complaints.api import resident_of
from inspect_app.complaints.pages.case import seen
from inspect_app.complaints.rules.promises import is_late
from inspect_app.core.calendar import local_day
from inspect_app.core.db import transaction
from tests import make
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, moving


def test_a_reopened_complaint_has_a_period_of_its_own(cast: Cast) -> None:
    complaint = filed(cast)

    def take(actor: Any, name: str, at: Any, **values: Any) -> None:
        with transaction():
            actions.move(actor, complaint, name, values, at=at)

    def late(at: Any) -> bool:
        dates = complaint.notice_by, complaint.hotline_by, complaint.decide_by
        return is_late(complaint.state, local_day(at), *dates)

    take(cast.street, "accept", make.NOW)
    first, again = complaint.decide_by, make.NOW + timedelta(days=100)
    take(cast.street, "answer", make.NOW, finding="unfounded", answer="查过")
    take(cast.street, "resolve", make.NOW, answer="已处理")
    take(resident_of(complaint), "reopen", again, reason="还漏")
    assert first is not None
    assert complaint.decide_by == local_day(again) + timedelta(days=30)
    assert first < local_day(again)
    assert not late(again)
    take(cast.street, "accept", again + timedelta(days=5))
    assert complaint.decide_by == local_day(again) + timedelta(days=30)
    assert [late(again + timedelta(days=days)) for days in (30, 31)] == [False, True]
    promise, by = seen(resident_of(complaint), complaint)["dates"][-1]
    assert (promise.key, by) == ("review", complaint.decide_by)
    assert "第 35 条" in promise.basis


@pytest.mark.parametrize(
    ("category", "finding", "state"),
    [
        ("structure", "upheld", "suspended"),
        ("structure", "unfounded", "valid"),
        ("roof_leak", "upheld", "valid"),
    ],
)
def test_a_major_problem_that_comes_back_suspends_the_certificate(
    cast: Cast, category: str, finding: str, state: str
) -> None:
    certificate = make.certificate(cast.project())
    complaint = filed(cast, replace(LEAK, category=category))
    moving(cast.street, complaint, "accept")
    moving(cast.street, complaint, "answer", finding=finding, answer="查过")
    moving(cast.street, complaint, "resolve", answer="已处理")
    while make.react():
        pass
    assert certificate.state == "valid"
    moving(resident_of(complaint), complaint, "reopen", reason="裂缝又开了")
    while make.react():
        pass
    assert certificate.state == state
    assert (complaint.number in certificate.reason) == (state == "suspended")
