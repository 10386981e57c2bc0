"""The topic grammar: who may be named in a topic, and which topics a device may use."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache

from inspect_app.readings.rules.provisioning import REQUEST, RESPONSE

TELEMETRY = "telemetry"
SUBMISSION = "submission"
PHOTO = "photo"
RECEIPT = "receipt"
#: what a device says of itself when it comes, and its will when it goes
STATUS = "status"
#: nobody publishes it: whoever may listen to it of a device may also send in its name
GRANTED = "granted"

# A tablet's kinds are never a device's codec, so that the kind alone tells the two apart.
FROM_TABLET = frozenset({SUBMISSION, PHOTO})
TABLET_KINDS = FROM_TABLET | {RECEIPT}

#: the first level of SensorThings; its dot means something to NATS
STA = "v1.1"
#: no kind of a topic of ours, for it has a capital
OBSERVATIONS = "Observations"
_DATASTREAM = re.compile(rf"v1\.1/Datastreams\(([0-9]{{1,18}})\)/{OBSERVATIONS}")

# Everything that travels towards the service. The receipts go the other way and must not come back to us.
INTAKE = (
    "site/+/device/+/+", f"site/+/tablet/+/{SUBMISSION}", f"site/+/tablet/+/{PHOTO}", f"{STA}/+/{OBSERVATIONS}",
)  # fmt: skip
#: and, where a device may ask to be registered, its request
WITH_PORCH = (*INTAKE, REQUEST)
#: at a broker that is not ours, also below its own name there, so that nobody else hears the answer
WITH_PORCH_OUTSIDE = (*WITH_PORCH, f"{REQUEST}/+")
_MOST_CLIENT = 128

# '.', '*', '>' and whitespace mean something to NATS, '/', '+', '#' and '$' to MQTT: none may be in a name.
_SEGMENT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_LEVELS = 5


class BadTopic(ValueError):
    """The topic breaks a rule of the grammar; the text says which."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Who speaks about what: `kind` is 'telemetry', 'status', the name of a codec, or a tablet's kind."""

    site: str
    device: str
    kind: str

    @property
    def tablet(self) -> bool:
        return self.kind in TABLET_KINDS


@lru_cache(maxsize=16_384)  # the same few devices send without end
def parse(topic: str) -> Topic:
    """Read `site/<site>/device/<device>/<kind>` or `site/<site>/tablet/<device>/<kind>`.

    Raises BadTopic with the rule that is broken.
    """
    levels = topic.split("/")
    if len(levels) != _LEVELS:
        raise BadTopic(f"a topic has {_LEVELS} levels, this one has {len(levels)}")
    root, site, role, device, kind = levels
    if root != "site":
        raise BadTopic("the first level is 'site'")
    if role not in ("device", "tablet"):
        raise BadTopic("the third level is 'device' or 'tablet'")
    found = Topic(segment("site", site), segment("device", device), segment("kind", kind))
    if found.tablet != (role == "tablet"):
        raise BadTopic(f"kind: a {role} has no '{kind}'")
    return found


def build(site: str, device: str, kind: str = TELEMETRY) -> str:
    """Write the topic that `parse` reads back into the same three names."""
    role = "tablet" if kind in TABLET_KINDS else "device"
    return f"site/{segment('site', site)}/{role}/{segment('device', device)}/{segment('kind', kind)}"


def observations(datastream: int) -> str:
    """Write the topic a device creates Observations of this Datastream at (SensorThings 1.1, 14.2.1)."""
    return f"{STA}/Datastreams({datastream})/{OBSERVATIONS}"


def datastream(topic: str) -> int | None:
    """Return the Datastream whose Observations are created at a topic; None for any other topic."""
    found = _DATASTREAM.fullmatch(topic)
    return int(found[1]) if found else None


def answer_to(topic: str) -> str:
    """Return where a request to be registered is answered: as it was asked, with the client's name or without.

    "" for the topic of anything else.
    """
    asked, slash, client = topic[: len(REQUEST)], topic[len(REQUEST) :][:1], topic[len(REQUEST) + 1 :]
    if asked != REQUEST or slash not in ("", "/"):
        return ""
    return f"{RESPONSE}{slash}{client[:_MOST_CLIENT]}"


def segment(field: str, name: str) -> str:
    """Return the name if it may stand in a topic; raise BadTopic naming the field if not."""
    if not _SEGMENT.fullmatch(name):
        raise BadTopic(f"{field}: 1 to 63 of a-z, 0-9 and '-', not beginning with '-'")
    return name


def publish_allow(site: str, device: str, *, tablet: bool = False) -> tuple[str, ...]:
    """The topic filters one device may publish to: any codec of its own, or a tablet's two kinds.

    A device gets a wildcard on purpose: a broker of MQTT 3.1.1 acknowledges what its rules refuse, so a
    device that names an unknown codec must reach the dead letters instead of losing its message.
    """
    if tablet:
        return tuple(build(site, device, kind) for kind in sorted(FROM_TABLET))
    return (build(site, device).removesuffix(TELEMETRY) + "+",)


def gateway_publish(site: str, devices: Iterable[str]) -> tuple[str, ...]:
    """The topic filters a gateway may publish to: what each of these devices might, itself among them."""
    return tuple(each for device in sorted(devices) for each in publish_allow(site, device))


def gateway_subscribe(site: str, devices: Iterable[str]) -> tuple[str, ...]:
    """The topic filters a gateway may listen to, by which it learns for whom it may speak."""
    return tuple(granted(site, device) for device in sorted(devices))


def granted(site: str, device: str) -> str:
    """Return the topic that is open to a gateway exactly when it may speak for this device."""
    return build(site, device, GRANTED)


def subscribe_allow(site: str, device: str, *, tablet: bool = False) -> tuple[str, ...]:
    """The topic filters one device may listen to: a tablet its receipts, a sensor nothing."""
    receipts = build(site, device, RECEIPT)
    return (receipts,) if tablet else ()
