"""The journal's chain: whatever is changed, taken out, moved, cut off or written anew is found."""

import json
import random
import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from flask import Flask
from sqlalchemy import delete, func, select, update

from inspect_app import checking
from inspect_app.core import anchors, chain, journal
from inspect_app.core.chain import Head
from inspect_app.core.db import db, transaction
from inspect_app.core.journal import Entry
from inspect_app.core.permits import SYSTEM
from tests import make
from tests.cast import Cast

CHANGES: dict[str, Any] = {
    "at": make.NOW + timedelta(microseconds=1), "actor_kind": "person", "actor_id": "x", "actor_name": "另一人",
    "verb": "project.other", "thing_kind": "other", "thing_id": "x", "project_id": "x", "data": {"n": 1.5},
    "hash": "0" * 64,
}  # fmt: skip


def write(cast: Cast, count: int, **data: Any) -> None:
    with transaction():
        for number in range(count):
            journal.record(SYSTEM, "project.test", cast.project(), at=make.NOW, data={"n": number, **data})


def sealed(cast: Cast, count: int = 12) -> int:
    """Write so many entries, seal everything, and return how long the chain is."""
    write(cast, count)
    chain.seal()
    return chain.tip()[0]


def at_place(link: int) -> Any:
    return Entry.link == link


def found(noted: dict[int, str] | None = None) -> tuple[str, int] | None:
    fault = chain.verify(noted or {}).fault
    return (fault.kind, fault.link) if fault else None


def rewrite(start: int) -> None:
    """Compute the chain anew from a place on, as somebody would who knows how it is made."""
    before = db.session.scalars(select(Entry.hash).where(at_place(start - 1))).one()
    for entry in db.session.scalars(select(Entry).where(Entry.link >= start).order_by(Entry.link)):
        before = entry.hash = chain.link_hash(str(before), int(entry.link or 0), entry)
    db.session.flush()
    db.session.execute(update(Head).values(hash=before))


def test_every_entry_is_sealed_once_and_the_chain_verifies(cast: Cast) -> None:
    length = sealed(cast)
    assert length == db.session.scalar(select(func.count()).select_from(Entry))
    assert chain.seal() == 0
    verdict = chain.verify({})
    assert (verdict.checked, verdict.head, verdict.unsealed, verdict.fault) == (*chain.tip(), 0, None)


def test_what_is_not_sealed_yet_is_counted_and_breaks_nothing(cast: Cast) -> None:
    sealed(cast)
    write(cast, 3)
    assert (chain.verify({}).unsealed, found()) == (3, None)


def test_the_queue_of_reactions_changes_no_hash(cast: Cast) -> None:
    sealed(cast)
    with transaction():
        db.session.execute(update(Entry).values(pending=True, tries=3, failure="boom", next_try_at=make.NOW))
    assert found() is None


@pytest.mark.parametrize("column", CHANGES)
def test_a_changed_column_is_found_at_any_place(cast: Cast, column: str) -> None:
    length = sealed(cast)
    for link in (1, 5, length):
        db.session.execute(update(Entry).where(at_place(link)).values({column: CHANGES[column]}))
        assert found() == ("changed", link)
        db.session.rollback()
    assert found() is None


def test_any_changed_letter_of_any_details_is_found(cast: Cast) -> None:
    length, dice = sealed(cast, 40), random.Random(7)
    for _each in range(40):
        link = dice.randrange(length - 39, length + 1)
        entry = db.session.scalars(select(Entry).where(at_place(link))).one()
        entry.data = {**entry.data, "n": entry.data["n"] + 1}
        db.session.flush()
        assert found() == ("changed", link)
        db.session.rollback()


def test_an_entry_taken_out_leaves_a_gap(cast: Cast) -> None:
    length = sealed(cast)
    for link in (1, length - 3):
        db.session.execute(delete(Entry).where(at_place(link)))
        assert found() == ("gap", link)
        db.session.rollback()


def test_two_entries_changed_for_each_other_are_found(cast: Cast) -> None:
    length = sealed(cast)
    with db.session.no_autoflush:
        for link, to in ((3, -3), (length, 3), (-3, length)):
            db.session.execute(update(Entry).where(at_place(link)).values(link=to))
    assert found() == ("changed", 3)
    db.session.rollback()


def test_an_end_cut_off_is_found(cast: Cast) -> None:
    length = sealed(cast)
    db.session.execute(delete(Entry).where(Entry.link > length - 2))
    assert found() == ("cut", length - 1)
    db.session.rollback()


def test_an_end_cut_off_with_its_mark_is_found_by_what_was_noted_outside(cast: Cast) -> None:
    length = sealed(cast)
    noted = {length: chain.tip()[1]}
    kept = db.session.scalars(select(Entry.hash).where(at_place(length - 2))).one()
    db.session.execute(delete(Entry).where(Entry.link > length - 2))
    db.session.execute(update(Head).values(link=length - 2, hash=kept))
    assert found() is None
    assert found(noted) == ("cut", length - 1)
    db.session.rollback()


def test_a_chain_written_anew_is_found_by_what_was_noted_outside(cast: Cast) -> None:
    length = sealed(cast)
    noted = {length - 1: str(db.session.scalars(select(Entry.hash).where(at_place(length - 1))).one())}
    db.session.execute(update(Entry).where(at_place(4)).values(actor_name="另一人"))
    rewrite(4)
    assert found() is None
    assert found(noted) == ("rewritten", length - 1)
    db.session.rollback()


def test_an_entry_that_was_committed_late_takes_its_place_at_the_end(cast: Cast) -> None:
    # A sequence gives its numbers before the commit: a lower one may come to light later.
    length = sealed(cast)
    with transaction():
        journal.record(SYSTEM, "project.test", cast.project(), at=make.NOW).seq = -1
    assert chain.seal() == 1
    assert db.session.scalars(select(Entry.link).where(Entry.seq == -1)).one() == length + 1
    assert found() is None


def test_clocks_and_writers_at_once_make_one_chain(app: Flask, cast: Cast) -> None:
    broken: list[BaseException] = []

    def run(work: Any) -> None:
        try:
            with app.app_context():
                for _each in range(15):
                    work()
        except BaseException as error:  # noqa: BLE001 - whatever it is, the test tells it
            broken.append(error)

    works = [lambda: write(Cast(), 3), lambda: write(Cast(), 2), chain.seal, chain.seal, chain.seal]
    threads = [threading.Thread(target=run, args=(each,)) for each in works]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert broken == []
    chain.seal()
    assert found() is None
    assert chain.verify({}).checked == db.session.scalar(select(func.count()).select_from(Entry))


@pytest.mark.usefixtures("home")
def test_the_end_is_noted_once_signed_and_never_over_a_shorter_chain(cast: Cast, tmp_path: Path) -> None:
    length = sealed(cast)
    assert anchors.note(make.NOW)
    assert not anchors.note(make.NOW + timedelta(hours=1))
    assert [(each.link, each.hash) for each in anchors.read()] == [chain.tip()]
    kept = db.session.scalars(select(Entry.hash).where(at_place(length - 2))).one()
    with transaction():
        db.session.execute(delete(Entry).where(Entry.link > length - 2))
        db.session.execute(update(Head).values(link=length - 2, hash=kept))
    sealed(cast, 5)
    assert not anchors.note(make.NOW + timedelta(hours=2))
    assert [each.link for each in anchors.read()] == [length]


@pytest.mark.usefixtures("home")
def test_a_note_that_was_changed_or_is_of_another_installation_counts_for_nothing(
    cast: Cast, tmp_path: Path
) -> None:
    sealed(cast)
    anchors.note(make.NOW)
    file = next((tmp_path / "journal").glob("*.json"))
    file.write_text(json.dumps({**json.loads(file.read_text()), "link": 1}))
    assert anchors.read() == []
    file.write_text("[]")
    assert anchors.read() == []


@pytest.fixture
def command(app: Flask, monkeypatch: pytest.MonkeyPatch) -> Any:
    """The command, on this test's database and data folder."""
    monkeypatch.setattr(checking, "settings_or_exit", lambda: app.config["SETTINGS"])
    monkeypatch.setattr(checking, "create_app", lambda *_given, **_named: app)

    def run(*given: str) -> Any:
        # The command closes all connections at its end; one still held here would be lost open.
        db.session.remove()
        return CliRunner().invoke(checking.verify_journal_command, list(given))

    return run


@pytest.mark.usefixtures("home")
def test_the_command_says_the_end_to_keep_or_the_first_broken_entry(cast: Cast, command: Any) -> None:
    length = sealed(cast)
    whole = command()
    assert whole.exit_code == 0
    end = f"{length}:{chain.tip()[1]}"
    assert end in whole.output
    assert command("--head", end).exit_code == 0
    with transaction():
        db.session.execute(update(Entry).where(at_place(2)).values(actor_name="另一人"))
    seq = db.session.scalars(select(Entry.seq).where(at_place(2))).one()
    broken = command()
    assert broken.exit_code == 1
    assert f"BROKEN at place 2, entry number {seq}" in broken.output


@pytest.mark.usefixtures("home")
def test_the_command_takes_an_end_noted_elsewhere(cast: Cast, command: Any) -> None:
    length = sealed(cast)
    foreign = command("--head", f"{length}:{'0' * 64}")
    assert foreign.exit_code == 1
    assert "written anew" in foreign.output
    beyond = command("--head", f"{length + 9}:{'0' * 64}")
    assert beyond.exit_code == 1
    assert "ends at" in beyond.output
    assert command("--head", "no").exit_code == 2
