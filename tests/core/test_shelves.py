"""Photos and papers in a real S3 server: the same promises as in a folder, and the way there from one."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner
from flask import Flask

from inspect_app.core import erasing, files, vault
from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.core.errors import Problem
from inspect_app.core.shelves import Shelf, shelf
from inspect_app.shelving import move_files_command
from tests.buckets import bucket
from tests.core import pictures
from tests.core.shelf import on_disk, original, rows, store
from tests.ports import free_port

pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("bucket")]
AT = datetime(2026, 5, 1, 2, 0, tzinfo=UTC)
PAPER = b"%PDF-1.4 a paper"


@pytest.fixture(scope="module")
def url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """One server for all tests of this file."""
    with bucket(tmp_path_factory.mktemp("objects")) as address:
        yield address


@contextmanager
def kept_in(app: Flask, url: str) -> Iterator[None]:
    plain = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(plain, objects_url=url)
    yield
    app.config["SETTINGS"] = plain


def lies(url: str, kind: str, key: str) -> bytes:
    """Return what the server itself holds, whatever lies in a folder."""
    return shelf(Path("/nowhere"), kind, url, "us-east-1").get(key)


def key_of(sha: str) -> str:
    return f"{sha[:2]}/{sha[2:4]}/{sha}"


def test_what_is_kept_lies_in_the_bucket_under_its_hash_and_nowhere_else(
    app: Flask, home: Path, url: str
) -> None:
    data = pictures.photo(1)
    with kept_in(app, url):
        name = store(data)
        with transaction():
            paper = vault.keep(PAPER, at=AT)
        assert lies(url, "files", key_of(name)) == data == files.read_original(name)
        assert lies(url, "vault", f"{paper[:2]}/{paper}") == PAPER == vault.read(paper)
        assert files.read_copy(name, "thumb")[:2] == b"\xff\xd8"
        assert app.test_client().get(files.signed_url(name)).data == files.read_copy(name, "thumb")
        assert list(files.damaged()) == []
    assert on_disk(home.parent) == []


def test_a_spoiled_object_is_found_and_mended_when_the_photo_comes_again(
    app: Flask, home: Path, url: str
) -> None:
    data = pictures.photo(2)
    with kept_in(app, url):
        name = store(data)
        shelf(home.parent, "files", url, "us-east-1").put(key_of(name), b"spoiled")
        assert list(files.damaged()) == [name]
        assert store(data) == name
        assert (list(files.damaged()), rows()) == ([], 1)


def test_a_server_that_is_away_or_refuses_leaves_no_row_and_is_said(app: Flask, home: Path, url: str) -> None:
    away = url.rpartition(":")[0] + f":{free_port()}/evidence"
    with kept_in(app, url):
        known = store(pictures.photo(3))
    for address in (away, url.replace("s%2Fc", "wrong")):
        with kept_in(app, address):
            for act in (lambda: store(pictures.photo(4)), lambda: files.read_original(known)):
                with pytest.raises(Problem) as refused:
                    act()
                assert refused.value.slug == "busy"
    assert rows() == 1
    assert on_disk(home) == []


def test_what_lay_in_the_folder_is_found_moved_compared_and_removed(
    app: Flask, home: Path, url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = [store(pictures.photo(seed)) for seed in (5, 6)]
    with transaction():
        paper = vault.keep(PAPER + b" moved", at=AT)
    original(names[1]).write_bytes(b"spoiled")
    for key, value in {"OBJECTS_URL": url, "DATA_DIR": str(home.parent)}.items():
        monkeypatch.setenv(f"INSPECT_{key}", value)
    with kept_in(app, url):
        assert files.read_original(names[0]) == pictures.photo(5), "found before it is moved"
        first = CliRunner().invoke(move_files_command, [])
        assert first.exit_code == 1
        assert "in the bucket: 6, damaged: 1, failed: 0" in first.output
        assert "no longer has the bytes" in first.output
        assert lies(url, "files", key_of(names[0])) == pictures.photo(5)
        assert on_disk(home) != []
        original(names[1]).write_bytes(pictures.photo(6))
        last = CliRunner().invoke(move_files_command, ["--remove"])
        assert (last.exit_code, last.output) == (0, "in the bucket: 7, damaged: 0, failed: 0\n")
        assert on_disk(home.parent) == []
        assert hashlib.sha256(files.read_original(names[1])).hexdigest() == names[1]
        assert vault.read(paper) == PAPER + b" moved"


def test_a_photo_taken_away_for_good_is_gone_from_bucket_and_folder(app: Flask, home: Path, url: str) -> None:
    name = store(pictures.photo(7))
    with kept_in(app, url):
        to: Shelf = shelf(home.parent, "files", url, "us-east-1")
        to.put(key_of(name), pictures.photo(7))
        with transaction():
            erasing.mark_photo(name, now())
        with transaction():
            assert erasing.clear_marked() == 1
        with transaction():
            assert erasing.clear_marked() == 0
        assert not to.has(key_of(name))
    assert on_disk(home) == []
