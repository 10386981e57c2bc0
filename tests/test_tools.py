"""The commands at the desk, run as people run them: verify a paper offline, import a file of readings."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, pkcs12
from sqlalchemy import func, select

from inspect_app import judging, keying, tools
from inspect_app.core import office_key, vault
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.keys import own_key
from inspect_app.core.permits import SYSTEM
from inspect_app.readings.actions import register_device
from inspect_app.readings.models import Reading
from tests import make
from tests.make import NOW

LINES = "at,pm10,noise\n2026-05-01 08:00,80,55\n2026-05-01 08:01,81,\nyesterday,1,2\n2026-05-01 08:02,x,1\n2026-05-01 08:03,1\n"


@pytest.fixture
def paper(cast, tmp_path) -> Path:
    one = make.certificate(cast.project())
    file = tmp_path / "certificate.pdf"
    file.write_bytes(vault.read(one.pdf_sha256))
    return file


def verify(*given):
    return CliRunner().invoke(judging.verify_command, [str(each) for each in given])


def test_verify_needs_no_settings_no_database_and_no_network(paper):
    bare = {"PATH": "/usr/bin:/bin", "INSPECT_DATABASE_URL": "nonsense://", "PYTHONUTF8": "1"}
    code = "import sys; from inspect_app.cli import main; sys.argv[0] = 'inspect-app'; main()"
    command = [sys.executable, "-c", code, "verify", str(paper)]
    done = subprocess.run(
        command, check=False, env=bare, cwd=paper.parent, capture_output=True, text=True, timeout=60
    )
    assert done.returncode == 0, done.stderr
    assert "ZS-2026-000001" in done.stdout
    assert "Unchanged since it was signed" in done.stdout


def test_verify_says_what_the_paper_says_and_by_which_key(paper):
    said = verify(paper).output
    assert "accepted_on: 2026-05-11" in said
    assert "signed: owner 安居城市更新公司" in said
    assert own_key().public in said


def test_verify_says_who_signed_for_the_office_and_what_its_state_is_today(paper, app, monkeypatch):
    said = verify(paper).output
    assert "PAdES: CN=127.0.0.1:8000" in said
    assert "itself (self-signed)" in said
    assert "state: as issued; today" in said
    monkeypatch.setenv("INSPECT_DATA_DIR", app.config["SETTINGS"].data_dir)
    monkeypatch.setenv("INSPECT_DATABASE_URL", app.config["SETTINGS"].database)
    assert "state today: 有效 / Valid" in verify(paper, "--state").output


def test_the_offices_key_is_made_shown_taken_in_and_exchanged(tmp_path, monkeypatch):
    monkeypatch.setenv("INSPECT_DATA_DIR", str(tmp_path / "data"))

    def keys(*given):
        done = CliRunner().invoke(keying.keys_command, [str(each) for each in given], input="not it\n")
        return done.exit_code, done.output

    assert "no key yet" in keys("show")[1]
    assert "names: CN=监督站" in keys("make", "--name", "监督站")[1]
    assert keys("make")[0] == 1
    code, said = keys("show")
    assert (code, "itself (self-signed)" in said, "有效 / valid" in said) == (0, True, True)
    first = office_key.load(tmp_path / "data", "", now())
    locked = BestAvailableEncryption(b"pw")
    made = office_key.made("区住建局", now())
    (tmp_path / "k.p12").write_bytes(
        pkcs12.serialize_key_and_certificates(b"x", made.private, made.certificate, None, locked)
    )
    (tmp_path / "word").write_text("pw\n")
    assert "wrong password" in keys("import", tmp_path / "k.p12")[1]
    assert office_key.load(tmp_path / "data", "", now()).chain == first.chain
    assert "names: CN=区住建局" in keys("import", tmp_path / "k.p12", "--password-file", tmp_path / "word")[1]
    assert "names: CN=127.0.0.1:8000" in keys("rotate")[1]
    assert keys("show")[1].count("earlier: ") == 2


def test_verify_with_a_key_trusts_that_key_alone(paper):
    for name in (own_key().public, own_key().id):
        trusted = verify(paper, "--key", name)
        assert trusted.exit_code == 0
        assert "Signed by a trusted key" in trusted.output
    stranger = verify(paper, "--key", "0" * 64)
    assert stranger.exit_code == 1
    assert "not trusted" in stranger.output


def test_verify_finds_a_changed_paper(paper):
    data = bytearray(paper.read_bytes())
    data[len(data) // 3] ^= 1
    paper.write_bytes(data)
    found = verify(paper)
    assert found.exit_code == 1
    assert "Changed since it was issued" in found.output


@pytest.mark.parametrize(
    ("data", "says"),
    [(b"PK\x03\x04", "not a PDF"), (b"", "not a PDF"), (b"%PDF-1.7\nnothing", "cannot be read")],
)
def test_verify_says_clearly_what_is_no_paper(tmp_path, data, says):
    file = tmp_path / "x.pdf"
    file.write_bytes(data)
    found = verify(file)
    assert found.exit_code == 1
    assert says in found.output


@pytest.mark.parametrize(
    "record", [[], {}, {"acceptance": 3}, {"acceptance": {"record": {"project": []}}}, None]
)
def test_a_record_of_another_shape_is_passed_over(record):
    assert judging._told(record) == []


def test_what_a_record_says_cannot_steer_the_terminal(cast):
    record = json.loads(json.dumps(make.certificate(cast.project()).record))
    record["number"] = "ZS\x1b[2J"
    assert all("\x1b" not in line for line in judging._told(record))


@pytest.fixture
def desk(app, cast, monkeypatch):
    settings = app.config["SETTINGS"]
    monkeypatch.setenv("INSPECT_DATA_DIR", settings.data_dir)
    monkeypatch.setenv("INSPECT_DATABASE_URL", settings.database_url)
    with transaction():
        register_device(SYSTEM, project=cast.project(), name="dust-01", kind="dust", at=NOW)
    return lambda *given: CliRunner().invoke(tools.import_command, ["readings", *map(str, given)])


def stored() -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(Reading)) or 0


def test_import_stores_good_lines_and_lists_the_refused_with_line_field_and_rule(desk, tmp_path):
    file = tmp_path / "readings.csv"
    file.write_text(LINES, encoding="utf-8")
    done = desk(file, "--project", "p17", "--device", "dust-01")
    assert done.exit_code == 1
    assert "lines 5, new 3, already stored 0, refused 3" in done.output
    for words in ("yesterday", "must be a time such as", "pm10", "must be a plain number", "as many cells"):
        assert (words in done.output) is (words != "yesterday")
    assert stored() == 3


def test_importing_a_whole_file_twice_doubles_nothing(desk, tmp_path):
    file = tmp_path / "readings.csv"
    file.write_text("at,pm10\n2026-05-01 08:00,80\n2026-05-01 08:01,81\n", encoding="utf-8")
    assert desk(file, "--project", "p17", "--device", "dust-01").exit_code == 0
    again = desk(file, "--project", "p17", "--device", "dust-01")
    assert "new 0, already stored 2, refused 0" in again.output
    assert stored() == 2


@pytest.mark.parametrize(
    ("text", "device", "says"),
    [
        ("at,pm10\n", "dust-99", "no device dust-99 in use"),
        ("time,pm10\n", "dust-01", "first column must be 'at'"),
        ("at,happiness\n", "dust-01", "no such quantity: happiness"),
        ("", "dust-01", "the file is empty"),
    ],
)
def test_import_says_what_is_wrong_with_the_whole(desk, tmp_path, text, device, says):
    file = tmp_path / "readings.csv"
    file.write_text(text, encoding="utf-8")
    done = desk(file, "--project", "p17", "--device", device)
    assert done.exit_code == 1
    assert says in done.output


def test_import_with_bad_settings_says_so_in_one_line(tmp_path, monkeypatch):
    monkeypatch.setenv("INSPECT_PORT", "many")
    file = tmp_path / "readings.csv"
    file.write_text(LINES, encoding="utf-8")
    done = CliRunner().invoke(
        tools.import_command, ["readings", str(file), "--project", "p17", "--device", "d"]
    )
    assert done.exit_code == 1
    assert "INSPECT_PORT: must be a whole number" in done.output
