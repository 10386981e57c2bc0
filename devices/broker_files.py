"""The files of the embedded broker: its configuration and the secrets of the insiders, for their owner only."""

import json
import os
import secrets
from pathlib import Path

from devices.jetstream import Store
from devices.nkeys import AccountKey

DEVICES = "DEVICES"
_LOGINS, _SYSTEM = "LOGINS", "SYSTEM"
_INSIDERS = ("intake", "server", "callout", "system")
# Out of reach: left to itself the broker promises three quarters of what is free on the disk as it starts, and with
# little free it would not start at all. What ends it is the disk or Store.max_bytes, each by refusing a message.
_MAX_FILE_STORE = "1TB"

_CONFIG = """\
server_name: inspect
listen: "127.0.0.1:{client_port}"
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
  {tls}
}}
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
  timeout: 2
  auth_callout {{ issuer: {issuer}, account: {logins}, auth_users: [ intake, server, callout, system ] }}
}}
"""
# A browser's log-in is its own name and secret, so the page it came from proves nothing more.
_WEBSOCKET = """\
websocket {{
  listen: "{host}:{port}"
  {tls}
}}
"""


def config(
    data: Path,
    mqtt: tuple[str, int],
    client_port: int,
    sync: str,
    store: Store,
    tls: tuple[Path, Path] | None,
    known: dict[str, str],
    tablets: int = 0,
) -> str:
    """Return the configuration; `mqtt` is where devices come in, `tls` certificate and key, `known` the secrets.

    With `tablets` browsers come in at that port, by MQTT over WebSocket.
    """
    secure = "" if tls is None else "tls {{ cert_file: {}, key_file: {} }}".format(*map(_quoted, tls))
    return _CONFIG.format(
        data=data,
        host=mqtt[0],
        mqtt_port=mqtt[1],
        client_port=client_port,
        sync=json.dumps(sync),
        ack_wait=round(store.ack_wait * 1000),
        max_file_store=_MAX_FILE_STORE,
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


def _quoted(path: Path) -> str:
    return json.dumps(str(path.resolve()), ensure_ascii=False)


def insider_secrets(data_dir: Path) -> dict[str, str]:
    data_dir.mkdir(mode=0o700, parents=True, exist_ok=True)
    path = data_dir / "secrets.json"
    if not path.exists():
        made = {name: secrets.token_hex(24) for name in _INSIDERS} | {"seed": secrets.token_hex(32)}
        write_private(path, json.dumps(made))
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
