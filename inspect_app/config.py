"""Settings: one frozen dataclass read from INSPECT_* variables; unknown names and bad values stop the start."""

import os
import re
import socket
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from inspect_app.addresses import SCHEMES, wrong_with

PREFIX = "INSPECT_"
#: setting -> (what it must look like, in words)
_SHAPES = {
    "broker_sync": (re.compile(r"always|[1-9][0-9]{0,5}(ms|s|m|h)"), "must be always, or a time such as 2m"),
    "sparkplug_host": (
        re.compile(r"[A-Za-z0-9_-]{0,23}"),
        "must be letters, digits, '-' and '_', at most 23",
    ),
    "broker_group": (re.compile(r"[^/+#\s]*"), "must hold no '/', '+', '#' or space"),
    "objects_region": (re.compile(r"[a-z0-9-]+"), "must be small letters, digits and '-'"),
    "host": (re.compile(r"\S+"), "must be an address without spaces"),
    "mail_from": (re.compile(r"[^@\s<>,;]+@[^@\s<>,;]+"), "must be an e-mail address"),
}
#: settings that name a file which must be there
_FILES = ("nats_server", "nats_cluster", "broker_ca", "mqtt_certificate", "mqtt_key")
#: a host that means every network of this machine -> where this machine itself finds it
_ALL = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 -- looked up, not bound


class BadSettings(ValueError):
    """Settings that cannot be used: one line for each."""


def _setting(default: Any, about: str, least: int | None = None, most: int | None = None) -> Any:
    return field(default=default, metadata={"about": about, "least": least, "most": most})


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything an operator may set; each is read from INSPECT_<NAME>."""

    data_dir: str = _setting("", "Where the database, files, keys and the broker's store live")
    objects_url: str = _setting("", "http(s)://user:secret@HOST/BUCKET of S3 for files; empty: data dir")
    objects_region: str = _setting("us-east-1", "Region that server signs for")
    database_url: str = _setting("", "sqlite:///… or postgresql+psycopg://…; empty: SQLite in the data dir")
    read_database_url: str = _setting("", "PostgreSQL replica that charts and exports may be read from")
    read_lag_seconds: int = _setting(5, "How far behind it may be before the leader is read", 0, 3600)
    broker_url: str = _setting("", "mqtt(s)://user:secret@host:port of an external broker; empty: embedded")
    broker_provision: bool = _setting(False, "Devices may ask an external broker to be registered")
    broker_group: str = _setting("", "Shared-subscription group of an external MQTT 5 broker; empty: none")
    sparkplug_host: str = _setting("inspect", "Host id under which Sparkplug B is heard; empty: it is not")
    broker_ca: str = _setting(
        "", "CA certificates (PEM) an mqtts:// broker is checked against; empty: the system's"
    )
    nats_cluster: str = _setting("", "Key file of a NATS cluster (inspect-app nats-cluster); empty: none")
    nats_server: str = _setting("", "Path of a nats-server binary; empty: the one installed with the package")
    broker_sync: str = _setting("always", "When the embedded broker syncs to disk: always, or e.g. 2m")
    host: str = _setting("127.0.0.1", "Address the web and the embedded broker listen on")
    port: int = _setting(8000, "Port of the web", 1, 65535)
    mqtt_port: int = _setting(1883, "Port of the embedded broker", 1, 65535)
    tablet_port: int = _setting(0, "Port of MQTT over WebSocket, for tablets' browsers; 0: none", 0, 65535)
    tablet_url: str = _setting("", "Address tablets reach that port at; empty: ws(s)://<host>:<port>")
    mqtt_certificate: str = _setting("", "Certificate (PEM) of the embedded broker: devices then use mqtts")
    mqtt_key: str = _setting("", "Private key (PEM) of that certificate")
    public_url: str = _setting(
        "",
        "Address printed on papers and QR codes; empty: http://host:port (for 0.0.0.0: this machine's own)",
    )
    secret_key: str = _setting("", "Key of sessions and links; empty: made once and kept in the data dir")
    threads: int = _setting(32, "Threads of a web worker", 1, 512)
    workers: int = _setting(1, "Web worker processes", 1, 64)
    secure_cookies: bool = _setting(False, "Cookies over HTTPS only; set it when the site has HTTPS")
    cold: bool = _setting(
        False, "Move months of readings past their time out of the database, into Parquet files"
    )
    proxies: int = _setting(0, "How many reverse proxies stand in front", 0, 5)
    session_hours: int = _setting(12, "Hours a log-in lasts", 1, 720)
    smtp_url: str = _setting(
        "", "smtp(s)://user:secret@host:port that sends e-mail; empty: letters are kept as files"
    )
    mail_from: str = _setting("inspect@localhost", "Address e-mail is sent from")
    sms_url: str = _setting(
        "", "Where text messages are posted to as JSON; empty: they are kept as files in the data dir"
    )
    tsa_url: str = _setting(
        "", "Time-stamping authority (RFC 3161) papers are stamped by; empty: not stamped"
    )
    webhook_allow: str = _setting("", "Hosts and networks webhooks may reach besides public https addresses")
    wechat_url: str = _setting("", "Where WeChat messages are posted to as JSON; empty: kept as files")
    metrics_token: str = _setting("", "Bearer token for /metrics; empty: only this machine reads it")
    intake_metrics_port: int = _setting(0, "Port of the intake's own /metrics; 0: none", 0, 65535)
    log_level: str = _setting("info", "debug, info, warning or error")

    @property
    def home(self) -> Path:
        """Return the data directory."""
        return Path(self.data_dir or default_home())

    @property
    def broker_outside(self) -> bool:
        """Say whether somebody else runs the broker."""
        return bool(self.broker_url or self.nats_cluster)

    @property
    def database(self) -> str:
        """Return the database address in force."""
        return self.database_url or f"sqlite:///{self.home / 'inspect.db'}"

    @property
    def address(self) -> str:
        """Return the address people reach the site at, without a slash at its end."""
        if self.public_url:
            return self.public_url.rstrip("/")
        return f"http://{in_url(own_address() if self.host in _ALL else self.host)}:{self.port}"

    def tablet_broker(self, host: str) -> str:
        """Return where a browser that reached the web at `host` finds the broker, "" where there is none for it."""
        if self.tablet_url or not self.tablet_port:
            return self.tablet_url
        return f"{'wss' if self.mqtt_certificate else 'ws'}://{in_url(host)}:{self.tablet_port}"

    @property
    def near(self) -> str:
        """Return the host at which this machine itself reaches its web and its broker."""
        return _ALL.get(self.host, self.host)


def in_url(host: str) -> str:
    """Return a host as addresses write it: version 6 in brackets."""
    return f"[{host}]" if ":" in host else host


def own_address() -> str:
    """Return this machine's address on the network it sends by; without a network the loopback's."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as asked:
        try:
            # Only chooses the way, by which nothing is sent; the address itself is one of nobody's.
            asked.connect(("198.51.100.1", 9))
        except OSError:
            return "127.0.0.1"
        return str(asked.getsockname()[0])


def default_home() -> Path:
    """Return where data lives when nothing is set: the user's data folder (XDG)."""
    return Path(os.environ.get("XDG_DATA_HOME", Path.home() / ".local" / "share")) / "inspect-app"


def read(environ: Mapping[str, str]) -> Settings:
    """Return the settings of an environment; BadSettings has one line for each fault."""
    known = {PREFIX + each.name.upper(): each for each in fields(Settings)}
    faults: list[str] = []
    values: dict[str, Any] = {}
    for name in sorted(environ):
        # INSPECT_TEST_* steers the test suite, not the product.
        if not name.startswith(PREFIX) or name.startswith("INSPECT_TEST_"):
            continue
        if name not in known:
            faults.append(f"{name}: no such setting. Known: {', '.join(sorted(known))}")
            continue
        try:
            environ[name].encode()  # what is not UTF-8 breaks only where it is used
            values[known[name].name] = _parse(known[name], environ[name])
        except UnicodeEncodeError:
            faults.append(f"{name}: must be UTF-8")
        except ValueError as wrong:
            faults.append(f"{name}: {wrong} (given: {_shown(name, environ[name])})")
    faults += _judge(values)
    if faults:
        raise BadSettings("\n".join(faults))
    return Settings(**values)


def _parse(one: Any, text: str) -> Any:
    if one.type is bool:
        if text.lower() not in ("1", "0", "true", "false", "yes", "no"):
            raise ValueError("must be 1 or 0")
        return text.lower() in ("1", "true", "yes")
    if one.type is int:
        if not re.fullmatch(r"\s*-?[0-9]{1,9}\s*", text):
            raise ValueError("must be a whole number")
        number, least, most = int(text), one.metadata["least"], one.metadata["most"]
        if not least <= number <= most:
            raise ValueError(f"must be {least} to {most}")
        return number
    return text


def _judge(values: Mapping[str, Any]) -> list[str]:
    faults = [
        f"{PREFIX}{name.upper()}: {fault}"
        for name in SCHEMES
        if (fault := wrong_with(name, values.get(name)))
    ]
    for name, (shape, words) in _SHAPES.items():
        if name in values and not shape.fullmatch(values[name]):
            faults.append(f"{PREFIX}{name.upper()}: {words}")
    outside = values.get("broker_url") or values.get("nats_cluster")
    if not outside and values.get("port", 8000) == values.get("mqtt_port", 1883):
        faults.append(f"{PREFIX}MQTT_PORT: must differ from {PREFIX}PORT")
    if values.get("broker_url") and values.get("nats_cluster"):
        faults.append(f"{PREFIX}NATS_CLUSTER: either this or {PREFIX}BROKER_URL")
    if values.get("tablet_port", 0) in (values.get("port", 8000), values.get("mqtt_port", 1883)):
        faults.append(f"{PREFIX}TABLET_PORT: must differ from {PREFIX}PORT and {PREFIX}MQTT_PORT")
    if values.get("data_dir") and not _may_be_folder(Path(values["data_dir"])):
        faults.append(f"{PREFIX}DATA_DIR: is no folder")
    if values.get("log_level", "info") not in ("debug", "info", "warning", "error"):
        faults.append(f"{PREFIX}LOG_LEVEL: must be debug, info, warning or error")
    if values.get("secret_key") and len(values["secret_key"]) < 32:
        faults.append(f"{PREFIX}SECRET_KEY: at least 32 characters")
    named = [name for name in _FILES if values.get(name)]
    faults += [f"{PREFIX}{name.upper()}: no such file" for name in named if not _is_file(Path(values[name]))]
    return faults + _judge_pairs(values)


def _judge_pairs(values: Mapping[str, Any]) -> list[str]:
    faults = []
    if values.get("read_database_url", "").startswith("postgresql") and not values.get(
        "database_url", ""
    ).startswith("postgresql"):
        faults.append(f"{PREFIX}READ_DATABASE_URL: only with {PREFIX}DATABASE_URL of PostgreSQL")
    if bool(values.get("mqtt_certificate")) != bool(values.get("mqtt_key")):
        faults.append(f"{PREFIX}MQTT_KEY: certificate and key go together")
    return faults


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # a name longer than any
        return False


def _may_be_folder(path: Path) -> bool:
    try:
        return path.is_dir() or not path.exists()
    except OSError:  # as above
        return False


def _shown(name: str, text: str) -> str:
    return "…" if "SECRET" in name or "URL" in name else repr(text[:60])


def from_environ() -> Settings:
    """Return the settings of this process's environment."""
    return read(os.environ)
