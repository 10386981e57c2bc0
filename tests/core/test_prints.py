"""A picture keeps its print when it is saved anew, turned, shrunk or trimmed; another picture has another."""

from collections.abc import Callable

import pytest
from PIL import Image, ImageEnhance, ImageFilter

from inspect_app.core.prints import (
    LEAST_LIKENESS,
    NEAR,
    bands,
    distance,
    likeness,
    neighbours,
    prints,
    turned_prints,
)
from tests import make

SEEDS = range(12)
Change = Callable[[Image.Image], bytes]


def trimmed(image: Image.Image, share: float) -> Image.Image:
    """Return a picture without this share of its width and height at each edge."""
    width, height = image.size
    dx, dy = int(share * width), int(share * height)
    return image.crop((dx, dy, width - dx, height - dy))


CHANGES: dict[str, Change] = {
    "saved with much loss": lambda one: make.jpeg(one, 30),
    "half the size": lambda one: make.jpeg(one.resize((160, 120))),
    "a quarter turn": lambda one: make.jpeg(one.transpose(Image.Transpose.ROTATE_90)),
    "upside down": lambda one: make.jpeg(one.transpose(Image.Transpose.ROTATE_180), 50),
    "mirrored": lambda one: make.jpeg(one.transpose(Image.Transpose.FLIP_LEFT_RIGHT), 40),
    "brighter": lambda one: make.jpeg(ImageEnhance.Brightness(one).enhance(1.25)),
    "blurred": lambda one: make.jpeg(one.filter(ImageFilter.GaussianBlur(2))),
    "trimmed by a tenth": lambda one: make.jpeg(trimmed(one, 0.05)),
    "trimmed by a fifth": lambda one: make.jpeg(trimmed(one, 0.1)),
    "trimmed and turned": lambda one: make.jpeg(trimmed(one, 0.05).transpose(Image.Transpose.ROTATE_270)),
}


def apart(one: bytes, other: bytes) -> int:
    """Return in how many bits two pictures differ, in the best way of laying one on the other."""
    pairs = ((a, b) for a in prints(one) for b in turned_prints(other) if 100 in (a.trim, b.trim))
    return min(distance(a.bits, b.bits) for a, b in pairs)


@pytest.mark.parametrize("name", CHANGES)
def test_a_changed_copy_is_near_and_like_the_original(name: str) -> None:
    for seed in SEEDS:
        scene = make.scene(seed)
        original, copy = make.jpeg(scene), CHANGES[name](scene)
        assert apart(original, copy) <= NEAR, seed
        assert apart(copy, original) <= NEAR, seed
        assert likeness(original, copy) >= LEAST_LIKENESS, seed


def test_different_pictures_are_neither_near_nor_alike() -> None:
    scenes = [make.jpeg(make.scene(seed)) for seed in range(100, 116)]
    for n, one in enumerate(scenes):
        for other in scenes[:n]:
            assert apart(one, other) > NEAR
            assert likeness(one, other) < LEAST_LIKENESS


def test_a_picture_without_contrast_has_no_print() -> None:
    assert prints(make.photo("red")) == ()
    assert prints(make.photo("white", (800, 300))) == ()


def test_prints_within_seven_bits_share_a_part_within_one_bit() -> None:
    one = 0x0123456789ABCDEF
    for flipped in ((0, 1, 16, 17, 32, 33, 48), (3, 9, 20, 21, 40, 41, 63), (0, 1, 2, 3, 4, 5, 6)):
        other = one
        for bit in flipped:
            other ^= 1 << bit
        assert distance(one, other) == NEAR
        assert any(b in neighbours(a) for a, b in zip(bands(one), bands(other), strict=True))


def test_four_parts_together_are_the_print() -> None:
    assert bands(0x0123456789ABCDEF) == (0x0123, 0x4567, 0x89AB, 0xCDEF)
