"""Official notices as people meet them: form, list, paper, first pages."""

from io import BytesIO

from pypdf import PdfReader

from inspect_app.core.db import db, transaction
from inspect_app.core.keys import own_key
from inspect_app.core.permits import SYSTEM
from inspect_app.core.seal import check_pdf
from inspect_app.notices.models import Notice
from inspect_app.projects import actions as projects
from tests import make, noticing


def test_a_notice_goes_from_its_form_to_its_end_page_by_page(browser, cast):
    project, roof = cast.project(), make.element_of(cast.project())
    defect = make.defect(project, title="临边无防护")
    supervisor, officer, builder = browser("supervisor"), browser("officer"), browser("contractor_a")
    assert f"/projects/{project.id}/notices" in supervisor.get(f"/projects/{project.id}").text
    assert "起草通知书" in supervisor.get(supervisor.get(f"/projects/{project.id}/notices").location).text
    form = supervisor.get(f"/projects/{project.id}/notices/new?defect={defect.id}").text
    assert f'value="{defect.id}" checked' in form
    given = {
        "kind": "partial_stop", "facts": "屋面临边无防护", "element_ids": [roof.id], "defect_ids": [defect.id],
        "once": "0198a000-0000-7000-8000-000000000001",
    }  # fmt: skip
    made = supervisor.post(f"/projects/{project.id}/notices/new", data=given)
    assert supervisor.post(f"/projects/{project.id}/notices/new", data=given).location == made.location
    url = made.location
    assert "签发" in officer.get(url).text
    assert builder.get(url).status_code == 404
    edited = {**given, "facts": "屋面临边无防护，高度 18 米"}
    assert officer.post(f"{url}/edit", data=edited).status_code == 302
    assert officer.post(f"{url}/moves/issue").status_code == 302
    assert officer.get(f"{url}/edit").status_code == 403
    seen = builder.get(url).text
    assert "高度 18 米" in seen
    assert "停工中" in seen
    assert builder.post(f"{url}/moves/receive").status_code == 302
    photo = {"photos": (BytesIO(make.photo("green")), "a.jpg")}
    assert builder.post(f"{url}/moves/ask", data={"note": "已装防护", **photo}).status_code == 302
    refused = officer.post(f"{url}/moves/resume")
    assert refused.status_code == 409
    assert defect.number in refused.text
    assert officer.post(f"{url}/moves/refuse", data={"reason": "缺陷未销号"}).status_code == 302
    assert "缺陷未销号" in builder.get(f"{url}?lang=en").text


def test_places_are_chosen_from_the_building_tree_without_a_script_too(browser, cast):
    project = cast.project()
    with transaction():
        for name in ("10号楼", "2号楼"):
            top = projects.add_element(SYSTEM, project, kind="building", name=name, at=make.NOW)
        unit = projects.add_element(SYSTEM, project, kind="stairwell", name="1单元", parent=top, at=make.NOW)
    one = noticing.notice(project, actor=cast.officer, element_ids=[unit.id])
    page = browser("officer").get(f"/notices/{one.id}/edit").text
    tree = page[page.index('class="pick-box"') : page.index("</fieldset>", page.index('class="pick-box"'))]
    assert tree.index("2号楼") < tree.index("10号楼")
    boxes = tree.split('<li class="branch" data-place="2号楼"')[1].split("<details")
    assert 'name="element_ids"' in boxes[0]
    assert "checked" not in boxes[0]
    assert boxes[1].startswith(" open>"), "the branch of what is chosen stands open"
    assert "checked" in boxes[1].split("1单元</label>")[0]
    assert tree.count("<details open") == 1


def test_a_form_filled_in_wrongly_names_the_field_and_keeps_what_was_typed(browser, cast):
    url = f"/projects/{cast.project().id}/notices/new"
    reply = browser("officer").post(url, data={"kind": "partial_stop", "facts": "塔吊限位失灵"})
    assert reply.status_code == 422
    assert "f-element_ids" in reply.text
    assert "塔吊限位失灵" in reply.text
    assert browser("contractor_a").get(url).status_code == 403


def test_whoever_has_to_act_finds_it_on_their_first_page(browser, cast):
    project = cast.project()
    expected = (
        ({"kind": "stop", "to": "draft"}, {"officer"}), ({"kind": "stop", "to": "asked"}, {"officer"}),
        ({"kind": "stop", "to": "issued"}, {"officer", "supervisor", "contractor_a"}),
        ({"kind": "stop", "to": "served"}, {"contractor_a"}),
        ({"kind": "rectification", "to": "served"}, {"officer", "contractor_a"}),
        ({"kind": "stop", "to": "resumed"}, set()),
    )  # fmt: skip
    for given, people in expected:
        one = noticing.notice(project, actor=cast.supervisor, **given)
        for person in ("officer", "supervisor", "contractor_a", "contractor_b", "owner"):
            pages = browser(person).get("/", follow_redirects=True).text
            assert (f"/notices/{one.id}" in pages) == (person in people), (given, person)


def test_the_paper_of_a_notice_is_read_and_its_seal_holds(browser, cast):
    project, defect = cast.project(), make.defect(cast.project(), title="脚手架缺连墙件")
    draft = noticing.notice(project, actor=cast.supervisor)
    assert browser("officer").get(f"/notices/{draft.id}.pdf").status_code == 409
    one = noticing.notice(
        project, kind="stop", to="asked", actor=cast.supervisor, defect_ids=[defect.id], facts="架体晃动"
    )
    reply = browser("contractor_a").get(f"/notices/{one.id}.pdf")
    assert reply.mimetype == "application/pdf"
    text = "".join(each.extract_text() for each in PdfReader(BytesIO(reply.data)).pages)
    for word in (
        one.number,
        "停工通知书",
        "架体晃动",
        "脚手架缺连墙件",
        defect.number,
        "第六十五条",
        "安居建设集团",
        "系统签收",
    ):
        assert word in text, word
    verdict = check_pdf(reply.data, [own_key().public])
    assert verdict.good
    assert verdict.record["number"] == one.number
    assert browser("contractor_b").get(f"/notices/{one.id}.pdf").status_code == 404


def test_the_list_asks_the_database_as_often_for_twelve_as_for_two(browser, cast, queries):
    def asked(person, address):
        queries.clear()
        assert browser(person).get(address).status_code == 200
        return len(queries)

    def add(count):
        for _ in range(count):
            noticing.notice(
                cast.project(), kind="partial_stop", to="served", actor=cast.supervisor,
                defect_ids=[make.defect(cast.project()).id],
            )  # fmt: skip

    add(2)
    before = {each: asked(each, "/notices") for each in ("officer", "contractor_a")}
    add(10)
    assert {each: asked(each, "/notices") for each in before} == before


def test_a_notice_left_out_of_the_address_filter_is_left_out_of_the_page(browser, cast):
    one = noticing.notice(cast.project(), kind="stop", to="issued", actor=cast.supervisor)
    officer = browser("officer")
    assert one.number in officer.get("/notices?kind=stop").text
    assert one.number not in officer.get("/notices?kind=rectification").text
    assert officer.get("/notices?state=nonsense&kind=x&project_id=y").status_code == 200
    assert db.session.get_one(Notice, one.id).state == "issued"
