"""Commands given nonsense: one clear sentence and an exit code, never a stack trace, nothing half done."""

import os
import random
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import func, select

from inspect_app.cli import main
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.identity.models import Party, Person
from inspect_app.readings.actions import register_device
from inspect_app.readings.models import Reading
from tests.cast import Cast
from tests.make import NOW

Run = Callable[..., tuple[int, str]]
GOOD = "at,pm10\n2026-05-01 08:00,80\n"
FILES: dict[str, bytes] = {
    "empty": b"", "blank": b"\n\n \n", "binary": random.Random(1).randbytes(5000), "text": b"hello\n", "no lines": b"at,pm10",
    "UTF-16": GOOD.encode("utf-16"), "huge line": b"at,pm10\n" + b"9" * 5_000_000, "huge header": b"a" * 5_000_000,
    "open quote": b'at,pm10\n"2026-05-01 08:00,80\n', "NUL": b"at,pm10\n\x00,1\n2026\x00,1\n", "cut PDF": b"%PDF-1.7\n1 0 obj\n<<",
    "odd moments": b"at,pm10\n" + b"9" * 5000 + b",1\n9999-12-31 23:59-23:59,1\n0001-01-01 00:00+23:59,1\n2026-13-01 00:00,1\n",
    "odd numbers": b"at,pm10\n2026-05-01 08:00,1e999\n2026-05-01 08:00,NaN\n2026-05-01 08:00,\xef\xbc\x91\n2026-05-01 08:00,0x1\n",
    "GB 18030, broken": "at,pm10\n2026-05-01 08:00,砂\n".encode("gb18030") + b"\xff\xff,1\n",
    "many columns": b"at" + b",pm10" * 5000 + b"\n",
}  # fmt: skip
ADD = {
    "account": "root-1", "name": "李工", "party": "监督站", "kind": "authority", "role": "admin", "password": "right horse 42",
}  # fmt: skip
HALF = os.fsdecode(b"\xff\xfe")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    """`run("verify", file)`: the command as the shell starts it; returns its exit code and all it says."""
    monkeypatch.setenv("INSPECT_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.chdir(tmp_path)

    def started(*argv: object, **environ: str) -> tuple[int, str]:
        for name, value in environ.items():
            monkeypatch.setenv(f"INSPECT_{name}", value)
        monkeypatch.setattr(sys, "argv", ["inspect-app", *map(str, argv)])
        code = 0
        try:
            main()
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else 1
        said = "".join(capfd.readouterr())
        assert "Traceback" not in said
        return code, said

    return started


@pytest.fixture
def desk(run: Run, app: Flask, cast: Cast, monkeypatch: pytest.MonkeyPatch) -> Run:
    """The same on the database of the cast, with a device in it."""
    settings = app.config["SETTINGS"]
    monkeypatch.setenv("INSPECT_DATA_DIR", settings.data_dir)
    monkeypatch.setenv("INSPECT_DATABASE_URL", settings.database)
    with transaction():
        register_device(SYSTEM, project=cast.project(), name="dust-01", kind="dust", at=NOW)
    return run


def count(model: Any) -> int:
    db.session.rollback()
    return db.session.scalar(select(func.count()).select_from(model)) or 0


@pytest.mark.parametrize(
    ("argv", "says"),
    [
        (["nope"], "No such command"), (["--nope"], "No such option"), (["verify"], "Missing argument"),
        (["verify", "missing"], "does not exist"), (["verify", "."], "is a directory"), (["verify", "x" * 300], "does not exist"),
        (["verify", HALF], "does not exist"), (["verify", "pipe"], "is no plain file"), (["verify", "/dev/zero"], "is no plain file"),
        (["keys", "nope"], "No such command"), (["keys", "import", "missing"], "does not exist"),
        (["keys", "import", "pipe"], "is no plain file"),
        (["import", "readings", "pipe", "--project", "p", "--device", "d"], "is no plain file"),
        (["import", "readings", "missing", "--project", "p", "--device", "d"], "does not exist"),
        (["migrate", "--to", "nope"], "Can't locate revision"), (["migrate", "--down", "--to", "9" * 5000], "Can't locate revision"),
        (["verify-journal"], "inspect-app migrate"), (["verify-journal", "--head", "9" * 5000 + ":" + "a" * 64], "PLACE:HASH"),
        (["verify-journal", "--head", "1:" + "一" * 64], "PLACE:HASH"), (["verify-journal", "--head", HALF], "PLACE:HASH"),
        (["add-person", *(f"--{name}={value}" for name, value in ADD.items())], "inspect-app migrate"),
        (["cold", "list"], "inspect-app migrate"), (["cold", "restore", HALF], "no such file is recorded"),
        (["cold", "move", "p17", "2024-13"], "no month such as 2024-05"),
    ],
)  # fmt: skip
def test_nonsense_is_told_in_a_sentence(run: Run, tmp_path: Path, argv: list[str], says: str) -> None:
    os.mkfifo(tmp_path / "pipe")
    code, said = run(*argv)
    assert code in (1, 2)
    assert says in said


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_paper_is_told_in_a_sentence(run: Run, tmp_path: Path, name: str) -> None:
    for place in ("x.pdf", HALF + ".pdf"):
        (tmp_path / place).write_bytes(FILES[name])
        code, said = run("verify", tmp_path / place)
        assert code == 1
        assert ("not a PDF" in said) is (name != "cut PDF")
        assert len(said.splitlines()) <= 2


@pytest.mark.parametrize("name", FILES)
def test_a_file_that_is_no_table_of_readings_stores_nothing(desk: Run, tmp_path: Path, name: str) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes(FILES[name])
    before = count(Reading)
    code, said = desk("import", "readings", file, "--project", "p17", "--device", "dust-01")
    assert (code, count(Reading)) == (0 if name == "no lines" else 1, before)
    assert len(said) < 4000


def test_a_table_in_gb_18030_is_read(desk: Run, tmp_path: Path) -> None:
    file = tmp_path / "x.csv"
    file.write_bytes((GOOD + "2026-05-01 08:01,砂浆\n").encode("gb18030"))
    before = count(Reading)
    code, said = desk("import", "readings", file, "--project", "p17", "--device", "dust-01")
    assert (code, count(Reading)) == (1, before + 1)
    assert "must be a plain number" in said
    assert desk("import", "readings", file, "--project", HALF, "--device", "dust-01")[0] == 1
    assert desk("import", "readings", file, "--project", "p17", "--device", "x" * 9000)[0] == 1


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("account", ""), ("account", "x" * 5000), ("account", "好"), ("account", HALF), ("name", ""), ("name", "x" * 9000), ("name", HALF),
        ("name", "a\x01b"), ("name", "\n"), ("party", ""), ("party", "y" * 9000), ("party", HALF), ("kind", "nope"), ("role", "nope"),
        ("role", "owner"), ("role", HALF), ("region", "nope"), ("region", "9" * 5000), ("region", HALF), ("password", ""),
        ("password", "1"),        ("password", "x" * 100_000), ("password", HALF * 9),
    ],
)  # fmt: skip
def test_a_person_who_cannot_be_is_not_added_in_part(desk: Run, name: str, value: str) -> None:
    before = count(Person), count(Party)
    given = {**ADD, name: value}
    code, said = desk("add-person", *(f"--{each}={given[each]}" for each in given))
    assert code in (1, 2)
    assert name in said or "not UTF-8" in said
    assert (count(Person), count(Party)) == before


def test_a_person_who_can_be_is_added_once(desk: Run) -> None:
    argv = ["add-person", *(f"--{name}={value}" for name, value in ADD.items())]
    assert desk(*argv) == (0, "root-1: admin at 监督站\n")
    assert "this account exists" in desk(*argv)[1]


@pytest.mark.parametrize(
    ("environ", "says"),
    [
        ({"DATABASE_URL": "sqlite:///{here}/garbage"}, "file is not a database"),
        ({"DATABASE_URL": "sqlite:////proc/nope/x.db"}, "unable to open"),
        ({"DATABASE_URL": "postgresql+psycopg://u" ":secret@127.0.0.1:1/x"}, "refused"),
        ({"DATABASE_URL": HALF}, "INSPECT_DATABASE_URL: must be UTF-8"), ({"SECRET_KEY": HALF * 20}, "INSPECT_SECRET_KEY: must be UTF-8"),
        ({"DATA_DIR": "/proc/nope"}, "/proc/nope"), ({"DATA_DIR": "garbage/below"}, "Not a directory"),
        ({"DATA_DIR": "x" * 5000}, "INSPECT_DATA_DIR: is no folder"), ({"NATS_SERVER": "x" * 5000}, "INSPECT_NATS_SERVER: no such file"),
        ({"PORT": "²"}, "INSPECT_PORT: must be a whole number"), ({"PORT": "9" * 5000}, "INSPECT_PORT: must be a whole number"),
        ({"WORKERS": "1e3"}, "INSPECT_WORKERS: must be a whole number"), ({HALF: "1"}, "no such setting"),
    ],
)  # fmt: skip
def test_a_place_that_cannot_serve_is_named(
    run: Run, tmp_path: Path, environ: dict[str, str], says: str
) -> None:
    (tmp_path / "garbage").write_bytes(FILES["binary"])
    code, said = run("migrate", **{name: value.format(here=tmp_path) for name, value in environ.items()})
    assert (code, says in said, "secret" in said) == (1, True, False), said
    assert len(said.splitlines()) <= 2


@pytest.mark.parametrize("data", [b"", b"short", b"\xff" * 64])
def test_a_key_that_is_none_stops_the_start(run: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret.key").write_bytes(data)
    code, said = run("migrate")
    assert (code, "secret.key" in said) == (1, True)


@pytest.mark.parametrize("data", [b"", b"{", b"\xff", b"[]", b'{"published": 1}', b"[" * 100_000])
def test_a_year_of_holidays_that_is_none_stops_the_start(run: Run, tmp_path: Path, data: bytes) -> None:
    (tmp_path / "data" / "holidays").mkdir(parents=True)
    (tmp_path / "data" / "holidays" / "2027.json").write_bytes(data)
    code, said = run("migrate")
    assert (code, "2027.json" in said) == (1, True)
