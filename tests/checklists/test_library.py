"""The library comes with the database: `migrate` publishes it once, whoever starts and however often."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine, text

from inspect_app.checklists import actions
from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from tests.checklists.test_rules import CONTENT, changed
from tests.make import NOW, later
from tests.servers import postgres

KEYS = sorted(path.stem for path in actions.LIBRARY.glob("*.json"))


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """An empty database of each kind."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path / 'inspect.db'}"
        return
    with postgres() as server, server.database("library") as url:
        yield url


def migrating(url: str, home: Path) -> subprocess.Popen[str]:
    given = {"INSPECT_DATA_DIR": str(home), "INSPECT_DATABASE_URL": url, "PATH": "/usr/bin:/bin"}
    argv = [sys.executable, "-m", "inspect_app.cli", "migrate"]
    return subprocess.Popen(argv, env=given, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


def asked(url: str, question: str) -> list[Any]:
    engine = create_engine(url)
    with engine.connect() as connection:
        found = [tuple(row) for row in connection.execute(text(question))]
    engine.dispose()
    return found


@pytest.mark.slow
def test_two_hosts_that_start_together_publish_the_library_once(empty: str, tmp_path: Path) -> None:
    # Two hosts share a PostgreSQL; a SQLite file has one, which starts again.
    together = 2 if empty.startswith("postgresql") else 1
    for _ in range(2):
        hosts = [migrating(empty, tmp_path) for _ in range(together)]
        said = [host.communicate(timeout=90)[0] for host in hosts]
        assert [host.returncode for host in hosts] == [0] * together, said
    assert all("checklists published: none new" in each for each in said)
    versions = (
        "SELECT t.key, v.number, v.origin FROM template_versions v JOIN templates t ON t.id = v.template_id"
    )
    assert sorted(asked(empty, versions)) == [(key, 1, "library") for key in KEYS]
    entries = asked(empty, "SELECT actor_kind FROM journal WHERE verb = 'checklist.publish'")
    assert entries == [("system",)] * len(KEYS)


def test_a_new_text_of_a_release_is_the_next_version_and_an_own_text_is_left(
    app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(actions, "LIBRARY", tmp_path)

    def release(content: dict[str, Any]) -> list[int]:
        (tmp_path / "walls.json").write_text(json.dumps(content), encoding="utf-8")
        with transaction():
            return [each.number for each in actions.publish_library(SYSTEM, at=NOW)]

    assert [release(CONTENT), release(CONTENT), release(changed("zh", "新版"))] == [[1], [], [2]]
    assert release(CONTENT) == [], "an older release started again publishes nothing twice"
    with transaction():
        own = actions.publish(SYSTEM, key="walls", content=changed("zh", "本地版"), at=later(days=1))
    assert own.number == 3
    assert release(changed("zh", "第三版")) == []
    editions = [each.data["edition"] for each in journal.timeline("checklist", own.template_id)]
    assert editions == [1, 2, 3]
    assert db.session.get_one(type(own), own.id).template.zh == "本地版"
