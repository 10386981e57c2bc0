"""Codes of elements to print and hang: which are offered, what whoever scans one is shown, who may print them."""

from collections.abc import Callable

import segno
from flask.testing import FlaskClient

from inspect_app.core import place
from inspect_app.core.db import transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.projects import actions
from tests.cast import Cast
from tests.make import NOW

Browse = Callable[[str], FlaskClient]


def code(path: str) -> str:
    return segno.make(f"{place.address()}{path}", error="m", micro=False).svg_inline(border=2, omitsize=True)


def test_an_elements_code_opens_the_question_about_its_warranty_for_anybody(
    browser: Browse, cast: Cast
) -> None:
    project = cast.project()
    for each in project.elements:
        path = f"/warranty/p17?element={each.id}"
        page = browser("owner").get(f"/projects/{project.id}/labels?kind={each.kind}").text
        assert code(path) in page
        asked = browser("").get(path)
        assert asked.status_code == 200
        assert each.path.split(" / ")[0] in asked.text


def test_codes_are_shown_by_kind_a_page_at_a_time(
    browser: Browse, cast: Cast, queries: list[str]
) -> None:  # fmt: skip
    project = cast.project()
    building = next(each for each in project.elements if each.kind == "building")
    path, owner = f"/projects/{project.id}/labels?kind=stairwell", browser("owner")
    owner.get(path)  # what a first request of a session asks besides
    queries.clear()
    owner.get(path)
    few = len(queries)
    with transaction():
        for n in range(30):
            actions.add_element(
                SYSTEM, project, kind="stairwell", name=f"{n:02} 单元", parent=building, at=NOW
            )
    queries.clear()
    first = owner.get(path).text
    assert first.count("<figcaption>") == 24
    assert len(queries) <= few
    assert owner.get(f"{path}&kind=nonsense&page=999").status_code == 200


def test_a_stranger_sees_no_codes_and_nobody_without_a_log_in(browser: Browse, cast: Cast) -> None:
    path = f"/projects/{cast.project().id}/labels"
    assert browser("stranger").get(path).status_code == 404
    assert browser("").get(path).status_code == 302
    assert browser("contractor_a").get(path).status_code == 200
