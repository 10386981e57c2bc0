"""Pictures and sounds made for tests: the smallest that are what they say."""

from io import BytesIO
from random import Random

from PIL import Image, ImageDraw

#: marks over a photo, as a tablet sends them
SHAPES = (
    {"kind": "arrow", "colour": "red", "points": [[0.1, 0.2], [0.5, 0.6]]},
    {"kind": "circle", "colour": "yellow", "points": [[0, 0.25], [1, 0.75]]},
)


def photo(colour: str = "red", size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a small JPEG; another colour is another photo."""
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()


def scene(seed: int, size: tuple[int, int] = (320, 240)) -> Image.Image:
    """Return a picture with as much in it as a photo has; another seed is another place."""
    chance = Random(seed)
    image = Image.new("L", size, 128)
    for side, weight in ((3, 0.5), (6, 0.3), (12, 0.2), (40, 0.1)):
        noise = Image.new("L", (side, side))
        noise.putdata([chance.randrange(256) for _ in range(side * side)])
        image = Image.blend(image, noise.resize(size, Image.Resampling.BICUBIC), weight)
    whole = image.convert("RGB")
    brush = ImageDraw.Draw(whole)
    for _ in range(chance.randrange(3, 9)):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        colour = tuple(chance.randrange(256) for _ in range(3))
        brush.rectangle((x, y, x + chance.randrange(20, 120), y + chance.randrange(20, 90)), fill=colour)
    return whole


def jpeg(image: Image.Image, quality: int = 85) -> bytes:
    """Return a picture as a JPEG."""
    buffer = BytesIO()
    image.save(buffer, "JPEG", quality=quality)
    return buffer.getvalue()


def sound(seed: int = 1) -> bytes:
    """Return what begins and names itself as a browser's recording does; another seed is another one."""
    return b"\x1a\x45\xdf\xa3" + b"webm" + b"\x86\x86A_OPUS" + bytes([seed]) * 200
