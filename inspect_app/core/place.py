"""Where this instance lives: the address it prints on papers, its data folder, its secret, its settings."""

from pathlib import Path
from urllib.parse import urlsplit

from flask import current_app

from inspect_app.config import Settings, in_url, own_address


def address() -> str:
    """Return the address people reach this site at, without a slash at its end."""
    return str(current_app.config["SETTINGS"].address)


def broker() -> str:
    """Return the address clients reach the broker at, `mqtt(s)://host:port`; "" where it is not known.

    It is not of a cluster, and not of a broker that listens on the loopback behind the public address of the web.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if settings.nats_cluster:
        return ""
    if settings.broker_url:
        parts = urlsplit(settings.broker_url)
        scheme, host = parts.scheme, parts.hostname or ""
        port = parts.port or (8883 if scheme == "mqtts" else 1883)
    else:
        scheme, port = "mqtts" if settings.mqtt_certificate else "mqtt", settings.mqtt_port
        host = own_address() if settings.host in ("0.0.0.0", "::") else settings.host  # noqa: S104 - compared
    if settings.public_url and host in ("127.0.0.1", "::1", "localhost"):
        return ""
    return f"{scheme}://{in_url(host)}:{port}"


def home() -> Path:
    """Return the data folder."""
    return Path(current_app.config["DATA_DIR"])


def secret() -> str:
    """Return the installation's own secret, which codes and links are made with."""
    return str(current_app.secret_key)


def setting(name: str) -> str:
    """Return what the operator has set under this name."""
    return str(getattr(current_app.config["SETTINGS"], name))
