"""Second visits: drawn, made by somebody else who cannot know what the first found, and compared for officers alone."""

import pytest
from sqlalchemy import select

from inspect_app.acceptance.queries import gate
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.jobs import JOBS
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.models import Defect
from inspect_app.identity import actions as identity
from inspect_app.identity.queries import actor_of
from inspect_app.inspections import actions, queries
from inspect_app.inspections.models import Double, DoubleDraw, Submission, UnitDraw, Visit
from inspect_app.inspections.rules import doubling
from inspect_app.inspections.rules.draw_units import units_hash
from tests import cast as casting
from tests import drawing, make
from tests.cast import BEGIN, REGION
from tests.make import NOW, later

WORD = "zq首次所见"


def fail():
    """Return that the base failed, in words that stand nowhere else, with the photo a fail asks for."""
    photo = make.received("red")
    return {"item": "base", "outcome": "fail", "severity": "serious", "note": WORD, "photos": [photo]}


@pytest.fixture
def everything(monkeypatch):
    """Every finished visit is drawn: the share has tests of its own."""
    monkeypatch.setattr(doubling, "drawn", lambda visits, _seed: sorted(visits))


@pytest.fixture
def second(cast):
    """A second inspector of the division, with a web session and a token."""
    person = drawing.inspectors(1)[0]
    with transaction():
        for kind in ("web", "token"):
            db.session.add(
                casting.Session(
                    secret=casting.fingerprint(casting.secret_of("second", kind)), person_id=person.id, kind=kind,
                    created_at=BEGIN, expires_at=later(days=30_000),
                )
            )  # fmt: skip
    return actor_of(person)


def handed_in(actor, visit, *answers, at=NOW, **rest):
    with transaction():
        actions.submit(actor, make.filled(visit, *answers, **rest), at=at)
    return visit


def first(cast, *answers):
    visit = make.visit(cast.project(), assignee_id=cast.inspector.id)
    return handed_in(cast.inspector, visit, *answers)


def drawn(at=None):
    with transaction():
        JOBS["inspections.draw_doubles"].work(at or later(days=1))
    return list(db.session.scalars(select(Double).where(Double.again_id.is_not(None))))


def test_a_drawn_visit_is_made_again_with_the_same_checklist_by_somebody_not_of_its_team(
    cast, second, everything
):
    visit = first(cast)
    double = drawn()[0]
    again = double.again
    assert (double.visit_id, again.assignee_id) == (visit.id, second.id)
    assert (again.template_version_id, again.project_id) == (visit.template_version_id, visit.project_id)
    assert again.due_on > later(days=1).date()


def test_the_draw_can_be_made_again_from_what_is_kept(cast, second):
    visits = [first(cast) for _ in range(3)]
    drawn()
    made = db.session.scalars(select(DoubleDraw)).one()
    ids = [each.id for each in visits]
    receipts = list(db.session.scalars(select(Submission.signature)))
    assert made.list_hash == units_hash(ids)
    assert made.seed == doubling.seed_of_doubles(ids, REGION, receipts)
    taken = [each.visit_id for each in sorted(made.doubles, key=lambda one: one.place or 99) if each.place]
    assert taken == doubling.drawn(ids, made.seed)


def test_a_visit_is_in_one_draw_alone_whatever_the_clock_missed_and_no_second_visit_is_drawn_again(
    cast, second, everything
):
    first(cast)
    again = drawn(later(days=6))[0].again
    assert len(drawn(later(days=6))) == 1
    handed_in(second, again, at=later(days=7))
    assert len(drawn(later(days=9))) == 1


def test_what_was_found_long_ago_is_not_compared(cast, second, everything):
    first(cast)
    assert drawn(later(days=doubling.OLDEST_DAYS + 2)) == []


def test_where_nobody_else_may_inspect_the_draw_says_so(cast, everything):
    first(cast)
    assert drawn() == []
    assert db.session.scalars(select(Double.left_out)).one() == "nobody"


def test_nobody_is_drawn_who_was_on_the_team_is_recused_or_reads_the_journal(cast, everything):
    recused, officer, free = drawing.inspectors(3)
    with transaction():
        actions.declare(actor_of(recused), recused, kind="interest", project_id=cast.project().id, at=NOW)
        identity.add_membership(
            SYSTEM, person=officer, party=cast.party("authority"), role="authority", region=REGION, at=BEGIN
        )
    visit = first(cast)
    assert queries.doubles.may_repeat(visit, NOW.date()) == [free.id]


def test_the_second_inspector_meets_nothing_of_the_first_on_any_way_in(
    cast, second, everything, browser, caller
):
    visit = first(cast, fail())
    again = drawn()[0].again
    submission, defect = visit.submission.id, db.session.scalars(select(Defect)).one()
    pages = [
        "/today", "/today?whose=all", "/visits", f"/visits/{visit.id}", f"/visits/{again.id}",
        f"/visits/{again.id}/checklist", f"/submissions/{submission}", f"/visits/{visit.id}/merge", "/defects",
        f"/defects?state=all&project_id={visit.project_id}", f"/defects/{defect.id}", f"/defects/{defect.id}/print",
        f"/projects/{visit.project_id}", "/",
    ]  # fmt: skip
    calls = [
        "/api/visits/", f"/api/visits/{visit.id}", f"/api/visits/{again.id}", "/api/submissions",
        f"/api/submissions/{submission}", "/api/defects/?state=all", f"/api/defects/{defect.id}", "/api/tablet",
    ]  # fmt: skip
    marks = (WORD, submission, defect.id, defect.number, visit.number)
    for ask, paths in ((browser("second"), pages), (caller("second"), calls)):
        for path in paths:
            shown = ask.get(path).get_data(as_text=True)
            assert not [mark for mark in marks if mark in shown.replace(path, "")], path
    for path in (f"/visits/{visit.id}", f"/submissions/{submission}", f"/defects/{defect.id}"):
        assert browser("second").get(path).status_code == 404
    for path in (f"/api/submissions/{submission}", f"/api/defects/{defect.id}"):
        assert caller("second").get(path).status_code == 404
    assert caller("second").get("/api/defects/?state=all").json["counts"]["state"]["all"] == 0
    assert "独立复核" in browser("second").get(f"/visits/{again.id}").text


def test_everybody_else_sees_the_first_as_ever_and_the_second_inspector_does_afterwards(
    cast, second, everything, browser
):
    visit = first(cast, fail())
    again = drawn()[0].again
    assert WORD in browser("supervisor").get(f"/submissions/{visit.submission.id}").text
    assert browser("second").get(f"/submissions/{visit.submission.id}").status_code == 404
    handed_in(second, again, at=later(days=2))
    assert WORD in browser("second").get(f"/submissions/{visit.submission.id}").text


def test_nobody_but_whoever_was_drawn_hands_in_the_second_and_they_not_the_first(
    cast, second, everything, caller
):
    visit = first(cast)
    again = drawn()[0].again
    for actor, one in ((cast.inspector, again), (cast.supervisor, again), (second, visit)):
        with pytest.raises(Problem) as refused, transaction():
            actions.submit(actor, make.filled(one), at=later(days=2))
        assert "visit" in refused.value.errors
    device = casting.Actor("device", "d", "tab-1")
    with pytest.raises(Problem), transaction():
        actions.submit(device, make.filled(again), at=later(days=2))
    reply = caller("second").post("/api/submissions", json=make.filled(again))
    assert reply.status_code == 200


def test_a_defect_both_found_stands_once_and_one_that_only_the_second_found_is_raised(
    cast, second, everything
):
    first(cast, fail())
    again = drawn()[0].again
    thin = {"item": "thickness", "outcome": "fail", "values": [1.0, 1.1, 1.2]}
    handed_in(second, again, fail(), thin, at=later(days=2))
    titles = sorted(db.session.scalars(select(Defect.title)))
    assert titles == ["基层干净干燥", "防水层厚度"]


def test_the_units_drawn_for_the_first_are_those_of_the_second(cast, second, everything):
    visit = make.visit(cast.project())
    with transaction():
        actions.draw_units_of(SYSTEM, visit, kind="roof", sample="number", number=1, at=NOW)
    handed_in(cast.inspector, visit)
    again = drawn()[0].again
    both = db.session.scalars(select(UnitDraw.drawn).where(UnitDraw.visit_id.in_([visit.id, again.id]))).all()
    assert len(both) == 2
    assert both[0] == both[1]


def test_an_officer_reads_agreement_by_item_person_and_month(cast, second, everything, browser, caller):
    first(cast, fail())
    first(cast)
    one, two = drawn()
    for each in (one, two):
        handed_in(second, each.again, at=later(days=2))
    found = caller("officer").get("/api/agreement").json
    assert (found["visits"], found["waiting"], found["drawn"]) == (2, 0, 2)
    base = next(each for each in found["items"] if each["en"] == "Base clean and dry")
    assert (base["found"]["n"], base["found"]["same"], base["found"]["kappa"]) == (2, 1, 0.0)
    assert [each["zh"] for each in found["people"]] == ["inspector"]
    assert [each["zh"] for each in found["months"]] == ["2026-05"]
    for language, words in (("zh", "检查一致性"), ("en", "no ranking")):
        page = browser("officer").get(f"/agreement?lang={language}").text
        assert words in page
        assert "κ = " in page


@pytest.mark.parametrize(
    "person", ["", "inspector", "supervisor", "contractor_a", "owner", "street", "utility"]
)
def test_agreement_is_no_public_ranking(browser, caller, person):
    assert browser(person).get("/agreement").status_code in (302, 401, 403)
    assert caller(person).get("/api/agreement").status_code in (401, 403)


def test_an_officer_of_another_division_counts_nothing_of_this_one(cast, second, everything, caller):
    first(cast)
    drawn()
    assert caller("stranger").get("/api/agreement").json["drawn"] == 0


def test_a_second_visit_given_up_hides_nothing_any_more(cast, second, everything, browser):
    visit = first(cast, fail())
    again = drawn()[0].again
    with transaction():
        actions.move(cast.officer, again, "cancel", {"reason": "现场已封闭"}, at=later(days=2))
    assert browser("second").get(f"/visits/{visit.id}").status_code == 200
    assert db.session.get_one(Visit, again.id).state == "cancelled"


def test_a_second_visit_that_nobody_made_keeps_no_works_from_their_acceptance(cast, second, everything):
    first(cast)
    drawn()
    line = next(
        each for each in gate(cast.project(), later(days=40)) if each.requirement.key == "inspections"
    )
    assert line.ok
