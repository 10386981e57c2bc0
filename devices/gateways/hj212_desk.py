"""What becomes of each HJ 212 telegram: whose it is, what of it is kept, and what its sender hears."""

import hashlib
import hmac
import logging
import threading
from collections import OrderedDict
from typing import Final

from devices.codecs import Unreadable
from devices.codecs.hj212 import ASKS_TIME, SPANS, Answer, Telegram, answer, set_time, telegram
from devices.gateways.config import Config, Hj212, Station
from devices.gateways.hj212_map import found
from devices.gateways.messages import telemetry
from devices.gateways.store import DAY_MS, Message, Store
from devices.topics import BadTopic, segment

KIND: Final = "hj212"
MOST_PARTS: Final = 100
_REMEMBERED: Final = 4096
_HOUR_MS: Final = 3_600_000
_ANSWERS: Final = frozenset(Answer)

log = logging.getLogger(__name__)


class Refused(Exception):
    """The sender is nobody we know, or shows a wrong password: its connection is closed."""


class Desk:
    """Takes telegrams of all connections, one at a time each; an answer is given when what it answers is on disk."""

    def __init__(self, config: Config, told: Hj212, store: Store) -> None:
        self._config, self._told, self._store = config, told, store
        self._stations = {each.mn: each for each in told.stations}
        self._lock = threading.Lock()
        self._recent: OrderedDict[bytes, None] = OrderedDict()
        self._buried: OrderedDict[tuple[str, str], int] = OrderedDict()

    def take(self, data: bytes, at_ms: int) -> list[bytes]:
        """Keep what a data segment brings and return the frames its sender hears.

        Raises Refused, and sqlite3.Error where the disk did not take it: then nothing was answered.
        """
        with self._lock:
            return self._take(data, at_ms)

    def _take(self, data: bytes, at_ms: int) -> list[bytes]:
        try:
            told = telegram(data)
        except Unreadable as wrong:
            self.bury(self._config.platform.gateway, data, str(wrong), at_ms)
            return []
        station, device = self._known(told, data, at_ms)
        if told.edition is None and not (station and station.edition == 2025):
            self.bury(device, data, f"version {told.flag >> 2}", at_ms)
            return []
        if told.code in _ANSWERS:
            log.info("%s answers %s: %s", told.device, told.code, told.values)
            return []
        digest = hashlib.sha256(data).digest()
        if digest not in self._recent:
            self._keep(told, data, station, device, at_ms)
            self._remember(digest)
        return _answers(told, at_ms)

    def bury(self, device: str, data: bytes, why: str, at_ms: int) -> None:
        """Send on the bytes of what cannot be read, to lie among the dead letters: once an hour for each reason."""
        if self._may_bury((device, why), at_ms):
            self._store.put([(self._config.topic(device, KIND), data)], at_ms)
            log.warning("%s: a telegram that cannot be read is passed on as it is: %s", device, why)
        else:
            self._store.count("unread")

    def bury_stale(self, at_ms: int) -> None:
        """Send on the parts of telegrams whose others did not come within a day."""
        for whole, parts in self._store.stale_parts(at_ms - DAY_MS).items():
            topic = self._config.topic(self._config.platform.gateway, KIND)
            self._store.put_whole(whole, [(topic, part) for part in parts], at_ms)
            log.warning("%s: of a split telegram only %d parts came", whole, len(parts))

    def _known(self, told: Telegram, data: bytes, at_ms: int) -> tuple[Station | None, str]:
        station = self._stations.get(told.device)
        device = station.device if station else told.device.lower()
        if station is None and not (self._told.by_name and _may_name(device)):
            self.bury(self._config.platform.gateway, data, f"MN {told.device[:24]}", at_ms)
            raise Refused(f"no station with MN {told.device[:24]!r}")
        password = self._told.password if station is None or station.password is None else station.password
        if not hmac.compare_digest(told.password.encode(), password.encode()):
            self._store.count("refused")
            raise Refused(f"wrong password for MN {told.device[:24]!r}")
        return station, device

    def _keep(self, told: Telegram, data: bytes, station: Station | None, device: str, at_ms: int) -> None:
        if told.code == ASKS_TIME:
            return
        if told.parts == 1:
            self._store.put(self._messages([told], [data], station, device, at_ms), at_ms)
        elif told.parts > MOST_PARTS:
            self.bury(device, data, f"{told.parts} parts", at_ms)
        elif parts := self._store.put_part(told.key, told.part, told.parts, data, at_ms):
            telegrams = [telegram(each) for each in parts]
            self._store.put_whole(told.key, self._messages(telegrams, parts, station, device, at_ms), at_ms)

    def _messages(
        self, telegrams: list[Telegram], raw: list[bytes], station: Station | None, device: str, at_ms: int
    ) -> list[Message]:
        """Return what goes on of a telegram: its values, and its bytes where something in it is not understood."""
        code, take = telegrams[0].code, station.take if station else 2011
        if code in SPANS and code != take:
            self._store.count("passed_over")
            return []
        try:
            rows, unknown = found(telegrams, self._told, station)
        except Unreadable as wrong:
            rows, unknown = [], (f"CN {code}, {wrong}",)
        messages = telemetry(self._config.topic(device), rows)
        if unknown and self._may_bury((device, ", ".join(unknown)), at_ms):
            log.warning("%s: passed on as it is, not understood: %s", device, ", ".join(unknown))
            messages += [(self._config.topic(device, KIND), each) for each in raw]
        return messages

    def _may_bury(self, why: tuple[str, str], at_ms: int) -> bool:
        last = self._buried.get(why)
        if last is not None and abs(at_ms - last) < _HOUR_MS:
            return False
        self._buried[why] = at_ms
        self._buried.move_to_end(why)
        if len(self._buried) > _REMEMBERED:
            self._buried.popitem(last=False)
        return True

    def _remember(self, digest: bytes) -> None:
        self._recent[digest] = None
        if len(self._recent) > _REMEMBERED:
            self._recent.popitem(last=False)


def _may_name(device: str) -> bool:
    try:
        segment("device", device)
    except BadTopic:
        return False
    return len(device) <= 40


def _answers(told: Telegram, at_ms: int) -> list[bytes]:
    asks_time = told.code == ASKS_TIME
    heard = [answer(told, Answer.NOTICE if asks_time else Answer.DATA)] if told.wants_answer else []
    return [*heard, set_time(told, at_ms)] if asks_time else heard
