"""What is no photo, too large or broken is refused before it costs anything, in words for its field."""

import resource
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from inspect_app.core.errors import Problem
from inspect_app.core.images import MOST_BYTES, examine
from tests.core import pictures

GIF = (
    b"GIF89a\x01\x00\x01\x00\x80\x00\x00\xff\xff\xff\x00\x00\x00!\xf9\x04\x01\x00\x00\x00\x00,\x00\x00\x00\x00"
    b"\x01\x00\x01\x00\x00\x02\x02D\x01\x00;"
)
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'


def words(data: bytes) -> str:
    with pytest.raises(Problem) as refused:
        examine(data, "before")
    assert refused.value.slug == "bad-input"
    assert list(refused.value.errors) == ["before"]
    zh, en = refused.value.errors["before"][0]
    assert zh != en
    return str(en)


@pytest.mark.parametrize(
    "data",
    [
        SVG,
        GIF,
        b"%PDF-1.7\n%%EOF",
        b"<html></html>",
        b"BM" + b"\0" * 100,
        b"\0" * 4096,
        b"II*\0" + b"\0" * 64,
    ],
    ids=["svg", "gif", "pdf", "html", "bmp", "zeros", "tiff"],
)
def test_what_is_no_photo_is_refused(data: bytes) -> None:
    assert "JPEG, PNG, WebP and HEIC" in words(data)


def test_an_empty_file_is_refused() -> None:
    assert "empty" in words(b"")


def test_more_than_25_megabytes_are_refused_without_a_look() -> None:
    assert "25 MB" in words(pictures.photo() + b"\0" * MOST_BYTES)
    assert examine(pictures.photo().ljust(MOST_BYTES, b"\0")).width == 120


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photo_cut_short_is_refused_wherever_it_is_cut(kind: str) -> None:
    whole = pictures.encoded(Image.effect_noise((200, 150), 90).convert("RGB"), kind)
    for share in (0.99, 0.9, 0.5, 0.2, 0.05):
        cut = whole[: int(len(whole) * share)]
        assert words(cut)


def test_a_cut_heic_is_refused() -> None:
    whole = (pictures.PHOTOS / "turned.heic").read_bytes()
    for share in (0.97, 0.5, 0.1):
        assert words(whole[: int(len(whole) * share)])


@pytest.mark.parametrize(
    ("name", "limit"), [("png 7746x7746", "60"), ("png 11000x11000", "60"), ("heic 10000x8000", "50")]
)
def test_more_pixels_than_a_decoder_may_hold_are_refused(name: str, limit: str) -> None:
    kind, _, size = name.partition(" ")
    width, _, height = size.partition("x")
    heic = (pictures.PHOTOS / "huge.heic").read_bytes()
    data = heic if kind == "heic" else pictures.png_of_size(int(width), int(height))
    assert f"{limit} megapixels" in words(data)


def test_a_bomb_of_50000_by_50000_is_refused_unopened_and_costs_no_memory() -> None:
    bomb = pictures.png_of_size(50_000, 50_000)
    assert len(bomb) < 400_000
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    assert "60 megapixels" in words(bomb)
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 * 1024


PROBE = """
import resource, sys
from pathlib import Path
from inspect_app.core.images import examine
data = Path(sys.argv[1]).read_bytes()
before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
found = examine(data)
print(found.width, (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) // 1024)
"""


@pytest.mark.parametrize("kind", ["JPEG", "PNG"])
def test_the_largest_photo_accepted_is_decided_within_the_memory_of_its_pixels(
    kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "large"
    path.write_bytes(pictures.encoded(Image.new("RGB", (8000, 7500), pictures.RED), kind))
    root = Path(__file__).resolve().parents[2]
    told = subprocess.run(
        [sys.executable, "-c", PROBE, str(path)], cwd=root, capture_output=True, text=True, check=True
    ).stdout.split()
    assert int(told[0]) == 8000
    assert int(told[1]) < 400  # 229 MB are the pixels themselves
