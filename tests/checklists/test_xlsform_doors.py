"""XLSForms through the doors: the page for drafts, the API, and the command."""

import os
import sys
from collections.abc import Callable
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from openpyxl import Workbook
from sqlalchemy import func, select

from inspect_app.checklists.models import TemplateDraft, TemplateVersion
from inspect_app.checklists.rules import content_id
from inspect_app.checklists.rules.xlsform import COLUMNS, sheets
from inspect_app.cli import main
from inspect_app.core.db import db
from inspect_app.core.workbook import XLSX
from inspect_app.core.workbook_writer import write_workbook
from tests import make
from tests.checklists.test_xlsform import WHOLE

Clients = Callable[[str], FlaskClient]
MINE = write_workbook(sheets(WHOLE, "all-kinds"), COLUMNS)


def theirs() -> bytes:
    """Return a form made elsewhere, of which one row cannot be taken over."""
    book, out = Workbook(), BytesIO()
    survey = book.active
    survey.title = "survey"
    for row in (
        ["type", "name", "label"],
        ["text", "a", "Remarks"],
        ["geopoint", "b", "Where"],
        ["text", "c", "=1+1"],
        ["acknowledge", "d", "Seen"],
    ):
        survey.append(row)
    book.save(out)
    return out.getvalue()


def sent(client: FlaskClient, data: bytes, name: str = "My form.xlsx") -> Any:
    return client.post("/checklists/drafts/xlsform", data={"file": (BytesIO(data), name)})


def count(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_checklist_is_taken_along_and_brought_back_as_a_draft(app: Flask, browser: Clients) -> None:
    version = make.checklist(WHOLE, "all-kinds")
    key = version.template_id
    reply = browser("contractor_a").get(f"/checklists/{key}/xlsform?version=1")
    assert (reply.status_code, reply.content_type) == (200, XLSX)
    assert 'filename="all-kinds-1.xlsx"' in reply.headers["Content-Disposition"]
    done = sent(browser("officer"), reply.data)
    assert done.status_code == 303
    draft = db.session.scalars(select(TemplateDraft)).one()
    assert done.location == f"/checklists/drafts/{draft.id}"
    assert (draft.key, content_id(draft.content)) == ("all-kinds", content_id(WHOLE))
    again = browser("officer").get(f"/checklists/drafts/{draft.id}/xlsform")
    assert (again.status_code, again.content_type) == (200, XLSX)
    assert browser("officer").get(done.location).status_code == 200
    assert browser("admin").get(f"/checklists/drafts/{draft.id}/xlsform").status_code == 404


def test_what_was_not_taken_over_is_listed_beside_the_draft(app: Flask, browser: Clients) -> None:
    page = sent(browser("officer"), theirs())
    draft = db.session.scalars(select(TemplateDraft)).one()
    assert page.status_code == 200
    assert f"/checklists/drafts/{draft.id}" in page.text
    assert "geopoint" in page.text
    assert "公式不计算" in page.text
    assert [each["key"] for each in draft.content["sections"][0]["items"]] == ["a", "c", "d"]
    assert browser("officer").get(f"/checklists/drafts/{draft.id}").status_code == 200
    assert "改好后才能导出" in browser("officer").get(f"/checklists/drafts/{draft.id}/xlsform").text


@pytest.mark.parametrize("data", [b"", b"nothing", MINE[:500]])
def test_a_file_that_is_no_form_is_refused_at_its_field_and_nothing_is_kept(
    app: Flask, browser: Clients, data: bytes
) -> None:
    reply = sent(browser("officer"), data)
    assert reply.status_code == 422
    assert "file-error" in reply.text or "不是可读取" in reply.text
    assert browser("officer").post("/checklists/drafts/xlsform").status_code == 422
    assert count(TemplateDraft) == 0


def test_whoever_may_not_write_checklists_brings_none(app: Flask, browser: Clients, caller: Clients) -> None:
    assert sent(browser("contractor_a"), MINE).status_code == 403
    assert (
        caller("inspector").post("/api/checklists/drafts/xlsform", data=MINE, content_type=XLSX).status_code
        == 403
    )
    assert caller("").post("/api/checklists/drafts/xlsform", data=MINE, content_type=XLSX).status_code == 401
    assert count(TemplateDraft) == 0


def test_machines_take_and_bring_forms_too(app: Flask, caller: Clients) -> None:
    version = make.checklist(WHOLE, "all-kinds")
    reply = caller("inspector").get(f"/api/checklists/versions/{version.id}/xlsform")
    assert (reply.status_code, reply.content_type) == (200, XLSX)
    made = caller("officer").post("/api/checklists/drafts/xlsform", data=reply.data, content_type=XLSX)
    assert (made.status_code, made.json["key"], made.json["remarks"]) == (201, "all-kinds", [])
    assert content_id(made.json["content"]) == version.id
    told = (
        caller("officer").post("/api/checklists/drafts/xlsform?name=x", data=theirs(), content_type=XLSX).json
    )
    assert [(each["row"], each["column"]) for each in told["remarks"]] == [
        (3, "type"),
        (4, "label"),
        (4, "label"),
    ]
    refused = caller("officer").post("/api/checklists/drafts/xlsform", data=b"x", content_type=XLSX)
    assert (refused.status_code, list(refused.json["errors"])) == (422, ["file"])


def test_a_draft_keeps_its_score_when_it_is_saved_on_its_page(app: Flask, browser: Clients) -> None:
    sent(browser("officer"), MINE)
    draft = db.session.scalars(select(TemplateDraft)).one()
    browser("officer").post(
        f"/checklists/drafts/{draft.id}", data={"key": "all-kinds", "zh": "名", "act": "save"}
    )
    assert db.session.scalars(select(TemplateDraft)).one().content["scoring"] == WHOLE["scoring"]


@pytest.fixture
def run(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str]]:
    """`run(data)`: `inspect-app import checklist` with this file; its exit code and all it says."""
    settings = app.config["SETTINGS"]
    monkeypatch.setenv("INSPECT_DATA_DIR", settings.data_dir)
    monkeypatch.setenv("INSPECT_DATABASE_URL", settings.database)
    monkeypatch.setenv("COLUMNS", "200")

    def started(data: bytes, *more: str) -> tuple[int, str]:
        file = tmp_path / "a form.xlsx"
        file.write_bytes(data)
        monkeypatch.setattr(sys, "argv", ["inspect-app", "import", "checklist", os.fspath(file), *more])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = int(ended.code or 0)
        return code, "".join(capfd.readouterr())

    return started


def test_the_command_publishes_a_whole_form_and_nothing_of_another(
    run: Callable[..., tuple[int, str]],
) -> None:
    code, said = run(MINE)
    assert (code, said.split()[:2]) == (0, ["all-kinds", "1"])
    assert run(MINE, "--key", "other")[0] == 1
    code, said = run(theirs())
    assert code == 1
    assert "survey" in said
    assert "geopoint" in said
    assert "a formula is not evaluated" in said
    assert run(b"x")[0] == 1
    assert count(TemplateVersion) == 1
