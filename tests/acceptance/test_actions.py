"""Nothing is signed that the gate does not clear; what is signed is bound; five signatures make a certificate."""

import json
from concurrent.futures import ThreadPoolExecutor

import pytest
from sqlalchemy import select

from inspect_app.acceptance import actions, queries
from inspect_app.acceptance.models import Acceptance, Certificate, Signature
from inspect_app.acceptance.rules import ORDER
from inspect_app.core import journal, vault
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry
from inspect_app.core.keys import own_key
from inspect_app.core.permits import SYSTEM
from inspect_app.core.seal import check_pdf
from inspect_app.projects import actions as projects
from tests import make, stepping
from tests.make import NOW, later


def act(call, *given, **values):
    with transaction():
        return call(*given, **{"at": NOW, **values})


def refused(call, *given, **values) -> Problem:
    with pytest.raises(Problem) as found:
        act(call, *given, **values)
    return found.value


def opened(cast):
    make.ready(cast.project())
    one = act(actions.begin, cast.owner, cast.project())
    return act(actions.move, cast.contractor_a, one, "open", {})


def sign(cast, one, name):
    actor = getattr(cast, name)
    return act(actions.move, actor, one, "sign", {"name": actor.name})


def entries(verb):
    return db.session.scalars(select(Entry).where(Entry.verb == verb)).all()


def test_signing_cannot_open_while_anything_is_missing_and_the_refusal_names_it(cast):
    one = act(actions.begin, cast.owner, cast.project())
    problem = refused(actions.move, cast.contractor_a, one, "open", {})
    assert problem.status == 409
    assert {"warranty_letter", "inspections", "terms", "notice"} <= set(problem.errors)
    assert queries.latest(cast.project().id).state == "draft"
    assert entries("acceptance.open") == []


def test_the_record_of_a_round_is_frozen_when_it_opens(cast):
    one = opened(cast)
    assert one.content == content_hash(one.record)
    assert [each["role"] for each in one.record["parties"]] == list(ORDER)
    assert one.record["evidence"]["submissions"] == 1
    assert one.record["evidence"]["measured"] == 3
    assert {each["path"] for each in one.record["scope"]} == {"1号楼 / 屋面", "1号楼 / 给水"}


def test_the_five_parties_sign_in_order_and_each_signature_binds_the_content(cast):
    one = opened(cast)
    assert refused(actions.move, cast.owner, one, "sign", {"name": cast.owner.name}).status == 403
    for name in ("contractor_a", "surveyor", "designer", "supervisor", "owner"):
        sign(cast, one, name)
    assert [each.role for each in one.signed] == list(ORDER)
    assert {each.content for each in one.signed} == {one.content}
    assert len(entries("acceptance.sign")) == 5


def test_the_signer_writes_the_own_name(cast):
    one = opened(cast)
    problem = refused(actions.move, cast.contractor_a, one, "sign", {"name": "某人"})
    assert list(problem.errors) == ["name"]
    assert db.session.scalars(select(Signature)).all() == []


def test_a_grave_defect_raised_meanwhile_stops_the_next_signature(cast):
    one = opened(cast)
    sign(cast, one, "contractor_a")
    make.defect(cast.project(), severity="serious")
    problem = refused(actions.move, cast.surveyor, one, "sign", {"name": cast.surveyor.name})
    assert list(problem.errors) == ["grave_defects"]
    assert len(queries.latest(cast.project().id).signed) == 1


def test_a_defect_that_becomes_overdue_meanwhile_stops_the_next_signature(cast):
    one = opened(cast)
    make.defect(cast.project(), severity="general")
    problem = refused(
        actions.move, cast.contractor_a, one, "sign", {"name": cast.contractor_a.name}, at=later(days=8)
    )
    assert "overdue_defects" in problem.errors


def test_what_is_signed_may_not_change_between_two_signatures(cast):
    one = opened(cast)
    sign(cast, one, "contractor_a")
    building = cast.element("1号楼")
    act(projects.add_element, SYSTEM, cast.project(), kind="electric", name="配电", parent=building)
    problem = refused(actions.move, cast.surveyor, one, "sign", {"name": cast.surveyor.name})
    assert "scope" in problem.errors


def test_whoever_objects_sends_it_back_and_everyone_signs_again(cast):
    one = opened(cast)
    sign(cast, one, "contractor_a")
    said = {"reason": "屋面做法与设计不符"}
    act(actions.move, cast.designer, one, "object", said, at=later(minutes=1))
    assert (one.state, one.next_role) == ("draft", None)
    problem = refused(actions.move, cast.contractor_a, one, "open", {}, at=later(minutes=2))
    assert "objected while signing" in problem.words("en")
    act(stepping.meeting, one, at=later(minutes=3))
    act(actions.move, cast.contractor_a, one, "open", {}, at=later(minutes=5))
    assert (one.round, one.signed, one.next_role) == (2, [], "contractor")
    assert entries("acceptance.object")[0].data["reason"] == "屋面做法与设计不符"


def test_the_fifth_signature_issues_one_sealed_certificate_and_completes_the_project(cast):
    made = make.certificate(cast.project())
    assert made.number == "ZS-2026-000001"
    assert (str(made.accepted_on), str(made.filing_due_on)) == ("2026-05-11", "2026-05-26")
    pdf = vault.read(made.pdf_sha256)
    verdict = check_pdf(pdf, [own_key().public])
    assert verdict.good
    assert content_hash(verdict.record) == made.content
    assert json.loads(json.dumps(made.record)) == verdict.record
    assert [each["role"] for each in made.record["signatures"]] == list(ORDER)
    assert cast.project().state == "completed"
    assert [each.actor_name for each in entries("certificate.issue")] == ["系统"]
    assert queries.latest(cast.project().id).state == "issued"


def test_the_same_signature_told_twice_issues_no_second_certificate(cast):
    make.certificate(cast.project())
    with transaction():
        for each in entries("acceptance.sign"):
            each.pending = True
    while journal.react():
        pass
    assert len(db.session.scalars(select(Certificate)).all()) == 1


def test_no_certificate_before_the_fifth_signature(cast):
    one = make.signed(cast.project(), parties=4)
    while journal.react():
        pass
    assert db.session.scalars(select(Certificate)).all() == []
    assert refused(actions.issue, SYSTEM, one).status == 409


def test_a_standing_certificate_bars_a_second_acceptance_and_a_revoked_one_does_not(cast):
    made = make.certificate(cast.project())
    assert refused(actions.begin, cast.owner, cast.project()).status == 409
    act(actions.move_certificate, cast.officer, made, "revoke", {"reason": "资料造假"})
    assert act(actions.begin, cast.owner, cast.project()).state == "draft"


def test_beginning_twice_is_one_acceptance(cast):
    first = act(actions.begin, cast.owner, cast.project())
    assert act(actions.begin, cast.supervisor, cast.project()).id == first.id
    assert len(entries("acceptance.begin")) == 1


def test_suspending_and_reinstating_keeps_since_and_reason(cast):
    made = make.certificate(cast.project())
    act(actions.move_certificate, cast.officer, made, "suspend", {"reason": "渗漏投诉集中"}, at=later(days=9))
    assert (made.state, made.since, made.reason) == ("suspended", later(days=9), "渗漏投诉集中")
    act(
        actions.move_certificate, cast.officer, made, "reinstate", {"reason": "已返修复验"}, at=later(days=20)
    )
    assert (made.state, made.since) == ("valid", later(days=20))
    assert list(refused(actions.move_certificate, cast.officer, made, "revoke", {"reason": " "}).errors) == [
        "reason"
    ]


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"kind": "nothing", "note": "x"}, "kind"),
        ({"kind": "assessment", "note": "x"}, "kind"),
        ({"kind": "completion_report"}, "file"),
        ({"kind": "completion_report", "sha256": "0" * 64}, "sha256"),
        ({"kind": "completion_report", "note": "x", "terms": {"W-WP": 5}}, "terms"),
        ({"kind": "warranty_letter", "terms": {"W-XX": 5}}, "terms"),
        ({"kind": "warranty_letter", "terms": {"W-WP": 0}}, "terms"),
        ({"kind": "completion_report", "note": "x", "dated_on": later(days=2).date()}, "dated_on"),
    ],
)
def test_a_paper_is_refused_by_the_field_that_is_wrong(cast, given, field):
    problem = refused(actions.add_document, cast.contractor_a, cast.project(), **given)
    assert list(problem.errors) == [field]
    assert queries.documents(cast.project().id) == []


def test_a_withdrawn_paper_no_longer_counts_and_an_older_one_counts_again(cast):
    project = cast.project()
    old = act(actions.add_document, cast.designer, project, kind="design_check", note="一版")
    new = act(
        actions.add_document, cast.designer, project, kind="design_check", note="二版", at=later(days=1)
    )
    assert queries.in_force(queries.documents(project.id))["design_check"].id == new.id
    act(actions.withdraw_document, cast.designer, new, reason="传错了")
    assert queries.in_force(queries.documents(project.id))["design_check"].id == old.id
    assert refused(actions.withdraw_document, cast.designer, new, reason="再撤").status == 409


def test_a_paper_a_certificate_rests_on_cannot_be_withdrawn(cast):
    make.certificate(cast.project())
    paper = queries.documents(cast.project().id)[0]
    assert refused(actions.withdraw_document, cast.owner, paper, reason="想改").status == 409


def test_once_all_five_have_signed_no_paper_is_withdrawn_before_the_certificate_is_there(cast):
    make.signed(cast.project())
    paper = queries.documents(cast.project().id)[0]
    assert refused(actions.withdraw_document, cast.owner, paper, reason="想改").status == 409
    assert paper.withdrawn_at is None


def test_a_signature_that_crosses_a_withdrawal_is_refused(app, cast):
    one = make.signed(cast.project(), parties=1)
    actor, key = cast.surveyor, one.id
    db.session.rollback()
    waiting = db.session.get_one(Acceptance, key)
    assert waiting.state == "signing"  # read before the other hand acts

    def withdraw():
        with app.app_context():
            act(actions.move, cast.owner, db.session.get_one(Acceptance, key), "withdraw", {"reason": "x"})

    with ThreadPoolExecutor(1) as pool:
        pool.submit(withdraw).result()
    problem = refused(actions.move, actor, waiting, "sign", {"name": actor.name})
    assert problem.slug == "wrong-state"
    assert len(db.session.scalars(select(Signature)).all()) == 1
