"""Webhooks as Standard Webhooks signs them and CloudEvents writes them: what is sent, and how it is checked."""

import base64
import hashlib
import hmac
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any

PREFIX = "whsec_"
MEDIA = "application/cloudevents+json"
SPEC = "1.0"


def secret_of(chance: bytes) -> str:
    """Return a secret as Standard Webhooks writes one: a prefix and at least 24 random bytes in base64."""
    return PREFIX + base64.b64encode(chance).decode()


def sign(secret: str, key: str, stamp: int, body: bytes) -> str:
    """Return the signature of a body sent as message `key` at Unix second `stamp`: "v1," and an HMAC-SHA256."""
    raw = base64.b64decode(secret.removeprefix(PREFIX))
    told = f"{key}.{stamp}.".encode() + body
    return "v1," + base64.b64encode(hmac.digest(raw, told, hashlib.sha256)).decode()


def headers(secret: str, key: str, at: datetime, body: bytes) -> dict[str, str]:
    """Return the headers a webhook goes with; the id is the same at each try, so that a receiver knows it again."""
    stamp = int(at.timestamp())
    return {
        "content-type": MEDIA,
        "webhook-id": key,
        "webhook-timestamp": str(stamp),
        "webhook-signature": sign(secret, key, stamp, body),
    }


def cloud_event(
    *, seq: int | str, verb: str, thing: tuple[str, str], at: datetime, source: str, data: Mapping[str, Any]
) -> bytes:
    """Return an act as a CloudEvent in structured mode: which thing, what was done; never anybody's words."""
    kind, key = thing
    return json.dumps(
        {
            "specversion": SPEC, "id": str(seq), "source": source, "type": f"inspect.{verb}",
            "subject": f"{kind}/{key}", "time": at.isoformat().replace("+00:00", "Z"),
            "datacontenttype": "application/json", "data": dict(data),
        },
        ensure_ascii=False,
    ).encode()  # fmt: skip
