"""Every state of a notice, every move and every role, in one table."""

from datetime import timedelta

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import may
from inspect_app.notices import queries
from inspect_app.notices.models import Notice
from inspect_app.notices.rules import KINDS, WORKFLOW
from tests import make, noticing

ROLES = (
    "officer", "supervisor", "inspector", "owner", "contractor_a", "contractor_b", "designer", "street", "property",
    "utility", "admin", "stranger",
)  # fmt: skip
OFFICER, DRAFTER, ADDRESSEE = {"officer"}, {"officer", "supervisor"}, {"contractor_a"}
#: by kind: who may take a move, where its state lets them; the supervisor drafted it
MAY = {
    "rectification": {
        "issue": OFFICER, "receive": ADDRESSEE, "serve": DRAFTER, "end": OFFICER, "withdraw": OFFICER,
    },
    "stop": {
        "issue": OFFICER, "receive": ADDRESSEE, "serve": DRAFTER, "ask": ADDRESSEE, "resume": OFFICER,
        "refuse": OFFICER, "withdraw": OFFICER,
    },
    "resume": {"issue": OFFICER, "receive": ADDRESSEE, "serve": OFFICER},
}  # fmt: skip
MAY["partial_stop"] = MAY["stop"]
READS_DRAFTS = {"officer", "supervisor"}
READS = {"officer", "supervisor", "owner", "admin", "contractor_a"}
VALUES = {
    "issue": {}, "receive": {}, "serve": {"receiver": "王工", "how": "person"}, "ask": {"note": "已加固"}, "resume": {},
    "refuse": {"reason": "还缺一处"}, "end": {}, "withdraw": {"reason": "重复"},
}  # fmt: skip


def in_every_state(cast):
    """Yield each kind of notice in each state it can be in."""
    for kind in MAY:
        for state in [each.name for each in WORKFLOW.states]:
            if kind == "rectification" and state in ("asked", "resumed"):
                continue
            if kind in ("stop", "partial_stop") and state == "ended":
                continue
            if kind == "resume" and state not in ("issued", "ended"):
                continue
            yield kind, state, noticing.notice(cast.project(), kind=kind, to=state, actor=cast.supervisor)


def test_every_state_is_read_and_moved_by_its_roles_alone(cast):
    wrong = []
    for kind, state, one in in_every_state(cast):
        assert (one.kind, one.state) == (kind, state)
        readers = READS_DRAFTS if one.number is None else READS
        for person in ROLES:
            actor = getattr(cast, person)
            seen = db.session.scalar(queries.one(actor, one.id)) is not None
            if (seen, may(actor, "notice.read", one)) != (person in readers,) * 2:
                wrong.append((kind, state, person, "read", seen))
            for move in WORKFLOW.moves:
                starts_here = state in move.sources
                allowed = person in MAY[kind].get(move.name, set())
                if state == "draft" and move.name == "withdraw" and person == "supervisor":
                    allowed = True
                if may(actor, f"notice.{move.name}", one) and starts_here and not allowed:
                    wrong.append((kind, state, person, move.name, "permitted"))
                if allowed and starts_here and not may(actor, f"notice.{move.name}", one):
                    wrong.append((kind, state, person, move.name, "refused"))
    assert not wrong


def test_what_is_out_of_turn_or_not_theirs_is_refused_over_the_api(cast, caller):
    photo, wrong = make.received("green"), []
    for kind, state, one in in_every_state(cast):
        if kind != "stop":
            continue
        for person in ("officer", "contractor_a"):
            for move in WORKFLOW.moves:
                if person in MAY[kind].get(move.name, set()) and state in move.sources:
                    continue
                body = {**VALUES[move.name], **({"photos": [photo]} if move.name == "ask" else {})}
                reply = caller(person).post(f"/api/notices/{one.id}/moves/{move.name}", json=body)
                if reply.status_code not in (403, 404, 409):
                    wrong.append((kind, state, person, move.name, reply.status_code))
    assert not wrong


def test_an_inspector_sees_what_they_drafted_and_nothing_else(cast, caller):
    mine = noticing.notice(cast.project(), actor=cast.inspector)
    other = noticing.notice(cast.project(), actor=cast.supervisor, to="issued")
    rows = caller("inspector").get("/api/notices/?state=all").json["rows"]
    assert [each["id"] for each in rows] == [mine.id]
    assert caller("inspector").get(f"/api/notices/{other.id}").status_code == 404
    assert caller("officer").post(f"/api/notices/{mine.id}/moves/issue", json={}).status_code == 200
    assert "serve" in caller("inspector").get(f"/api/notices/{mine.id}").json["moves"]


def test_a_stop_goes_through_two_resume_checks_and_brings_one_numbered_resume_notice(cast, caller):
    one = noticing.notice(cast.project(), kind="stop", to="issued", actor=cast.supervisor)
    url, officer, builder = f"/api/notices/{one.id}/moves", caller("officer"), caller("contractor_a")
    assert one.number.startswith("TG-")
    assert builder.post(f"{url}/receive", json={}).json["how"] == "system"
    for number, colour in enumerate(("green", "blue"), start=1):
        body = {"note": "已加固", "photos": [make.received(colour)]}
        assert builder.post(f"{url}/ask", json=body).json["rounds"] == number
        if number == 1:
            assert officer.post(f"{url}/refuse", json={"reason": "缺一处"}).json["refusals"] == 1
            again = builder.post(f"{url}/ask", json=body)
            assert (again.status_code, list(again.json["errors"])) == (422, ["photos"])
    assert officer.post(f"{url}/resume", json={"note": "合格"}).json["state"] == "resumed"
    assert officer.post(f"{url}/resume", json={}).status_code == 409
    rows = officer.get("/api/notices/?state=all&kind=resume").json["rows"]
    assert [(each["state"], each["lifts"], each["facts"]) for each in rows] == [
        ("issued", one.number, "合格")
    ]
    assert rows[0]["number"].startswith("FG-")
    read = builder.post(f"/api/notices/{rows[0]['id']}/moves/receive", json={})
    assert read.json["state"] == "ended"


def test_numbers_are_given_at_issue_without_holes(cast, caller):
    dropped, kept = (noticing.notice(cast.project(), actor=cast.officer) for _ in range(2))
    caller("officer").post(f"/api/notices/{dropped.id}/moves/withdraw", json={"reason": "重复"})
    number = caller("officer").post(f"/api/notices/{kept.id}/moves/issue", json={}).json["number"]
    assert number.endswith("-000001")
    assert db.session.get_one(Notice, dropped.id).number is None


def test_a_notice_is_served_once_and_the_receipt_says_how(cast, caller):
    url = "/api/notices/{}/moves/serve".format(
        noticing.notice(cast.project(), to="issued", actor=cast.supervisor).id
    )
    officer = caller("officer")
    left = {"receiver": "王工", "how": "left"}
    early = (make.later(days=-3)).isoformat()
    for body, field in (
        ({"how": "person"}, "receiver"), ({"receiver": "王工", "how": "system"}, "how"), (left, "note"),
        ({**left, "note": "见证人李某", "received_at": "2099-01-01T00:00:00Z"}, "received_at"),
        ({**left, "note": "见证人李某", "received_at": early}, "received_at"),
    ):  # fmt: skip
        refused = officer.post(url, json=body)
        assert (refused.status_code, list(refused.json["errors"])) == (422, [field])
    served = officer.post(url, json={**left, "note": "见证人李某，留于项目部"})
    assert (served.status_code, served.json["how"], served.json["receiver"]) == (200, "left", "王工")
    for again, person in (("serve", "officer"), ("receive", "contractor_a")):
        body = {"receiver": "张工", "how": "post"} if again == "serve" else {}
        assert caller(person).post(url.replace("serve", again), json=body).status_code == 409


def test_nothing_is_ended_or_resumed_while_a_cited_defect_is_open(cast, caller):
    for kind, move in (("rectification", "end"), ("stop", "resume")):
        defect = make.defect(cast.project(), to="rectified")
        to = "served" if kind == "rectification" else "asked"
        one = noticing.notice(cast.project(), kind=kind, to=to, actor=cast.supervisor, defect_ids=[defect.id])
        url, officer = f"/api/notices/{one.id}/moves/{move}", caller("officer")
        refused = officer.post(url, json={})
        assert refused.status_code == 409
        assert defect.number in refused.json["title"]
        assert officer.post(f"/api/defects/{defect.id}/moves/confirm", json={}).status_code == 200
        assert officer.post(url, json={}).status_code == 200


def test_only_a_rectification_gives_a_day_and_it_gives_one_always(cast, caller):
    officer, project = caller("officer"), cast.project()
    body = {"project_id": project.id, "facts": "临边无防护", "due_on": "2099-05-01"}
    for kind in ("stop", "partial_stop"):
        named = {"element_ids": [make.element_of(project).id]}
        refused = officer.post("/api/notices/", json={**body, **named, "kind": kind})
        assert (refused.status_code, list(refused.json["errors"])) == (422, ["due_on"])
    past = officer.post("/api/notices/", json={**body, "kind": "rectification", "due_on": "2020-05-01"})
    assert list(past.json["errors"]) == ["due_on"]
    made = officer.post("/api/notices/", json={**body, "kind": "rectification", "due_on": None}).json
    assert made["due_on"] is None
    issued = officer.post(f"/api/notices/{made['id']}/moves/issue", json={}).json
    assert issued["due_on"] is not None
    one = noticing.notice(project, actor=cast.officer, to="issued")
    assert one.due_on == (make.NOW + timedelta(days=7)).date()


def test_every_kind_has_its_article_and_its_own_series():
    assert len({each.prefix for each in KINDS}) == len(KINDS)
    assert all(each.basis and each.basis_en for each in KINDS)


def test_two_moves_at_once_are_one(cast):
    one = noticing.notice(cast.project(), to="issued", actor=cast.supervisor)
    with transaction():
        stored = db.session.get_one(Notice, one.id)
        noticing.move_notice(cast.contractor_a, stored, "receive", {}, at=make.NOW)
    assert stored.version > 1
