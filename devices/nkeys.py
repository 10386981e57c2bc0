"""Signs what the embedded broker believes: an ed25519 account key and the JWTs made with it."""

import base64
import binascii
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_ACCOUNT = 0  # the prefix byte that makes the text begin with 'A'
_HEADER = {"typ": "JWT", "alg": "ed25519-nkey"}

Claims = Mapping[str, object]


@dataclass(frozen=True, slots=True)
class AccountKey:
    """The key of the account that answers log-ins. `seed` is 32 secret bytes."""

    seed: bytes

    @property
    def public(self) -> str:
        key = Ed25519PrivateKey.from_private_bytes(self.seed).public_key()
        return _nkey(_ACCOUNT, key.public_bytes_raw())

    def sign(self, claims: Claims) -> str:
        """Return the JWT of the claims; `iss`, `iat` and `jti` are added here."""
        body = {**claims, "iss": self.public, "iat": int(time.time())}
        body["jti"] = base64.b32encode(hashlib.sha256(_json(body)).digest()).decode().rstrip("=")
        text = f"{_segment(_json(_HEADER))}.{_segment(_json(body))}"
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(text.encode())
        return f"{text}.{_segment(signature)}"


def read(token: bytes) -> dict[str, object]:
    """Return the claims of a JWT without checking who signed it.

    Right only for what arrives on a subject to which nobody but the server can publish.
    Raises ValueError when it is no JWT.
    """
    parts = token.split(b".")
    if len(parts) != 3:
        raise ValueError("a JWT has three parts")
    claims = json.loads(base64.urlsafe_b64decode(parts[1] + b"=="))
    if not isinstance(claims, dict):
        raise ValueError("the claims of a JWT are an object")
    return claims


def _nkey(prefix: int, raw: bytes) -> str:
    body = bytes([prefix]) + raw
    check = binascii.crc_hqx(body, 0).to_bytes(2, "little")
    return base64.b32encode(body + check).decode().rstrip("=")


def _json(value: Claims) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def _segment(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
