"""Files left in a folder and what is posted are kept once, whole or not at all, and the giver learns which."""

import json
import socket
import threading
from collections.abc import Iterator
from http.client import HTTPConnection
from pathlib import Path
from typing import Any

import msgspec
import pytest

from devices.gateways.config import Config
from devices.gateways.csv_folder import Watched
from devices.gateways.push import PushServer
from devices.gateways.store import Store

TOKEN = "a-token-of-sixteen-and-more"
GOOD = "at,pm10,温度\n"


def config(**tables: Any) -> Config:
    return msgspec.convert({"platform": {"url": "mqtt://h", "name": "p1_gw"}, **tables}, Config)


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "store.sqlite", 1 << 24)


class Folder:
    """A watched folder and the clock by which it is looked at."""

    def __init__(self, place: Path, store: Store) -> None:
        place.mkdir()
        self.place, self.now = place, 0
        told = config(csv={"folders": [{"path": str(place), "device": "dust-1", "settled_s": 5}]})
        assert told.csv
        self._watched = Watched(told, told.csv.folders[0], store, clock=lambda: self.now)

    def look(self, after_s: int = 6) -> dict[str, str]:
        """Look twice, so long after one another; return what lies aside, each with its report."""
        self._watched.look()
        self.now += after_s * 1000
        self._watched.look()
        reports = sorted(self.place.glob("*/*.txt"))
        return {
            f"{each.parent.name}/{each.name.partition('-')[0]}": each.read_text().strip() for each in reports
        }


@pytest.fixture
def folder(tmp_path: Path, store: Store) -> Folder:
    return Folder(tmp_path / "in", store)


def test_a_file_is_taken_once_it_is_complete_and_its_content_once(folder: Folder, store: Store) -> None:
    lines = [f"{1_777_593_600_000 + minute},{minute}" for minute in range(1200)]
    (folder.place / "a.csv").write_text("\n".join(["at,pm10", *lines]), encoding="gb18030")
    (folder.place / "b.part").write_text("at,pm10\n")
    assert folder.look(after_s=1) == {}
    assert folder.look() == {"done/a": "a.csv: 1200 values taken"}
    found = [sample for each in store.after(0, 99) for sample in json.loads(each.payload)]
    assert [each["values"]["pm10"] for each in found] == list(range(1200))
    (folder.place / "again.csv").write_text("\n".join(["at,pm10", *lines]))
    assert "taken before" in folder.look()["done/again"]
    assert store.counts()["taken"] == len(store.after(0, 99))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("at,pm10\n2026-05-01T08:00:00+08:00,1\n\nyesterday,2\n", "line 4.at: time"),
        ("at,pm10\n" + "1777593600000,1\n" * 700 + "1777593600000,x\n", "line 702.pm10: finite"),
        ("at,colour\n1777593600000,1\n", "line 1.colour: name"),
        ("time,pm10\n1777593600000,1\n", "line 1.at: missing"),
        ("", "file: length"),
    ],
)
def test_a_file_with_a_fault_is_put_aside_whole_and_its_line_named(
    folder: Folder, store: Store, text: str, words: str
) -> None:
    (folder.place / "bad.csv").write_text(text)
    assert words in folder.look()["failed/bad"]
    assert store.standing().waiting == 0


@pytest.fixture
def port(store: Store) -> Iterator[int]:
    told = config(push={"host": "127.0.0.1", "port": 1, "devices": [{"device": "wind-1", "token": TOKEN}]})
    assert told.push
    with PushServer(told, msgspec.structs.replace(told.push, port=0), store, within=1.0) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        yield int(server.server_address[1])
        server.shutdown()
        thread.join(30)


def post(
    port: int, body: bytes, kind: str = "application/json", token: str = TOKEN, **more: str
) -> tuple[int, Any]:
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.request("POST", "/", body, {"Content-Type": kind, "Authorization": f"Bearer {token}"} | more)
    reply = connection.getresponse()
    status, told = reply.status, json.loads(reply.read())
    connection.close()
    return status, told


def test_what_is_posted_is_kept_dated_in_any_of_its_three_forms(port: int, store: Store) -> None:
    assert post(port, b'{"values": {"wind_speed": 3}}') == (202, {"kept": 1})
    assert post(port, b"at,wind_speed\n1777593600000,4\n", "text/csv") == (202, {"kept": 1})
    found = [json.loads(each.payload)[0] for each in store.after(0, 9)]
    assert [each["values"] for each in found] == [{"wind_speed": 3.0}, {"wind_speed": 4.0}]
    assert found[0]["at"] > found[1]["at"] == 1777593600000
    assert {each.topic for each in store.after(0, 9)} == {"site/p1/device/wind-1/telemetry"}


@pytest.mark.parametrize(
    ("body", "kind", "token", "status", "words"),
    [
        (b"{}", "application/json", "another-token-of-sixteen", 401, "token"),
        (b"{}", "application/json", TOKEN, 422, "values"),
        (b'{"values": {"colour": 1}}', "application/json", TOKEN, 422, "colour: name"),
        (b"\x01\x67\x00", "application/octet-stream", TOKEN, 422, "length"),
        (b"{}", "text/plain", TOKEN, 415, "one of"),
        (b" " * 65_537, "application/json", TOKEN, 413, "65536"),
    ],
)
def test_what_cannot_be_kept_is_refused_with_the_reason(
    port: int, store: Store, body: bytes, kind: str, token: str, status: int, words: str
) -> None:
    found, told = post(port, body, kind, token)
    assert (found, words in told["error"]) == (status, True)
    assert store.standing().waiting == 0


def test_nothing_is_confirmed_that_the_disk_did_not_take(port: int, store: Store) -> None:
    store.close()
    assert post(port, b'{"values": {"wind_speed": 3}}')[0] == 503


def test_a_connection_that_dawdles_is_closed(port: int) -> None:
    with socket.create_connection(("127.0.0.1", port), 30) as slow:
        slow.sendall(b"POST / HTTP/1.1\r\nX-Slow: ")
        assert slow.recv(100) == b""
    assert post(port, b'{"values": {"wind_speed": 3}}')[0] == 202
