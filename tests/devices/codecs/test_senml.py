"""A SenML pack is resolved by RFC 8428 or refused as a whole."""

import json

import pytest

from tests.devices.codecs.payloads import AT, readings, refusal


def test_a_senml_pack_is_resolved_with_its_base_fields() -> None:
    pack = [
        {
            "bn": "urn:dev:ow:10e2073a01080063:",
            "bt": 1456000000.5,
            "bu": "ug/m3",
            "bv": 10,
            "n": "PM2.5",
            "v": 1,
        },
        {"n": "pm-10", "t": -5, "v": 2.5},
        {"bv": 0, "n": "temperature", "u": "Cel", "t": 1, "v": -3, "ut": 60, "later": {"label": 1}},
    ]
    found = readings(json.dumps(pack).encode(), "senml")
    assert found.device_values == [
        (AT + 500, "pm2_5", 11.0, "N"), (AT - 4500, "pm_10", 12.5, "N"), (AT + 1500, "temperature", -3.0, "N"),
    ]  # fmt: skip
    assert found.units == {"pm2_5": "ug/m3", "pm_10": "ug/m3", "temperature": "Cel"}
    assert not found.undated


def test_a_small_senml_time_counts_from_the_arrival() -> None:
    found = readings(b'[{"n":"a","v":1},{"n":"b","t":-60,"v":1}]', "senml", received_ms=AT)
    assert [row[0] for row in found.device_values] == [AT, AT - 60_000]
    assert found.undated
    assert refusal(b'[{"n":"a","v":1}]', "senml") == ("[0].t", "missing")


@pytest.mark.parametrize(("pack", "field", "rule"), [
    ("{}", "payload", "type"), ("[]", "payload", "length"), ('[{"n":"a"}]', "[0].v", "missing"),
    ('[{"n":"a","vs":"open"}]', "[0].v", "missing"), ('[{"n":"a","v":true}]', "[0].v", "type"),
    ('[{"n":"a","v":1e309}]', "[0].v", "finite"), ('[{"n":"a","v":1e308,"bv":1e308}]', "[0].v", "finite"),
    ('[{"n":"a","v":1,"x_":1}]', "[0].x_", "must-understand"), ('[{"bver":11,"n":"a","v":1}]', "[0].bver", "version"),
    ('[{"v":1}]', "[0].n", "name"), ('[{"n":"a b","v":1}]', "[0].n", "name"), ('[{"n":"9","v":1}]', "[0].n", "name"),
    ('[{"n":"a","v":1,"v":2}]', "v", "duplicate"), ('[{"n":"a","v":1,"t":1e300}]', "[0].t", "range"),
    ('[{"n":"a","v":1,"t":-1e300}]', "[0].t", "range"), ('[{"n":"a","v":NaN}]', "payload", "json"),
    ('[{"n":"a","u":"g","v":1},{"n":"a","u":"kg","v":1}]', "[1].u", "unit-changed"),
])  # fmt: skip
def test_a_senml_pack_is_refused_as_a_whole(pack: str, field: str, rule: str) -> None:
    assert refusal(pack.encode(), "senml", received_ms=AT) == (field, rule)
