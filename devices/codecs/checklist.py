"""A tablet's filled checklist: a frozen submission, whose shape is judged here and whose sense by the server."""

from typing import Annotated, Any, Final, Literal, cast

import msgspec

from devices.codecs.canonical import content_hash
from devices.codecs.shapes import Unreadable
from devices.codecs.strict import RFC3339, moment_ms, read, unique
from devices.topics import Topic
from inspect_app.core.marks import MOST_SHAPES
from inspect_app.inspections.rules.extras import MOST_EXTRAS
from inspect_app.inspections.rules.fill_log import (
    MOST_CHANGES,
    MOST_FIXES,
    MOST_ITEMS,
    MOST_JUMPS,
    MOST_SECONDS,
    sealed,
)
from inspect_app.projects.rules import PIN_SCALE

MOST_BYTES: Final = 1024 * 1024
MOST_ANSWERS: Final = 2000
MOST_SPOKEN: Final = 60
LATER: Final = ("counted", "image", "pin", "voice", "layers")

_NO_NUL = r"\A[^\x00]*\Z"  # no database takes a NUL in a text
Uuid = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}\Z")]
Sha256 = Annotated[str, msgspec.Meta(pattern=r"\A[0-9a-f]{64}\Z")]
Moment = Annotated[str, msgspec.Meta(pattern=RFC3339.replace(r"\d", "[0-9]"))]
Key = Annotated[str, msgspec.Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,63}\Z")]
Line = Annotated[str, msgspec.Meta(pattern=_NO_NUL, min_length=1, max_length=100)]
Whole = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Thousandth = Annotated[int, msgspec.Meta(ge=0, le=PIN_SCALE)]
Share = Annotated[float, msgspec.Meta(ge=0, le=1)]
Seconds = Annotated[int, msgspec.Meta(ge=-MOST_SECONDS, le=MOST_SECONDS)]
Text = Annotated[str, msgspec.Meta(pattern=_NO_NUL, max_length=4000)]


class Place(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the tablet was: degrees of WGS-84, accuracy in metres where the tablet knows it."""

    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    accuracy: Annotated[float, msgspec.Meta(ge=0, le=1_000_000)] | None = None


class Counted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How many were looked at, and how many of them failed."""

    checked: Whole
    failed: Whole


class Span(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A stretch of a sensor's readings, looked up by the server."""

    start: Moment = msgspec.field(name="from")
    to: Moment
    device: Key


class Pin(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where on a drawing: thousandths of its width and height."""

    sheet: Uuid
    x: Thousandth
    y: Thousandth


class Voice(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A spoken note, and its seconds."""

    sha256: Sha256
    seconds: Annotated[int, msgspec.Meta(ge=1, le=MOST_SPOKEN)]


class Shape(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One mark over a photo, from point to point in shares of its width and height."""

    kind: Literal["arrow", "circle", "line"]
    colour: Literal["red", "yellow", "blue", "white"]
    points: tuple[tuple[Share, Share], tuple[Share, Share]]


class Layer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The marks over one photo of the answer."""

    photo: Sha256
    shapes: Annotated[list[Shape], msgspec.Meta(min_length=1, max_length=MOST_SHAPES)]


class Answer(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was found at one item, perhaps at one element of the building."""

    item: Key
    outcome: Literal["pass", "fail", "na"] | None = None
    values: Annotated[list[float | tuple[float, float]], msgspec.Meta(max_length=500)] | Span | None = None
    text: Text | None = None
    photos: Annotated[list[Sha256], msgspec.Meta(max_length=50)] = []
    severity: Literal["general", "serious", "major"] | None = None
    note: Text | None = None
    element: Uuid | None = None
    counted: Counted | None = None
    image: Sha256 | None = None
    pin: Pin | None = None
    voice: Voice | None = None
    layers: Annotated[list[Layer], msgspec.Meta(min_length=1, max_length=50)] | None = None


class Extra(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was found besides the checklist; `id` is made on the tablet."""

    id: Uuid
    title: Annotated[str, msgspec.Meta(pattern=_NO_NUL, min_length=1, max_length=200)]
    kind: Literal["quality", "hazard"]
    severity: Literal["general", "serious", "major"]
    element: Uuid | None = None
    note: Text | None = None
    photos: Annotated[list[Sha256], msgspec.Meta(max_length=50)] = []
    layers: Annotated[list[Layer], msgspec.Meta(min_length=1, max_length=50)] | None = None


class Signature(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Who signed with which image, or why he refused to."""

    role: Line
    name: Line
    image: Sha256 | None = None
    refused: Text | None = None


class LoggedItem(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One item at one place: first answered when, looked at how long, changed how often."""

    item: Key
    element: Uuid | None
    at: Seconds
    spent: Whole
    changed: Whole


class LoggedFix(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """Where the browser said it was."""

    at: Seconds
    lat: Annotated[float, msgspec.Meta(ge=-90, le=90)]
    lon: Annotated[float, msgspec.Meta(ge=-180, le=180)]
    accuracy: Annotated[float, msgspec.Meta(ge=0, le=100_000_000)] | None


class LoggedChange(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What was changed after somebody had signed, and why."""

    at: Seconds
    item: Key | None
    element: Uuid | None
    role: Line | None
    reason: Annotated[str, msgspec.Meta(pattern=_NO_NUL, min_length=1, max_length=400)]


class LoggedJump(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """That the clock jumped, and by how many seconds."""

    at: Seconds
    by: Seconds


class Log(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """How the checklist was filled in, as the tablet noted it."""

    place: Literal["given", "refused", "none", "unasked"]
    items: Annotated[list[LoggedItem], msgspec.Meta(max_length=MOST_ITEMS)]
    fixes: Annotated[list[LoggedFix], msgspec.Meta(max_length=MOST_FIXES)]
    changes: Annotated[list[LoggedChange], msgspec.Meta(max_length=MOST_CHANGES)]
    clock: Annotated[list[LoggedJump], msgspec.Meta(max_length=MOST_JUMPS)]
    cut: Whole


class Submission(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One filled checklist; `id` is made on the tablet, so that sending it again is the same submission."""

    id: Uuid
    visit: Uuid
    template: Sha256
    started_at: Moment
    finished_at: Moment
    answers: Annotated[list[Answer], msgspec.Meta(min_length=1, max_length=MOST_ANSWERS)]
    place: Place | None = None
    signatures: Annotated[list[Signature], msgspec.Meta(max_length=32)] = []
    log: Log | None = None
    extras: Annotated[list[Extra], msgspec.Meta(min_length=1, max_length=MOST_EXTRAS)] | None = None

    def as_dict(self) -> dict[str, Any]:
        """Return plain JSON values with every field present, null where the tablet left one out.

        The fields of LATER are there only where they are given: what was signed before them keeps its hash.
        """
        plain = cast("dict[str, Any]", msgspec.to_builtins(self))
        for name in ("log", "extras"):
            if plain[name] is None:
                del plain[name]
        for each in (*plain["answers"], *plain.get("extras", ())):
            for name in LATER:
                if each.get(name, "") is None:
                    del each[name]
        return plain

    def content(self) -> str:
        """Return the SHA-256 that is signed for it: of its canonical form, in which a log stands as its own hash."""
        return content_hash(sealed(self.as_dict()))


_decoder: msgspec.json.Decoder[Submission] = msgspec.json.Decoder(Submission)


def decode(_topic: Topic | None, payload: bytes, _received_ms: int | None = None) -> Submission:
    """Read one submission; raise Unreadable naming the field for a shape that is not exactly this."""
    found = read(_decoder, payload, MOST_BYTES)
    unique(payload)
    moment_ms("started_at", found.started_at)
    moment_ms("finished_at", found.finished_at)
    for position, each in enumerate(found.answers):
        _values(f"answers[{position}].values", each.values)
    return found


def _values(field: str, values: list[float | tuple[float, float]] | Span | None) -> None:
    if isinstance(values, Span):
        moment_ms(f"{field}.from", values.start)
        moment_ms(f"{field}.to", values.to)
    elif values and len({isinstance(each, tuple) for each in values}) > 1:
        raise Unreadable(field, "type", got="values with and without their time")
