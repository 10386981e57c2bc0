"""The instance's ed25519 key: made once, kept in the data directory, and what is signed with it."""

from dataclasses import dataclass, field
from functools import cache
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from inspect_app.core.disk import create_once

FILE = "signing.key"


class BadKey(ValueError):
    """The key file holds no key; it is never replaced, for old papers could then not be told from forged ones."""


@dataclass(frozen=True, slots=True)
class SigningKey:
    """A key that signs; `public` is its public half in hex, `id` the first 16 digits of that half's SHA-256."""

    private: Ed25519PrivateKey = field(repr=False)
    public: str

    @property
    def id(self) -> str:
        """Return the short name people compare."""
        return key_id(self.public)

    def sign(self, purpose: str, content: bytes) -> str:
        """Return the signature in hex; `purpose` keeps one kind of signature from standing for another."""
        return self.private.sign(_stated(purpose, content)).hex()


def key_id(public: str) -> str:
    """Return the short name of a public key (hex)."""
    return sha256(bytes.fromhex(public)).hexdigest()[:16]


@cache
def load_key(folder: Path) -> SigningKey:
    """Return the key kept in the data directory, made at the first call (mode 0600); BadKey when spoiled."""
    path = folder / FILE
    made = Ed25519PrivateKey.generate().private_bytes_raw().hex().encode() + b"\n"
    kept = path.read_bytes() if path.exists() else create_once(path, made)
    try:
        private = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(kept.decode("ascii").strip()))
    except ValueError as spoiled:
        raise BadKey(f"{path} holds no ed25519 key; put back the key of the backup") from spoiled
    return SigningKey(private, private.public_key().public_bytes_raw().hex())


def verify(public: str, signature: str, purpose: str, content: bytes) -> bool:
    """Say whether this key (hex) gave this signature (hex) on this content for this purpose."""
    try:
        key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(public))
        key.verify(bytes.fromhex(signature), _stated(purpose, content))
    except (InvalidSignature, ValueError):
        return False
    return True


def _stated(purpose: str, content: bytes) -> bytes:
    return b"inspect-app:" + purpose.encode() + b"\n" + sha256(content).digest()
