"""Nasty things to send: texts that break parsers, pages, queries and columns."""

import re
from pathlib import Path

from tests import make

SCRIPTS = (
    "<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "'-alert(1)-'", "</title><svg onload=alert(1)>",
    "{{7*7}}${7*7}<%= 7*7 %>", "javascript:alert(1)", "</textarea><iframe srcdoc='<script>alert(1)</script>'>",
)  # fmt: skip
TEXTS = (
    "", " ", "undefined", "NULL", "true", "0", "-1", "1e309", "NaN", "Infinity", "0x0", "1/0", "१२३", "½",
    "9" * 400, "9223372036854775808", "-9223372036854775809", "1.7976931348623157e309", "9999-99-99", "0000-00-00",
    "9999-12-31", "0001-01-01", "2026-02-30", "2026-02-29T25:61:61", "9999-12-31T23:59:59-23:59",
    "0001-01-01T00:00:00+23:59", "2026-05-01T00:00:00+99:99", "\x00", "a\x00b", "\x01\x08\x1b\x7f", "\ufeff", "\u202eevil",
    "Ω≈ç√∫˜µ≤≥÷", "찦차를 타고 온 펲시맨", "𠜎𠜱𠝹𠱓", "👩‍👩‍👧‍👦🏳️‍🌈", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮", "ﷺ" * 50, "\u2028\u2029", "\ud83d", "x" * 10_000,
    "' OR 1=1--", '"; DROP TABLE people;--', "%", "_", "\\", "%s%s%n", "{0.__class__}", "{", "{zh}", "../../etc/passwd",
    "..\\..\\windows", "file:///etc/passwd", "$(touch x)", "`id`", "=1+1", "@SUM(1)", "\t=cmd|' /C calc'!A0", *SCRIPTS,
)  # fmt: skip
KEYS = (
    "..%2f..%2fetc%2fpasswd", "%00", "a%00b", "x" * 10_000, "'%20OR%201=1--", "%ff%fe", "%e4%b8", "%F0%9F%91%A9", "-1", "0",
    "9" * 40, "null", "%7B%7B7*7%7D%7D", "%0d%0aSet-Cookie:%20a=b", "..", "%2e%2e", "%20", "%3Cscript%3Ealert(1)%3C%2Fscript%3E",
)  # fmt: skip
PAGES = ("-1", "0", "1" + "0" * 30, "1.5", "x", "", "9" * 5000, "%00")
DAYS = (
    "2026-13-45", "2026-02-29", "0001-01-01", "9999-12-31", "10000-01-01", "1900-01-01", "2100-12-31", "2026-05-01T24:00",
    "2026-05-01T08:00:00+08:00", "1970-01-01T00:00:00Z", "２０２６-05-01", "today", "20260501", "2026-W19", "2026-05",
)  # fmt: skip
_IMAGE = make.photo()
#: name, media type and bytes of files that are not what they say; the last one is sound
FILES = (
    ("x.jpg", "image/jpeg", b""), ("x.jpg", "image/jpeg", b"no image at all"), ("x.jpg", "image/jpeg", _IMAGE[: len(_IMAGE) // 2]),
    ("x.png", "image/png", b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" + b"\xff" * 8 + b"\x08\x06\x00\x00\x00"),
    ("x.svg", "image/svg+xml", b"<svg onload='alert(1)'/>"), ("../../x.pdf", "application/pdf", b"%PDF-1.7\nnothing"),
    ("x\x00.heic", "image/heic", b"\x00\x00\x00\x18ftypheic\x00\x00\x00\x00mif1heic"), ("a" * 5000, "a/b", b"\xff" * 100),
    ("x.json", "application/json", b"[" * 10_000), ("x.jpg", "image/jpeg", _IMAGE),
)  # fmt: skip
#: what no reply may tell: where the code lies, what it is made of, how it asks the database; a token of a form
#: has dots too, but never ends two letters after one
LEAKS = re.compile(
    rf"Traceback|{re.escape(str(Path(__file__).parents[2]))}|site-packages|sqlalchemy|psycopg|SELECT .* FROM|\.py(?![\w-])",
    re.IGNORECASE,
)
