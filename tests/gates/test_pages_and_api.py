"""Gates page by page and call by call: every person sees them, and may say only what is theirs."""

from io import BytesIO
from typing import Any

from tests import make
from tests.cast import Cast


def test_a_line_is_confirmed_with_a_photo_shown_with_its_name_and_withdrawn(
    browser: Any, caller: Any, cast: Cast
) -> None:
    project = cast.project()
    url = f"/projects/{project.id}/gates"
    page = browser("contractor_a").get(url).text
    assert f'action="{url}/notes"' not in page, "a contractor speaks to no line"
    assert f'action="{url}/notes"' in browser("officer").get(url).text
    assert "缺资料" in page
    said = {
        "gate": "filing",
        "line": "fire",
        "kind": "not_applicable",
        "reason": "不属于特殊建设工程，备案抽查范围外",
    }
    reply = browser("owner").post(
        f"{url}/notes", data={**said, "photos": (BytesIO(make.photo("red")), "a.jpg")}
    )
    assert reply.status_code == 302, reply.text
    page = browser("officer").get(url).text
    assert "不属于特殊建设工程" in page
    assert "确认不适用" in page
    again = browser("owner").post(f"{url}/notes", data=said)
    assert again.status_code == 409
    listed = caller("officer").get("/api/gates/notes?gate=filing").json
    assert [(each["line"], each["found"]) for each in listed["rows"]] == [("fire", "no_data")]
    note = listed["rows"][0]["id"]
    assert browser("owner").get(f"/gates/notes/{note}").status_code == 302
    refused = browser("supervisor").post(f"/gates/notes/{note}/moves/withdraw", data={"reason": "x"})
    assert refused.status_code == 403
    assert (
        browser("owner").post(f"/gates/notes/{note}/moves/withdraw", data={"reason": ""}).status_code == 422
    )
    assert (
        browser("owner").post(f"/gates/notes/{note}/moves/withdraw", data={"reason": "有误"}).status_code
        == 302
    )
    assert "已撤回" in browser("officer").get("/gates?gate=filing").text


def test_a_machine_reads_every_gate_with_its_lines_and_is_told_what_is_wrong(
    caller: Any, cast: Cast, queries: list[str]
) -> None:
    project = cast.project()
    queries.clear()
    told = caller("owner").get(f"/api/gates/of/{project.id}").json
    assert len(queries) <= 50, "asked once, not once a line"
    gates = {each["gate"]: each for each in told["gates"]}
    assert set(gates) == {"plan_entry", "start", "completion", "filing", "handover"}
    assert {each["gate"] for each in told["passages"]} == {"plan_entry", "start"}
    lines = {each["line"]: each for each in gates["filing"]["lines"]}
    assert (lines["certificate"]["state"], lines["certificate"]["holds_up"]) == ("not_met", True)
    url = f"/api/gates/of/{project.id}"
    said = {"gate": "filing", "line": "nothing", "kind": "confirmed", "reason": "x"}
    assert "line" in caller("owner").post(f"{url}/notes", json=said).json["errors"]
    assert "element_id" in caller("owner").post(f"{url}/passages", json={"gate": "partial"}).json["errors"]
    assert caller("owner").post(f"{url}/passages", json={"gate": "filing"}).status_code == 403
    assert caller("officer").post(f"{url}/passages", json={"gate": "filing"}).status_code == 409
    assert caller("stranger").get(url).status_code == 404
    roof = make.element_of(project)
    shown = caller("owner").get(f"{url}?element_id={roof.id}").json["gates"]
    assert [each["gate"] for each in shown] == ["cover_up", "partial"]
    assert caller("owner").get(f"{url}?element_id=nobody").status_code == 404
