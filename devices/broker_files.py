"""The files of the embedded broker: its configuration and the secrets of the insiders, for their owner only."""

import json
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from devices.jetstream import Store
from devices.nkeys import AccountKey

DEVICES = "DEVICES"
_LOGINS, _SYSTEM = "LOGINS", "SYSTEM"
_INSIDERS = ("intake", "server", "callout", "system")
# Out of reach: left to itself the broker promises three quarters of what is free on the disk as it starts, and with
# little free it would not start at all. What ends it is the disk or Store.max_bytes, each by refusing a message.
_MAX_FILE_STORE = "1TB"
# So many seconds a log-in may take, the device's packet and the registry's answer: what takes longer is refused as a
# wrong secret is, and a device on a narrow network, or beside a slow database, would hear that for no fault of its own.
_LOG_IN_WITHIN = 10

_CONFIG = """\
server_name: {name}
listen: "{client_host}:{client_port}"
{inside}
max_payload: 8MB
log_file: "{data}/nats-server.log"
logfile_size_limit: 10MB
logfile_max_num: 3
jetstream {{ store_dir: "{data}/jetstream", sync_interval: {sync}, max_file_store: {max_file_store} }}
mqtt {{
  listen: "{host}:{mqtt_port}"
  max_ack_pending: 2000
  ack_wait: "{ack_wait}ms"
  consumer_inactive_threshold: "720h"
  {replicas}
  {tls}
}}
{cluster}
{websocket}
accounts {{
  {devices} {{ jetstream: enabled, users: [
    {{ user: intake, password: "{intake}", allowed_connection_types: [STANDARD] }}
    {{ user: server, password: "{server}", allowed_connection_types: [MQTT] }}
  ] }}
  {logins} {{ users: [ {{ user: callout, password: "{callout}", allowed_connection_types: [STANDARD] }} ] }}
  {system_account} {{ users: [
    {{ user: system, password: "{system}", allowed_connection_types: [STANDARD] }}
  ] }}
}}
system_account: {system_account}
authorization {{
  timeout: {log_in_within}
  auth_callout {{ issuer: {issuer}, account: {logins}, auth_users: [ intake, server, callout, system ] }}
}}
"""
_CLUSTER = """\
cluster {{
  name: inspect
  listen: "{host}:{port}"
  authorization {{ user: node, password: "{secret}", timeout: 2 }}
  routes: [ {routes} ]
  {tls}
}}
"""
# A browser's log-in is its own name and secret, so the page it came from proves nothing more.
_WEBSOCKET = """\
websocket {{
  listen: "{host}:{port}"
  {tls}
}}
"""


@dataclass(frozen=True, slots=True)
class Node:
    """One node of a cluster: its name, where it listens, and what it needs to know of the others.

    `routes` are host:port of every node; `inside` are certificate, key and authority (PEM, on that machine) with
    which nodes and intakes speak TLS, None where the network between them is private.
    """

    name: str
    host: str
    route_port: int
    routes: tuple[str, ...]
    inside: tuple[Path, Path, Path] | None = None

    @property
    def replicas(self) -> int:
        """Return on how many nodes a message lies: on three, whatever the number beyond."""
        return min(3, len(self.routes))


def config(
    data: Path,
    mqtt: tuple[str, int],
    client_port: int,
    sync: str,
    store: Store,
    tls: tuple[Path, Path] | None,
    known: dict[str, str],
    tablets: int = 0,
    node: Node | None = None,
) -> str:
    """Return the configuration; `mqtt` is where devices come in, `tls` certificate and key, `known` the secrets.

    With `tablets` browsers come in at that port, by MQTT over WebSocket. Without `node` it stands alone, and takes
    insiders from its own machine only.
    """
    secure = "" if tls is None else "tls {{ cert_file: {}, key_file: {} }}".format(*map(_quoted, tls))
    inside = ""
    if node and node.inside:
        inside = "tls {{ cert_file: {}, key_file: {}, ca_file: {} }}".format(*map(_quoted, node.inside))
    return _CONFIG.format(
        name=node.name if node else "inspect",
        client_host=node.host if node else "127.0.0.1",
        inside=inside,
        replicas=f"stream_replicas: {node.replicas}" if node else "",
        cluster=_cluster(node, known["node"], inside) if node else "",
        data=data,
        host=mqtt[0],
        mqtt_port=mqtt[1],
        client_port=client_port,
        sync=json.dumps(sync),
        ack_wait=round(store.ack_wait * 1000),
        max_file_store=_MAX_FILE_STORE,
        log_in_within=_LOG_IN_WITHIN,
        tls=secure,
        websocket=_WEBSOCKET.format(host=mqtt[0], port=tablets, tls=secure or "no_tls: true")
        if tablets
        else "",
        devices=DEVICES,
        logins=_LOGINS,
        system_account=_SYSTEM,
        issuer=AccountKey(bytes.fromhex(known["seed"])).public,
        **{name: known[name] for name in _INSIDERS},
    )


def _cluster(node: Node, secret: str, inside: str) -> str:
    routes = ", ".join(f'"nats-route://node:{secret}@{each}"' for each in node.routes)
    # Between nodes both sides show a certificate.
    tls = inside.replace(" }", ", verify: true }")
    return _CLUSTER.format(host=node.host, port=node.route_port, secret=secret, routes=routes, tls=tls)


def _quoted(path: Path) -> str:
    return json.dumps(str(path.resolve()), ensure_ascii=False)


def new_secrets() -> dict[str, str]:
    """Return fresh secrets of the insiders, of the nodes among themselves, and the seed that signs log-ins."""
    return {name: secrets.token_hex(24) for name in (*_INSIDERS, "node")} | {"seed": secrets.token_hex(32)}


def insider_secrets(data_dir: Path) -> dict[str, str]:
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / "secrets.json"
    if not path.exists():
        write_private(path, json.dumps(new_secrets()))
    known: dict[str, str] = json.loads(path.read_text())
    return known


def write_private(path: Path, text: str) -> Path:
    fresh = path.with_suffix(".new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
    return path
