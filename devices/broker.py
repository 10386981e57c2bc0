"""The embedded broker: a nats-server as our child process, for sites that run no broker of their own."""

import asyncio
import atexit
import logging
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

from devices import broker_files
from devices.broker_files import DEVICES, insider_secrets, write_private
from devices.callout import Authenticate, Callout
from devices.child import find_program, spawn
from devices.health import complaint, has_room
from devices.jetstream import Store, prepare
from devices.nkeys import AccountKey
from devices.revocation import Guests, Revocation

BINARY_VARIABLE = "INSPECT_NATS_SERVER"
_RESTART_AFTER = 0.5
# How often it is asked how it does, and how many bad answers in a row end it.
_PULSE, _PULSE_ILL, _ILL_AT_MOST = 5.0, 1.0, 3

log = logging.getLogger(__name__)


class BrokerFailed(RuntimeError):
    """The broker did not come up; the text holds the end of its log."""


class EmbeddedBroker:
    """Runs the broker from start() to stop(), starts it again when it dies, and dies with this process.

    Data, configuration and the secrets of the insiders live in `data_dir`, readable by its owner only.
    `sync` is "always" (a message survives a power cut before it is acknowledged) or a time as "2m".
    With `tls` (certificate and key, PEM) devices come in by mqtts only. At `tablet_port` browsers come in.
    `ready` is set while the store is prepared and devices may come in.
    """

    def __init__(
        self,
        data_dir: Path,
        host: str,
        mqtt_port: int,
        client_port: int,
        nats_binary: str | None = None,
        sync: str = "always",
        *,
        store: Store | None = None,
        tls: tuple[Path, Path] | None = None,
        tablet_port: int = 0,
    ) -> None:
        self.tablet_port = tablet_port
        self.data_dir = data_dir.resolve()
        self.host, self.mqtt_port, self.client_port = host, mqtt_port, client_port
        self.ready = threading.Event()
        self._binary = nats_binary
        self._sync, self._store, self._tls = sync, store or Store(), tls
        self._secrets: dict[str, str] = {}
        self._process: subprocess.Popen[bytes] | None = None
        self._stopping = threading.Event()
        self._keeper: threading.Thread | None = None
        self._failed = threading.Event()

    @property
    def mqtt_url(self) -> str:
        """For our own MQTT client, which publishes receipts; it may publish and hear everything."""
        host = "127.0.0.1" if self.host in ("0.0.0.0", "::") else self.host  # noqa: S104 -- asked, not bound
        scheme = "mqtts" if self._tls else "mqtt"
        return f"{scheme}://server:{self._secrets['server']}@{host}:{self.mqtt_port}"

    @property
    def client_url(self) -> str:
        """For the source that reads the store."""
        return self._insider("intake")

    @property
    def pid(self) -> int | None:
        return self._process.pid if self._process else None

    def start(self, timeout: float = 20.0) -> None:
        """Return when devices may come in as far as the store goes; raise BrokerFailed otherwise."""
        try:
            binary = find_program("nats-server", BINARY_VARIABLE, self._binary)
        except FileNotFoundError as error:
            raise BrokerFailed(str(error)) from error
        _must_fit(self._tls)
        self._secrets = insider_secrets(self.data_dir)
        config = write_private(
            self.data_dir / "nats-server.conf",
            broker_files.config(
                self.data_dir, (self.host, self.mqtt_port), self.client_port, self._sync, self._store, self._tls,
                self._secrets, self.tablet_port,
            ),
        )  # fmt: skip
        self._stopping.clear()
        self._failed.clear()
        # The kernel ends the child with the *thread* that made it: one thread lives as long as the broker.
        self._keeper = threading.Thread(
            target=self._keep, args=([binary, "-c", str(config)],), name="broker", daemon=True
        )
        self._keeper.start()
        atexit.register(self.stop)
        self.wait_ready(timeout)

    def wait_ready(self, timeout: float = 20.0) -> None:
        """Raise BrokerFailed when the broker is not ready in time."""
        until = time.monotonic() + timeout
        while not self.ready.wait(0.02):
            if self._failed.is_set() or time.monotonic() > until:
                self.stop()
                raise BrokerFailed(f"the broker did not start: {self._last_words()}")

    def stop(self, timeout: float = 10.0) -> None:
        """End the broker in order; what it has acknowledged stays in `data_dir`."""
        atexit.unregister(self.stop)
        self._stopping.set()
        self.ready.clear()
        if self._process and self._process.poll() is None:
            self._process.terminate()
            try:
                self._process.wait(timeout)
            except subprocess.TimeoutExpired:
                self._process.kill()
        if self._keeper:
            self._keeper.join(timeout)

    def callout(self, authenticate: Authenticate) -> Callout:
        """The one that answers log-ins of devices; the caller starts and stops it."""
        key = AccountKey(bytes.fromhex(self._secrets["seed"]))
        return Callout(self._insider("callout"), DEVICES, key, authenticate, self.ready)

    def revocation(self, guests: Guests, context: Callable[[], AbstractContextManager[Any]]) -> Revocation:
        """The one that shows out who is no longer let in; the caller starts and stops it."""
        return Revocation(self._insider("system"), DEVICES, guests, context)

    def _insider(self, name: str) -> str:
        return f"nats://{name}:{self._secrets[name]}@127.0.0.1:{self.client_port}"

    def _keep(self, command: list[str]) -> None:
        while not self._stopping.is_set():
            self._process = spawn(command)
            if self._prepare(self._process) and not self._stopping.is_set():
                self.ready.set()
            code = self._watch(self._process)
            self.ready.clear()
            if not self._stopping.wait(_RESTART_AFTER):
                log.error("the broker ended with %s and is started again: %s", code, self._last_words())

    def _watch(self, process: subprocess.Popen[bytes]) -> int:
        """Wait for its end; bring that about when it hangs, or cannot write though there is room again."""
        ill = 0
        while True:
            try:
                return process.wait(_PULSE_ILL if ill else _PULSE)
            except subprocess.TimeoutExpired:
                what = "" if self._stopping.is_set() else complaint(self._insider("system"))
            ill = ill + 1 if what else 0
            if ill == 1:
                log.error("the broker is not well: %s", what)
            if ill >= _ILL_AT_MOST and has_room(self.data_dir):
                log.error("the broker does not recover and is killed: %s", what)
                process.kill()

    def _prepare(self, process: subprocess.Popen[bytes]) -> bool:
        while process.poll() is None:
            try:
                # A plain knock first: the client library waits two seconds after a refused connection.
                socket.create_connection(("127.0.0.1", self.client_port), timeout=1).close()
                asyncio.run(prepare(self.client_url, self._store))
            except Exception as error:  # noqa: BLE001 -- not up yet, or it says no: either way not ready
                log.debug("the broker is not ready: %s", error)
                time.sleep(0.05)
            else:
                return True
        self._failed.set()
        return False

    def _last_words(self) -> str:
        try:
            return (self.data_dir / "nats-server.log").read_text(errors="replace")[-2000:]
        except FileNotFoundError:
            return "no log"


def _must_fit(tls: tuple[Path, Path] | None) -> None:
    """Raise BrokerFailed when certificate and key are no pair: the broker itself would end without a word."""
    if tls is None:
        return
    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER).load_cert_chain(*tls, password=lambda: "")
    except (OSError, ValueError) as wrong:
        raise BrokerFailed(f"certificate {tls[0]} and key {tls[1]} cannot be used: {wrong}") from wrong
