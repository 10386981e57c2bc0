"""Pixels: whether bytes are a picture, what it says of itself, and the clean copies that may be shown."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from io import BytesIO
from threading import BoundedSemaphore
from typing import Any

import pi_heif
from PIL import Image, ImageCms

from inspect_app.core.calendar import CHINA
from inspect_app.core.errors import Problem, field_problem

MOST_BYTES = 25 * 1024 * 1024
PUBLIC_SIDE, THUMB_SIDE = 2048, 320
#: format -> media type, and the megapixels its decoder can take within some 300 MB. An MPO (a JPEG with
#: further frames behind it) is opened and shown as the JPEG it begins with.
FORMATS = {
    "JPEG": ("image/jpeg", 60),
    "MPO": ("image/jpeg", 60),
    "PNG": ("image/png", 60),
    "HEIF": ("image/heic", 50),
    "WEBP": ("image/webp", 16),
}
OPENED = ("JPEG", "PNG", "WEBP", "HEIF")
UPRIGHT = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
LYING = tuple(UPRIGHT[each] for each in (5, 6, 7, 8))
ORIENTATION, EXIF_IFD, GPS_IFD = 0x0112, 0x8769, 0x8825
# Where a camera writes when the picture was taken, and the zone it was in.
TAKEN, ZONE = (0x9003, 0x9004), (0x9011, 0x9012)

# However many photos arrive at once, only so many are held decoded in memory.
_decoding = BoundedSemaphore(2)
pi_heif.register_heif_opener()


@dataclass(frozen=True, slots=True)
class Claims:
    """What the picture says of itself: when and where it was taken; `zone` is 'photo', 'assumed' or ''."""

    taken_at: datetime | None = None
    zone: str = ""
    lat: float | None = None
    lon: float | None = None


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture found good: its media type, upright size, claims, and the copies without any metadata."""

    media: str
    width: int
    height: int
    claims: Claims
    public: bytes
    thumb: bytes


def examine(data: bytes, field: str = "photo") -> Picture:
    """Return the picture in `data`, or refuse `field`: empty, over 25 MB or 60 megapixels, no picture, broken.

    The size is read from the header before any pixel is decoded.
    """
    if not data:
        raise field_problem(field, "照片是空文件", "the photo is empty")
    if len(data) > MOST_BYTES:
        raise too_large(field)
    image = _open(data, field)
    size, media = image.size, FORMATS[image.format or ""][0]
    try:
        exif = _exif(image)
        turn = UPRIGHT.get(exif.get(ORIENTATION, 1))
        with _decoding:
            public = _clean(image, turn)
        claims = _claims(exif)
    except MemoryError as full:
        raise Problem("busy") from full
    except Exception as broken:  # decoders meet hostile bytes with any exception there is
        raise field_problem(field, "照片已损坏或不完整", "the photo is broken or cut short") from broken
    width, height = size[::-1] if turn in LYING else size
    thumb = public.copy()
    thumb.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return Picture(media, width, height, claims, _jpeg(public, 85), _jpeg(thumb, 80))


def for_print(data: bytes, side: int = 1000) -> tuple[bytes, int, int]:
    """Return a photo as a clean JPEG of at most `side` pixels, its width and height; refuses like `examine`."""
    image = _open(data, "photo")
    try:
        turn = UPRIGHT.get(_exif(image).get(ORIENTATION, 1))
        with _decoding:
            clean = _clean(image, turn)
    except MemoryError as full:
        raise Problem("busy") from full
    except Exception as broken:
        raise field_problem("photo", "照片已损坏或不完整", "the photo is broken or cut short") from broken
    clean.thumbnail((side, side))
    return _jpeg(clean, 82), clean.width, clean.height


def too_large(field: str) -> Problem:
    """Return the refusal of a photo of too many bytes."""
    megabytes = MOST_BYTES // 1024 // 1024
    return field_problem(field, f"照片不能超过 {megabytes} MB", f"the photo is over {megabytes} MB")


def _open(data: bytes, field: str) -> Image.Image:
    try:
        image = Image.open(BytesIO(data), formats=OPENED)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as bomb:
        raise _too_many_pixels(field, 60) from bomb
    except Exception as unknown:
        zh = "不是可用的照片：只接受 JPEG、PNG、WebP 和 HEIC"
        raise field_problem(field, zh, "not a photo: JPEG, PNG, WebP and HEIC are accepted") from unknown
    most = FORMATS[image.format or ""][1]
    if image.width * image.height > most * 1_000_000:
        raise _too_many_pixels(field, most)
    return image


def _too_many_pixels(field: str, most: int) -> Problem:
    return field_problem(field, f"照片像素过多，上限 {most} 百万像素", f"the photo is over {most} megapixels")


def _clean(image: Image.Image, turn: Image.Transpose | None) -> Image.Image:
    """Return the picture upright, opaque, in sRGB, at most `PUBLIC_SIDE`, with nothing but its pixels."""
    if image.format in ("JPEG", "MPO"):
        image.draft("RGB", (PUBLIC_SIDE, PUBLIC_SIDE))  # decodes large ones at a fraction of the memory
    image.load()
    profile = image.info.get("icc_profile")
    small = _reduced(image)
    small.thumbnail((PUBLIC_SIDE, PUBLIC_SIDE))
    pixels = _opaque(_in_srgb(small, profile))
    if turn is not None:
        pixels = pixels.transpose(turn)
    clean = Image.new("RGB", pixels.size)  # a new image has no comment, profile or camera data to leak
    clean.paste(pixels)
    return clean


def _reduced(image: Image.Image) -> Image.Image:
    """Return a large picture shrunk by a whole factor, strip by strip: in one go it would be copied whole."""
    factor = max(image.size) // PUBLIC_SIDE
    if factor < 2:
        return image
    if image.mode not in ("RGB", "RGBA", "L", "LA", "CMYK"):
        return image.resize((max(1, image.width // factor), max(1, image.height // factor)))
    strips = []
    for top in range(0, image.height, 64 * factor):
        strip = image.crop((0, top, image.width, min(top + 64 * factor, image.height)))
        strips.append(strip.reduce(factor))
    whole = Image.new(image.mode, (strips[0].width, sum(each.height for each in strips)))
    for number, strip in enumerate(strips):
        whole.paste(strip, (0, 64 * number))
    whole.info = image.info
    return whole


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    if not profile or image.mode not in ("RGB", "CMYK"):
        return image
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        found = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return image  # a broken profile costs a shade of colour, not the evidence
    return found or image


def _opaque(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):
        return image.convert("I").point(lambda value: value / 256).convert("L").convert("RGB")
    if not image.has_transparency_data:
        return image.convert("RGB")
    layered = image.convert("RGBA")
    ground = Image.new("RGBA", layered.size, "white")
    return Image.alpha_composite(ground, layered).convert("RGB")


def _jpeg(image: Image.Image, quality: int) -> bytes:
    out = BytesIO()
    image.save(out, "JPEG", quality=quality)
    return out.getvalue()


def _exif(image: Image.Image) -> Image.Exif:
    try:
        exif = image.getexif()
        exif.get(ORIENTATION)
    except Exception:  # noqa: BLE001 - a picture with unreadable camera data is still a picture
        return Image.Exif()
    return exif


def _claims(exif: Image.Exif) -> Claims:
    taken_at, zone = _taken(_ifd(exif, EXIF_IFD))
    lat, lon = _place(_ifd(exif, GPS_IFD))
    return Claims(taken_at, zone, lat, lon)


def _ifd(exif: Image.Exif, tag: int) -> Mapping[int, Any]:
    try:
        return exif.get_ifd(tag)
    except Exception:  # noqa: BLE001 - as in `_exif`
        return {}


def _taken(camera: Mapping[int, Any]) -> tuple[datetime | None, str]:
    for tag, zone_tag in zip(TAKEN, ZONE, strict=True):
        text, zone = str(camera.get(tag, "")).strip("\0 "), str(camera.get(zone_tag, "")).strip("\0 ")
        for words, layout in ((f"{text}{zone}", "%Y:%m:%d %H:%M:%S%z"), (text, "%Y:%m:%d %H:%M:%S")):
            try:
                found = datetime.strptime(words, layout)  # noqa: DTZ007 - the zone is given two lines on
            except ValueError:
                continue
            if 2000 <= found.year <= 2100:
                return (found, "photo") if found.tzinfo else (found.replace(tzinfo=CHINA), "assumed")
    return None, ""


def _place(gps: Mapping[int, Any]) -> tuple[float | None, float | None]:
    try:
        lat, lon = _degrees(gps[2]), _degrees(gps[4])
        lat, lon = (-lat if gps[1] == "S" else lat), (-lon if gps[3] == "W" else lon)
    except (KeyError, TypeError, ValueError, ZeroDivisionError):
        return None, None
    # Comparing refuses NaN too, which cameras write as 0/0.
    return (lat, lon) if -90 <= lat <= 90 and -180 <= lon <= 180 else (None, None)


def _degrees(parts: Any) -> float:
    degrees, minutes, seconds = (float(each) for each in parts)
    return degrees + minutes / 60 + seconds / 3600
