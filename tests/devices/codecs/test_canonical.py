"""Canonical JSON is RFC 8785 to the byte."""

import math
import struct

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs.canonical import canonical


@pytest.mark.parametrize(("bits", "written"), [
    ("4430000000000000", "295147905179352830000"), ("44b52d02c7e14af5", "9.999999999999997e+22"),
    ("44b52d02c7e14af6", "1e+23"), ("444b1ae4d6e2ef50", "1e+21"), ("3eb0c6f7a0b5ed8d", "0.000001"),
    ("3eb0c6f7a0b5ed8c", "9.999999999999997e-7"), ("becbf647612f3696", "-0.0000033333333333333333"),
    ("43143ff3c1cb0959", "1424953923781206.2"), ("8000000000000000", "0"), ("0000000000000001", "5e-324"),
    ("7fefffffffffffff", "1.7976931348623157e+308"), ("41b3de4355555553", "333333333.3333332"),
])  # fmt: skip
def test_numbers_are_written_as_rfc_8785_lists_them(bits: str, written: str) -> None:
    (number,) = struct.unpack(">d", bytes.fromhex(bits))
    assert canonical(number).decode() == written


@given(st.floats(allow_nan=False, allow_infinity=False))
@settings(max_examples=300, deadline=None)
def test_a_canonical_number_reads_back_as_the_same_number(number: float) -> None:
    assert float(canonical(number)) == number


@pytest.mark.parametrize("value", [math.nan, math.inf, 2**53 + 1, {1, 2}, [b"x"]])
def test_what_has_no_canonical_form_is_refused(value: object) -> None:
    with pytest.raises(ValueError, match=r"finite|2\^53|no JSON value"):
        canonical(value)
