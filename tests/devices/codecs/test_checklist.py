"""A submission keeps its exact shape on the way in, and one hash however it was written."""

import json
from typing import Any

import pytest

from devices.codecs.canonical import content_hash
from devices.codecs.checklist import decode
from tests.devices.codecs.payloads import SHA, UUID, filled, refusal, submitted


def test_a_submission_hands_on_plain_values_with_nothing_left_out() -> None:
    found = submitted(filled())
    assert found.as_dict() == filled()
    short = filled(answers=[{"item": "a"}])
    del short["place"], short["signatures"]
    plain = submitted(short).as_dict()
    assert plain["place"] is None
    assert plain["signatures"] == []
    assert plain["answers"] == [dict.fromkeys(filled()["answers"][0]) | {"item": "a", "photos": []}]


@pytest.mark.parametrize(("changes", "field", "rule"), [
    ({"id": UUID.upper().replace("0", "A")}, "id", "pattern"), ({"template": SHA[:-1]}, "template", "pattern"),
    ({"extra": 1}, "extra", "unknown"), ({"answers": []}, "answers", "length"), ({"visit": None}, "visit", "type"),
    ({"answers": [{"item": "a"}] * 2001}, "answers", "length"), ({"started_at": "2026-03-01"}, "started_at", "pattern"),
    ({"finished_at": "2026-02-30T00:00:00Z"}, "finished_at", "time"), ({"answers": [{}]}, "answers[0].item", "missing"),
    ({"place": {"lat": 91, "lon": 0}}, "place.lat", "range"), ({"place": {"lat": 1}}, "place.lon", "missing"),
    ({"answers": [{"item": "a", "outcome": "ok"}]}, "answers[0].outcome", "choice"),
    ({"answers": [{"item": "a", "severity": "bad"}]}, "answers[0].severity", "choice"),
    ({"answers": [{"item": "a", "values": [1, "2"]}]}, "answers[0].values[1]", "type"),
    ({"answers": [{"item": "a", "photos": ["../x"]}]}, "answers[0].photos[0]", "pattern"),
    ({"answers": [{"item": "a", "note": "a\0b"}]}, "answers[0].note", "pattern"),
    ({"answers": [{"item": "a", "note": "x" * 4001}]}, "answers[0].note", "length"),
    ({"answers": [{"item": "a", "colour": 1}]}, "answers[0].colour", "unknown"),
    ({"signatures": [{"role": "", "name": "a"}]}, "signatures[0].role", "length"),
])  # fmt: skip
def test_a_submission_of_another_shape_is_refused(changes: dict[str, Any], field: str, rule: str) -> None:
    assert refusal(json.dumps(filled(**changes)).encode(), "submission") == (field, rule)


def test_a_submission_with_a_key_twice_or_above_a_mebibyte_is_refused() -> None:
    text = json.dumps(filled())
    assert refusal(text.replace("{", f'{{"id":"{UUID}",', 1).encode(), "submission") == ("id", "duplicate")
    assert refusal(text.encode() + b" " * 1024 * 1024, "submission") == ("payload", "size")


def test_the_same_content_has_one_hash_however_it_was_written() -> None:
    text = json.dumps(filled(), indent=3, ensure_ascii=True)
    shuffled = json.dumps(dict(reversed(filled().items())), ensure_ascii=False).replace(
        "[1.75, 2]", "[1.750, 2.0]"
    )
    hashes = {content_hash(decode(None, raw.encode()).as_dict()) for raw in (text, shuffled)}
    assert len(hashes) == 1
