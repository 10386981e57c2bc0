"""Addresses in settings: how each may begin, and what is wrong with one."""

from urllib.parse import urlsplit

#: setting -> how an address given there may begin
SCHEMES = {
    "database_url": ("sqlite", "postgresql+psycopg"),
    "read_database_url": ("postgresql+psycopg",),
    "broker_url": ("mqtt", "mqtts"),
    "public_url": ("http", "https"),
    "tablet_url": ("ws", "wss"),
    "smtp_url": ("smtp", "smtps"),
    "sms_url": ("http", "https"),
    "wechat_url": ("http", "https"),
    "tsa_url": ("http", "https"),
    "objects_url": ("http", "https"),
}


def wrong_with(name: str, text: str | None) -> str:
    """Return what is wrong with an address ("" for nothing); it is never shown, for it may hold a password."""
    if not text:
        return ""
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return "the port must be 1 to 65535"
    if parts.scheme not in SCHEMES[name]:
        return f"must begin with {' or '.join(SCHEMES[name])}"
    if parts.scheme == "sqlite":
        return "" if text.startswith("sqlite:///") and parts.path.strip("/") else "must be sqlite:///FILE"
    if name == "objects_url" and not parts.path.strip("/"):
        return "must name a bucket, as in https://host/bucket"
    if port == 0:
        return "the port must be 1 to 65535"
    # PostgreSQL without a host is the local socket.
    return "" if parts.hostname or name.endswith("database_url") else "must name a host"
