"""CBOR is read as an independent encoder writes it, and SenML in CBOR as RFC 8428 shows it."""

import math

import cbor2
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs import cbor
from devices.codecs.shapes import Unreadable
from tests.devices.codecs.payloads import AT, readings, refusal

# RFC 8428, section 6, as printed there.
PRINTED = bytes.fromhex(
    "87a721781b75726e3a6465763a6f773a3130653230373361303130383030363a22fb41d303a15b00106223614120050067766f6c"
    "746167650161560"
    "2fb405e066666666666a3006763757272656e74062402fb3ff3333333333333a3006763757272656e74062302fb3ff4cccccccccccd"
    "a3006763757272656e74062202fb3ff6666666666666a3006763757272656e74062102f93e00a3006763757272656e74062002fb"
    "3ff999999999999aa3006763757272656e74060002fb3ffb333333333333"
)


def test_the_pack_rfc_8428_prints_is_read_as_its_json_is() -> None:
    found = readings(PRINTED, "senml-cbor")
    at = 1_276_020_076_001
    assert found.device_values == [
        (at, "voltage", 120.1, "N"),
        *((at - 1000 * back, "current", round(1.7 - back / 10, 1), "N") for back in (5, 4, 3, 2, 1, 0)),
    ]
    assert found.units == {"voltage": "V", "current": "A"}


PLAIN = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**64), 2**64 - 1)
    | st.floats(allow_nan=False)
    | st.text(max_size=30)
    | st.binary(max_size=30),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.integers(-100, 100) | st.text(max_size=4), inner, max_size=4)
    ),
    max_leaves=6,
)


@given(PLAIN, st.booleans())
@settings(max_examples=300, deadline=None)
def test_what_an_independent_encoder_wrote_is_read_back(value: object, canonical: bool) -> None:
    assert cbor.read(cbor2.dumps(value, canonical=canonical)) == value


@pytest.mark.parametrize(("written", "value"), [
    ("9f0102ff", [1, 2]), ("bf0102ff", {1: 2}), ("5f4101420203ff", b"\x01\x02\x03"), ("7f616162c3a4ff", "aä"),
    ("f7", None), ("f90400", 2**-14), ("1a00000001", 1), ("3903e7", -1000), ("80", []), ("60", ""),
])  # fmt: skip
def test_every_way_to_write_a_value_is_known(written: str, value: object) -> None:
    assert cbor.read(bytes.fromhex(written)) == value


@pytest.mark.parametrize(("written", "rule"), [
    ("", "length"), ("0000", "length"), ("c074323031332d30332d32315432303a30343a30305a", "kind"), ("a201020103", "duplicate"),
    ("d81c80", "kind"), ("ff", "kind"), ("9f01", "length"), ("5f6161ff", "type"), ("5f5f4101ffff", "type"), ("61ff", "utf8"),
    ("a1f401", "type"), ("9bffffffffffffffff", "length"), ("1c", "kind"), ("1f", "kind"), ("e0", "kind"), ("f8ff", "kind"),
    ("81" * 9 + "00", "count"), ("8" * 0 + "82" + "00", "length"), ("82315f", "length"), ("a180" + "00", "type"),
])  # fmt: skip
def test_what_is_no_plain_value_is_refused(written: str, rule: str) -> None:
    with pytest.raises(Unreadable) as refused:
        cbor.read(bytes.fromhex(written))
    assert refused.value.rule == rule


@pytest.mark.parametrize(("pack", "field", "rule"), [
    ({0: "a"}, "payload", "type"), ([1], "[0]", "type"), ([], "payload", "length"), ([{0: "a"}], "[0].v", "missing"),
    ([{0: "a", "n": "b", 2: 1}], "[0]", "duplicate"), ([{0: "a", 2: math.nan}], "[0].v", "finite"),
    ([{0: "a", 2: math.inf}], "[0].v", "finite"), ([{0: "a", 2: 1, 6: math.nan}], "[0].t", "range"),
    ([{0: "a", 2: "1"}], "[0].v", "type"), ([{0: "a", 2: 1, "x_": 1}], "[0].x_", "must-understand"), ([{0: 1, 2: 1}], "[0].n", "type"),
])  # fmt: skip
def test_a_pack_in_cbor_is_refused_by_the_rules_of_json(pack: object, field: str, rule: str) -> None:
    assert refusal(cbor2.dumps(pack), "senml-cbor", received_ms=AT) == (field, rule)
