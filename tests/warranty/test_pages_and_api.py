"""What residents and officers see of the warranty, and what machines are told."""

import pytest

from inspect_app.core.db import transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.projects import actions as projects
from tests import make


def test_anyone_finds_out_in_two_questions_whether_a_part_is_covered(browser, cast):
    make.certificate(cast.project())
    first = browser().get("/warranty/p17").text
    assert "问题在哪里" in first
    building, roof = cast.element("1号楼").id, cast.element().id
    assert building in first
    assert roof in browser().get(f"/warranty/p17?element={building}").text
    answer = browser().get(f"/warranty/p17?element={roof}").text
    for words in ("在保修期内", "2031-05-11", "安居建设集团", "第四十条", "ZS-2026-000001"):
        assert words in answer


def test_a_resident_gets_from_the_start_page_to_the_answer(browser, cast):
    make.certificate(cast.project())
    client = browser()
    assert 'href="/warranty"' in client.get("/").text
    listed = client.get("/warranty").text
    assert 'href="/warranty/p17"' in listed
    assert 'href="/warranty/p18"' in listed
    assert 'href="/warranty/p17"' in client.get("/warranty?name=西环").text
    assert 'href="/warranty/p17"' in client.get("/warranty?name=p17").text
    nothing = client.get("/warranty?name=%25&lang=en").text
    assert "No such community" in nothing
    assert 'href="/warranty/p17"' not in nothing


def test_the_answer_is_whole_in_english(browser, cast):
    make.certificate(cast.project())
    answer = browser().get(f"/warranty/p17?element={cast.element().id}&lang=en").text
    assert "Yes, it is under warranty" in answer
    assert 'Free repair until <span class="nowrap">2031-05-11' in answer


def test_the_public_answer_names_no_person(browser, cast):
    make.certificate(cast.project())
    answer = browser().get(f"/warranty/p17?element={cast.element().id}").text
    assert "王工" not in answer


def test_before_acceptance_the_answer_says_who_must_repair(browser, cast):
    answer = browser().get(f"/warranty/p17?element={cast.element().id}").text
    assert "由施工单位负责" in answer
    assert "安居建设集团" in answer


@pytest.mark.parametrize("url", ["/warranty/none", "/warranty/none/poster", "/api/warranty/none/cover"])
def test_an_unknown_community_is_not_found(browser, url):
    assert browser().get(url).status_code == 404


def test_an_element_of_elsewhere_is_as_if_nothing_was_chosen(browser, caller, cast):
    foreign = cast.element(site="p18").id
    assert "问题在哪里" in browser().get(f"/warranty/p17?element={foreign}").text
    assert caller().get(f"/api/warranty/p17/cover?element_id={foreign}").status_code == 404


def test_the_poster_carries_a_code_to_the_question(browser):
    shown = browser().get("/warranty/p17/poster").text
    assert "<svg" in shown
    assert "/warranty/p17" in shown


def test_machines_get_the_same_answer_by_site_or_number(caller, cast):
    make.certificate(cast.project())
    roof = cast.element().id
    for code in ("p17", cast.project().number):
        reply = caller().get(f"/api/warranty/{code}/cover?element_id={roof}&on=2031-05-12").json
        assert (reply["covered"], reply["status"], reply["ends_on"]) == (False, "ended", "2031-05-11")
    assert caller().get(f"/api/warranty/p17/cover?element_id={roof}&on=soon").status_code == 422
    assert caller().get("/api/warranty/p17/cover?code=W-XX").status_code == 422


def test_a_project_shows_its_clocks_to_those_who_see_it(browser, caller, cast):
    make.certificate(cast.project())
    url = f"/projects/{cast.project().id}/warranty"
    shown = browser("property").get(url).text
    assert "1号楼 / 屋面" in shown
    assert "2028-05-11" in shown
    assert browser("contractor_b").get(url).status_code == 404
    rows = caller("owner").get(f"/api/warranty/projects/{cast.project().id}").json
    assert {row["code"] for row in rows} == {"W-WP", "W-MEP"}


def test_before_acceptance_the_projects_page_says_what_comes_first(browser, cast):
    assert "保修尚未起算" in browser("owner").get(f"/projects/{cast.project().id}/warranty").text


def test_the_clocks_of_a_large_project_cost_no_more_queries(browser, queries, cast):
    make.certificate(cast.project())
    few = cost(browser, queries, cast.project("p17"))
    with transaction():
        building = cast.element("1号楼", site="p18")
        for number in range(12):
            projects.add_element(
                SYSTEM, cast.project("p18"), kind="roof", name=f"屋面{number}", parent=building, at=make.NOW
            )
    make.certificate(cast.project("p18"))
    assert cost(browser, queries, cast.project("p18")) == few


def cost(browser, queries, project):
    client, url = browser("officer"), f"/projects/{project.id}/warranty"
    queries.clear()
    assert client.get(url).status_code == 200
    return len(queries)
