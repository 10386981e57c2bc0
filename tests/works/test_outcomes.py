"""What becomes of work that did not qualify: done again, appraised, conceded, tested, barred; each with its papers."""

import pytest

from inspect_app.works import queries
from tests import make, working
from tests.cast import Cast
from tests.working import refused


def test_a_failing_lot_is_done_again_and_needs_a_record_from_after_that(cast: Cast) -> None:
    project, photo = cast.project(), make.received()
    old = working.looked(project, lap="fail")
    lot = working.submitted(working.lot(project), record=old)
    assert (lot.state, "5.0.1" in lot.reason) == ("failed", True)
    done = {"reason": "重新铺贴", "photos": [photo]}
    assert "outcome" in refused(cast.supervisor, lot, "resolve", outcome="reworked", **done).errors
    assert "outcome" in refused(cast.owner, lot, "resolve", outcome="strengthened", **done).errors
    at = make.later(hours=2)
    working.take(cast.contractor_a, lot, "resolve", at, outcome="reworked", **done)
    same = refused(cast.contractor_a, lot, "submit", papers="complete", record=old)
    assert "重新检查" in str(same.errors["record"])
    assert working.accepted(lot, at=make.later(hours=3)).state == "accepted"


@pytest.mark.parametrize(
    ("outcome", "who", "papers", "state"),
    [("appraised", "supervisor", 1, "accepted"), ("consented", "designer", 2, "conceded")],
)
def test_what_failed_is_accepted_on_an_appraisal_or_conceded_with_the_designers_consent(
    cast: Cast, outcome: str, who: str, papers: int, state: str
) -> None:
    project = cast.project()
    lot = working.submitted(working.lot(project), record=working.looked(project, clean="fail"))
    told = {"outcome": outcome, "reason": "检测达到要求", "body": "区检测中心", "report_no": "JD-1"}
    shots = [make.received(each) for each in ("red", "blue")][:papers]
    by = getattr(cast, who)
    assert "photos" in refused(by, lot, "resolve", **told, photos=shots[1:]).errors
    assert "body" in refused(by, lot, "resolve", **{**told, "body": ""}, photos=shots).errors
    working.take(by, lot, "resolve", **told, photos=shots)
    key = f"{lot.record['evidence']['number']}:layer"
    assert working.signed(working.submitted(lot, record=key)).state == state
    assert lot.record["resolution"]["outcome"] == outcome


def test_missing_papers_are_made_up_for_by_a_test_and_unsafe_work_is_barred(cast: Cast) -> None:
    project = cast.project()
    lot = working.submitted(working.lot(project), papers="missing")
    assert (lot.state, "5.0.7" in lot.reason) == ("testing", True)
    told = {"reason": "取芯合格", "body": "区检测中心", "report_no": "ST-1", "photos": [make.received()]}
    working.take(cast.supervisor, lot, "resolve", outcome="papers_missing", **told)
    key = f"{lot.record['evidence']['number']}:layer"
    assert working.signed(working.submitted(lot, papers="missing", record=key)).state == "accepted"
    working.take(cast.officer, lot, "overturn", reason="抽芯不合格")
    assert "5.0.8" in refused(cast.officer, lot, "bar", reason="不安全").words("zh")
    assert queries.standing(project).levels["lot"] == "not_met"


def test_a_poor_look_fails_a_division_which_may_be_barred_and_then_only_done_again(cast: Cast) -> None:
    lot = working.accepted(working.lot(cast.project()))
    item = working.accepted(lot.parent)
    division = working.submitted(item.parent, visual="poor")
    assert division.state == "failed"
    working.take(cast.owner, division, "bar", reason="加固后仍不安全")
    told = {
        "reason": "加固",
        "body": "设计院",
        "report_no": "1",
        "photos": [make.received(each) for each in ("red", "blue", "green")],
    }
    assert "outcome" in refused(cast.owner, division, "resolve", outcome="strengthened", **told).errors
    working.take(cast.contractor_a, division, "resolve", outcome="reworked", **told)
    assert working.accepted(division).state == "accepted"
