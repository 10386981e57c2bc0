"""The notice of warranty matters: issued once for what it tells, numbered without gaps, read by anybody."""

from datetime import timedelta
from io import BytesIO

import pytest
from pypdf import PdfReader

from inspect_app.acceptance.actions import move_certificate
from inspect_app.archive import queries as archive
from inspect_app.core.db import transaction
from inspect_app.core.errors import Problem
from inspect_app.core.keys import own_key
from inspect_app.core.permits import SYSTEM
from inspect_app.core.seal import check_pdf
from inspect_app.warranty import actions, queries
from tests import make
from tests.make import NOW


def state(project):
    rows = [each for _stage, lines in archive.completeness(project) for each in lines]
    return next(each.state for each in rows if each.key == "warranty_notice")


def test_the_owner_issues_it_from_the_page_and_anybody_reads_it(browser, cast):
    project = cast.project()
    owner, url = browser("owner"), f"/projects/{project.id}/warranty"
    assert owner.post(f"{url}/notice").status_code == 409
    certificate = make.certificate(project)
    assert state(project) == "missing"
    assert f"{url}/notice" in owner.get(url).text
    assert f"{url}/notice" not in browser("supervisor").get(url).text
    assert url in owner.get(f"/certificates/{certificate.id}").text
    assert browser("").get(f"/warranty/{project.site}/notice").status_code == 404
    assert owner.post(f"{url}/notice").location.endswith(url)
    reply = browser("").get(f"/warranty/{project.site}/notice")
    verdict = check_pdf(reply.data, [own_key().public])
    assert verdict.good
    assert verdict.record["number"].startswith("GZ-")
    assert verdict.record["certificate"] == certificate.number
    assert {each["ends_on"] for each in verdict.record["items"]} == {
        each.last_day.isoformat() if each.last_day else None for each in queries.clocks(project.id)
    }
    words = "".join(each.extract_text() for each in PdfReader(BytesIO(reply.data)).pages)
    for each in ("保修事项告知书", project.community, "12345", certificate.number, "Whom to call"):
        assert each in words, each
    assert f"/warranty/{project.site}/notice" in owner.get(f"/certificates/{certificate.id}").text
    assert f"/warranty/{project.site}/notice" in browser("").get(f"/warranty/{project.site}").text
    assert f"{url}/notice" not in owner.get(url).text, "nothing new to tell"
    assert verdict.record["number"] in owner.post(f"{url}/notice").text
    assert state(project) == "there"
    assert any(each.kind == "保修事项告知书" for each in archive.filed(project.id))


def test_it_is_issued_anew_only_when_it_tells_something_new(cast):
    project = cast.project()
    certificate = make.certificate(project)
    with transaction():
        first = actions.issue_notice(cast.owner, project, at=NOW)
    with pytest.raises(Problem) as refused, transaction():
        actions.issue_notice(cast.owner, project, at=NOW)
    assert first.number in str(refused.value.detail)
    with transaction():
        queries.clocks(project.id)[0].ends_on = NOW.date() + timedelta(days=9000)
    with transaction():
        second = actions.issue_notice(cast.owner, project, at=NOW + timedelta(days=1))
    assert int(second.number[-6:]) == int(first.number[-6:]) + 1
    assert queries.notice(project.id).id == second.id
    with transaction():
        move_certificate(SYSTEM, certificate, "suspend", {"reason": "复查"}, at=NOW + timedelta(days=2))
    with pytest.raises(Problem), transaction():
        actions.issue_notice(cast.owner, project, at=NOW + timedelta(days=2))
