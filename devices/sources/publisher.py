"""The way back to the devices: publishes receipts, and says so when the broker did not take them."""

import secrets
import ssl
import threading
import time
from collections import deque
from collections.abc import Iterable, Sequence
from pathlib import Path
from urllib.parse import unquote, urlsplit

import paho.mqtt.client as mqtt
from paho.mqtt.enums import CallbackAPIVersion

from devices.sources import Undelivered

KEEPALIVE = 20


class Publisher:
    """Sends to devices over a connection of its own; may be used from any thread, also inside a handle.

    It serves the embedded broker too: there only a message that came in by MQTT reaches a device's QoS 1
    subscription, so the way back is MQTT and not the broker's own protocol. `pinned` is that broker's
    certificate when it speaks TLS. Of several addresses the next is tried when one does not answer.
    """

    def __init__(
        self,
        url: str | Sequence[str],
        *,
        timeout: float = 10.0,
        ca_file: str | None = None,
        pinned: Path | None = None,
    ) -> None:
        self._urls = deque([url] if isinstance(url, str) else url)
        self._ca_file, self._timeout = ca_file, timeout
        self._pinned = pinned
        self._lock = threading.Lock()
        self._client: mqtt.Client | None = None

    def publish(self, topic: str, payload: bytes, qos: int = 1) -> None:
        """Return when the broker has it; raise Undelivered when it did not take it in time."""
        self.publish_all([(topic, payload)], qos)

    def publish_all(self, messages: Iterable[tuple[str, bytes]], qos: int = 1) -> None:
        """As publish(), for many: all are sent before the first answer is waited for."""
        with self._lock:
            until = time.monotonic() + self._timeout
            try:
                client = self._connected()
                sent = [client.publish(topic, payload, qos) for topic, payload in messages]
                for one in sent:
                    one.wait_for_publish(max(0.0, until - time.monotonic()))
                    if not one.is_published():
                        raise Undelivered("the broker took the message not in time")
            except (OSError, RuntimeError) as error:
                self._drop()
                raise Undelivered(str(error)) from error
            except Undelivered:
                self._drop()
                raise

    def close(self) -> None:
        with self._lock:
            self._drop()

    def _connected(self) -> mqtt.Client:
        if self._client is None:
            name = f"publisher-{secrets.token_hex(6)}"
            client = mqtt.Client(CallbackAPIVersion.VERSION2, client_id=name)
            credentials(client, self._urls[0], self._ca_file, self._pinned)
            client.connect(*address(self._urls[0]), KEEPALIVE)
            client.loop_start()
            self._client = client
        return self._client

    def _drop(self) -> None:
        self._urls.rotate(-1)
        # With the client goes its queue: what was not taken is sent again by whoever still wants it sent.
        if self._client is not None:
            self._client.disconnect()
            self._client.loop_stop()
            self._client = None


def address(url: str) -> tuple[str, int]:
    parts = urlsplit(url)
    if parts.scheme not in ("mqtt", "mqtts") or not parts.hostname:
        raise ValueError("the broker's address is mqtt://host:port or mqtts://host:port")
    return parts.hostname, parts.port or (8883 if parts.scheme == "mqtts" else 1883)


def credentials(
    client: mqtt.Client, url: str, ca_file: str | None = None, pinned: Path | None = None
) -> None:
    """Give the client its log-in and, for mqtts, whom it trusts: `pinned` alone, else `ca_file`, else the system."""
    parts = urlsplit(url)
    if parts.username is not None:
        client.username_pw_set(unquote(parts.username), unquote(parts.password or ""))
    if parts.scheme == "mqtts":
        context = only(pinned) if pinned else ssl.create_default_context(cafile=ca_file)
        context.sslsocket_class = _Tidy
        client.tls_set_context(context)


class _Tidy(ssl.SSLSocket):
    """Closes itself when the handshake fails: paho lets go of it unclosed."""

    def do_handshake(self, block: bool = False) -> None:
        try:
            super().do_handshake(block)
        except (ssl.SSLWantReadError, ssl.SSLWantWriteError):
            raise
        except OSError:
            self.close()
            raise


def only(certificate: Path) -> ssl.SSLContext:
    """Trust exactly this certificate (the first of a PEM file), whatever name it was made out to.

    For the broker on this same machine: it is asked at its address here, its certificate names the public one.
    """
    end = "-----END CERTIFICATE-----"
    first = certificate.read_text(encoding="ascii", errors="replace").partition(end)[0] + end
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname = False
    context.verify_flags |= ssl.VERIFY_X509_PARTIAL_CHAIN
    context.load_verify_locations(cadata=first + "\n")
    return context
