"""A client with a ledger: writes down what it is about to send, and what was acknowledged, before it goes on.

It is a process of its own and knows nothing of the service but its addresses.
"""

import json
import os
import sys
import time
import urllib.error
import urllib.request
from collections import deque
from contextlib import suppress
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion


class Ledger:
    """Lines `sent N` and `kept N`; a line that is there was there before the next thing happened."""

    def __init__(self, path: Path) -> None:
        self._file = os.open(path, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)

    def write(self, word: str, number: int) -> None:
        """Add a line; the kernel has it then, whoever is killed.

        Not synced: the machine of the ledger is never without power, and two syncs a message would make the load
        wait for the disk, where another test lays a whole environment down.
        """
        os.write(self._file, f"{word} {number}\n".encode())


def read(path: Path) -> tuple[set[int], set[int]]:
    """Return the numbers sent and the numbers acknowledged."""
    sent: set[int] = set()
    kept: set[int] = set()
    for line in path.read_text().splitlines() if path.exists() else ():
        word, number = line.split()
        (sent if word == "sent" else kept).add(int(number))
    return sent, kept


def over_mqtt(spec: dict[str, Any], ledger: Ledger) -> None:
    """Publish each payload with QoS 1 at the given rate, through whatever happens to the broker."""
    answers: SimpleQueue[int] = SimpleQueue()
    under_way: dict[int, int] = {}

    def settle(seconds: float) -> None:
        with suppress(Empty):
            while True:
                ledger.write("kept", under_way.pop(answers.get(timeout=max(0.001, seconds))))

    client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=spec["username"], clean_session=False)
    client.username_pw_set(spec["username"], spec["secret"])
    client.reconnect_delay_set(1, 1)
    client.on_publish = lambda _client, _data, mid, *_: answers.put(mid)
    doors = deque([spec["port"], *spec.get("other_ports", ())])

    def elsewhere(*_: object) -> None:
        doors.rotate(-1)
        client.connect_async("127.0.0.1", doors[0], keepalive=5)

    client.on_disconnect = client.on_connect_fail = elsewhere
    client.connect_async("127.0.0.1", doors[0], keepalive=5)  # and again, while nobody answers
    client.loop_start()
    began = time.monotonic()
    for number, payload in enumerate(spec["payloads"]):
        settle(began + number / spec["rate"] - time.monotonic())
        ledger.write("sent", number)
        under_way[client.publish(spec["topic"], payload, 1).mid] = number
    until = time.monotonic() + spec["patience"]
    while under_way and time.monotonic() < until:
        settle(0.1)
    client.on_disconnect = None
    client.disconnect()
    client.loop_stop()


def over_http(spec: dict[str, Any], ledger: Ledger) -> None:
    """Post each document under a key of its own until it is answered; the key makes a repeat harmless."""
    for number, document in enumerate(spec["payloads"]):
        ledger.write("sent", number)
        until = time.monotonic() + spec["patience"]
        while not (posted := _posted(spec, number, document)) and time.monotonic() < until:
            time.sleep(0.1)
        if posted:
            ledger.write("kept", number)


def _posted(spec: dict[str, Any], number: int, document: str) -> bool:
    headers = {
        "Content-Type": "application/json",
        "Authorization": f"Bearer {spec['token']}",
        "Idempotency-Key": f"{spec['run']}-{number}",
    }
    asked = urllib.request.Request(spec["url"], document.encode(), headers)
    try:
        with urllib.request.urlopen(asked, timeout=20) as reply:
            return bool(reply.status == 201)
    except urllib.error.HTTPError as refused:
        # 409: the same request is still under way; asked again, its answer is there.
        if refused.code < 500 and refused.code not in (409, 429):
            raise
    except OSError:
        pass
    return False


if __name__ == "__main__":
    wanted = json.loads(Path(sys.argv[1]).read_text())
    {"mqtt": over_mqtt, "http": over_http}[wanted["over"]](wanted, Ledger(Path(sys.argv[2])))
