"""Sparkplug payloads are read as an independent encoder writes them, in every type."""

import struct
from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from devices.codecs.shapes import Unreadable
from devices.codecs.sparkplug import Kind, Metric, payload
from tests.devices.codecs.tahu import written


def value(kind: int, **held: Any) -> Any:
    (metric,) = payload(written([{"name": "a", "datatype": kind, **held}])).metrics
    assert (metric.name, metric.kind) == ("a", kind)
    return metric.value


@pytest.mark.parametrize(("kind", "held", "read"), [
    (Kind.INT8, {"int_value": 2**32 - 5}, -5), (Kind.INT8, {"int_value": 251}, -5), (Kind.INT16, {"int_value": 2**16 - 300}, -300),
    (Kind.INT32, {"int_value": 2**31}, -(2**31)), (Kind.INT64, {"long_value": 2**64 - 1}, -1), (Kind.UINT8, {"int_value": 255}, 255),
    (Kind.UINT16, {"int_value": 65535}, 65535), (Kind.UINT32, {"int_value": 2**32 - 1}, 2**32 - 1),
    (Kind.UINT32, {"long_value": 2**32 - 1}, 2**32 - 1), (Kind.UINT64, {"long_value": 2**64 - 1}, 2**64 - 1),
    (Kind.FLOAT, {"float_value": 1.5}, 1.5), (Kind.DOUBLE, {"double_value": -0.1}, -0.1), (Kind.BOOLEAN, {"boolean_value": True}, True),
    (Kind.STRING, {"string_value": "风"}, "风"), (Kind.DATETIME, {"long_value": 1456000000000}, 1456000000000),
    (Kind.TEXT, {"string_value": ""}, ""), (Kind.UUID, {"string_value": "x"}, "x"), (Kind.BYTES, {"bytes_value": b"\0"}, b"\0"),
    (Kind.FILE, {"bytes_value": b""}, b""), (Kind.INT8_ARRAY, {"bytes_value": b"\xef\x7b"}, [-17, 123]),
    (Kind.INT16_ARRAY, {"bytes_value": struct.pack("<2h", -30000, 30000)}, [-30000, 30000]),
    (Kind.INT32_ARRAY, {"bytes_value": struct.pack("<2i", -1, 315338746)}, [-1, 315338746]),
    (Kind.INT64_ARRAY, {"bytes_value": struct.pack("<q", -(2**63))}, [-(2**63)]),
    (Kind.UINT8_ARRAY, {"bytes_value": b"\x17\xfa"}, [23, 250]),
    (Kind.UINT16_ARRAY, {"bytes_value": struct.pack("<H", 52360)}, [52360]),
    (Kind.UINT32_ARRAY, {"bytes_value": struct.pack("<I", 52)}, [52]),
    (Kind.UINT64_ARRAY, {"bytes_value": struct.pack("<Q", 2**64 - 1)}, [2**64 - 1]),
    (Kind.FLOAT_ARRAY, {"bytes_value": struct.pack("<f", 1.25)}, [1.25]),
    (Kind.DOUBLE_ARRAY, {"bytes_value": struct.pack("<d", 0.1)}, [0.1]),
    (Kind.BOOLEAN_ARRAY, {"bytes_value": b"\x0c\0\0\0\x34\xd0"}, [c == "1" for c in "001101001101"]),
    (Kind.STRING_ARRAY, {"bytes_value": b"ABC\0hello\0"}, ["ABC", "hello"]),
    (Kind.DATETIME_ARRAY, {"bytes_value": struct.pack("<2Q", 1256102875335, 1656107875000)}, [1256102875335, 1656107875000]),
    (Kind.DATASET, {"dataset_value": {"num_of_columns": 2, "columns": ["a", "b"], "types": [1, 9], "rows": [
        {"elements": [{"int_value": 255}, {"float_value": 0.5}]}]}}, [[-1, 0.5]]),
    (Kind.TEMPLATE, {"template_value": {"metrics": [{"name": "x", "datatype": 3, "int_value": 7}]}}, [Metric("x", None, None, 3, 7)]),
    (Kind.INT32, {"int_value": 5, "is_null": True}, None), (Kind.INT32, {}, None),
])  # fmt: skip
def test_every_type_is_read_as_it_was_written(kind: int, held: dict[str, Any], read: Any) -> None:
    assert value(kind, **held) == read


@pytest.mark.parametrize(("data", "rule"), [
    (b"\x00\x01", "kind"), (b"\x08", "length"), (b"\x12\x05a", "length"), (b"\x0b", "kind"), (b"\x08" + b"\xff" * 11, "length"),
    (b"\x0a\x00", "type"), (b"\x12\x02\x08\x01", "type"), (b"\x12\x03\x0a\x01\xff", "utf8"), (b"\x10\x01", "type"),
    (written([{"name": "a", "datatype": 24, "bytes_value": b"123"}]), "length"), (b"\0" * (2**20 + 1), "size"),
    (written([{"name": "a", "datatype": 32, "bytes_value": b"\x09\0\0\0\0"}]), "length"),
    (written([{"name": "a", "datatype": 16, "dataset_value": {"types": [3], "rows": [{"elements": []}]}}]), "count"),
])  # fmt: skip
def test_what_is_no_payload_is_refused(data: bytes, rule: str) -> None:
    with pytest.raises(Unreadable) as refused:
        payload(data)
    assert refused.value.rule == rule


SEED = written(
    [{"name": "a", "alias": 3, "timestamp": 5, "datatype": 19, "template_value": {"metrics": [{"name": "b", "int_value": 1}]}},
     {"datatype": 16, "dataset_value": {"types": [3, 12], "rows": [{"elements": [{"int_value": 1}, {"string_value": "x"}]}]}},
     {"datatype": 33, "bytes_value": b"a\0b\0"}],
    timestamp=1, seq=2, body=b"x",
)  # fmt: skip


@given(
    st.lists(st.tuples(st.integers(0, len(SEED)), st.integers(0, 3), st.binary(max_size=4)), max_size=4),
    st.booleans(),
)
@settings(max_examples=600, deadline=None)
def test_no_bytes_raise_anything_but_a_refusal(cuts: list[tuple[int, int, bytes]], alone: bool) -> None:
    data = b"" if alone else SEED
    for where, length, piece in cuts:
        data = data[:where] + piece + data[where + length :]
    with suppress(Unreadable):
        assert all(isinstance(each, Metric) for each in payload(data).metrics)
