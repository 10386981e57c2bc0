"""Material lots as builders, supervisors and machines meet them."""

from io import BytesIO

from sqlalchemy import select

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db
from inspect_app.materials.models import MaterialLot
from tests import make


def shot(name: str = "photos") -> dict[str, object]:
    return {name: (BytesIO(make.photo("red")), "a.jpg")}


def test_a_lot_goes_from_the_gate_to_the_roof_page_by_page(browser, cast) -> None:
    builder, boss, project = browser("contractor_a"), browser("supervisor"), cast.project()
    form = f"/projects/{project.id}/materials/new"
    assert form in builder.get(f"/materials?project_id={project.id}").text
    today = local_day(now()).isoformat()
    typed = {
        "kind": "membrane", "name": "<b>SBS</b>卷材𠮷", "maker": "东方防水", "maker_lot": "03", "amount": "320 m²",
        "entered_on": today,
    }  # fmt: skip
    refused = builder.post(form, data=typed)
    assert (refused.status_code, "f-photos" in refused.text, "东方防水" in refused.text) == (422, True, True)
    url = builder.post(form, data={**typed, **shot()}).location
    page = boss.get(url).text
    assert "见证取样" in page
    assert "<b>SBS" not in page
    assert "签认可以使用" not in page, "no button that would be refused"
    assert boss.post(f"{url}/moves/accept", data={"name": cast.supervisor.name}).status_code == 409
    steps = (
        (boss, "sample", {"sample_no": "JZ-1", "laboratory": "区检测中心"}),
        (builder, "pass", {"report_no": "FS-1", "report_on": today, **shot()}),
        (boss, "accept", {"name": cast.supervisor.name}),
    )
    for who, name, values in steps:
        assert who.post(f"{url}/moves/{name}", data=values).status_code == 302
    roof = cast.element()
    nothing = builder.post(f"{url}/use", data={"used_on": today})
    assert nothing.status_code == 422
    assert builder.post(f"{url}/use", data={"element_ids": roof.id, "used_on": today}).status_code == 302
    assert "1号楼 / 屋面" in builder.get("/materials").text
    lot = db.session.scalars(select(MaterialLot)).one()
    undo = f"{url}/uses/{lot.used[0].id}/withdraw"
    assert builder.post(undo, data={"reason": " "}).status_code == 422
    assert builder.post(undo, data={"reason": "记错"}).status_code == 302
    assert builder.post(undo, data={"reason": "记错"}).status_code == 404
    shown = builder.get(f"{url}?lang=en").text
    assert "taken back" in shown
    assert "not verified" in shown


def test_a_list_tells_nobody_of_other_sites_and_asks_the_database_a_few_times(browser, cast, queries) -> None:
    for n in range(3):
        make.lot(cast.project(), maker_lot=f"A-{n}", to="accepted")
    make.lot(cast.project("p18"), maker="别家防水")
    assert "别家防水" not in browser("contractor_a").get("/materials").text
    assert browser("stranger").get("/materials?project_id=" + cast.project().id).text.count("A-0") == 0
    assert "A-1" in browser("inspector").get("/materials?number=A-1").text
    assert "A-0" not in browser("inspector").get("/materials?number=A-1").text
    client = browser("supervisor")
    client.get("/materials")
    queries.clear()
    client.get("/materials")
    few = len(queries)
    for n in range(5):
        make.lot(cast.project(), maker_lot=f"B-{n}")
    queries.clear()
    client.get("/materials")
    assert len(queries) <= few


def test_machines_enter_use_and_are_told_whats_wrong(caller, cast) -> None:
    builder, project = caller("contractor_a"), cast.project()
    body = {
        "project_id": project.id, "kind": "paint", "name": "外墙涂料", "maker": "立邦", "maker_lot": "7", "amount": "20 桶",
        "entered_on": local_day(now()).isoformat(), "photos": [make.received()],
    }  # fmt: skip
    assert "photos" in builder.post("/api/materials/", json={**body, "photos": []}).json["errors"]
    made = builder.post("/api/materials/", json=body)
    assert (made.status_code, made.json["state"]) == (201, "entered")
    assert caller("contractor_b").post("/api/materials/", json=body).status_code == 404
    url = f"/api/materials/{made.json['id']}"
    used = {"element_ids": [cast.element().id], "used_on": body["entered_on"]}
    assert builder.post(f"{url}/use", json=used).status_code == 409
    signed = caller("supervisor").post(f"{url}/moves/accept", json={"name": cast.supervisor.name})
    assert (signed.status_code, signed.json["moves"]) == (200, ["reject", "use"])
    assert builder.post(f"{url}/use", json=used).json["uses"][0]["place"] == "1号楼 / 屋面"
