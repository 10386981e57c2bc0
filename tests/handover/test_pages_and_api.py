"""A handover as owner, taker and machines meet it, page by page."""

import re

from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.handover import actions as hand
from inspect_app.handover import queries
from inspect_app.readings import actions as readings
from tests import handing, make
from tests.cast import Cast


def test_a_package_goes_from_the_tree_to_the_deed_page_by_page(browser, cast) -> None:
    owner, utility, project = browser("owner"), browser("utility"), cast.project()
    make.certificate(project)
    desk, firm = f"/projects/{project.id}/handover", cast.party("utility").id
    assert "按部位生成清单" in owner.get(desk).text
    assert owner.post(f"/projects/{project.id}/assets").status_code == 302
    early = {"party_id": firm, "trade": "water", "invited_on": "2099-01-01"}
    refused = owner.post(f"/projects/{project.id}/invitations", data=early)
    assert (refused.status_code, "不能晚于今天" in refused.text) == (422, True)
    url = owner.post(f"/projects/{project.id}/packages", data={"party_id": firm, "trade": "water"}).location
    assert utility.get(url).status_code == 404, "nothing is shown before it is offered"
    assert owner.post(f"{url}/moves/offer").status_code == 302
    shown = utility.get(url).text
    assert "缺：" in shown
    assert "moves/settle" not in shown, "no button that would be refused"
    with_rows = db.session.scalars(queries.packages(cast.utility)).unique().one()
    item = f"/packages/items/{with_rows.items[0].id}/decide"
    nothing = utility.post(item, data={"decision": "refuse", "reason": "<b>漏</b>"})
    assert nothing.status_code == 422
    assert "不接收须写明依据条款" in nothing.text
    assert "<b>漏" not in nothing.text
    said = {
        "decision": "conditions",
        "words": ["补图", ""],
        "due_on": [make.later(days=300).date().isoformat(), ""],
    }
    assert utility.post(item, data={**said, "clause": "", "reason": ""}).status_code == 302
    assert utility.post(f"{url}/moves/settle").status_code == 302
    assert utility.post(f"{url}/moves/sign", data={"name": cast.utility.name}).status_code == 403
    for who, actor in ((owner, cast.owner), (utility, cast.utility)):
        assert who.post(f"{url}/moves/sign", data={"name": actor.name}).status_code == 302
    deed = utility.get(f"{url}.pdf")
    assert (deed.status_code, deed.data[:5]) == (200, b"%PDF-")
    assert "YJ-" in owner.get(f"{url}?lang=en").text
    assert "昌平燃气公司" in browser("utility").get("/assets").text
    assert browser("property").get(url).status_code == 404
    assert browser("contractor_b").get("/packages").text.count("YJ-") == 0


def test_a_taker_is_led_to_those_assets_alone_that_it_sees(browser, cast: Cast) -> None:
    project, water = cast.project(), cast.element("1号楼 / 给水")
    handing.pipe_and_meter(project, water.id)
    package = handing.package(project, to="offered")
    handing.decide(package, "accept", n=0)
    handing.decide(package, "refuse", n=1)
    handing.move(package, cast.utility, "settle")
    page, (kept, refused) = f"/packages/{package.id}", (each.asset.id for each in package.items)

    def led(person: str) -> list[str]:
        """Return the assets that the page leads a person to; each of them opens."""
        client = browser(person)
        found = re.findall(r'href="(/assets/[^"?]+)"', client.get(page).text)
        assert {client.get(each).status_code for each in found} <= {200}
        return [each.removeprefix("/assets/") for each in found]

    assert led("owner") == [kept, refused]
    handing.sign(package)
    assert (led("utility"), led("owner")) == ([kept], [kept, refused])
    with transaction():
        said = {"reason": "阀门未开通", "document": "会议纪要 3 号"}
        back = hand.begin_reversion(cast.owner, package, **said, at=make.later(days=1))
    for actor in (cast.owner, cast.utility):
        with transaction():
            hand.move_reversion(actor, back, "sign", {"name": actor.name}, at=make.later(days=1))
    assert (led("utility"), led("owner")) == ([], [kept, refused, kept])


def test_a_taker_reads_its_device_and_no_other(browser, caller, cast) -> None:
    project, water = cast.project(), cast.element("1号楼 / 给水")
    with transaction():
        mine, other = (
            readings.register_device(
                SYSTEM, project=project, name=name, kind="pipe", element_id=element, at=make.NOW
            )[0]
            for name, element in (("press-1", water.id), ("press-2", None))
        )
    handing.package(project, to="issued")
    utility, stream = caller("utility"), f"/api/projects/{project.id}/stream?seconds=1&device_id="
    assert [utility.get(f"/api/devices/{each.id}").status_code for each in (mine, other)] == [200, 404]
    assert [utility.get(f"{stream}{each}").status_code for each in (mine.id, other.id, "")] == [200, 404, 403]
    assert "press-1" in browser("utility").get(f"/devices/{mine.id}").text
    assert caller("owner").post(f"/api/devices/{mine.id}/secret").status_code == 403


def test_machines_read_how_a_project_stands_and_hand_papers_in(caller, cast) -> None:
    project, owner = cast.project(), caller("owner")
    asset = handing.assets(project)[0]
    body = {"kind": "as_built", "asset_id": asset.id, "dated_on": "2026-03-01", "note": "档案室"}
    made = owner.post(f"/api/projects/{project.id}/handover/papers", json=body)
    assert made.status_code == 201
    assert "as_built" not in owner.get(f"/api/assets/{asset.id}").json["file"]["lacks"]
    undone = owner.post(f"/api/handover/papers/{made.json['id']}/withdraw", json={"reason": "传错"})
    assert undone.json["reason"] == "传错"
    stands = {each["trade"]: each for each in owner.get(f"/api/projects/{project.id}/handover").json}
    assert (stands["water"]["standing"], stands["water"]["held"]) == ("missing", [asset.number])
    assert caller("utility").get(f"/api/projects/{project.id}/handover").json == []
    wrong = owner.post(f"/api/projects/{project.id}/assets", json={"kind": "water_meter"})
    assert list(wrong.json["errors"]) == ["element_ids"]


def test_a_reversion_goes_from_the_form_to_its_paper(browser, caller, cast) -> None:
    owner, utility, package = (
        browser("owner"),
        browser("utility"),
        handing.package(cast.project(), to="issued"),
    )
    page, asset = f"/packages/{package.id}", package.items[0].asset_id
    nothing = owner.post(f"{page}/reversions", data={"reason": "权属争议"})
    assert (nothing.status_code, "权属争议" in nothing.text) == (422, True)
    said = {"reason": "权属争议", "document": "会议纪要 3 号", "asset_ids": [asset]}
    assert f'value="{asset}"' in owner.get(page).text
    assert owner.post(f"{page}/reversions", data=said).location == f"{page}#reversions"
    assert f'value="{asset}"' not in owner.get(page).text, "what is about to go back is not offered again"
    one = caller("utility").get(f"/api{page}").json["reversions"][0]
    assert (one["asset_ids"], one["moves"]) == ([asset], ["sign", "refuse"])
    way = f"/reversions/{one['id']}"
    assert owner.get(f"{way}.pdf").status_code == 404, "nothing is sealed before it is signed"
    assert "请填写您的姓名" in owner.post(f"{way}/moves/sign", data={"name": "某人"}).text
    for each, who in ((owner, cast.owner), (utility, cast.utility)):
        assert each.post(f"{way}/moves/sign", data={"name": who.name}).location == way
    assert utility.get(way).location == f"{page}#reversions"
    assert owner.get(f"{way}.pdf").data.startswith(b"%PDF")
    assert "责任已退回移交单位" in owner.get(page).text
    history = owner.get(f"/assets/{asset}").text
    assert "TH-2026-" in history
    assert "YJ-2026-" in history
