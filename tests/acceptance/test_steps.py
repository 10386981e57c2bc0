"""The steps before signing: pre-acceptance, meeting and opinions, notice, delegates; what the certificate keeps of them."""

from datetime import date, timedelta

import pytest
from sqlalchemy import func, select

from inspect_app.acceptance import actions, queries
from inspect_app.acceptance.models import Acceptance, Certificate, Member, Opinion, Signature
from inspect_app.acceptance.queries.steps import steps as steps_of
from inspect_app.acceptance.rules.procedure import Authority, may_sign, notify_by
from inspect_app.acceptance.rules.steps import Seat, seats
from inspect_app.archive.queries import bundle
from inspect_app.core import vault
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry, react
from inspect_app.core.todo import waiting
from tests import make
from tests.make import NOW, later
from tests.stepping import MEMBERS, steps

DAY = local_day(NOW)
PASSED = {"checked_on": DAY, "outcome": "pass"}
CALLED = {"held_on": DAY, "place": "项目部", "members": MEMBERS}
HELD = Authority("李代", "王工", date(2026, 5, 1), date(2026, 5, 31))


def act(call, *given, **values):
    with transaction():
        return call(*given, **{"at": NOW, **values})


def take(actor, one, move, /, at=NOW, **values):
    return act(actions.move, actor, one, move, values, at=at)


def refused(actor, one, move, /, at=NOW, **values) -> Problem:
    with pytest.raises(Problem) as found:
        take(actor, one, move, at=at, **values)
    return found.value


def begun(cast) -> Acceptance:
    make.papers(cast.project())
    return act(actions.begin, cast.owner, cast.project())


def of_five(cast):
    return {
        "contractor": cast.contractor_a, "surveyor": cast.surveyor, "designer": cast.designer,
        "supervisor": cast.supervisor, "owner": cast.owner,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("owner，甲", "line 1"), ("somebody，甲，乙公司", "line 1"), ("owner，甲，乙公司", "missing"),
        (f"{MEMBERS}\n专家，owner 组员，学会", "twice"),
        ("\n".join(f"专家，专家{n}，学会" for n in range(41)), "at most"), ("", "missing"),
    ],
)  # fmt: skip
def test_a_list_of_members_that_is_not_one_is_refused_by_line(text, fault):
    assert fault in seats(text)[1]


def test_members_are_read_in_both_languages():
    found = seats(f"{MEMBERS}\n专家, 陈总工 , 学会\nSupervision body，孙科，质安站")
    assert found[-2:] == [Seat("expert", "陈总工", "学会"), Seat("authority", "孙科", "质安站")]


@pytest.mark.parametrize(
    ("name", "day", "answer"),
    [
        ("王工", date(2026, 7, 1), None), ("李代", date(2026, 5, 31), HELD), ("李代", date(2026, 5, 1), HELD),
        ("李代", date(2026, 6, 1), "not today"), ("张三", date(2026, 5, 2), "document of authority"),
    ],
)  # fmt: skip
def test_a_delegate_signs_within_the_days_of_the_authority_and_nobody_else(name, day, answer):
    found = may_sign(name, "王工", [HELD], day)
    assert answer in found[1] if isinstance(answer, str) else found == answer


def test_pre_acceptance_is_asked_for_refused_mended_and_passed_in_this_order(cast):
    one = begun(cast)
    assert refused(cast.supervisor, one, "precheck", **PASSED).status == 409
    assert refused(cast.owner, one, "convene", **CALLED).status == 409
    take(cast.contractor_a, one, "report")
    assert refused(cast.contractor_a, one, "report").status == 409
    defect = make.defect(cast.project())
    refusing = {"checked_on": DAY, "outcome": "refuse", "defects": defect.number}
    assert list(refused(cast.supervisor, one, "precheck", **refusing).errors) == ["findings"]
    none = {**refusing, "findings": "屋面收口", "defects": "QX-2020-000009"}
    assert list(refused(cast.supervisor, one, "precheck", **none).errors) == ["defects"]
    late = {**refusing, "findings": "屋面收口", "checked_on": date(2026, 1, 1)}
    assert list(refused(cast.supervisor, one, "precheck", **late).errors) == ["checked_on"]
    take(cast.supervisor, one, "precheck", **{**refusing, "findings": "屋面收口"})
    take(cast.contractor_a, one, "report")
    assert list(refused(cast.supervisor, one, "precheck", **PASSED).errors) == ["outcome"]
    assert [each.outcome for each in one.prechecks] == ["refuse", None]
    assert steps_of([one.project_id])[one.project_id].unmended == [defect.number]


def test_a_disagreement_is_solved_in_writing_and_the_acceptance_organised_again(cast):
    make.ready(cast.project())
    one = queries.latest(cast.project().id)
    take(cast.owner, one, "convene", **{**CALLED, "members": f"{MEMBERS}\n业主代表，住户甲，1号楼"})
    assert list(refused(cast.designer, one, "opine", member="owner 组员", opinion="agree").errors) == [
        "member"
    ]
    assert list(refused(cast.designer, one, "opine", member="designer 组员", opinion="disagree").errors) == [
        "words"
    ]
    take(cast.designer, one, "opine", member="designer 组员", opinion="disagree", words="泛水高度不足")
    assert refused(cast.owner, one, "convene", **CALLED).status == 409
    assert "No opinion yet" in refused(cast.owner, one, "minute", minutes="纪要").words("en")
    for role, actor in of_five(cast).items():
        if role != "designer":
            take(actor, one, "opine", member=f"{role} 组员", opinion="agree")
    take(cast.owner, one, "opine", member="住户甲", opinion="agree")
    told = b"".join(bundle.rows(next(each for each in bundle.parts(one.project_id) if each.model is Member)))
    assert "designer 组员" in told.decode()
    assert "住户甲" not in told.decode(), "a resident's name goes into no bundle"
    entries = db.session.scalars(select(Entry.data).where(Entry.verb.startswith("acceptance.")))
    assert not any("住户甲" in str(each) for each in entries)
    assert list(refused(cast.owner, one, "minute", minutes="纪要").errors) == ["solution"]
    take(cast.owner, one, "minute", minutes="纪要", solution="补做泛水后再验")
    assert list(refused(cast.owner, one, "open").errors) == ["meeting"]
    take(cast.owner, one, "convene", **CALLED)
    for role, actor in of_five(cast).items():
        take(actor, one, "opine", member=f"{role} 组员", opinion="mend", words="补照片")
        take(actor, one, "opine", member=f"{role} 组员", opinion="agree", at=later(minutes=5))
    take(cast.owner, one, "minute", minutes="各方同意", at=later(minutes=6))
    take(cast.owner, one, "open", at=later(minutes=7))
    told = one.record["steps"]["meetings"]
    assert [each["solution"] for each in told] == ["", "补做泛水后再验", ""]
    assert told[1]["members"][-1] | {"opinions": []} == {
        "capacity": "delegate", "name": "", "unit": "1号楼", "opinions": []
    }  # fmt: skip
    of_last = (
        select(func.count()).select_from(Opinion).join(Member).where(Member.meeting_id == one.meetings[-1].id)
    )
    assert db.session.scalar(of_last) == 10


def test_opinions_wait_for_the_day_and_the_notice_is_due_seven_working_days_before(cast):
    one = begun(cast)
    act(
        actions.withdraw_document,
        cast.owner,
        queries.in_force(queries.documents(one.project_id))["notice"],
        reason="改日",
    )
    take(cast.contractor_a, one, "report")
    take(cast.supervisor, one, "precheck", **PASSED)
    day = later(days=40).date()
    take(cast.owner, one, "convene", **{**CALLED, "held_on": day})
    assert "The meeting is on" in refused(
        cast.owner, one, "opine", member="owner 组员", opinion="agree"
    ).words("en")
    mine = [each for each in waiting(cast.owner, NOW) if "notice" in each.what[1]]
    assert [local_day(each.due_at - timedelta(seconds=1)) for each in mine] == [notify_by(day, "110114")]
    gap = {each.requirement.key: each.missing for each in queries.gate(one.project, NOW)}["notice"]
    assert f"send it by {notify_by(day, '110114')}" in gap[1]


def test_a_delegate_signs_with_a_document_whose_hash_the_certificate_shows(cast):
    make.ready(cast.project())
    one = queries.latest(cast.project().id)
    party = next(each for each in cast.project().parties if each.role == "designer")
    with transaction():
        db.session.merge(party).leader = "设计总工"
    take(cast.owner, one, "open")
    five = of_five(cast)
    sign = {role: {"name": actor.name} for role, actor in five.items()}
    for role in ("contractor", "surveyor"):
        take(five[role], one, "sign", **sign[role])
    assert (
        "document of authority"
        in refused(cast.designer, one, "sign", **sign["designer"]).errors["name"][0][1]
    )
    sha = act(vault.keep, b"%PDF-1.4 authority")
    said = {"delegate": cast.designer.name, "from_on": DAY, "to_on": DAY, "scope": "签署竣工验收意见"}
    with pytest.raises(Problem) as bare:
        act(
            actions.add_document, cast.designer, cast.project(), kind="authority", note="在档", authority=said
        )
    assert list(bare.value.errors) == ["file"]
    paper = act(
        actions.add_document, cast.designer, cast.project(), kind="authority", sha256=sha, authority=said
    )
    assert (
        "not today"
        in refused(cast.designer, one, "sign", at=later(days=1), **sign["designer"]).errors["name"][0][1]
    )
    for role in ("designer", "supervisor", "owner"):
        take(five[role], one, "sign", **sign[role])
    with pytest.raises(Problem):
        act(actions.withdraw_document, cast.designer, paper, reason="作废")
    assert db.session.scalar(select(Signature.authority_sha256).where(Signature.role == "designer")) == sha
    while react():
        pass
    made = db.session.scalars(select(Certificate)).one()
    assert [each["for"] for each in made.record["signatures"] if "authority" in each] == ["设计总工"]
    kinds = {each["kind"]: each["sha256"] for each in made.evidence}
    assert {"precheck", "meeting"} < set(kinds)
    assert kinds["delegation"] == sha
    shown = list(queries.chain(made, cast.owner, "delegation"))
    assert [each.path for each in shown] == [f"/documents/{paper.id}"]


def test_an_acceptance_begun_before_the_steps_ends_as_it_began(cast):
    make.ready(cast.project())
    one = queries.latest(cast.project().id)
    with transaction():
        one.by_steps = False
    assert refused(cast.contractor_a, one, "report").status == 409
    keys = {each.requirement.key for each in queries.gate(one.project, NOW)}
    assert not keys & {"pre_acceptance", "meeting"}
    take(cast.owner, one, "open")
    assert "steps" not in one.record


def test_the_page_walks_through_the_steps(browser, cast):
    one = begun(cast)
    page = browser("contractor_a").get(f"/acceptances/{one.id}").text
    assert 'id="move-report"' in page
    assert 'id="move-convene"' not in browser("owner").get(f"/acceptances/{one.id}").text
    with transaction():
        steps(one, at=NOW)
    said = browser("owner").get(f"/acceptances/{one.id}").text
    assert all(each in said for each in ("designer 组员", "各方同意验收", "最迟"))
