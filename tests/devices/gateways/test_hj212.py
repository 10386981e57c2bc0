"""Data loggers that speak HJ 212 over TCP: each is answered once what it said is on the disk, and none disturbs another."""

import json
import sqlite3
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest

from devices.codecs.hj212 import Frames, Telegram, telegram
from devices.gateways.config import Config
from devices.gateways.hj212_desk import Desk, Refused
from devices.gateways.store import DAY_MS, Store

MN, OTHER = "010000A8900016F000169DC0", "010000A8900016F000169DC1"
DATA = "DataTime=20260501080000;a34002-Rtd=0.0835,a34002-Flag=N;Leq-Rtd=61.2,Leq-Flag=T"
AT = 1_777_593_600_000


def config(**more: Any) -> Config:
    station = {"mn": MN, "device": "dust-1"}
    told = {
        "host": "127.0.0.1",
        "port": 9212,
        "dust_unit": "mg/m3",
        "password": "123456",
        "stations": [station],
    }
    whole = {"platform": {"url": "mqtt://h", "name": "p1_gw"}, "hj212": told | more}
    return msgspec.convert(whole, Config)


def said(
    cp: str = DATA, *, code: int = 2011, flag: int = 5, mn: str = MN, pw: str = "123456", more: str = ""
) -> str:
    return f"QN=20260501080000001;ST=22;CN={code};PW={pw};MN={mn};Flag={flag};{more}CP=&&{cp}&&"


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store.sqlite", 1 << 24)


@pytest.fixture
def desk(store: Store) -> Callable[..., list[Telegram]]:
    """Take a data segment at the desk and return what its sender hears."""
    desks: dict[str, Desk] = {}

    def take(text: str, at: int = 1, **more: Any) -> list[Telegram]:
        told = config(**more)
        assert told.hj212
        one = desks.setdefault(str(more), Desk(told, told.hj212, store))
        return [telegram(each) for each in unframed(b"".join(one.take(text.encode(), at)))]

    return take


def unframed(data: bytes) -> list[bytes]:
    return [each for each in Frames().feed(data) if isinstance(each, bytes)]


def kept(store: Store) -> list[tuple[str, Any]]:
    found = [(each.topic, each.payload) for each in store.after(0, 99)]
    return [(topic, payload if topic.endswith("hj212") else json.loads(payload)) for topic, payload in found]


Take = Callable[..., list[Telegram]]
WHOLE = {"at": AT, "values": {"pm10": 83.5, "noise": 61.2}, "flag": {"noise": "T"}}


def test_real_time_values_are_kept_under_our_names_and_units_then_answered(desk: Take, store: Store) -> None:
    answers = desk(said())
    assert kept(store) == [("site/p1/device/dust-1/telemetry", [WHOLE])]
    assert [(each.code, each.number, each.flag, each.device) for each in answers] == [
        (9014, "20260501080000001", 4, MN)
    ]
    assert desk(said(flag=4)) == []


def test_nothing_is_answered_when_the_disk_did_not_take_it(desk: Take, store: Store) -> None:
    store.close()
    with pytest.raises(sqlite3.Error):
        desk(said())


def test_what_is_sent_again_is_answered_again_and_kept_once(desk: Take, store: Store) -> None:
    assert desk(said()) == desk(said())
    assert len(kept(store)) == 1


def test_a_split_telegram_is_one_whole_in_whatever_order_its_parts_come(desk: Take, store: Store) -> None:
    first, second = DATA.split(";", 2)[:2], DATA.split(";", 2)[2]
    for place, cp in ((2, f"DataTime=20260501080000;{second}"), (1, ";".join(first))):
        assert kept(store) == []
        assert [each.code for each in desk(said(cp, flag=7, more=f"PNUM=2;PNO={place};"))] == [9014]
    assert [each[1] for each in kept(store)] == [[WHOLE]]


def test_the_parts_of_a_telegram_that_never_became_whole_lie_among_the_dead_letters(store: Store) -> None:
    told = config()
    assert told.hj212
    one = Desk(told, told.hj212, store)
    part = said(flag=7, more="PNUM=2;PNO=1;").encode()
    one.take(part, 1)
    one.bury_stale(DAY_MS)
    assert kept(store) == []
    one.bury_stale(DAY_MS + 2)
    assert kept(store) == [("site/p1/device/gw/hj212", part)]


@pytest.mark.parametrize(
    ("code", "cp", "pm10"),
    [
        (2061, "DataTime=20260501080000;a34002-Avg=0.080,a34002-Max=0.2", 80.0),
        (2051, "DataTime=20260501080000;a34002-Avg=0.081", None),
        (2011, DATA, None),
    ],
)
def test_of_one_station_one_kind_of_telegram_goes_on_and_the_others_are_answered(
    desk: Take, store: Store, code: int, cp: str, pm10: float | None
) -> None:
    hourly = [{"mn": MN, "device": "dust-1", "take": 2061}]
    assert len(desk(said(cp, code=code), stations=hourly)) == 1
    assert [each[1][0]["values"]["pm10"] for each in kept(store)] == ([] if pm10 is None else [pm10])
    assert store.counts().get("passed_over", 0) == (pm10 is None)


def test_a_code_nobody_explained_is_passed_on_with_its_bytes_once_an_hour(desk: Take, store: Store) -> None:
    odd = said(DATA + ";x99001-Rtd=4")
    for minute in range(3):
        desk(odd.replace("080000001", f"08{minute:02d}00001"), at=minute * 60_000)
    assert [each[0].rpartition("/")[2] for each in kept(store)] == [
        "telemetry",
        "hj212",
        "telemetry",
        "telemetry",
    ]
    assert kept(store)[1][1] == odd.encode()
    desk(odd, at=4_000_000, codes={"x99001": {"quantity": "battery"}})
    assert kept(store)[-1][1][0]["values"]["battery"] == 4


def test_a_version_without_a_text_here_is_not_answered_and_its_bytes_are_kept(
    desk: Take, store: Store
) -> None:
    assert desk(said(flag=9)) == []
    assert kept(store) == [("site/p1/device/dust-1/hj212", said(flag=9).encode())]
    new = [{"mn": MN, "device": "dust-1", "edition": 2025}]
    assert [each.flag for each in desk(said(flag=9), stations=new)] == [8]
    assert desk(said(flag=1))[0].flag == 0  # of 2005


def test_a_station_that_asks_for_the_time_is_told_it(desk: Take) -> None:
    notice, command = desk(said("PolId=w01018", code=1013), at=AT + 7)
    assert (notice.code, command.code, command.flag) == (9013, 1012, 5)
    assert (command.number, command.device) == ("20260501080000007", MN)
    assert command.values == [{"PolId": "w01018", "SystemTime": "20260501080000"}]


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (said(mn=OTHER), "no station"),
        (said(pw="654321"), "wrong password"),
        (said(mn="a_b", pw=""), "no station"),
    ],
)
def test_an_unknown_station_and_a_wrong_password_are_refused(desk: Take, text: str, words: str) -> None:
    with pytest.raises(Refused, match=words):
        desk(text)


def test_an_mn_that_is_the_name_of_a_device_needs_no_map(desk: Take, store: Store) -> None:
    desk(said(mn=OTHER), by_name=True)
    assert kept(store)[0][0] == f"site/p1/device/{OTHER.lower()}/telemetry"
