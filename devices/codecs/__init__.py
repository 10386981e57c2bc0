"""From bytes to plain values: one table from the kind in a topic to the codec that reads its payload."""

from collections.abc import Callable
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, TypeAlias

from devices.codecs import csv_rows, hj212, lpp, makers, native, photo, senml, status, uplinks
from devices.codecs.shapes import FLAGS, Flag, Photo, Readings, Status, Unreadable, Value
from devices.topics import PHOTO, STATUS, SUBMISSION, TELEMETRY, Topic
from inspect_app.core.later import later

if TYPE_CHECKING:
    from devices.codecs import checklist
    from devices.codecs.checklist import Submission
else:
    checklist = later("devices.codecs.checklist")

__all__ = [
    "CODECS",
    "FLAGS",
    "Codec",
    "Decoded",
    "Flag",
    "Photo",
    "Readings",
    "Status",
    "Unreadable",
    "Value",
    "decode",
]

Decoded: TypeAlias = "Readings | Submission | Photo | Status"
Codec = Callable[[Topic, bytes, int | None], Decoded]


def _checklist(topic: Topic, payload: bytes, received_ms: int | None) -> "Submission":
    return checklist.decode(topic, payload, received_ms)


# A payload family is added by one line here and one file beside this one.
CODECS: Final = MappingProxyType[str, Codec](
    {
        TELEMETRY: native.decode,
        "senml": senml.decode,
        "senml-cbor": senml.decode_cbor,
        "lpp": lpp.decode,
        "chirpstack": uplinks.chirpstack,
        "chirpstack-lpp": uplinks.chirpstack_lpp,
        "ttn": uplinks.ttn,
        "ttn-lpp": uplinks.ttn_lpp,
        "thingsboard": makers.thingsboard,
        "tasmota": makers.tasmota,
        "csv": csv_rows.decode,
        STATUS: status.decode,
        "hj212": hj212.decode,
        SUBMISSION: _checklist,
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
