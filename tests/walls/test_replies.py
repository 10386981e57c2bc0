"""The eyes of the fuzzers: a file that is torn, shows markup or leads out of its folder is noticed."""

import zipfile
from io import BytesIO

import pytest
from reportlab.pdfgen.canvas import Canvas

from tests.replies import opened


def paper(text: str) -> bytes:
    out = BytesIO()
    canvas = Canvas(out)
    canvas.drawString(72, 700, text)
    canvas.save()
    return out.getvalue()


def packed(name: str) -> bytes:
    out = BytesIO()
    with zipfile.ZipFile(out, "w") as held:
        held.writestr(name, "x" * 100)
    return out.getvalue()


@pytest.mark.parametrize(
    ("kind", "data", "fault"),
    [
        ("pdf", paper("leak of a <script> tag"), ""),
        ("pdf", paper("&lt;b&gt;"), "shows"),
        ("pdf", b"%PDF-1.7\nnothing", "cannot be opened"),
        ("zip", packed("a/b.json"), ""),
        ("zip", packed("../b.json"), "leads out"),
        ("zip", packed("/etc/b"), "leads out"),
        ("zip", packed("a/b.json").replace(b"xxxx", b"xxyx", 1), "damaged"),
        ("zip", b"PK nothing", "cannot be opened"),
    ],
)
def test_a_file_is_looked_into(kind: str, data: bytes, fault: str) -> None:
    said = opened(f"application/{kind}", data)[1]
    assert fault in said
    assert bool(said) == bool(fault)
