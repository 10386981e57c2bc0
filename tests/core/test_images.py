"""Pictures are judged before they are decoded, turned upright, and shown without a word of their camera."""

from datetime import UTC, datetime
from io import BytesIO

import pytest
from PIL import Image, ImageCms
from PIL.TiffImagePlugin import IFDRational

from inspect_app.core.images import Claims, examine
from tests.core import pictures


def shown(data: bytes) -> Image.Image:
    return Image.open(BytesIO(data))


def close(one: tuple[int, ...], other: tuple[int, ...]) -> bool:
    return all(abs(a - b) < 40 for a, b in zip(one, other, strict=True))


@pytest.mark.parametrize("orientation", range(1, 9))
def test_all_eight_orientations_are_shown_upright(orientation: int) -> None:
    stored = pictures.quarters()
    turn = pictures.STORED[orientation]
    stored = stored if turn is None else stored.transpose(turn)
    found = examine(pictures.encoded(stored, quality=95, exif=pictures.camera_data(orientation)))
    assert (found.width, found.height) == (120, 80)
    for copy in (found.public, found.thumb):
        image = shown(copy)
        assert image.size == (120, 80)
        corners = [image.getpixel(at) for at in ((9, 9), (110, 9), (9, 70), (110, 70))]
        expected = (pictures.RED, pictures.BLUE, pictures.GREEN, pictures.WHITE)
        assert all(close(a, b) for a, b in zip(corners, expected, strict=True))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_camera_place_owner_and_comments_are_gone_from_the_copies(kind: str) -> None:
    extra = (
        {"comment": "secret note"}
        if kind == "JPEG"
        else {"xmp": b"<x>secret note</x>"}
        if kind == "WEBP"
        else {}
    )
    exif = pictures.camera_data(at="2026:05:01 08:30:00", zone="+08:00")
    data = pictures.encoded(pictures.quarters(), kind, exif=exif, **extra)
    assert b"SERIAL-4711" in data
    found = examine(data)
    for copy in (found.public, found.thumb):
        for secret in (
            b"SERIAL",
            b"OwnerName",
            b"PhoneMaker",
            b"secret",
            b"Exif",
            b"http://ns.adobe",
            b"ICC_PROFILE",
        ):
            assert secret not in copy
        image = shown(copy)
        assert image.format == "JPEG"
        assert not image.getexif()
        assert set(image.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_what_the_camera_claims_is_read_apart() -> None:
    exif = pictures.camera_data(at="2026:05:01 08:30:00", zone="+08:00")
    claims = examine(pictures.photo(exif=exif)).claims
    assert claims.taken_at == datetime(2026, 5, 1, 0, 30, tzinfo=UTC)
    assert claims.zone == "photo"
    assert (claims.lat, claims.lon) == pytest.approx((31.2375, 121.475))


def test_a_time_without_a_zone_is_meant_in_shanghai_and_says_so() -> None:
    claims = examine(pictures.photo(exif=pictures.camera_data(at="2026:05:01 08:30:00"))).claims
    assert (claims.taken_at, claims.zone) == (datetime(2026, 5, 1, 0, 30, tzinfo=UTC), "assumed")


@pytest.mark.parametrize(
    "at", ["0000:00:00 00:00:00", "1970:01:01 00:00:00", "yesterday", "2026:13:41 99:00:00", ""]
)
def test_a_camera_without_a_clock_claims_no_time(at: str) -> None:
    claims = examine(pictures.photo(exif=pictures.camera_data(at=at))).claims
    assert (claims.taken_at, claims.zone) == (None, "")


def test_a_photo_without_camera_data_claims_nothing() -> None:
    assert examine(pictures.photo()).claims == Claims()


@pytest.mark.parametrize("place", [(91.0, 0.0, 0.0), (IFDRational(0, 0), 0.0, 0.0), (31.0,)])
def test_an_impossible_place_is_no_place(place: tuple[float, ...]) -> None:
    exif = pictures.camera_data()
    exif.get_ifd(0x8825)[2] = place
    claims = examine(pictures.photo(exif=exif)).claims
    assert (claims.lat, claims.lon) == (None, None)


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")  # Pillow says so, and reads on
def test_broken_camera_data_do_not_cost_the_photo() -> None:
    whole = pictures.photo(exif=pictures.camera_data(6, at="2026:05:01 08:30:00"))
    start = whole.index(b"Exif\0\0")
    for at in range(start + 6, start + 200, 3):
        spoiled = whole[:at] + b"\xff\xff" + whole[at + 2 :]
        assert shown(examine(spoiled).public).format == "JPEG"


def test_a_phones_heic_is_accepted_turned_upright_and_shown_as_jpeg() -> None:
    found = examine((pictures.PHOTOS / "turned.heic").read_bytes())
    assert (found.media, found.width, found.height) == ("image/heic", 480, 640)
    assert found.claims.taken_at == datetime(2026, 5, 1, 0, 30, tzinfo=UTC)
    assert found.claims.lat == pytest.approx(31.2375)
    image = shown(found.public)
    assert (image.format, image.size) == ("JPEG", (480, 640))
    # Stored lying, red was at the top left and blue at the top right.
    assert close(image.getpixel((470, 10)), (255, 0, 0))  # type: ignore[arg-type]
    assert close(image.getpixel((470, 630)), (0, 0, 255))  # type: ignore[arg-type]
    assert b"SERIAL" not in found.public


def test_an_mpo_of_two_frames_is_a_jpeg() -> None:
    two = pictures.encoded(pictures.quarters(), "MPO", save_all=True, append_images=[pictures.quarters()])
    assert examine(two).media == "image/jpeg"


def test_large_photos_are_shown_small_and_keep_their_shape() -> None:
    found = examine(pictures.encoded(pictures.quarters(4500, 3000), "PNG"))
    assert (found.width, found.height) == (4500, 3000)
    public, thumb = shown(found.public), shown(found.thumb)
    assert max(public.size) == 2048
    assert max(thumb.size) == 320
    assert public.width / public.height == pytest.approx(1.5, abs=0.01)
    corners = [public.getpixel(at) for at in ((9, 9), (2000, 9), (9, 1300), (2000, 1300))]
    expected = (pictures.RED, pictures.BLUE, pictures.GREEN, pictures.WHITE)
    assert all(close(a, b) for a, b in zip(corners, expected, strict=True))  # type: ignore[arg-type]
    assert close(public.getpixel((1023, 1300)), pictures.GREEN)  # type: ignore[arg-type]


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "I;16", "CMYK", "RGBA"])
@pytest.mark.parametrize("size", [(60, 40), (4200, 40)])
def test_every_kind_of_pixel_becomes_a_plain_photo(mode: str, size: tuple[int, int]) -> None:
    image = pictures.quarters(*size)
    image = image.convert("L").convert(mode) if mode == "I;16" else image.convert(mode)
    kind = "JPEG" if mode == "CMYK" else "PNG"
    public = shown(examine(pictures.encoded(image, kind)).public)
    assert public.mode == "RGB"
    assert public.width == min(size[0], 2048)


def test_what_is_transparent_is_shown_on_white() -> None:
    clear = Image.new("RGBA", (50, 50), (0, 0, 0, 0))
    assert shown(examine(pictures.encoded(clear, "PNG")).public).getpixel((25, 25)) == (255, 255, 255)


def test_a_colour_profile_is_applied_before_it_is_dropped() -> None:
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    found = examine(pictures.photo(icc_profile=profile))
    assert close(shown(found.public).getpixel((9, 9)), pictures.RED)  # type: ignore[arg-type]
    assert b"ICC_PROFILE" not in found.public
    broken = examine(pictures.photo(icc_profile=profile[:200]))
    assert close(shown(broken.public).getpixel((9, 9)), pictures.RED)  # type: ignore[arg-type]
