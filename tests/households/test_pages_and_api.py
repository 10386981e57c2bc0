"""Household acceptance as owners, builders, supervisors and machines meet it."""

from io import BytesIO

from sqlalchemy import select

from inspect_app.acceptance.queries import gate
from inspect_app.core.db import db
from inspect_app.defects.models import Defect
from inspect_app.households.models import HouseholdCard
from tests import homing, make


def shot(name: str) -> dict[str, object]:
    return {name: (BytesIO(make.photo("red")), "a.jpg")}


def test_a_home_is_accepted_page_by_page_and_its_residents_name_shows_nowhere(browser, cast):
    project = cast.project()
    homing.home(project)
    owner, boss, builder = browser("owner"), browser("supervisor"), browser("contractor_a")
    form = f"/projects/{project.id}/households/new"
    assert "没有分户验收卡" in owner.get(f"/households?project_id={project.id}").text
    assert owner.post(form, data={}).status_code == 422
    assert owner.post(form, data={"scope": ["window", "water"]}).status_code == 302
    card = db.session.scalars(select(HouseholdCard)).one()
    url, keys = f"/households/{card.id}", [each.key for each in card.points]
    judged = {
        "points": keys,
        "outcomes": ["fail", *["pass"] * 4],
        "notes": ["<b>窗框</b>松动", "", "", "", ""],
    }
    refused = builder.post(f"{url}/points", data=judged)
    assert (refused.status_code, "不合格项须拍照" in refused.text, "<b>窗框" in refused.text) == (
        422,
        True,
        False,
    )
    assert builder.post(f"{url}/points", data={**judged, **shot("photos")}).status_code == 302
    assert db.session.scalars(select(Defect)).one().number in builder.get(url).text
    for who, move, name in (
        (builder, "fill", "contractor_a"),
        (boss, "check", "supervisor"),
        (owner, "confirm", "owner"),
    ):
        assert who.post(f"{url}/moves/{move}", data={"name": getattr(cast, name).name}).status_code == 302
    assert "data-resident-pad" in boss.get(url).text
    assert boss.post(f"{url}/moves/sign", data={"resident": "欧阳小明"}).status_code == 422
    assert (
        boss.post(f"{url}/moves/sign", data={"resident": "欧阳小明", **shot("signature")}).status_code == 302
    )
    for who in (owner, builder):
        page = who.get(url).text
        assert ("欧**" in page, "欧阳" in page) == (True, False)
    assert ("住户签名" in owner.get(url).text, "住户签名" in builder.get(url).text) == (True, False)
    listed = owner.get(f"/households?project_id={project.id}&lang=en").text
    assert "With defects" in listed
    for address in (f"{url}.pdf", f"/projects/{project.id}/households.pdf"):
        assert owner.get(address).data[:5] == b"%PDF-"
    assert _missing(project) == f"未验收或有缺陷：{card.number}"


def _missing(project):
    return next(
        each.missing[0] for each in gate(project, make.NOW) if each.requirement.key == "household_cards"
    )


def test_a_machine_drafts_and_judges_and_a_rival_finds_no_home(caller, cast):
    project = cast.project()
    homing.home(project)
    made = caller("owner").post("/api/households/", json={"project_id": project.id, "scope": ["window"]})
    assert (made.status_code, made.json) == (201, {"cards": 1})
    one = caller("contractor_a").get("/api/households/").json["rows"][0]
    assert one["moves"] == ["fill", "judge"]
    address = f"/api/households/{one['id']}/points"
    body = {"points": ["window_fit"], "outcomes": ["pass"], "notes": [""]}
    assert caller("contractor_a").post(address, json=body).json["points"][0]["outcome"] == "pass"
    wrong = caller("contractor_a").post(address, json={**body, "notes": []})
    assert (wrong.status_code, list(wrong.json["errors"])) == (422, ["notes"])
    assert caller("contractor_a").post(address, json={**body, "points": ["water_leak"]}).status_code == 422
    assert caller("supervisor").post(address, json=body).status_code == 403
    assert caller("contractor_b").get(f"/api/households/{one['id']}").status_code == 404
    assert caller("contractor_b").get("/api/households/").json["total"] == 0
