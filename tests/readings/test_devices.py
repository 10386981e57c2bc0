"""Devices with their secrets and silence, dead letters, and files of readings."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import func, select

from inspect_app.core import journal
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.permits import SYSTEM
from inspect_app.readings import actions, jobs, queries
from inspect_app.readings.actions import Sample
from inspect_app.readings.models import DeadLetter, Device, Reading
from tests.cast import Cast
from tests.make import NOW

MS = int(NOW.timestamp() * 1000)
MINUTE = 60_000


def register(cast: Cast, name: str = "dust-1", kind: str = "dust", site: str = "p17") -> tuple[Device, str]:
    with transaction():
        return actions.register_device(
            cast.supervisor, project=cast.project(site), name=name, kind=kind, at=NOW
        )


def send(*values: tuple[str, int, float], device: str = "dust-1", flag: str = "N") -> actions.Recorded:
    """Record (quantity, minutes after NOW, value) samples."""
    samples = [Sample("p17", device, q, MS + minutes * MINUTE, v, flag) for q, minutes, v in values]
    with transaction():
        return actions.record(samples, at=NOW + timedelta(days=2))


def count(model: type) -> int:
    return db.session.scalar(select(func.count()).select_from(model)) or 0


def test_a_retired_device_can_neither_log_in_nor_report(cast: Cast) -> None:
    device, secret = register(cast)
    send(("pm10", 0, 50))
    assert queries.device_login("p17_dust-1", secret) is not None
    with transaction():
        actions.move_device(
            cast.supervisor, db.session.get_one(Device, device.id), "retire", {"reason": "拆除"}, at=NOW
        )
    assert queries.device_login("p17_dust-1", secret) is None
    assert [each.rule for each in send(("pm10", 1, 50)).unknown] == ["retired"]


def test_a_new_secret_ends_the_old_one_and_neither_is_stored(cast: Cast) -> None:
    device, old = register(cast)
    with transaction():
        new = actions.rotate_device(cast.supervisor, device, at=NOW)
    assert queries.device_login("p17_dust-1", old) is None
    known = queries.device_login("p17_dust-1", new)
    assert known is not None
    assert (known.site, known.device, known.kind) == ("p17", "dust-1", "dust")
    assert queries.device_login("p18_dust-1", new) is None
    assert new not in str(db.session.execute(select(Device.__table__)).all())
    assert len(new) >= 27  # 160 bits in base 64


def test_two_devices_of_one_name_are_refused_within_a_project_only(cast: Cast) -> None:
    register(cast)
    register(cast, site="p18")
    with pytest.raises(Problem) as refused:
        register(cast)
    assert list(refused.value.errors) == ["name"]


def test_a_device_that_fell_silent_is_told_of_once(cast: Cast) -> None:
    device, _secret = register(cast)
    send(("pm10", 0, 50))
    later = NOW + timedelta(days=2, hours=5)
    for _ in range(2):
        with transaction():
            jobs.tell_silent_devices(later)
    verbs = [each.verb for each in journal.timeline("device", device.id)]
    assert verbs == ["device.register", "device.activate", "device.silent"]


def test_a_channel_whose_pace_is_kept_is_not_missing_and_one_that_stopped_is(cast: Cast) -> None:
    register(cast)
    send(*(("pm10", 10 * i, 50.0) for i in range(6)))
    at = NOW + timedelta(minutes=50)
    assert [each.missing for each in queries.newest(cast.project().id, at)] == [False]
    assert [each.missing for each in queries.newest(cast.project().id, at + timedelta(minutes=31))] == [True]


def test_the_same_unreadable_bytes_are_one_dead_letter(cast: Cast) -> None:
    for minute in range(3):
        with transaction():
            actions.keep_dead_letter(
                "site/p17/device/x/telemetry", b"\xff\x00", "json", "no", NOW + timedelta(minutes=minute)
            )
    letter = db.session.scalars(select(DeadLetter)).one()
    assert (letter.payload, letter.times, letter.last_at) == (b"\xff\x00", 3, NOW + timedelta(minutes=2))


def test_a_replay_is_queued_and_comes_back_with_the_new_reason_when_it_fails(cast: Cast) -> None:
    with transaction():
        letter = actions.keep_dead_letter("t", b"{}", "device", "", NOW)
        actions.move_letter(cast.admin, letter, "replay", {}, at=NOW)
    with transaction():
        actions.take_up(SYSTEM, letter, ("quantity", "colour"), at=NOW)
    assert (letter.state, letter.reason) == ("waiting", "quantity")
    with transaction():
        actions.move_letter(cast.admin, letter, "replay", {}, at=NOW)
        actions.take_up(SYSTEM, letter, None, at=NOW)
    assert letter.state == "replayed"
    with pytest.raises(Problem):
        actions.move_letter(cast.admin, letter, "discard", {"note": None}, at=NOW)


@pytest.mark.parametrize(("end", "after"), [("settle", "waiting"), ("discard", "discarded")])
def test_a_settled_letter_that_fails_again_waits_again_and_a_discarded_one_does_not(
    cast: Cast, end: str, after: str
) -> None:
    with transaction():
        letter = actions.keep_dead_letter("t", b"{}", "device", "first", NOW)
        if end == "settle":
            actions.move_letter(cast.admin, letter, "replay", {}, at=NOW)
        actions.move_letter(SYSTEM, letter, end, {}, at=NOW)
    later = NOW + timedelta(hours=1)
    with transaction():
        again = actions.keep_dead_letter("t", b"{}", "device", "second", later)
    assert (again.id, again.times, again.state, again.last_at) == (letter.id, 2, after, later)
    assert (again.settled_at is None) == (after == "waiting")
    assert again.detail == ("second" if after == "waiting" else "first")
    verbs = [each.verb for each in journal.timeline("letter", letter.id)]
    assert verbs.count("letter.recur") == (after == "waiting")


# ------------------------------------------------------------------------------------------------------------ files


def import_file(tmp_path: Path, content: bytes) -> actions.Imported:
    path = tmp_path / "readings.csv"
    path.write_bytes(content)
    return actions.import_csv(path, site="p17", device="dust-1", at=NOW + timedelta(days=1))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_a_file_keeps_its_good_lines_and_tells_each_bad_one(
    cast: Cast, tmp_path: Path, encoding: str
) -> None:
    register(cast)
    lines = [
        "at,pm10,pm25", "2026-05-01 08:00,50,20", "2026-05-01T09:00:00+08:00,51,", "2026-05-01 10:00,NaN,20",
        "2026-13-01 10:00,1,2", "2026-05-01 11:00,1", "2026-05-01 12:00,1,二", "", "2026-05-01 13:00,,",
        "2096-05-01 14:00,1,2",
    ]  # fmt: skip
    done = import_file(tmp_path, "\r\n".join(lines).encode(encoding))
    assert done.new == 3
    assert [tuple(each) for each in done.refusals] == [
        (4, "pm10", "number"), (5, "at", "time"), (6, "line", "columns"), (7, "pm25", "number"),
        (9, "line", "missing"), (10, "pm10", "clock"), (10, "pm25", "clock"),
    ]  # fmt: skip
    first = db.session.scalars(select(Reading.at_ms).order_by(Reading.at_ms)).first()
    assert datetime.fromtimestamp((first or 0) / 1000, UTC) == datetime(2026, 5, 1, 0, 0, tzinfo=UTC)


def test_importing_a_file_again_doubles_nothing(cast: Cast, tmp_path: Path) -> None:
    register(cast)
    content = b"at,pm10\n" + b"".join(
        b"2026-05-01 %02d:%02d,%d\n" % (h, m, m) for h in range(24) for m in range(60)
    )
    assert import_file(tmp_path, content).new == 1440
    again = import_file(tmp_path, content)
    assert (again.new, again.same, count(Reading)) == (0, 1440, 1440)


@pytest.mark.parametrize("header", ["", "time,pm10", "at,colour", "at,pm10,pm10", "at"])
def test_a_file_with_a_wrong_header_is_refused_whole(cast: Cast, tmp_path: Path, header: str) -> None:
    register(cast)
    with pytest.raises(Problem):
        import_file(tmp_path, f"{header}\n2026-05-01 08:00,1\n".encode() if header else b"")
    assert count(Reading) == 0
