"""Pictures for the tests: good ones, turned ones, and those meant to harm."""

import struct
import zlib
from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image

PHOTOS = Path(__file__).with_name("photos")
RED, BLUE, GREEN, WHITE = (230, 20, 20), (20, 20, 230), (20, 160, 20), (250, 250, 250)
#: the transposition that, stored with this EXIF orientation, shows upright again
STORED = {
    1: None,
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_90,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_270,
}


def quarters(width: int = 120, height: int = 80) -> Image.Image:
    """Return a picture whose corners are red, blue, green and white, from the top left in reading order."""
    image = Image.new("RGB", (width, height), WHITE)
    image.paste(RED, (0, 0, width // 2, height // 2))
    image.paste(BLUE, (width // 2, 0, width, height // 2))
    image.paste(GREEN, (0, height // 2, width // 2, height))
    return image


def camera_data(orientation: int = 1, **taken: str) -> Image.Exif:
    """Return EXIF as a phone writes it, with a serial number, an owner and the place in Shanghai."""
    exif = Image.Exif()
    exif[0x010F], exif[0x013B], exif[0x0112] = "PhoneMaker", "OwnerNameWang", orientation
    camera = exif.get_ifd(0x8769)
    camera[0xA431] = "SERIAL-4711"
    for name, tag in (("at", 0x9003), ("zone", 0x9011)):
        if name in taken:
            camera[tag] = taken[name]
    place = exif.get_ifd(0x8825)
    place[1], place[2], place[3], place[4] = "N", (31.0, 14.0, 15.0), "E", (121.0, 28.0, 30.0)
    return exif


def encoded(image: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """Return the picture as a file of that kind."""
    out = BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


def photo(seed: int = 0, **options: Any) -> bytes:
    """Return a small JPEG of a phone; another seed is another photo."""
    image = quarters()
    image.paste((seed * 40 % 256, seed * 90 % 256, 0), (48, 32, 72, 48))
    return encoded(image, quality=95, **options)


def png_of_size(width: int, height: int) -> bytes:
    """Return a small PNG file whose header promises `width` by `height` black pixels, and which keeps it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))

    packer = zlib.compressobj(9)
    row = b"\0" * (1 + (width + 7) // 8)
    body = b"".join(packer.compress(row) for _ in range(height)) + packer.flush()
    header = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", body) + chunk(b"IEND", b"")
