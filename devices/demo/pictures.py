"""Drawn photos for the demonstration: plainly drawings, so that nobody takes them for evidence."""

from io import BytesIO

from PIL import Image, ImageDraw, ImageFont

from inspect_app import HERE

SIZE = (1280, 960)
_FONT = HERE / "fonts" / "NotoSansSC-Regular.ttf"
_WALL, _GROUND, _BAD, _GOOD = "#c9c4ba", "#8f8a80", "#b3402a", "#2f7d4f"


def draw(words: str, *, mended: bool) -> bytes:
    """Return a JPEG of a stairwell edge with or without its rail, and the words on it."""
    picture = Image.new("RGB", SIZE, _WALL)
    pen = ImageDraw.Draw(picture)
    pen.rectangle((0, 640, *SIZE), fill=_GROUND)
    pen.polygon([(120, 640), (620, 640), (620, 300), (520, 300), (520, 415), (320, 415), (320, 525), (120, 525)],
                fill="#a8a297")  # fmt: skip
    if mended:
        for x in (150, 330, 530, 610):
            pen.line((x, 420 if x < 500 else 300, x, 160 if x > 500 else 260), fill=_GOOD, width=14)
        pen.line((150, 260, 610, 160), fill=_GOOD, width=14)
    else:
        pen.ellipse((760, 380, 1080, 620), outline=_BAD, width=16)
        pen.line((800, 420, 1040, 580), fill=_BAD, width=10)
    face = ImageFont.truetype(str(_FONT), 56)
    pen.text((60, 40), words, font=face, fill="#222222")
    pen.text((60, 860), "演示图片 / demonstration", font=ImageFont.truetype(str(_FONT), 40), fill="#ffffff")
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=82)
    return buffer.getvalue()
