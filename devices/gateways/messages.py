"""Values as they go on to the platform: our own JSON, dated, in messages it takes whole."""

import json
from collections.abc import Iterable
from typing import Final

from devices.codecs import Value
from devices.codecs.shapes import NORMAL
from devices.gateways.store import Message

_SAMPLES: Final = 200
_VALUES: Final = 64


def telemetry(topic: str, rows: Iterable[Value]) -> list[Message]:
    """Return messages of at most 200 samples of at most 64 values each, in the order of the rows."""
    samples: list[tuple[int, dict[str, Value]]] = []
    newest: dict[int, dict[str, Value]] = {}
    for row in rows:
        group = newest.get(row[0])
        if group is None or len(group) == _VALUES or row[1] in group:
            group = newest[row[0]] = {}
            samples.append((row[0], group))
        group[row[1]] = row
    told = [_sample(at, group) for at, group in samples]
    return [
        (topic, json.dumps(told[start : start + _SAMPLES], separators=(",", ":")).encode())
        for start in range(0, len(told), _SAMPLES)
    ]


def _sample(at: int, rows: dict[str, Value]) -> dict[str, object]:
    values = {name: row[2] for name, row in rows.items()}
    flags = {name: row[3] for name, row in rows.items() if row[3] != NORMAL}
    return {"at": at, "values": values} | ({"flag": flags} if flags else {})
