"""Projects as people and machines meet them: scope, set-up, moves."""

from inspect_app.projects.models import Element


def test_a_contractor_sees_only_the_projects_it_takes_part_in(caller, browser, cast):
    rows = caller("contractor_a").get("/api/projects/").json["rows"]
    assert [row["site"] for row in rows] == ["p17"]
    other = cast.project("p18").id
    assert caller("contractor_a").get(f"/api/projects/{other}").status_code == 404
    assert browser("contractor_a").get(f"/projects/{other}").status_code == 404


def test_an_officer_sees_the_projects_of_the_region_only(caller):
    assert len(caller("officer").get("/api/projects/").json["rows"]) == 2
    assert caller("stranger").get("/api/projects/").json["rows"] == []


def test_an_owner_sets_up_a_project_with_parties_and_buildings(browser, cast):
    client = browser("owner")
    new = {"site": "p19", "name": "新项目", "community": "东里", "region": "110114"}
    assert client.post("/projects/new", data={**new, "site": "P 19"}).status_code == 422
    assert client.post("/projects/new", data=new).status_code == 302
    project = cast.project("p19")
    assert project.number.startswith("XM-")
    page = browser("owner")
    party = cast.party("contractor_a")
    data = {"party_id": party.id, "role": "contractor", "leader": "李工"}
    assert page.post(f"/projects/{project.id}/parties", data=data).status_code == 302
    data = {"kind": "building", "name": "2号楼"}
    assert page.post(f"/projects/{project.id}/elements", data=data).status_code == 302
    assert page.post(f"/projects/{project.id}/elements", data=data).status_code == 422
    shown = page.get(f"/projects/{project.id}").text
    assert "安居建设集团" in shown
    assert "2号楼" in shown


def test_an_owner_who_adds_a_project_takes_part_in_it_and_an_officer_does_not(caller, cast):
    new = {"name": "新项目", "community": "东里", "region": "110114"}
    by_owner = caller("owner").post("/api/projects/", json={**new, "site": "p20"})
    assert by_owner.status_code == 201
    assert [(each.role, each.party.name) for each in cast.project("p20").parties] == [
        ("owner", cast.party("owner").name)
    ]
    assert caller("officer").post("/api/projects/", json={**new, "site": "p21"}).status_code == 201
    assert cast.project("p21").parties == []


def test_an_element_cannot_hang_below_another_projects_building(caller, cast):
    foreign: Element = cast.element("1号楼", site="p18")
    url = f"/api/projects/{cast.project().id}/elements"
    body = {"kind": "roof", "name": "屋面2", "parent_id": foreign.id}
    reply = caller("owner").post(url, json=body)
    assert reply.status_code == 422
    assert "parent_id" in reply.json["errors"]


def test_a_project_moves_only_as_declared_and_only_by_whom_it_may(caller, cast):
    url = f"/api/projects/{cast.project().id}"
    assert caller("contractor_a").post(f"{url}/moves/suspend", json={"reason": "x"}).status_code == 403
    missing = caller("officer").post(f"{url}/moves/suspend", json={})
    assert missing.status_code == 422
    done = caller("officer").post(f"{url}/moves/suspend", json={"reason": "扬尘超标"})
    assert done.json["state"] == "suspended"
    assert caller("officer").post(f"{url}/moves/suspend", json={"reason": "x"}).status_code == 409
    assert done.json["moves"] == ["resume"]


def test_listing_projects_costs_the_same_queries_however_many_there_are(caller, queries, cast):
    client = caller("officer")
    client.get("/api/projects/")
    queries.clear()
    client.get("/api/projects/")
    few = len(queries)
    for number in range(8):
        client_of_owner = caller("owner")
        client_of_owner.post(
            "/api/projects/",
            json={"site": f"x{number}", "name": "n", "community": "c", "region": "110114"},
        )
    queries.clear()
    client.get("/api/projects/")
    assert len(queries) == few


def test_nobody_completes_a_project_by_hand_only_its_certificate_does(caller, browser, cast):
    url = f"/projects/{cast.project().id}"
    for name in ("owner", "contractor_a", "officer", "admin"):
        assert caller(name).post(f"/api{url}/moves/complete", json={}).status_code == 403
        assert browser(name).post(f"{url}/moves/complete").status_code == 403
    assert cast.project().state == "building"


def test_a_party_takes_part_only_as_what_it_is(caller, cast):
    url = f"/api/projects/{cast.project().id}/parties"
    wrong = {"party_id": cast.party("contractor_b").id, "role": "supervisor", "leader": "李工"}
    reply = caller("owner").post(url, json=wrong)
    assert reply.status_code == 422
    assert "不能作为监理单位参建" in str(reply.json["errors"]["role"])
    assert caller("owner").post(url, json={**wrong, "role": "subcontractor"}).status_code == 200


def test_a_new_project_says_what_it_still_needs_and_who_does_it(browser, caller, cast):
    new = {"site": "p22", "name": "新项目", "community": "东里", "region": "110114"}
    project = caller("officer").post("/api/projects/", json=new).json["id"]
    url, client = f"/projects/{project}", browser("officer")
    page = client.get(url).text
    assert "0 / 6" in page
    assert f'href="{url}/plans/new"' in page
    assert "由建设单位或监理单位" in page, "an officer does not start the works"
    edit = client.get(f"{url}/edit").text
    assert "五方责任主体还缺：建设单位、勘察单位、设计单位、施工单位、监理单位" in edit
    for role, leader in (("owner", "孙主任"), ("supervisor", "周总监")):
        data = {"party_id": cast.party(role).id, "role": role, "leader": leader}
        assert client.post(f"{url}/parties", data=data).status_code == 302
    client.post(f"{url}/elements", data={"kind": "building", "name": "1号楼"})
    assert "1 / 6" in client.get(url).text, "two of the five parties are not enough"
    assert "1 / 6" in browser("owner").get(url).text
    shut = browser("owner").post(f"{url}/moves/start")
    assert shut.status_code == 409, "nothing is built before its gate opens"
    assert "五方责任主体及项目负责人齐全" in shut.text
    said = {"line": "*", "kind": "overridden", "reason": "启用平台前已办理"}
    for gate in ("plan_entry", "start"):
        assert client.post(f"{url}/gates/notes", data={"gate": gate, **said}).status_code == 302
        client.post(f"{url}/gates/passages", data={"gate": gate})
    started = browser("owner").post(f"{url}/moves/start")
    assert started.status_code == 302
    assert "3 / 6" in browser("owner").get(f"{url}?lang=en").text


def test_first_steps_are_not_shown_to_those_who_take_none_of_them(browser, cast):
    page = browser("contractor_a").get(f"/projects/{cast.project().id}")
    assert page.status_code == 200
    assert "开工准备" not in page.text


def test_whoever_cannot_add_people_sees_a_plain_empty_list(browser):
    page = browser("stranger").get("/projects").text
    assert "您参与的改造项目会列在这里" in page
    assert "从这里开始" not in page


def test_a_refused_move_stands_open_with_what_was_typed(browser, cast):
    client, url = browser("officer"), f"/projects/{cast.project().id}"
    typed = "扬尘超标" * 3000
    refused = client.post(f"{url}/moves/suspend", data={"reason": typed})
    assert refused.status_code == 422
    opened = refused.text.partition('<details class="move" open>')[2].partition("</details>")[0]
    assert typed in opened
    assert 'id="f-reason-error"' in opened
    assert '<details class="move" open>' not in client.get(url).text


def test_stopping_the_works_is_not_the_first_thing_a_project_offers(browser, cast):
    page = browser("officer").get(f"/projects/{cast.project().id}").text
    assert 0 < page.index('aria-label="本项目"') < page.index('id="move-suspend"')
