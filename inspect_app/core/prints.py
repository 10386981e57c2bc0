"""What a picture looks like, in 64 bits that stay nearly the same when it is saved anew, shrunk, turned or trimmed.

Of each picture nine columns by eight rows of grey are compared, each with its right-hand neighbour (a difference
hash). Whole and trimmed by a tenth and a fifth, so that a trimmed copy meets the whole picture's own trimming.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from itertools import chain
from typing import Final

from PIL import Image, ImageStat

BITS: Final = 64
BANDS, BAND_BITS = 4, 16
#: bits in which two prints of one picture may differ; with four bands, some band then differs in one bit at most
NEAR: Final = 7
#: how much of each side is looked at, in hundredths
TRIMS: Final = (100, 90, 80)
#: a picture with less contrast than this (standard deviation of grey, of 255) looks like any other
LEAST_CONTRAST: Final = 12.0
#: two pictures that agree less than this, point by point, are not the same after all
LEAST_LIKENESS: Final = 0.8
_SIDE, _LIKE_SIDE = 160, 24
_TURNS: Final = (None, *(Image.Transpose(each) for each in range(7)))


@dataclass(frozen=True, slots=True)
class Print:
    """64 bits of one trimming of a picture, as it lies or turned."""

    trim: int
    bits: int
    turned: bool = False


def prints(data: bytes) -> tuple[Print, ...]:
    """Return the prints of a picture as it lies, one for each trimming; none for one without contrast."""
    grey = _grey(data)
    if ImageStat.Stat(grey.resize((32, 32))).stddev[0] < LEAST_CONTRAST:
        return ()
    return tuple(Print(trim, _bits(_trimmed(grey, trim))) for trim in TRIMS)


def turned_prints(data: bytes) -> tuple[Print, ...]:
    """Return the prints of a picture in all eight ways it can lie, for looking up."""
    grey = _grey(data)
    lying = ((turn, grey if turn is None else grey.transpose(turn)) for turn in _TURNS)
    return tuple(
        Print(trim, _bits(_trimmed(image, trim)), turn is not None) for turn, image in lying for trim in TRIMS
    )


def bands(bits: int) -> tuple[int, ...]:
    """Return a print in four parts of 16 bits, first part first."""
    return tuple((bits >> BAND_BITS * (BANDS - 1 - n)) & 0xFFFF for n in range(BANDS))


def neighbours(band: int) -> tuple[int, ...]:
    """Return a part and every part that differs from it in one bit."""
    return (band, *(band ^ 1 << n for n in range(BAND_BITS)))


def distance(one: int, other: int) -> int:
    """Return in how many bits two prints differ."""
    return (one ^ other).bit_count()


def likeness(one: bytes, other: bytes) -> float:
    """Return how far two pictures agree point by point (correlation, -1 to 1), in the best turn and trimming."""
    first, second = _grey(one), _grey(other)
    ways = chain(_ways(first, second), _ways(second, first))
    return max(_correlation(a, b) for a, b in ways)


def _ways(whole: Image.Image, other: Image.Image) -> Iterator[tuple[list[float], list[float]]]:
    """Yield the points of one picture trimmed, beside those of the other in each of its turns."""
    trimmed = [_points(_trimmed(whole, trim)) for trim in TRIMS]
    for turn in _TURNS:
        points = _points(other if turn is None else other.transpose(turn))
        yield from ((each, points) for each in trimmed)


def _grey(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        image.draft("L", (_SIDE, _SIDE))
        grey = image.convert("L")
    grey.thumbnail((_SIDE, _SIDE), Image.Resampling.BOX)
    return grey


def _trimmed(image: Image.Image, trim: int) -> Image.Image:
    if trim == 100:
        return image
    dx, dy = (round(side * (100 - trim) / 200) for side in image.size)
    return image.crop((dx, dy, max(image.width - dx, dx + 1), max(image.height - dy, dy + 1)))


def _bits(image: Image.Image) -> int:
    small = image.resize((9, 8), Image.Resampling.LANCZOS).tobytes()
    found = 0
    for row in range(8):
        for column in range(8):
            at = 9 * row + column
            found = found << 1 | (small[at] > small[at + 1])
    return found


def _points(image: Image.Image) -> list[float]:
    small = image.resize((_LIKE_SIDE, _LIKE_SIDE), Image.Resampling.BOX).tobytes()
    mean = sum(small) / len(small)
    return [each - mean for each in small]


def _correlation(one: list[float], other: list[float]) -> float:
    shared = sum(a * b for a, b in zip(one, other, strict=True))
    spread = sum(a * a for a in one) * sum(b * b for b in other)
    return shared / spread**0.5 if spread else 0.0
