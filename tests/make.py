"""One maker per noun: the shortest way to a row of it, with sensible values for the rest."""

from datetime import UTC, datetime, timedelta
from io import BytesIO

from PIL import Image

NOW = datetime(2026, 5, 11, 2, 0, tzinfo=UTC)


def later(**much: float) -> datetime:
    """Return a moment after NOW: `later(hours=3)`."""
    return NOW + timedelta(**much)


def photo(colour: str = "red", size: tuple[int, int] = (64, 48)) -> bytes:
    """Return a small JPEG; another colour is another photo."""
    buffer = BytesIO()
    Image.new("RGB", size, colour).save(buffer, "JPEG")
    return buffer.getvalue()
