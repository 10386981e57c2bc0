"""From bytes to plain values: one table from the kind in a topic to the codec that reads its payload."""

from collections.abc import Callable
from types import MappingProxyType
from typing import Final

from devices.codecs import checklist, native, photo, senml
from devices.codecs.checklist import Submission
from devices.codecs.shapes import FLAGS, Flag, Photo, Readings, Unreadable, Value
from devices.topics import PHOTO, SUBMISSION, TELEMETRY, Topic

__all__ = [
    "CODECS",
    "FLAGS",
    "Codec",
    "Decoded",
    "Flag",
    "Photo",
    "Readings",
    "Submission",
    "Unreadable",
    "Value",
    "decode",
]

Decoded = Readings | Submission | Photo
Codec = Callable[[Topic, bytes, int | None], Decoded]

# A payload family is added by one line here and one file beside this one.
CODECS: Final = MappingProxyType[str, Codec](
    {
        TELEMETRY: native.decode,
        "senml": senml.decode,
        SUBMISSION: checklist.decode,
        PHOTO: photo.decode,
    }
)


def decode(kind: str, topic: Topic, payload: bytes, received_ms: int | None = None) -> Decoded:
    """Read one payload of the given kind; raise Unreadable, and nothing else, for what cannot be read.

    `received_ms` dates a reading whose device told no time; without it such a message is refused.
    """
    codec = CODECS.get(kind)
    if codec is None:
        raise Unreadable("kind", "kind", known=", ".join(CODECS))
    return codec(topic, payload, received_ms)
