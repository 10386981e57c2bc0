"""What a gateway keeps on disk goes on in order, and nothing ends it before the platform has it."""

import json
import os
import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from devices.gateways.store import Store
from devices.topics import build
from tests.brokers import until
from tests.devices.gateways.heard import forwarding, heard

TOPIC = build("p1", "dust-1")


def messages(*numbers: int) -> list[tuple[str, bytes]]:
    return [(TOPIC, json.dumps({"at": number, "values": {"pm10": 1}}).encode()) for number in numbers]


def test_beyond_its_bound_the_oldest_go_and_are_counted(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.sqlite", 10 * (len(TOPIC) + 40 + len(messages(1000)[0][1])))
    for number in range(1000, 1013):
        store.put(messages(number), number)
    assert [each.at_ms for each in store.after(0, 99)] == list(range(1003, 1013))
    assert store.counts() == {"dropped": 3, "taken": 13}
    store.close()
    again = Store(tmp_path / "store.sqlite", 1 << 20)
    assert again.standing().waiting == 10
    again.delete([each.number for each in again.after(0, 4)])
    assert again.standing().oldest_ms == 1007
    assert again.standing().size == 6 * (len(TOPIC) + 40 + len(messages(1000)[0][1]))
    assert (tmp_path / "store.sqlite").stat().st_mode & 0o077 == 0


def test_parts_are_a_whole_once_the_last_is_there(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.sqlite", 1 << 20)
    assert store.put_part("w", 2, 2, b"b", 1) == []
    assert store.put_part("w", 2, 2, b"b", 1) == []
    assert store.put_part("w", 1, 2, b"a", 2) == [b"a", b"b"]
    assert store.stale_parts(9) == {"w": [b"a", b"b"]}
    store.put_whole("w", messages(1), 3)
    assert store.stale_parts(9) == {}


def test_a_message_that_cannot_be_kept_leaves_nothing_behind(tmp_path: Path) -> None:
    store = Store(tmp_path / "store.sqlite", 1 << 20)
    with pytest.raises(Exception, match="bind"):
        store.put([*messages(1), (TOPIC, object())], 1)  # type: ignore[list-item]
    assert store.standing()[:2] == (0, 0)
    assert not store.counts()


def test_what_waited_while_there_was_no_broker_arrives_in_order_once(
    mosquitto_url: str, tmp_path: Path
) -> None:
    store = Store(tmp_path / "store.sqlite", 1 << 20)
    store.put(messages(*range(300)), 1)
    with heard(mosquitto_url, "p1") as there:
        with forwarding(store, mosquitto_url):
            until(lambda: not store.standing().waiting, what="an empty store")
            store.put(messages(300), 2)
            until(lambda: not store.standing().waiting, what="an empty store again")
        until(lambda: len(there.messages) == 301, what="what was sent")
        assert [each["at"] for each in there.json()] == list(range(301))
    assert store.counts() == {"sent": 301, "taken": 301}


_GATEWAY = """
import sys, threading
from pathlib import Path
from devices.gateways.forwarder import Forwarder
from devices.gateways.store import Store
url, path, number = sys.argv[1], Path(sys.argv[2]), int(sys.argv[3])
store = Store(path, 1 << 24)
threading.Thread(target=Forwarder(store, url, "p2_gw", "s").run, args=(threading.Event(),), daemon=True).start()
while True:
    store.put([("site/p2/device/dust-1/telemetry", b'{"at": %d, "values": {"pm10": 1}}' % number)], number)
    print(number, flush=True)
    number += 1
"""


@pytest.mark.fault
def test_killed_at_any_moment_it_loses_nothing_it_has_taken(mosquitto_url: str, tmp_path: Path) -> None:
    rng, taken, path = random.Random(212), [], tmp_path / "store.sqlite"
    with heard(mosquitto_url, "p2") as there:
        for _ in range(4):
            begin = str(taken[-1] + 1 if taken else 1)
            with subprocess.Popen(
                [sys.executable, "-c", _GATEWAY, mosquitto_url, str(path), begin], stdout=subprocess.PIPE
            ) as process:
                assert process.stdout
                taken.append(int(process.stdout.readline()))
                time.sleep(0.1 + rng.random() / 2)
                os.kill(process.pid, signal.SIGKILL)
                taken += [int(line) for line in process.stdout.read().splitlines()]
        store = Store(path, 1 << 24)
        with forwarding(store, mosquitto_url, "p2_gw"):
            until(lambda: not store.standing().waiting, what="an empty store")
        last = store.counts()["sent"]
        until(lambda: len(there.messages) >= last, what="what was sent")
    at = [each["at"] for each in there.json()]
    print(f"{len(taken)} taken, {len(at)} sent, {len(at) - len(set(at))} of them again")
    assert len(taken) > 100
    assert set(taken) <= set(at)
    assert list(dict.fromkeys(at)) == sorted(set(at))  # each for the first time in its order
