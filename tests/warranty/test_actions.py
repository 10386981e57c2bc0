"""The certificate starts the clocks once; they answer who is covered, until when, by whom."""

from datetime import date, timedelta

from sqlalchemy import select

from inspect_app.acceptance import actions as acceptance
from inspect_app.core import jobs, journal
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.projects import actions as projects
from inspect_app.warranty import actions
from inspect_app.warranty.models import Clock
from inspect_app.warranty.queries import clocks, cover
from tests import make
from tests.make import NOW

ON = date(2026, 6, 1)


def test_the_certificate_starts_one_clock_for_each_element_and_completes_the_project(cast):
    certificate = make.certificate(cast.project())
    found = {each.element.path: each for each in clocks(cast.project().id)}
    assert set(found) == {"1号楼 / 屋面", "1号楼 / 给水"}
    roof = found["1号楼 / 屋面"]
    assert (roof.code, roof.starts_on, roof.ends_on) == ("W-WP", date(2026, 5, 11), date(2031, 5, 11))
    assert roof.party.name == "安居建设集团"
    assert roof.certificate_id == certificate.id
    assert cast.project().state == "completed"
    started = db.session.scalars(select(Entry).where(Entry.verb == "warranty.start")).one()
    assert started.data["clocks"] == 2


def test_the_same_certificate_told_again_starts_nothing_more(cast):
    certificate = make.certificate(cast.project())
    with transaction():
        again = actions.start(SYSTEM, certificate, at=NOW)
    assert len(again) == 2
    assert len(db.session.scalars(select(Clock)).all()) == 2
    assert len(db.session.scalars(select(Entry).where(Entry.verb == "warranty.start")).all()) == 1


def test_only_the_longer_term_of_the_letter_lengthens_a_clock(cast):
    project = cast.project()
    make.ready(project, terms={"W-WP": 8, "W-MEP": 2})
    with transaction():
        one = acceptance.begin(SYSTEM, project, at=NOW)
        acceptance.move(SYSTEM, one, "open", {}, at=NOW)
    for role in make.ORDER:
        member = make.signer(project, role)
        with transaction():
            acceptance.move(member, one, "sign", {"name": member.name}, at=NOW)
    while journal.react():
        pass
    assert {each.code: each.amount for each in clocks(project.id)} == {"W-WP": 8, "W-MEP": 2}


def test_the_last_day_is_covered_and_the_day_after_is_not(cast):
    make.certificate(cast.project())
    roof = cast.element()
    at_end = cover(roof.project_id, roof.id, date(2031, 5, 11))
    assert (at_end.status, at_end.covered, at_end.ends_on) == ("running", True, date(2031, 5, 11))
    assert "第四十条" in at_end.basis
    assert at_end.party.name == "安居建设集团"
    after = cover(roof.project_id, roof.id, date(2031, 5, 12))
    assert (after.status, after.covered) == ("ended", False)


def test_before_acceptance_the_contractor_must_put_it_right(cast):
    found = cover(cast.project().id, cast.element().id, ON)
    assert (found.status, found.covered, found.party.name) == ("before_acceptance", False, "安居建设集团")
    assert "第三十二条" in found.basis


def test_a_revoked_certificate_leaves_the_contractor_liable_whatever_the_day(cast):
    certificate = make.certificate(cast.project())
    with transaction():
        acceptance.move_certificate(cast.officer, certificate, "revoke", {"reason": "资料造假"}, at=NOW)
    found = cover(cast.project().id, cast.element().id, date(2040, 1, 1))
    assert (found.status, found.covered) == ("revoked", True)


def test_a_suspended_certificate_does_not_stop_the_warranty(cast):
    certificate = make.certificate(cast.project())
    with transaction():
        acceptance.move_certificate(cast.officer, certificate, "suspend", {"reason": "复查"}, at=NOW)
    assert cover(cast.project().id, cast.element().id, ON).status == "running"


def test_a_place_without_a_clock_is_answered_by_the_longest_of_its_building_and_says_so(cast):
    make.certificate(cast.project())
    stairwell = cast.element("1号楼 / 1单元")
    found = cover(stairwell.project_id, stairwell.id, date(2030, 1, 1))
    assert (found.covered, found.exact, found.place) == (True, False, "1号楼 / 屋面")
    pipes = cover(stairwell.project_id, stairwell.id, date(2030, 1, 1), ["W-MEP"])
    assert (pipes.covered, pipes.place) == (False, "1号楼 / 给水")
    assert cover(stairwell.project_id, None, date(2030, 1, 1)).covered


def test_an_element_added_after_acceptance_has_no_term_of_its_own_class(cast):
    make.certificate(cast.project())
    with transaction():
        later = projects.add_element(SYSTEM, cast.project(), kind="building", name="9号楼", at=NOW)
    assert cover(cast.project().id, later.id, ON).status == "no_term"


def test_the_near_end_of_a_clock_is_told_once(cast):
    make.certificate(cast.project())
    job = jobs.JOBS["warranty.tell_near_ends"]
    early = NOW + timedelta(days=600)
    assert jobs.run_due(job, early)
    assert told() == []
    for days in (675, 676, 677):
        assert jobs.run_due(job, NOW + timedelta(days=days))
    assert [each.data["element"] for each in told()] == ["1号楼 / 给水"]


def told():
    return db.session.scalars(select(Entry).where(Entry.verb == "warranty.near-end")).all()
