"""Who may answer, verify, raise and void: the verifier is never the fixer."""

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM, Actor, Grant, may
from inspect_app.defects.queries import visible
from inspect_app.projects.actions import set_party
from tests import make
from tests.cast import Cast

ROLES = (
    "admin", "officer", "inspector", "supervisor", "contractor_a", "contractor_b", "owner", "designer", "surveyor",
    "street", "community", "property", "utility", "stranger",
)  # fmt: skip


def test_only_the_liable_party_answers_the_ticket(cast: Cast) -> None:
    defect = make.defect(cast.project())
    for verb in ("defect.accept", "defect.rectify"):
        able = [name for name in ROLES if may(getattr(cast, name), verb, defect)]
        assert able == ["contractor_a"]


def test_only_supervisor_and_authority_of_the_project_verify(cast: Cast) -> None:
    defect = make.defect(cast.project(), to="rectified")
    for verb in ("defect.confirm", "defect.return"):
        able = [name for name in ROLES if may(getattr(cast, name), verb, defect)]
        assert able == ["officer", "supervisor"]


def test_a_supervisor_found_liable_does_not_verify_its_own_fix(cast: Cast) -> None:
    defect = make.defect(cast.project(), liable_party_id=cast.party("supervisor").id, to="rectified")
    able = [name for name in ROLES if may(getattr(cast, name), "defect.confirm", defect)]
    assert able == ["officer"]


def test_someone_of_the_liable_party_verifies_nothing_whatever_else_they_are(cast: Cast) -> None:
    defect = make.defect(cast.project(), to="rectified")
    contractor, supervisor = cast.party("contractor_a").id, cast.party("supervisor").id
    both = Actor("person", "x", "两头", (Grant("supervisor", supervisor), Grant("contractor", contractor)))
    assert not may(both, "defect.confirm", defect)
    assert not may(both, "defect.void", defect)


def test_whoever_submitted_the_fix_does_not_confirm_it_from_a_new_job(cast: Cast) -> None:
    defect = make.defect(cast.project(), to="rectified")
    with transaction():
        defect.rectified_by = "p-1"
    moved_on = Actor("person", "p-1", "跳槽", (Grant("supervisor", cast.party("supervisor").id),))
    assert not may(moved_on, "defect.confirm", defect)
    assert may(cast.supervisor, "defect.confirm", defect)


def test_a_supervisor_firm_in_another_part_of_the_project_does_not_verify(cast: Cast) -> None:
    defect = make.defect(cast.project(), to="rectified")
    elsewhere = Actor("person", "x", "别家", (Grant("supervisor", cast.party("owner").id),))
    assert not may(elsewhere, "defect.confirm", defect)


def test_raising_is_for_supervisor_inspector_and_authority_of_the_project(cast: Cast) -> None:
    project = cast.project()
    able = [name for name in ROLES if may(getattr(cast, name), "defect.raise", project)]
    assert able == ["officer", "inspector", "supervisor"]


def test_voiding_is_for_the_authority_or_whoever_raised_it(cast: Cast) -> None:
    by_officer, by_supervisor = (
        make.defect(cast.project(), actor=cast.officer),
        make.defect(cast.project(), actor=cast.supervisor),
    )
    able = [name for name in ROLES if may(getattr(cast, name), "defect.void", by_officer)]
    assert able == ["officer"]
    able = [name for name in ROLES if may(getattr(cast, name), "defect.void", by_supervisor)]
    assert able == ["officer", "supervisor"]


def test_a_role_for_one_project_shows_and_answers_nothing_of_another(cast: Cast) -> None:
    firm = cast.party("contractor_a").id
    with transaction():
        set_party(
            SYSTEM, cast.project("p18"), party=cast.party("contractor_a"), role="subcontractor", at=now()
        )
    here, there = make.defect(cast.project("p17")), make.defect(cast.project("p18"), liable_party_id=firm)
    narrow = Grant("contractor", firm, project_id=here.project_id)
    # The second role reaches p18, but is not the firm that is liable there.
    other = Grant("property", cast.party("property").id)
    both = Actor("person", "x", "两处", (narrow, other))
    assert [each.id for each in db.session.scalars(visible(both))] == [here.id]
    assert may(both, "defect.accept", here)
    assert not may(both, "defect.accept", there)
