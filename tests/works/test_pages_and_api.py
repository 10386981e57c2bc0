"""The works of a project as its people and machines meet them."""

from io import BytesIO

from sqlalchemy import select

from inspect_app.acceptance.queries import gate
from inspect_app.core.db import db
from inspect_app.works.models import Work
from tests import make, working


def test_a_lot_goes_from_the_building_tree_to_a_signed_record_page_by_page(browser, cast) -> None:
    builder, boss, project = browser("contractor_a"), browser("supervisor"), cast.project()
    tree = f"/projects/{project.id}/works"
    assert f"{tree}/draft" in builder.get(tree).text
    assert f"{tree}/draft" not in browser("inspector").get(tree).text
    assert builder.post(f"{tree}/draft").status_code == 302
    assert "防水与密封" in builder.get(tree).text
    stmt = select(Work).where(Work.level == "lot", Work.kind == "roof_layer")
    url = f"/works/{db.session.scalars(stmt).one().id}"
    key = working.looked(project)
    page = builder.get(url).text
    assert key in page
    assert "moves/sign" not in page
    assert 'name="visual"' not in page, "asked of divisions and unit works alone"
    refused = builder.post(f"{url}/moves/submit", data={"papers": "complete", "record": "<b>"})
    assert (refused.status_code, "f-record" in refused.text) == (422, True)
    shot = (BytesIO(make.photo("red")), "a.jpg")
    done = builder.post(
        f"{url}/moves/submit", data={"papers": "complete", "record": key, "photos": shot, "note": "自检合格"}
    )
    assert done.status_code == 302
    assert "moves/sign" not in boss.get(url).text, "no button that would be refused"
    early = boss.post(f"{url}/moves/sign", data={"name": cast.supervisor.name})
    assert (early.status_code, "专业工长" in early.text) == (409, True)
    assert builder.post(f"{url}/moves/sign", data={"name": cast.contractor_a.name}).status_code == 302
    assert builder.post(f"{url}/moves/sign", data={"name": cast.contractor_a.name}).status_code == 409
    shown = boss.get(f"{url}?lang=en").text
    assert "Dominant: Lap" in shown
    assert "not verified" in shown
    paper = boss.get(f"{url}.pdf")
    assert (paper.status_code, paper.data[:5]) == (200, b"%PDF-")


def test_a_list_shows_only_ones_own_sites_and_asks_the_database_a_few_times(browser, cast, queries) -> None:
    working.lot(cast.project())
    other = working.lot(cast.project("p18"))
    assert other.number not in browser("contractor_a").get("/works").text
    assert browser("contractor_a").get(f"/works/{other.id}").status_code == 404
    assert browser("stranger").get(f"/works/{other.id}").status_code == 404
    client, counts = browser("supervisor"), []
    tree = f"/projects/{cast.project().id}/works"
    client.get("/works")
    client.get(tree)
    for _ in range(2):
        for address in ("/works", tree):
            queries.clear()
            assert client.get(address).status_code == 200
            counts.append(len(queries))
        working.divided(cast.project())
    assert counts[2:] <= counts[:2], counts
    assert "1号楼" in client.get("/works?level=unit&state=open").text


def test_machines_divide_sign_and_are_told_whose_turn_it_is(caller, cast) -> None:
    builder, project = caller("contractor_a"), cast.project()
    assert (
        caller("contractor_b").post("/api/works/divisions/draft", json={"project_id": project.id}).status_code
        == 404
    )
    assert builder.post("/api/works/divisions/draft", json={"project_id": project.id}).json["made"] > 4
    assert builder.post("/api/works/divisions/draft", json={"project_id": project.id}).json["made"] == 0
    wrong = builder.post("/api/works/", json={"project_id": project.id, "level": "lot", "name": "屋面 2"})
    assert list(wrong.json["errors"]) == ["parent_id"]
    rows = builder.get("/api/works/?level=lot").json["rows"]
    url = f"/api/works/{next(each['id'] for each in rows if each['kind'] == 'roof_layer')}"
    said = {"papers": "complete", "record": working.looked(project)}
    assert list(builder.post(f"{url}/moves/submit", json={"papers": "complete"}).json["errors"]) == ["record"]
    told = builder.post(f"{url}/moves/submit", json=said).json
    assert (told["state"], told["next_post"]["key"], "sign" in told["moves"]) == ("signing", "foreman", True)
    early = caller("supervisor").post(f"{url}/moves/sign", json={"name": cast.supervisor.name})
    assert early.status_code == 409
    whole = builder.get(url).json
    assert whole["record"]["evidence"]["number"] in said["record"]


def test_the_gate_before_completion_asks_for_the_works_once_they_are_divided(cast) -> None:
    project = cast.project()
    assert "divisions" not in {each.requirement.key for each in gate(project, make.NOW)}
    unit = working.all_accepted(project)
    line = next(each for each in gate(project, make.NOW) if each.requirement.key == "divisions")
    assert line.ok
    working.take(cast.officer, unit, "overturn", reason="抽查不合格")
    line = next(each for each in gate(project, make.NOW) if each.requirement.key == "divisions")
    assert unit.number in line.missing[0]
