"""Paints over parts of a photo for good, and asks a process of its own where that may be needed."""

import json
from collections.abc import Iterable, Sequence
from io import BytesIO
from typing import Any

from PIL import Image, ImageDraw

from inspect_app.core.apart import apart
from inspect_app.core.files import read_copy

_INK = (72, 76, 82)


def found(sha: str) -> list[dict[str, Any]]:
    """Return the kinds and boxes a program would cover, in ten-thousandths of the picture; nothing where it failed."""
    told = apart("sight_finder", read_copy(sha, "public"))
    boxes: list[dict[str, Any]] = json.loads(told) if told else []
    return boxes


def covered(sha: str, boxes: Iterable[Sequence[int]]) -> bytes:
    """Return a clean JPEG of a photo with the boxes painted over: blurred pixels could be guessed, paint cannot."""
    image = Image.open(BytesIO(read_copy(sha, "public")), formats=("JPEG",)).convert("RGB")
    pen = ImageDraw.Draw(image)
    for left, top, width, height in boxes:
        x, y = left * image.width // 10_000, top * image.height // 10_000
        right, low = -(-(left + width) * image.width // 10_000), -(-(top + height) * image.height // 10_000)
        pen.rectangle((x, y, max(x, right - 1), max(y, low - 1)), fill=_INK)
    out = BytesIO()
    image.save(out, "JPEG", quality=85)
    return out.getvalue()
