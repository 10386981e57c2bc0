"""The topic grammar: who may be named in a topic, and which topics a device may use."""

import re
from dataclasses import dataclass
from functools import lru_cache

TELEMETRY = "telemetry"
SUBMISSION = "submission"
PHOTO = "photo"
RECEIPT = "receipt"

# A tablet's kinds are never a device's codec, so that the kind alone tells the two apart.
FROM_TABLET = frozenset({SUBMISSION, PHOTO})
TABLET_KINDS = FROM_TABLET | {RECEIPT}

# Everything that travels towards the service. The receipts go the other way and must not come back to us.
INTAKE = ("site/+/device/+/+", f"site/+/tablet/+/{SUBMISSION}", f"site/+/tablet/+/{PHOTO}")

# '.', '*', '>' and whitespace mean something to NATS, '/', '+', '#' and '$' to MQTT: none may be in a name.
_SEGMENT = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
_LEVELS = 5


class BadTopic(ValueError):
    """The topic breaks a rule of the grammar; the text says which."""


@dataclass(frozen=True, slots=True)
class Topic:
    """Who speaks about what: `kind` is 'telemetry', the name of a codec, or a tablet's kind."""

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


def subscribe_allow(site: str, device: str, *, tablet: bool = False) -> tuple[str, ...]:
    """The topic filters one device may listen to: a tablet its receipts, a sensor nothing."""
    receipts = build(site, device, RECEIPT)
    return (receipts,) if tablet else ()
