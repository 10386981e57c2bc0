"""Hold points as the parties, those invited and machines meet them."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.keys import own_key
from inspect_app.core.seal import check_pdf
from inspect_app.holds import actions
from inspect_app.holds.models import Hold
from inspect_app.identity import actions as identity
from tests import make


def announced(project, at=None, **values):
    """Return a hold point announced now, or at a moment before: its notice has run when that is two days ago."""
    return make.hold(project, to="announced", at=at or now(), **values)


def test_a_hold_point_is_set_on_its_projects_page_and_found_in_the_list(browser, cast):
    client, project = browser("supervisor"), cast.project()
    url = f"/projects/{project.id}/holds/new"
    assert url in client.get(f"/projects/{project.id}").text
    assert "第三十条" in client.get(url).text
    given = {"title": "防水层铺保护层前", "element_id": make.element_of(project).id, "signers": ["designer"]}
    made = client.post(url, data=given)
    assert made.status_code == 302
    assert "防水层铺保护层前" in client.get(made.location).text
    assert "防水层铺保护层前" in browser("contractor_a").get("/holds").text


def test_a_form_filled_in_wrongly_names_the_field_and_keeps_what_was_typed(browser, cast):
    project = cast.project()
    reply = browser("owner").post(f"/projects/{project.id}/holds/new", data={"title": "保温层"})
    assert reply.status_code == 422
    assert "f-element_id" in reply.text
    assert "保温层" in reply.text


def test_the_parties_go_from_the_announcement_to_the_cover_page_by_page(browser, cast):
    hold = make.hold(cast.project())
    url = f"/holds/{hold.id}"
    builder, early = browser("contractor_a"), (now() + timedelta(hours=1)).isoformat()
    photo = {"photos": (BytesIO(make.photo("red")), "a.jpg")}
    refused = builder.post(f"{url}/moves/announce", data={"meet_at": early, "note": "合格", **photo})
    assert refused.status_code == 422
    assert "通知期未满" in refused.text
    meet = (now() + timedelta(hours=49)).isoformat()
    photo = {"photos": (BytesIO(make.photo("red")), "a.jpg")}
    assert (
        builder.post(f"{url}/moves/announce", data={"meet_at": meet, "note": "合格", **photo}).status_code
        == 302
    )
    assert "签认合格" not in browser("supervisor").get(url).text
    for person in ("owner", "officer"):
        assert "您单位是否到场见证" in browser(person).get(url).text
        assert browser(person).post(f"{url}/answer", data={"answer": "absent"}).status_code == 302
    assert "签认合格" in browser("supervisor").get(url).text
    signed = browser("supervisor").post(f"{url}/moves/sign", data={"name": "supervisor", "note": "搭接良好"})
    assert signed.status_code == 302
    assert "可以覆盖" in builder.get(url).text
    assert builder.post(f"{url}/moves/cover").status_code == 302
    assert "搭接良好" in browser("owner").get(f"{url}?lang=en").text


@pytest.mark.parametrize("person", ["contractor_a", "owner", "officer", "inspector", "admin", "designer"])
def test_nobody_signs_for_the_supervisor(caller, cast, person):
    hold = announced(cast.project(), now() - timedelta(hours=49))
    reply = caller(person).post(f"/api/holds/{hold.id}/moves/sign", json={"name": person})
    assert reply.status_code == 403
    assert db.session.get_one(Hold, hold.id).signatures == []


def test_a_contractors_man_given_the_supervisors_role_signs_for_nobody(caller, cast):
    hold = announced(cast.project(), now() - timedelta(hours=49))
    with transaction():
        identity.add_membership(
            cast.admin, person=cast.person("contractor_a"), party=cast.party("supervisor"), role="supervisor", at=now()
        )  # fmt: skip
    for name in ("sign", "refuse"):
        given = {"name": "contractor_a", "reason": "不行"}
        reply = caller("contractor_a").post(
            f"/api/holds/{hold.id}/moves/{name}",
            json={key: given[key] for key in (["name"] if name == "sign" else ["reason"])},
        )
        assert reply.status_code == 403


def test_nobody_but_the_platform_takes_the_move_release(caller, cast):
    hold = announced(cast.project(), now() - timedelta(hours=49))
    for person in ("admin", "supervisor", "contractor_a"):
        assert caller(person).post(f"/api/holds/{hold.id}/moves/release", json={}).status_code == 403


def test_silence_is_nobodys_to_send(caller, cast):
    hold = announced(cast.project())
    reply = caller("owner").post(f"/api/holds/{hold.id}/answer", json={"answer": "silent"})
    assert reply.status_code == 422
    assert "answer" in reply.json["errors"]
    assert caller("designer").post(f"/api/holds/{hold.id}/answer", json={"answer": "come"}).status_code == 403
    assert (
        caller("owner")
        .post(f"/api/holds/{hold.id}/answer", json={"answer": "come"})
        .json["notices"][0]["answer"]
    )


def test_a_hold_point_is_set_and_read_over_the_api(caller, cast):
    project = cast.project()
    body = {"project_id": project.id, "element_id": make.element_of(project).id, "title": "给水管封闭前"}
    made = caller("officer").post("/api/holds/", json={**body, "witnesses": ["utility"]})
    assert made.status_code == 201
    assert {each["role"] for each in made.json["parts"]} == {"supervisor", "utility", "owner", "authority"}
    listed = caller("contractor_a").get("/api/holds/").json
    assert [each["number"] for each in listed["rows"]] == [made.json["number"]]
    assert "announce" in listed["rows"][0]["moves"]
    refused = caller("officer").post("/api/holds/", json={**body, "signers": ["subcontractor"]})
    assert (refused.status_code, set(refused.json["errors"])) == (422, {"signers"})
    assert caller("contractor_a").post("/api/holds/", json=body).status_code == 403


@pytest.mark.parametrize("person", ["contractor_b", "stranger", "utility", "property"])
def test_whoever_it_does_not_concern_never_learns_of_it(caller, browser, cast, person):
    hold = announced(cast.project())
    assert caller(person).get(f"/api/holds/{hold.id}").status_code == 404
    assert browser(person).get(f"/holds/{hold.id}.pdf").status_code == 404
    assert caller(person).post(f"/api/holds/{hold.id}/answer", json={"answer": "come"}).status_code == 404
    listed = caller(person).get("/api/holds/?state=all")
    assert listed.status_code in (200, 403)
    assert hold.number not in listed.text


def test_a_firm_that_is_named_sees_what_names_it_and_answers(caller, cast):
    hold = announced(cast.project(), witnesses=["utility"])
    other = announced(cast.project(), element_id=make.element_of(cast.project(), "water").id)
    numbers = [each["number"] for each in caller("utility").get("/api/holds/").json["rows"]]
    assert numbers == [hold.number]
    assert caller("utility").get(f"/api/holds/{other.id}").status_code == 404
    assert caller("utility").post(f"/api/holds/{hold.id}/answer", json={"answer": "come"}).status_code == 200


def test_whoever_has_to_act_finds_it_on_their_first_page(browser, cast):
    waiting = make.hold(cast.project())
    assert waiting.number in browser("contractor_a").get("/").text
    assert waiting.number not in browser("contractor_b").get("/").text
    assert waiting.number not in browser("supervisor").get("/today").text
    hold = announced(cast.project(), element_id=make.element_of(cast.project(), "water").id)
    assert hold.number in browser("owner").get("/").text
    assert hold.number in browser("officer").get("/today").text
    assert hold.number not in browser("supervisor").get("/today").text, "signing has not opened"
    ripe = announced(
        cast.project(),
        now() - timedelta(hours=49),
        element_id=make.element_of(cast.project(), "stairwell").id,
    )
    assert ripe.number in browser("supervisor").get("/today?lang=en").text
    assert ripe.number in browser("supervisor").get("/").text
    assert f"/holds/{ripe.id}" not in browser("owner").get("/").text, "the notice has run"


def test_the_record_is_a_sealed_paper_with_its_fonts_notices_and_signatures(browser, cast):
    hold = make.hold(cast.project(), to="covered")
    with transaction():
        actions.silence(cast.admin, hold.notices[0], at=make.later(days=5))
    paper = browser("contractor_a").get(f"/holds/{hold.id}.pdf")
    assert (paper.status_code, paper.mimetype) == (200, "application/pdf")
    verdict = check_pdf(paper.data, [own_key().public])
    assert verdict.good
    assert verdict.record["signatures"][0]["name"] == "supervisor"
    pages = PdfReader(BytesIO(paper.data)).pages
    text = "".join(each.extract_text() for each in pages)
    for words in ("隐蔽工程验收记录", hold.number, "未答复", "正信监理公司", "自检合格"):
        assert words in text
    fonts = [font.get_object() for each in pages for font in each["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        held = font["/DescendantFonts"][0].get_object() if "/DescendantFonts" in font else font
        assert "/FontFile2" in held["/FontDescriptor"].get_object()


def test_a_breach_shows_its_defect_and_the_defect_where_it_came_from(browser, cast):
    hold = make.hold(cast.project())
    reply = browser("inspector").post(f"/holds/{hold.id}/moves/breach", data={"reason": "保护层已铺"})
    assert reply.status_code == 302
    shown = browser("owner").get(f"/holds/{hold.id}").text
    assert "/defects/" in shown
    defect = shown.partition("/defects/")[2].partition('"')[0]
    assert "停检点未验先盖" in browser("owner").get(f"/defects/{defect}").text
    assert "breach" not in caller_moves(browser("contractor_a"), hold)


def caller_moves(client, hold):
    """Return the moves a page offers."""
    return [part.partition('"')[0] for part in client.get(f"/holds/{hold.id}").text.split('id="move-')[1:]]
