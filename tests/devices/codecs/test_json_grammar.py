"""JSON as RFC 8259 has it, and nothing else: what its grammar allows is read, what it does not is refused by its name.

The cases are those on which readers of JSON differ; each is asked of the fast reader and of the one that counts keys.
"""

from typing import Any

import msgspec
import pytest

from devices.codecs import CODECS, Unreadable, decode
from devices.codecs.strict import plain, read
from tests.devices.codecs.payloads import AT, TOPIC

#: section 2: whitespace is four characters; 6: numbers; 7: strings
ALLOWED = (
    b"[]", b"{}", b"null", b"0", b"-0", b" \t\r\n1 ", b"[1E+2,1e-2,0.5,-1.0e0]", b'"\\u0000\\ud834\\udd1e\\/"', b'{"":0}',
    "\"\u2028\u2029\x7f\"".encode(), '"\U0010ffff"'.encode(), b"[[[[[[]]]]]]", b"123456789012345678901234567890", b"1e-400",
)  # fmt: skip
REFUSED = (
    b"", b" ", b"[1,]", b"[,1]", b"[1 2]", b"[", b"]", b"{", b'{"a"}', b'{"a":}', b'{"a":1,}', b"{a:1}", b"{1:1}", b"{'a':1}",
    b'{"a":1}}', b'{"a":1} x', b"[1]//", b"/**/1", b"#1", b"01", b"-01", b"+1", b".5", b"1.", b"1.e1", b"1e", b"1e+", b"0x1",
    b"1_000", b"Infinity", b"-Infinity", b"NaN", b"nan", b"True", b"nul", b"undefined", b'"', b'"a', b'"\\x41"', b'"\\u12"',
    b'"\\a"', b'"\n"', b'"\t"', b'"\x00"', b"'a'", b"\xef\xbb\xbf1", b"\x0b1", b"\x0c1", b"1\x00", "\u00a01".encode(),
    "\u30001".encode(), "\uff11".encode(), b'"\xff"', b'"\xc0\x80"', b'"\xed\xa0\x80"', b'"\xf4\x90\x80\x80"', b"\xff\xfe1\x00",
    '{"a":1}'.encode("utf-16"), '{"a":1}'.encode("utf-32"), b"[" * 100_000, b'{"a":' * 100_000, b"[" * 5000 + b"]" * 4999,
)  # fmt: skip
_any: msgspec.json.Decoder[Any] = msgspec.json.Decoder()


@pytest.mark.parametrize("payload", ALLOWED, ids=range(len(ALLOWED)))
def test_what_the_grammar_allows_is_read_alike_by_both(payload: bytes) -> None:
    assert read(_any, payload, 10_000) == plain(payload, 10_000)


@pytest.mark.parametrize("payload", REFUSED, ids=range(len(REFUSED)))
def test_what_the_grammar_does_not_allow_is_refused_by_both(payload: bytes) -> None:
    for reader in (lambda: read(_any, payload, 10**6), lambda: plain(payload, 10**6)):
        with pytest.raises(Unreadable) as told:
            reader()
        assert told.value.rule in ("json", "utf8", "finite"), payload


@pytest.mark.parametrize("kind", CODECS)
def test_no_reader_of_payloads_breaks_at_any_of_them(kind: str) -> None:
    for payload in (*ALLOWED, *REFUSED):
        try:
            decode(kind, TOPIC, payload, AT)
        except Unreadable:
            continue
