"""A tablet's photo: raw bytes, named by their SHA-256; whether they are an image the store of photos judges."""

import hashlib
from typing import Final

from devices.codecs.shapes import Photo, Unreadable
from devices.codecs.strict import fits
from devices.topics import Topic

# The embedded broker carries 8 MiB with topic and headers; a photo of just that size could never be sent.
MOST_BYTES: Final = 8 * 1024 * 1024 - 4096


def decode(_topic: Topic | None, payload: bytes, _received_ms: int | None = None) -> Photo:
    """Name one photo; raise Unreadable for an empty one and for one of more than 8 MiB less 4 KiB."""
    if not payload:
        raise Unreadable("payload", "length", least=1)
    fits(payload, MOST_BYTES)
    return Photo(hashlib.sha256(payload).hexdigest(), payload)
