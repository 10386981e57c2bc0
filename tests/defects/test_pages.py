"""Defects for people: list, ticket, its paper, and the form that raises one."""

import re
from collections.abc import Callable
from io import BytesIO

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select

from inspect_app.core.db import db
from inspect_app.core.files import attachments
from inspect_app.defects.models import Defect
from tests import make
from tests.cast import PARTIES, Cast

Browser = Callable[[str], FlaskClient]


def text(client: FlaskClient, address: str, status: int = 200) -> str:
    reply = client.get(address)
    assert reply.status_code == status, reply.text
    return reply.text


def upload(colour: str) -> tuple[BytesIO, str]:
    return BytesIO(make.photo(colour)), f"{colour}.jpg"


def test_another_contractor_may_not_see_the_ticket_in_any_page(cast: Cast, browser: Browser) -> None:
    mine = make.defect(cast.project("p18"), title="我的工单")
    hidden = make.defect(cast.project(), title="别人的工单")
    client = browser("contractor_b")
    listed = text(client, "/defects?state=all")
    assert mine.number in listed
    assert "别人的工单" not in listed
    assert cast.project().name not in listed
    for address in (f"/defects/{hidden.id}", f"/defects/{hidden.id}/print"):
        assert "别人的工单" not in text(client, address, 404)
    assert client.post(f"/defects/{hidden.id}/moves/accept").status_code == 404
    text(client, f"/projects/{hidden.project_id}/defects", 404)


def test_the_list_keeps_its_filter_in_the_address_of_the_next_page(cast: Cast, browser: Browser) -> None:
    project = cast.project()
    for _ in range(51):
        make.defect(project, severity="serious")
    shown = text(browser("officer"), f"/defects?severity=serious&project_id={project.id}&state=")
    assert f"?severity=serious&amp;project_id={project.id}&amp;page=2" in shown


def test_the_choices_of_the_filter_show_their_counts(cast: Cast, browser: Browser) -> None:
    make.defect(cast.project(), at=make.NOW.replace(year=2025))
    make.defect(cast.project(), severity="major", to="closed")
    shown = text(browser("officer"), "/defects")
    for label in ("未了结 (1)", "已销号 (1)", "全部 (2)", "已超期 (1)", "一般 (1)", "重大 (0)"):
        assert label in shown, label
    assert f"{cast.project().name} (1)" in shown


def test_empty_lists_say_what_to_do_next(cast: Cast, browser: Browser) -> None:
    assert "没有未了结的缺陷" in text(browser("supervisor"), "/defects")
    assert "清除筛选" in text(browser("supervisor"), "/defects?severity=major")


def test_a_wrong_filter_is_refused_with_a_page(cast: Cast, browser: Browser) -> None:
    assert "应为其中之一" in text(browser("supervisor"), "/defects?state=gone", 422)


def test_the_ticket_says_who_acts_next_and_by_when(cast: Cast, browser: Browser) -> None:
    defect = make.defect(cast.project(), element_id=cast.element().id, clause="GB 50207-2012")
    shown = text(browser("contractor_a"), f"/defects/{defect.id}")
    for words in (
        "安居建设集团 接收工单",
        "1号楼 / 屋面",
        "GB 50207-2012",
        "2026-05-18 周一 10:00",
        "登记缺陷",
    ):
        assert words in shown, words
    rectified = make.defect(cast.project(), to="rectified")
    shown = text(browser("contractor_a"), f"/defects/{rectified.id}")
    assert "正信监理公司或监督机构 到现场复查" in shown
    assert "已暂停" in shown


def test_a_supervisor_that_is_liable_leaves_the_re_check_to_the_authority(
    cast: Cast, browser: Browser
) -> None:
    defect = make.defect(cast.project(), liable_party_id=cast.party("supervisor").id, to="rectified")
    assert "下一步：监督机构 到现场复查" in text(browser("supervisor"), f"/defects/{defect.id}")


@pytest.mark.parametrize(
    ("who", "state", "buttons"),
    [
        ("contractor_a", "open", ["accept", "dispute", "more-time"]),
        ("contractor_a", "returned", ["rectify", "more-time"]),
        ("contractor_a", "disputed", []),
        ("supervisor", "disputed", ["reject", "reassign", "void"]),
        ("contractor_a", "rectified", []),
        ("supervisor", "rectified", ["confirm", "return"]),
        ("officer", "open", ["void", "join", "split"]),
        ("officer", "void", ["reopen"]),
        ("owner", "rectified", []),
        ("officer", "closed", []),
    ],
)
def test_each_person_gets_the_buttons_of_what_they_may_do(
    cast: Cast, browser: Browser, who: str, state: str, buttons: list[str]
) -> None:
    defect = make.defect(cast.project(), to=state)
    shown = text(browser(who), f"/defects/{defect.id}")
    assert re.findall(r'id="move-([a-z-]+)"', shown) == buttons


def test_a_contractor_answers_and_the_supervisor_closes_by_form(cast: Cast, browser: Browser) -> None:
    defect = make.defect(cast.project(), photos=[make.received("red")])
    address = f"/defects/{defect.id}"
    assert browser("contractor_a").post(f"{address}/moves/accept").headers["Location"] == address
    fix = {"note": "已重新铺贴", "after": upload("green")}
    assert browser("contractor_a").post(f"{address}/moves/rectify", data=fix).status_code == 302
    shown = text(browser("supervisor"), address)
    assert shown.count("<figure>") == 2
    assert "整改说明：已重新铺贴" in shown
    assert browser("supervisor").post(f"{address}/moves/confirm", data={}).status_code == 302
    db.session.expire_all()
    assert (defect.state, defect.rounds) == ("closed", 1)


def test_a_fix_without_a_photo_shows_the_form_again_with_what_was_typed(cast: Cast, browser: Browser) -> None:
    defect = make.defect(cast.project(), to="accepted")
    reply = browser("contractor_a").post(f"/defects/{defect.id}/moves/rectify", data={"note": "已重新铺贴"})
    assert reply.status_code == 422
    assert '<details class="move" open>' in reply.text
    assert "已重新铺贴</textarea>" in reply.text
    assert 'href="#f-after"' in reply.text
    assert 'id="f-after"' in reply.text


def test_a_move_somebody_else_took_first_is_explained(cast: Cast, browser: Browser) -> None:
    defect = make.defect(cast.project(), to="accepted")
    reply = browser("contractor_a").post(f"/defects/{defect.id}/moves/accept")
    assert reply.status_code == 409
    assert "当前状态为“整改中”" in reply.text


def test_a_form_raises_a_defect_with_photos_once(cast: Cast, browser: Browser) -> None:
    address = f"/projects/{cast.project().id}/defects/new"
    client = browser("supervisor")
    once = re.findall(r'name="once" value="([^"]+)"', text(client, address))[0]
    replies = []
    for _ in range(2):
        form = {
            "once": once,
            "title": "护栏松动",
            "severity": "major",
            "kind": "hazard",
            "criterion": "wall_ties",
            "days": "3",
            "days_kind": "working",
            "photos": [upload("red"), upload("blue")],
        }
        replies.append(client.post(address, data={**form, "element_id": cast.element().id}))
    made = db.session.scalars(select(Defect)).one()
    assert [each.headers["Location"] for each in replies] == [f"/defects/{made.id}"] * 2
    assert (made.severity, made.kind, made.place) == ("major", "hazard", "1号楼 / 屋面")
    assert (made.criterion, "连墙件整层缺失" in made.clause) == ("wall_ties", True)
    assert [each.label for each in attachments("defect", made.id)] == ["found", "found"]


def test_going_back_to_a_sent_form_and_writing_of_another_defect_raises_another(
    cast: Cast, browser: Browser
) -> None:
    address = f"/projects/{cast.project().id}/defects/new"
    client = browser("supervisor")
    once = re.findall(r'name="once" value="([^"]+)"', text(client, address))[0]
    form = {"once": once, "severity": "general", "kind": "quality"}
    for title in ("护栏松动", "井盖缺失", "井盖缺失"):
        assert client.post(address, data={**form, "title": title}).status_code == 302
    titles = db.session.scalars(select(Defect.title).order_by(Defect.number)).all()
    assert titles == ["护栏松动", "井盖缺失"]
    assert client.post(address, data={**form, "title": "x", "once": f"{once}-{'y' * 80}"}).status_code == 422


def test_a_wrong_raise_form_keeps_what_was_typed(cast: Cast, browser: Browser) -> None:
    address = f"/projects/{cast.project().id}/defects/new"
    reply = browser("supervisor").post(address, data={"description": "三层东侧", "severity": "mild"})
    assert reply.status_code == 422
    assert "三层东侧</textarea>" in reply.text
    assert 'href="#f-title"' in reply.text
    assert 'href="#f-severity"' in reply.text


def test_who_does_not_inspect_gets_no_raise_form(cast: Cast, browser: Browser) -> None:
    project = cast.project()
    for who, status in (("owner", 403), ("contractor_a", 403), ("contractor_b", 404), ("stranger", 404)):
        assert browser(who).get(f"/projects/{project.id}/defects/new").status_code == status
    assert "登记缺陷" not in text(browser("contractor_a"), "/defects")


def test_with_several_projects_the_form_asks_which(cast: Cast, browser: Browser) -> None:
    shown = text(browser("supervisor"), "/defects/new")
    assert all(f"/projects/{cast.project(site).id}/defects/new" in shown for site in ("p17", "p18"))
    assert "没有可登记的项目" in text(browser("stranger"), "/defects/new")


def test_the_paper_has_the_facts_the_signatures_and_a_way_back(cast: Cast, browser: Browser) -> None:
    defect = make.defect(cast.project(), clause="GB 50207-2012", element_id=cast.element().id)
    shown = text(browser("contractor_a"), f"/defects/{defect.id}/print")
    for words in (defect.number, "安居建设集团", "GB 50207-2012", "签收人", "<svg", f"/defects/{defect.id}"):
        assert words in shown, words


def test_every_page_speaks_english(cast: Cast, browser: Browser) -> None:
    defect = make.defect(cast.project(), title="Loose rail", to="returned", severity="major")
    data = [name for _kind, name in PARTIES.values()]
    data += ["已重新铺贴", "照片看不清", "老旧小区改造", "系统", "1号楼", "屋面", "给水", "1单元"]
    data += ["王工", "返工重做", "批号 7"]
    pages = [
        f"/defects/{defect.id}",
        f"/defects/{defect.id}/print",
        f"/projects/{defect.project_id}/defects/new",
    ]
    for address in ("/defects", "/defects?state=void", "/defects/new", *pages):
        shown = text(browser("supervisor"), address + ("&" if "?" in address else "?") + "lang=en")
        main = re.sub("|".join(data), "", shown[shown.index("<main") : shown.index("</main>")])
        assert not re.findall(r"[\u4e00-\u9fff]+", main), address


def test_pages_ask_no_more_queries_for_more_rows(cast: Cast, browser: Browser, queries: list[str]) -> None:
    client, asked = browser("supervisor"), []
    defect = make.defect(cast.project())
    address = f"/defects/{defect.id}"
    for _ in range(2):
        for site in ("p17", "p18"):
            for _ in range(6):
                make.defect(cast.project(site), element_id=cast.element(site=site).id)
        db.session.rollback()
        queries.clear()
        text(client, "/defects")
        listed = len(queries)
        queries.clear()
        text(client, address)
        asked.append((listed, len(queries)))
    assert asked[0] == asked[1]
    assert asked[0][0] <= 16  # the keys of the projects and what is late are asked beforehand
    assert asked[0][1] <= 18  # the unread count and the dispute above it among them
