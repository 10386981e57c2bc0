"""The ways a JSON text can be wrong, odd or right, each by itself, and where they are put into a message."""

import json
from collections.abc import Iterator
from copy import deepcopy
from typing import Any

DEEP = 100_000
_MARK = "@@value@@"
#: no parser may take these as a value
WRONG: dict[str, bytes] = {
    "nothing": b"", "blank": b" ", "bare word": b"word", "half a word": b"nul", "python's word": b"True", "capital": b"NULL",
    "NaN": b"NaN", "small nan": b"nan", "minus NaN": b"-NaN", "Infinity": b"Infinity", "minus Infinity": b"-Infinity",
    "leading zero": b"01", "minus leading zero": b"-01", "plus": b"+1", "no whole": b".5", "no fraction": b"1.",
    "no exponent": b"1e", "exponent sign only": b"1e+", "hex": b"0x1", "underscores": b"1_000", "minus only": b"-",
    "two minuses": b"--1", "full-width digit": "１".encode(), "arabic digit": "٣".encode(),
    "two values": b"1 2", "two documents": b"{}{}", "value and bracket": b"1]", "comment": b"1 /* one */",
    "line comment": b"1 // one\n",
    "open array": b"[1", "open object": b'{"a":1', "crossed": b"[1}", "closed twice": b"[1]]", "trailing comma": b"[1,]",
    "leading comma": b"[,1]", "doubled comma": b"[1,,2]", "no comma": b"[1 2]", "colon in array": b"[1:2]",
    "object comma": b'{"a":1,}', "no colon": b'{"a" 1}', "two colons": b'{"a"::1}', "no value": b'{"a":}', "no key": b'{:1}',
    "bare key": b"{a:1}", "number key": b"{1:1}", "single quotes": b"{'a':1}", "open string": b'"a', "lone quote": b'"',
    "newline in string": b'"a\nb"', "tab in string": b'"a\tb"', "NUL in string": b'"a\x00b"', "escape of x": b'"\\x41"',
    "escape of q": b'"\\q"', "escape at end": b'"\\"', "short \\u": b'"\\u12"', "\\U": b'"\\U00000041"', "signed \\u": b'"\\u+041"',
    "form feed": b"\x0c1", "no-break space": "\u00a01".encode(), "zero width": "\u200b1".encode(), "NUL after": b"1\x00",
    "byte order mark": b"\xef\xbb\xbf1", "UTF-16": '{"a":1}'.encode("utf-16"), "UTF-16 LE": '{"a":1}'.encode("utf-16-le"),
    "UTF-32": b"1\x00\x00\x00", "overlong slash": b'"\xc0\xaf"', "raw surrogate": b'"\xed\xa0\x80"', "byte FF": b'"\xff"',
    "cut character": b'"\xe4\xb8"', "beyond Unicode": b'"\xf4\x90\x80\x80"',
    "GB 18030": '"砂浆"'.encode("gb18030"), "latin-1": b'"\xe9"',
    "deep arrays": b"[" * DEEP, "deep objects": b'{"a":' * DEEP, "deep and closed": b"[" * DEEP + b"]" * DEEP,
    "deep and mixed": b'[{"a":' * DEEP + b"1" + b"}]" * DEEP, "key twice": b'{"a":1,"a":1}',
    "key twice, escaped": b'{"a":1,"\\u0061":2}',
    "key twice below": b'[{"b":{"a":1,"a":2}}]', "gzip": b"\x1f\x8b\x08\x00\x00\x00\x00\x00",
}  # fmt: skip
#: sound JSON, some of which no database, no number and no text of ours can hold
ODD: dict[str, bytes] = {
    "null": b"null", "true": b"true", "false": b"false", "zero": b"0", "minus zero": b"-0", "minus zero point": b"-0.0", "one": b"1",
    "exponent": b"1E+2", "many digits": b"0." + b"1" * 1000, "tiny": b"1e-400", "huge": b"1e400", "minus huge": b"-1e400",
    "beyond 64 bits": b"123456789012345678901234567890", "beyond 53 bits": b"9007199254740993", "5000 digits": b"9" * 5000,
    "400 digits": b"9" * 400, "huge exponent": b"1e99999999999", "zero huge exponent": b"0e99999999999",
    "text": b'"a"', "empty text": b'""',
    "number as text": b'"1"', "NaN as text": b'"NaN"', "\\u0000": b'"\\u0000"',
    "high surrogate": b'"\\ud800"', "low surrogate": b'"\\udc00"',
    "inverted pair": b'"\\udc00\\ud800"', "pair": b'"\\ud83d\\ude00"', "half pair and text": b'"\\ud83dx"',
    "no character": b'"\\uffff"',
    "raw no character": '"\uffff"'.encode(), "delete": b'"\x7f"', "line separator": '"\u2028"'.encode(),
    "BOM in text": '"\ufeff"'.encode(),
    "emoji": '"👩‍👩‍👧‍👦"'.encode(), "long text": b'"' + b"x" * 5000 + b'"',
    "escapes": b'"\\"\\\\\\/\\b\\f\\n\\r\\t"', "array": b"[]", "object": b"{}",
    "array of one": b"[1]", "array of null": b"[null]", "array of text": b'["1"]',
    "array of true": b"[true]", "empty key": b'{"":1}', "NUL key": b'{"\\u0000":1}',
    "surrogate key": b'{"\\ud800":1}', "__proto__": b'{"__proto__":{}}', "50 deep": b"[" * 50 + b"]" * 50,
    "space around": b" \t\r\n1 \n",
}  # fmt: skip


Path = tuple[str | int, ...]


def placed(sound: Any, paths: tuple[Path, ...], value: bytes) -> Iterator[tuple[str, bytes]]:
    """Yield a sound message with a value in each of these places, alone, and before and after the whole."""
    for path in paths:
        spoilt = deepcopy(sound)
        inner = spoilt
        for step in path[:-1]:
            inner = inner[step]
        inner[path[-1]] = _MARK
        yield ".".join(map(str, path)), _written(spoilt).replace(_written(_MARK), value)
    yield "alone", value
    yield "before", value + _written(sound)
    yield "after", _written(sound) + value


def _written(value: Any) -> bytes:
    return json.dumps(value, ensure_ascii=False).encode()
