"""The host's side of Sparkplug B: births, aliases, sequence, deaths, and when to ask for a new birth.

It holds no connection: what arrives goes in, and what it means comes out. A session is plain data, so that it can
be kept with what it led to.
"""

from typing import Final, NamedTuple

import msgspec

from devices.codecs.naming import finite, plain
from devices.codecs.shapes import NORMAL, Unreadable, Value
from devices.codecs.sparkplug import NUMBERS, Kind, Metric, Payload, payload, typed
from devices.codecs.strict import in_range
from inspect_app.readings.rules.profiles import WITH_UNIT

NAMESPACE: Final = "spBv1.0"
STATE: Final = f"{NAMESPACE}/STATE"
#: the kind of device that may speak for others of its site
GATEWAY: Final = "gateway"
REBIRTH: Final = "Node Control/Rebirth"
_KINDS: Final = frozenset({"NBIRTH", "NDEATH", "NDATA", "DBIRTH", "DDEATH", "DDATA"})
_CONTROL: Final = ("Node Control/", "Device Control/")
_SEQUENCE: Final = 256
#: an edge node that is asked again and again while it is being born would never be done
ASK_AGAIN_MS: Final = 10_000


class Address(NamedTuple):
    """Who speaks: a group, an edge node in it, a device of that node or, as "", the node itself."""

    group: str
    node: str
    device: str = ""


class Alias(msgspec.Struct, frozen=True):
    """What a birth said a number stands for."""

    device: str
    name: str
    kind: int


class Session(msgspec.Struct):
    """What is known of one edge node since its birth."""

    born: bool = False
    birth: int | None = None
    seq: int | None = None
    #: a message is missing: numbers may mean something else by now, names cannot
    gap: bool = False
    aliases: dict[int, Alias] = {}
    kinds: dict[str, int] = {}
    #: the unit a birth told of a metric; data need not repeat it
    units: dict[str, str] = {}
    devices: set[str] = set()
    asked_ms: int | None = None


class Heard(NamedTuple):
    """What one message meant: values by who measured them, who came or went, and whether to ask for a birth."""

    address: Address
    rows: list[Value]
    born: bool = False
    died: bool = False
    ask: bool = False


def parse(topic: str) -> tuple[str, Address] | None:
    """Return the kind of message and who speaks, None for what no edge node sends; Unreadable for a bad topic."""
    levels = topic.split("/")
    if levels[0] != NAMESPACE:
        raise Unreadable("topic", "choice", expected=NAMESPACE)
    if len(levels) < 4 or levels[2] not in _KINDS:
        return None
    of_device = levels[2][0] == "D"
    if len(levels) != 4 + of_device or not all(levels):
        raise Unreadable("topic", "length", least=4 + of_device, got=len(levels))
    return levels[2], Address(levels[1], levels[3], levels[4] if of_device else "")


def publish_allow(node: Address, *, behind: bool) -> tuple[str, ...]:
    """The topics an edge node may publish to: its own, and (`behind`) those of devices behind it."""
    own = [f"{NAMESPACE}/{node.group}/{kind}/{node.node}" for kind in ("NBIRTH", "NDEATH", "NDATA")]
    theirs = [f"{NAMESPACE}/{node.group}/{kind}/{node.node}/+" for kind in ("DBIRTH", "DDEATH", "DDATA")]
    return (*own, *(theirs if behind else ()))


def subscribe_allow(node: Address, *, behind: bool) -> tuple[str, ...]:
    """The topics an edge node may listen to: commands to it and (`behind`) to devices behind it, and its host's state.

    With all below them: there are edge nodes that ask for `…/NCMD/<node>/#`, and what is refused they never hear.
    """
    commands = [f"{NAMESPACE}/{node.group}/{kind}/{node.node}" for kind in ("NCMD", "DCMD")[: 1 + behind]]
    return (*(each for topic in commands for each in (topic, f"{topic}/#")), f"{STATE}/+")


def state(*, online: bool, since_ms: int) -> bytes:
    """Return what a host tells of itself (Sparkplug 3.0, 6.4.10); its will has the time of its birth."""
    return b'{"online":%s,"timestamp":%d}' % (b"true" if online else b"false", since_ms)


def hear(session: Session, kind: str, address: Address, data: bytes, received_ms: int) -> Heard:
    """Take one message into the session of its edge node and return what it meant.

    Sent twice it means the same. Raises Unreadable for a payload that cannot be read, and (rule `birth`) for values
    under numbers no birth explains: the session asks for a birth then, see `ask`.
    """
    told = payload(data)
    if kind == "NDEATH":
        return _node_died(session, address, told)
    if kind == "NBIRTH":
        _begin(session, told)
    else:
        _follow(session, told)
    if kind == "DDEATH":
        session.devices.discard(address.device)
        return Heard(address, [], died=True, ask=ask(session, received_ms))
    born = kind.endswith("BIRTH")
    if born:
        _learn(session, address.device, told.metrics)
        session.devices.add(address.device)
    rows = _rows(session, address.device, told, received_ms)
    return Heard(address, rows, born=born, ask=ask(session, received_ms))


def ask(session: Session, now_ms: int) -> bool:
    """Say whether a birth is to be asked for now, and note that it was; at most once in ten seconds."""
    if session.born and not session.gap:
        return False
    if session.asked_ms is not None and 0 <= now_ms - session.asked_ms < ASK_AGAIN_MS:
        return False
    session.asked_ms = now_ms
    return True


def request(address: Address, now_ms: int) -> tuple[str, bytes]:
    """Return topic and payload of the command that asks an edge node for its births (Sparkplug 3.0, 6.4.9)."""
    name = REBIRTH.encode()
    metric = b"".join([b"\x0a", bytes([len(name)]), name, b"\x20", bytes([Kind.BOOLEAN]), b"\x70\x01"])
    body = b"".join([b"\x08", _varint(now_ms), b"\x12", bytes([len(metric)]), metric])
    return f"{NAMESPACE}/{address.group}/NCMD/{address.node}", body


def _varint(number: int) -> bytes:
    pieces = bytearray()
    while number >= 0x80:
        pieces.append(number & 0x7F | 0x80)
        number >>= 7
    pieces.append(number)
    return bytes(pieces)


def _begin(session: Session, told: Payload) -> None:
    session.born, session.gap, session.asked_ms = True, False, None
    session.birth, session.seq = _birth(told), told.seq
    session.aliases, session.kinds, session.units, session.devices = {}, {}, {}, set()


def _follow(session: Session, told: Payload) -> None:
    """Keep count: the same number once more is a message sent again, any other but the next means one is missing."""
    if told.seq is None or told.seq >= _SEQUENCE:
        raise Unreadable("seq", "range" if told.seq else "missing", least=0, most=_SEQUENCE - 1)
    if session.seq is not None and told.seq not in (session.seq, (session.seq + 1) % _SEQUENCE):
        session.gap = True
    session.seq = told.seq


def _node_died(session: Session, address: Address, told: Payload) -> Heard:
    """End the session the death belongs to; that of an earlier connection, come late, ends nothing."""
    birth = _birth(told)
    if not session.born or (session.birth is not None and birth is not None and birth != session.birth):
        return Heard(address, [])
    session.born, session.devices = False, set()
    session.aliases, session.kinds, session.units = {}, {}, {}
    return Heard(address, [], died=True)


def _birth(told: Payload) -> int | None:
    for metric in told.metrics:
        if metric.name == "bdSeq" and isinstance(metric.value, int):
            return metric.value
    return None


def _learn(session: Session, device: str, metrics: list[Metric]) -> None:
    for metric in metrics:
        if not metric.name:
            raise Unreadable("metrics.name", "missing")
        session.kinds[f"{device}/{metric.name}"] = metric.kind
        session.units.pop(f"{device}/{metric.name}", None)
        if metric.unit:
            session.units[f"{device}/{metric.name}"] = metric.unit
        if metric.alias is not None:
            session.aliases[metric.alias] = Alias(device, metric.name, metric.kind)


def _rows(session: Session, device: str, told: Payload, received_ms: int) -> list[Value]:
    rows: dict[tuple[int, str], Value] = {}
    for metric in told.metrics:
        name, kind = _named(session, device, metric)
        if name == "bdSeq" or name.startswith(_CONTROL) or metric.null:
            continue
        at = metric.at_ms if metric.at_ms is not None else told.at_ms
        at = in_range(name[:64], received_ms if at is None else at)
        value = typed(metric, kind, name[:64])
        unit = metric.unit or session.units.get(f"{device}/{name}", "")
        for path, number, own in _numbers((name,), kind, value, unit):
            told_as = f"{plain(*path)}{WITH_UNIT}{own}" if own else plain(*path)
            row = (at, told_as, finite(number, name[:64]), NORMAL)
            if rows.setdefault(row[:2], row) != row:
                raise Unreadable(name[:64], "duplicate")
    return list(rows.values())


def _named(session: Session, device: str, metric: Metric) -> tuple[str, int]:
    if metric.name:
        return metric.name, metric.kind or session.kinds.get(f"{device}/{metric.name}", 0)
    known = session.aliases.get(metric.alias) if metric.alias is not None else None
    if known is None or known.device != device or session.gap or not session.born:
        raise Unreadable("metrics.alias", "birth", got=metric.alias)
    return known.name, metric.kind or known.kind


def _numbers(
    path: tuple[str, ...], kind: int, value: object, unit: str
) -> list[tuple[tuple[str, ...], float, str]]:
    """Return the numbers under a metric with their units; of a template those of its members, named after it."""
    if isinstance(value, list):
        members = [each for each in value if isinstance(each, Metric)]
        return [
            found
            for each in members
            for found in _numbers((*path, each.name), each.kind, each.value, each.unit)
        ]
    if isinstance(value, bool) or not isinstance(value, int | float) or (kind and kind not in NUMBERS):
        return []
    return [(path, value, unit)]
