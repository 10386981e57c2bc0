"""A draw from its preparation to its result: the order of its steps, its constraints, what follows from it."""

import json
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.rules import SEVERITIES
from inspect_app.identity.queries import actor_of
from inspect_app.inspections.actions import (
    begin_dangerous,
    declare,
    move_draw,
    replace,
    set_inspector,
    submit,
)
from inspect_app.inspections.models import Draw, Seal, Seat, Visit
from inspect_app.inspections.queries import draws as reads
from inspect_app.inspections.queries.scope import candidates, pool
from inspect_app.inspections.rules.draw import ALWAYS, list_hash
from tests import drawing, make
from tests.cast import REGION
from tests.drawing import OPENS, SAID, SPEAKS

SCRIPT = Path(__file__).resolve().parent.parent.parent / "inspect_app/static/verify_draw.py"


@pytest.fixture
def town(cast):
    """Ten sites besides the cast's two, and five inspectors besides its one."""
    drawing.sites(10)
    drawing.inspectors(5)
    return cast


def refused(field, made, name, values, at):
    with pytest.raises(Problem) as refusal, transaction():
        move_draw(SYSTEM, made, name, values, at=at)
    db.session.rollback()
    assert field in refusal.value.errors or refusal.value.slug == field


def test_the_list_is_frozen_and_hashed_before_the_source_speaks(town):
    made = drawing.draw(to="frozen", share=25)
    assert made.list_hash == list_hash(made.document)
    assert made.frozen_at < made.entropy_at
    assert made.document["take"] == {"": 3}
    names = json.dumps(made.document, ensure_ascii=False)
    assert "改造项目" not in names
    assert "检查员" not in names
    assert db.session.scalar(select(func.count()).select_from(Visit)) == 0


def test_a_chance_is_refused_before_the_freeze_and_before_its_named_moment(town):
    made = drawing.draw()
    refused("wrong-state", made, "draw", SAID, SPEAKS)
    with transaction():
        move_draw(SYSTEM, made, "freeze", {}, at=make.NOW)
    refused("chance", made, "draw", SAID, SPEAKS - timedelta(seconds=1))
    with transaction():
        move_draw(SYSTEM, made, "draw", SAID, at=SPEAKS)
    assert made.state == "drawn"


def test_a_list_is_not_frozen_after_its_source_has_spoken(town):
    refused("entropy_at", drawing.draw(), "freeze", {}, SPEAKS)


def test_each_drawn_site_gets_a_spot_visit_with_two_inspectors_and_no_word_in_its_projects_journal(town):
    made = drawing.draw(to="drawn", share=25)
    seals = db.session.scalars(select(Seal).where(Seal.draw_id == made.id)).all()
    assert len(seals) == len(made.drawn) == 3
    for seal in seals:
        assert seal.visit.kind == "spot"
        assert len(seal.team) == 2
        assert seal.visit.assignee_id == seal.seats[0].person_id
        told = select(Entry).where(Entry.project_id == seal.visit.project_id, Entry.verb.like("visit.%"))
        assert db.session.scalars(told).all() == []
    entry = db.session.scalars(select(Entry).where(Entry.verb == "draw.draw")).one()
    assert not {each.visit.project_id for each in seals} & set(json.dumps(entry.data).split('"'))


def test_safety_is_not_left_to_chance(town):
    hazard, dangerous = db.session.scalars(
        select(drawing.Project).where(drawing.Project.site.like("d%")).limit(2)
    )
    make.defect(hazard, kind="hazard", severity="major")
    with transaction():
        begin_dangerous(SYSTEM, dangerous, name="吊篮", since=make.NOW.date(), at=make.NOW)
    made = drawing.draw(to="drawn", share=5)
    causes = {each.visit.project_id: each.causes for each in made.seals if each.place is None}
    assert causes == {hazard.id: "hazard", dangerous.id: "dangerous"}
    assert made.document["take"] == {"": 1, ALWAYS: 2}
    assert set(made.document["always"].values()) == {"hazard", "dangerous"}
    assert "major" in SEVERITIES


def test_every_exclusion_stands_in_the_list_with_its_reason(town):
    person = db.session.scalar(select(drawing.Person).where(drawing.Person.account == "drawn-1"))
    other = db.session.scalar(select(drawing.Person).where(drawing.Person.account == "drawn-2"))
    site = db.session.scalar(select(drawing.Project).where(drawing.Project.site == f"d3-{REGION}"))
    contractor = town.party("contractor_b")
    until = make.NOW.date() - timedelta(days=400)
    with transaction():
        declare(SYSTEM, person, kind="interest", project_id=site.id, at=make.NOW)
        declare(SYSTEM, other, kind="employer", party_id=contractor.id, until=until, at=make.NOW)
        set_inspector(SYSTEM, town.person("inspector"), skills=[], room=0, at=make.NOW)
    made = drawing.draw(to="drawn", share=100)
    key = {told["key"]: sealed for sealed, told in made.names.items()}
    listed = {each["id"]: each for each in made.document["inspectors"]}
    assert listed[key[person.id]]["barred"] == {key[site.id]: "interest"}
    assert set(listed[key[other.id]]["barred"].values()) == {"employer"}
    assert made.document["left_out"][key[town.person("inspector").id]] == "no-room"
    for seal in made.seals:
        team = {each.id for each in seal.team}
        assert seal.visit.project_id != site.id or person.id not in team
        assert contractor.id not in seal.visit.project.party_ids() or other.id not in team


def test_whoever_made_the_visit_before_is_barred(town):
    inspector, project = town.inspector, town.project()
    visit = make.visit(project, assignee_id=inspector.id)
    with transaction():
        submit(inspector, make.filled(visit), at=make.NOW)
    made = drawing.draw(to="frozen")
    key = {told["key"]: sealed for sealed, told in made.names.items()}
    listed = {each["id"]: each for each in made.document["inspectors"]}
    assert listed[key[inspector.id]]["barred"] == {key[project.id]: "last-visit"}


def test_too_few_inspectors_are_said_before_the_list_is_frozen(cast):
    refused("team", drawing.draw(), "freeze", {}, make.NOW)
    drawing.inspectors(1)
    drawing.sites(20)
    refused("conflict", drawing.draw(share=100), "freeze", {}, make.NOW)


def test_a_draw_is_made_again_only_with_a_reason_and_beside_the_first(town):
    first = drawing.draw(to="published")
    again = {
        "reason": "录入的期号有误",
        "entropy": "双色球 2026052 期",
        "entropy_at": SPEAKS + timedelta(days=3),
    }
    with transaction():
        move_draw(SYSTEM, first, "redraw", again, at=SPEAKS + timedelta(hours=2))
    second = first.again
    assert (first.state, second.state) == ("redrawn", "prepared")
    assert first.chance == SAID["chance"]
    assert second.reason == "录入的期号有误"
    assert {each.visit.state for each in first.seals} == {"cancelled"}
    assert second.opens_at > second.entropy_at
    told = reads.public_document(first)
    assert told["again"] == second.number
    assert told["drawn"]


def test_a_seat_given_back_goes_to_the_next_in_the_draws_own_order(town):
    made = drawing.draw(to="published", share=5)
    seal = made.seals[0]
    leaving, stays = seal.team
    with transaction():
        replace(actor_of(leaving), seal, reason="亲属在该项目任职", at=OPENS)
    db.session.expire_all()
    assert leaving.id not in [each.id for each in seal.team]
    assert stays.id in [each.id for each in seal.team]
    assert len(seal.team) == 2
    gone = db.session.scalars(select(Seat).where(Seat.left_at.is_not(None))).one()
    assert gone.reason == "亲属在该项目任职"
    with pytest.raises(Problem), transaction():
        replace(actor_of(leaving), seal, reason="再次", at=OPENS)


def test_a_site_that_waits_grows_heavier_until_it_is_drawn(town):
    made = drawing.draw(to="drawn", share=5)
    assert {each.risk.waited for each in candidates(REGION, make.NOW)} == {0}, "it would tell what is sealed"
    drawing.finish_all(made)
    waits = {each.project.id: each.risk.waited for each in candidates(REGION, make.NOW)}
    assert sorted(set(waits.values())) == [0, 1]
    assert sum(1 for each in waits.values() if each == 0) == 1


def test_load_and_card_bound_how_many_visits_an_inspector_gets(town):
    person = db.session.scalar(select(drawing.Person).where(drawing.Person.account == "drawn-1"))
    with transaction():
        set_inspector(SYSTEM, person, skills=["gas"], room=1, at=make.NOW)
    make.visit(town.project(), assignee_id=person.id)
    mine = next(each for each in pool(REGION) if each.person.id == person.id)
    assert (mine.skills, mine.load, mine.room) == (("gas",), 1, 0)


def test_two_draws_have_ids_that_have_nothing_in_common(town):
    first, second = drawing.draw(to="frozen"), drawing.draw(to="frozen")
    assert not set(first.names) & set(second.names)
    assert db.session.scalar(select(func.count()).select_from(Draw)) == 2
