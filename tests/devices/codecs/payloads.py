"""The payloads and the questions the codecs' tests share."""

import json
from typing import Any

import pytest

from devices import topics
from devices.codecs import Readings, Unreadable, decode
from devices.codecs.checklist import Submission

TOPIC = topics.parse("site/p17/device/dust-03/telemetry")
AT = 1_456_000_000_000
UUID = "01920000-0000-7000-8000-000000000001"
SHA = "ab" * 32


def readings(payload: bytes, kind: str = "telemetry", received_ms: int | None = None) -> Readings:
    found = decode(kind, TOPIC, payload, received_ms)
    assert isinstance(found, Readings)
    return found


def refusal(payload: bytes, kind: str = "telemetry", received_ms: int | None = None) -> tuple[str, str]:
    with pytest.raises(Unreadable) as caught:
        decode(kind, TOPIC, payload, received_ms)
    return caught.value.field, caught.value.rule


def filled(**changes: Any) -> dict[str, Any]:
    answer = {
        "item": "fence.height", "outcome": "fail", "values": [1.75, 2], "text": "围挡不足", "photos": [SHA, SHA],
        "severity": "general", "note": None, "element": UUID,
    }  # fmt: skip
    return {
        "id": UUID, "visit": UUID, "template": SHA, "started_at": "2026-03-01T08:00:00+08:00",
        "finished_at": "2026-03-01T00:30:00.5Z", "place": {"lat": 39.9, "lon": 116.4, "accuracy": 8},
        "answers": [answer], "signatures": [{"role": "supervisor", "name": "王芳", "image": SHA, "refused": None}],
    } | changes  # fmt: skip


def submitted(value: dict[str, Any]) -> Submission:
    found = decode("submission", TOPIC, json.dumps(value).encode())
    assert isinstance(found, Submission)
    return found
