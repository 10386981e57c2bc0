"""A cluster of nats-servers as broker: any number of intakes read from it and answer its log-ins."""

import asyncio
import json
import logging
import threading
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import nats.errors
import nats.js.errors

from devices.broker_files import DEVICES
from devices.callout import Authenticate, Callout
from devices.dial import Nodes
from devices.jetstream import Store, prepare
from devices.nkeys import AccountKey
from devices.rounds import Rounds

_PAUSE = 1.0

log = logging.getLogger(__name__)


class BadKey(ValueError):
    """The file says not what an intake must know of a cluster."""


@dataclass(frozen=True, slots=True)
class Key:
    """What an intake must know of a cluster: a file for its owner only, the same for every intake.

    `intakes` are nats:// or tls:// addresses of the nodes, `devices` mqtt:// or mqtts:// ones, none with a log-in.
    `ca_file` is the authority that vouches for the nodes' certificates, "" for those of the system.
    """

    intakes: tuple[str, ...]
    devices: tuple[str, ...]
    replicas: int
    secrets: dict[str, str]
    ca_file: str = ""

    def text(self) -> str:
        """Return it as the file holds it."""
        return json.dumps(asdict(self), indent=1) + "\n"


def read_key(path: Path) -> Key:
    """Read the file of a cluster; raises BadKey with one line that says what is wrong."""
    try:
        found = Key(**json.loads(path.read_text(encoding="utf-8")))
        places = [*map(urlsplit, found.intakes), *map(urlsplit, found.devices)]
        known = all(each.hostname and each.port for each in places) and bytes.fromhex(found.secrets["seed"])
    except (OSError, ValueError, TypeError, KeyError, AttributeError) as wrong:
        raise BadKey(f"{path} is no key of a cluster: {wrong!r}") from wrong
    if not (found.intakes and found.devices and known):
        raise BadKey(f"{path} is no key of a cluster: it must name the nodes with their ports")
    return found


class Cluster:
    """The nodes of a cluster, as an intake uses them; nothing of it is started or ended here."""

    def __init__(self, key: Key, store: Store | None = None) -> None:
        self._key = key
        self._store = store or Store(replicas=key.replicas)
        self.ready = threading.Event()

    @property
    def place(self) -> Nodes:
        """For the source that reads the store."""
        return self._insider("intake")

    @property
    def mqtt_urls(self) -> tuple[str, ...]:
        """For our own MQTT client, which publishes receipts: any one of them will do."""
        return tuple(_with_log_in(each, "server", self._key.secrets["server"]) for each in self._key.devices)

    @property
    def ca_file(self) -> str:
        """Who vouches for the nodes."""
        return self._key.ca_file

    def wait_ready(self, stop: threading.Event) -> bool:
        """Return True once the store is prepared, which waits for most of the nodes; False when told to stop.

        The store is the same whichever intake prepares it, so all may do so at once.
        """
        while not stop.is_set():
            try:
                asyncio.run(prepare(self._insider("intake"), self._store))
            except (OSError, TimeoutError, nats.errors.Error, nats.js.errors.Error) as error:
                log.warning("the cluster is not ready: %s", repr(error))
                stop.wait(_PAUSE)
            else:
                self.ready.set()
                return True
        return False

    @contextmanager
    def answering(
        self, authenticate: Authenticate, context: Callable[[], AbstractContextManager[Any]]
    ) -> Iterator[None]:
        """Answer log-ins, and show out whom the registry no longer lets in, as long as this lasts."""
        seed = AccountKey(bytes.fromhex(self._key.secrets["seed"]))
        callout = Callout(self._insider("callout"), DEVICES, seed, authenticate, self.ready, several=True)
        rounds = Rounds(self._insider("system"), DEVICES, callout.guests, context)
        callout.start()
        rounds.start()
        try:
            yield
        finally:
            rounds.stop()
            callout.stop()

    def _insider(self, name: str) -> Nodes:
        urls = tuple(_with_log_in(each, name, self._key.secrets[name]) for each in self._key.intakes)
        return Nodes(urls, self._key.ca_file)


def _with_log_in(url: str, name: str, secret: str) -> str:
    scheme, _, place = url.partition("://")
    return f"{scheme}://{name}:{secret}@{place}"
