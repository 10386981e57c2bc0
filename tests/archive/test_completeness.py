"""What of a project's archive is there, and the folders that are handed over."""

import hashlib
import io
import zipfile

import pytest
from click.testing import CliRunner
from openpyxl import load_workbook
from sqlalchemy import func, select

from inspect_app.archive import actions, queries
from inspect_app.archive.queries import bundle, folders
from inspect_app.archive.rules.catalogue import CATALOGUE, OF_CHAPTER, STAGES, Held, judged
from inspect_app.bundling import archive_command
from inspect_app.core import vault
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from inspect_app.dossier.rules.chapters import CHAPTERS
from inspect_app.projects.models import Project
from inspect_app.readings import actions as readings
from tests import make
from tests.core.shelf import original
from tests.dossier.test_dossier import entered


def states(project):
    return {each.key: each.state for _stage, rows in queries.completeness(project) for each in rows}


def test_every_line_of_the_catalogue_says_its_basis_and_has_its_stage():
    assert {each.stage for each in CATALOGUE} <= {each.key for each in STAGES}
    assert set(OF_CHAPTER) == set(CHAPTERS)
    assert all(each.basis and each.path for each in CATALOGUE)
    assert len({each.key for each in CATALOGUE}) == len(CATALOGUE)


@pytest.mark.parametrize(
    ("held", "state", "key", "found", "count"),
    [
        ({}, "building", "defects", "lacks", 0),
        ({"defect": Held({"closed": 3}, {"closed": "a"})}, "building", "defects", "there", 3),
        (
            {"defect": Held({"closed": 3, "open": 2}, {"closed": "a", "open": "b"})},
            "planned",
            "defects",
            "missing",
            2,
        ),
        ({}, "planned", "materials", "later", 0),
        ({}, "building", "materials", "missing", 0),
        ({}, "building", "certificate", "later", 0),
        ({}, "completed", "certificate", "missing", 0),
        ({}, "planned", "vote_plan", "missing", 0),
    ],
)
def test_a_line_is_judged_by_its_rows_and_how_far_the_works_are(held, state, key, found, count):
    lines = {each.key: each for _stage, rows in judged([], held, state) for each in rows}
    assert (lines[key].state, lines[key].count) == (found, count)


@pytest.fixture
def filled(cast) -> Project:
    """A site with a lot, a defect, a paper, a certificate, and two photos of its dossier."""
    project = cast.project()
    make.certificate(project)
    make.lot(project, to="accepted")
    make.defect(project, element_id=cast.element().id, photos=[make.received("green")])
    make.defect(cast.project("p18"), photos=[make.received("white")])
    for side, colour in (("before", "red"), ("after", "blue")):
        shot = {"register": "picture", "kind": side, "photos": [make.received(colour)]}
        entered(project, **shot, element_id=cast.element().id)
    return project


def test_an_archive_is_counted_from_the_rows_of_all_rooms(filled, cast):
    found = states(filled)
    wanted = {
        "five": "there", "materials": "there", "defects": "missing", "certificate": "there", "paper_files": "there",
        "photos_before": "there", "photos_after": "there", "vote_plan": "missing", "holds": "lacks",
    }  # fmt: skip
    assert {key: found[key] for key in wanted} == wanted
    assert states(cast.project("p18"))["certificate"] == "later"
    (evidence,) = [
        each.evidence
        for _s, rows in queries.completeness(filled)
        for each in rows
        if each.key == "certificate"
    ]
    assert evidence[0][0] == "certificate"


def test_the_folders_hold_every_file_under_the_hash_the_index_names(filled):
    entered(filled, register="value", kind="eligible", said="合格", photos=[make.received("red")])
    pieces = list(actions.packed(filled.id, queries.completeness(filled), "zh"))
    assert max(map(len, pieces)) < 2 << 20, "no more than a piece is held"
    with zipfile.ZipFile(io.BytesIO(b"".join(pieces))) as book:
        assert book.testzip() is None
        rows = list(load_workbook(io.BytesIO(book.read("index.xlsx"))).active.values)
        assert rows[0][:3] == ("文件", "类别", "SHA-256")
        named = {row[0]: row[2] for row in rows[1:]}
        assert set(named) == set(book.namelist()) - {"index.xlsx", "completeness.xlsx"}
        assert all(hashlib.sha256(book.read(name)).hexdigest() == sha for name, sha in named.items())
        folders = {name.rpartition("/")[0] for name in named}
        lines = list(load_workbook(io.BytesIO(book.read("completeness.xlsx"))).active.values)
    assert {
        "04-竣工验收/证书",
        "03-施工过程/材料",
        "03-施工过程/缺陷",
        "05-移交保修与成效/改造前后",
    } <= folders
    assert not any(hashlib.sha256(make.photo("white")).hexdigest() == sha for sha in named.values()), (
        "another site's"
    )
    assert len(lines) > 60


def test_an_original_that_is_gone_is_named_and_the_command_says_so(filled):
    gone = make.received("green")
    path = original(gone)
    kept = path.read_bytes()
    path.unlink()
    try:
        index: list = []
        list(actions.packed(filled.id, queries.completeness(filled), "en", index.extend))
    finally:
        path.write_bytes(kept)
    assert [each.path.rpartition("-")[2][:12] for each in index if not each.sha256] == [gone[:12]]


def test_whoever_may_takes_it_along_and_that_is_written_down(browser, filled, queries):
    owner, url = browser("owner"), f"/projects/{filled.id}/archive"
    assert browser("inspector").get(url).status_code == 404, (
        "who may be asked to look again is told nothing of it"
    )
    assert browser("supervisor").post(f"{url}/take").status_code == 403
    for lang, word in (("zh", "打包下载"), ("en", "Download (ZIP)")):
        assert word in owner.get(f"{url}?lang={lang}").text
    before = db.session.scalar(select(func.count()).where(Entry.verb == "project.archive"))
    reply = owner.post(f"{url}/take")
    assert (reply.status_code, reply.mimetype) == (200, "application/zip")
    with zipfile.ZipFile(io.BytesIO(reply.data)) as book:
        assert "index.xlsx" in book.namelist()
    assert db.session.scalar(select(func.count()).where(Entry.verb == "project.archive")) == before + 1
    shown = owner.get(f"{url}?only=missing").text
    assert ("vote on the scheme" in shown, "Certificate of acceptance" in shown) == (True, False)
    owner.get("/archives")
    queries.clear()
    owner.get("/archives")
    few = len(queries)
    for n in range(3):
        make.lot(filled, maker_lot=f"Z-{n}")
    queries.clear()
    owner.get("/archives")
    assert len(queries) <= few


def test_the_command_writes_the_same_and_never_over_a_file(filled, app, tmp_path, monkeypatch):
    monkeypatch.setenv("INSPECT_DATABASE_URL", db.engine.url.render_as_string(hide_password=False))
    monkeypatch.setenv("INSPECT_DATA_DIR", str(app.config["DATA_DIR"]))
    monkeypatch.setenv("INSPECT_SECRET_KEY", "k" * 32)
    path = tmp_path / "a.zip"
    said = CliRunner().invoke(archive_command, [filled.site, "--out", str(path)])
    assert said.exit_code == 0, said.output
    assert "there" in said.output
    with zipfile.ZipFile(path) as book:
        assert {"index.xlsx", "completeness.xlsx"} <= set(book.namelist())
    assert CliRunner().invoke(archive_command, [filled.site, "--out", str(path)]).exit_code == 1
    assert CliRunner().invoke(archive_command, ["nowhere"]).exit_code == 2
    assert [each.name for each in tmp_path.iterdir()] == ["a.zip"]


def test_a_certificate_of_calibration_lies_in_the_folders_and_among_the_papers(cast):
    project = cast.project()
    with transaction():
        device, _secret = readings.register_device(
            SYSTEM, project=project, name="dust-1", kind="dust", at=make.NOW
        )
        sha = vault.keep(b"%PDF-1.4 calibration", at=make.NOW)
        told = {
            "number": "C-7",
            "body": "市计量院",
            "done_on": make.NOW.date(),
            "valid_until": make.NOW.date(),
        }
        readings.calibrate(SYSTEM, device, **told, photos=[], sha256=sha, at=make.NOW)
    assert [(each.kind, each.sha256) for each in folders.filed(project.id)] == [("校准证书", sha)]
    assert (sha, "application/pdf") in bundle.papers(project.id)


def test_whatever_a_photo_belongs_to_has_its_folder():
    kinds = {*bundle._OWN, "answer"}
    assert set(folders._FOLDERS) == kinds
