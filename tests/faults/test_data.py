"""A stream doubled, shuffled, late, replayed, contradicted and mixed with nonsense leaves the record of the plain one."""

import json
import random
import time
from datetime import UTC, datetime

import pytest
from flask import Flask
from sqlalchemy import func, select

from devices.intake import Intake
from devices.message import Message
from devices.topics import build
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.permits import SYSTEM
from inspect_app.readings.actions import register_device, registry, set_limit
from inspect_app.readings.models import Alarm, Channel, Correction, DeadLetter, Hour, Reading
from tests.cast import Cast

OVER, CLEAR = 100.0, 80.0
DAY = 86_400_000
TOPIC = build("p17", "dust-1")
Series = dict[int, float]

#: what a device may send that is no measurement; with the number of values of it that are kept, none of them valid
ODD = [
    ('{"at": %d, "values": {"settlement": NaN}}', 0),
    ('{"at": %d, "values": {"settlement": 1e309}}', 0),
    ('{"at": %d, "values": {"settlement": -Infinity}}', 0),
    ('{"at": %d, "values": {"settlement": "120"}}', 0),
    ('{"at": %d, "values": {"settlement": null}}', 0),
    ('{"at": %d, "values": {"settlement": true}}', 0),
    ('{"at": %d, "values": {"settlement": 120}, "flag": {"settlement": "B"}}', 1),
    ('{"at": %d, "values": {"settlement": 120}, "flag": {"settlement": "D"}}', 1),
    ('{"at": %d, "values": {"settlement": 1e300}}', 1),
    ('{"at": %d, "values": {"settlement": 120}', 0),
    ('{"at": 4070908800000, "values": {"settlement": 120}}', 0),  # 2099
    ('{"at": 5000, "values": {"settlement": 120}}', 0),  # 1970
    ("", 0),
]


def message(at_ms: int, value: float) -> bytes:
    """Return one reading as a device sends it."""
    return json.dumps({"at": at_ms, "values": {"settlement": value}}).encode()


def arriving(payload: bytes, topic: str = TOPIC) -> Message:
    """Return it as it arrives."""
    return Message(topic, payload, retained=False, dup=False, received_at=time.time())


def spells(series: Series) -> list[tuple[int, int | None, float]]:
    """Return when each spell over the limit began and was over, and its greatest value: told again by hand here."""
    found: list[tuple[int, int | None, float]] = []
    for at in sorted(series):
        value = series[at]
        standing = bool(found) and found[-1][1] is None
        if standing and value <= CLEAR:
            found[-1] = (found[-1][0], at, found[-1][2])
        elif standing:
            found[-1] = (found[-1][0], None, max(found[-1][2], value))
        elif value > OVER:
            found.append((at, None, value))
    return found


def hours(series: Series) -> dict[int, tuple[float, float]]:
    """Return the least and the greatest value of each hour."""
    found: dict[int, tuple[float, float]] = {}
    for at, value in series.items():
        least, most = found.get(at // 3_600_000, (value, value))
        found[at // 3_600_000] = min(least, value), max(most, value)
    return found


def sending(series: Series, chance: random.Random) -> list[bytes]:
    """Return the messages in the order they are sent: each one to three times, shuffled within ten minutes, some days late."""
    timed: list[tuple[float, bytes]] = []
    for at, value in series.items():
        late = chance.uniform(DAY, 7 * DAY) if chance.random() < 0.05 else 0
        for _ in range(chance.randint(1, 3)):
            again = chance.uniform(0, 3_600_000) if chance.random() < 0.05 else 0
            timed.append((at + late + again + chance.uniform(0, 600_000), message(at, value)))
    return [payload for _, payload in sorted(timed)]


@pytest.mark.parametrize("seed", [1, 2])
def test_whatever_happens_to_a_stream_on_its_way_its_record_is_the_same(
    app: Flask, cast: Cast, seed: int
) -> None:
    chance = random.Random(seed)
    with transaction():
        register_device(SYSTEM, project=cast.project(), name="dust-1", kind="dust", at=now())
        register_device(SYSTEM, project=cast.project(), name="dust-2", kind="dust", at=now())
        set_limit(
            SYSTEM, project=cast.project(), quantity="settlement", value=OVER, clear_value=CLEAR,
            at=datetime.fromtimestamp(0, UTC), basis="专项方案", zh="试", en="t", max_gap_s=3600,
        )  # fmt: skip
    begin = int(time.time() * 1000) - 10 * DAY
    series = {begin + n * 60_000: chance.choice([50.5, 70.5, 90.5, 95.5, 110.5, 130.5]) for n in range(400)}
    payloads = sending(series, chance)
    odd = [
        pattern % (begin + n * 1000 + 500) if "%d" in pattern else pattern
        for n, (pattern, _) in enumerate(ODD)
    ]
    for number, word in enumerate(odd):
        payloads.insert(chance.randrange(len(payloads)), word.encode())
        if number % 3 == 0:
            payloads.insert(chance.randrange(len(payloads)), word.encode())
    intake = Intake(app.app_context, lambda _receipts: None)
    while payloads:
        size = chance.randint(1, 120)
        batch, payloads = payloads[:size], payloads[size:]
        intake.handle([arriving(each) for each in batch])
        if chance.random() < 0.3:
            registry.drop()  # a restart remembers nothing
    for at in chance.sample(sorted(series), 20):  # captured, and sent again much later, some of it changed
        intake.handle([arriving(message(at, series[at])), arriving(message(at, 9.5))])
    intake.handle([arriving(message(at, 120.5), build("p17", "dust-9")) for at in list(series)[:5]])
    _is_the_record_of(series)


def _is_the_record_of(series: Series) -> None:
    db.session.rollback()
    (channel,) = db.session.scalars(select(Channel.id))
    stmt = select(Reading.at_ms, Reading.value).where(Reading.channel_id == channel, Reading.flag == "N")
    rows = db.session.execute(stmt).all()
    assert len(rows) == len(series)
    assert {row.at_ms: row.value for row in rows} == series
    kept = db.session.scalars(select(Reading.flag).where(Reading.flag != "N")).all()
    assert len(kept) == sum(number for _, number in ODD)
    stands = select(Alarm).where(Alarm.withdrawn_at.is_(None)).order_by(Alarm.began_ms)
    alarms = [(each.began_ms, each.cleared_ms, each.peak) for each in db.session.scalars(stands)]
    assert alarms == spells(series)
    assert db.session.scalar(select(func.count()).select_from(Correction)) == 20
    told = {one.hour_ms // 3_600_000: (one.least, one.most) for one in db.session.scalars(select(Hour))}
    assert told == hours(series)
    buried = db.session.scalars(select(DeadLetter)).all()
    assert len(buried) == sum(not number for _, number in ODD) + 5
    assert all(each.reason for each in buried)
