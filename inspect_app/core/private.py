"""What must not be readable in the database or its copies: sealed with a key that lies outside of it."""

import base64
import hashlib
import hmac
import secrets
from functools import cache
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import Dialect, Text
from sqlalchemy.types import TypeDecorator

from inspect_app.core import place
from inspect_app.core.disk import create_once

FILE = "private.key"
#: stands before what is sealed, so that another way of sealing can be told from this one
MARK = "p1."
_NONCE = 12


class BadKey(ValueError):
    """The key file holds no key, or not the one that sealed this; it is never replaced."""


@cache
def load_key(folder: Path) -> bytes:
    """Return the key kept in the data folder, made at the first call (mode 0600); BadKey when spoiled."""
    path = folder / FILE
    kept = path.read_bytes() if path.exists() else create_once(path, secrets.token_hex(32).encode() + b"\n")
    try:
        key = bytes.fromhex(kept.decode("ascii").strip())
    except ValueError as spoiled:
        raise BadKey(f"{path} holds no key; put back the key of the backup") from spoiled
    if len(key) != 32:
        raise BadKey(f"{path} holds no key of 32 bytes; put back the key of the backup")
    return key


def hide(text: str) -> str:
    """Return the text sealed with the key of this instance; nothing stays nothing."""
    if not text:
        return ""
    nonce = secrets.token_bytes(_NONCE)
    sealed = AESGCM(load_key(place.home())).encrypt(nonce, text.encode(), MARK.encode())
    return MARK + base64.urlsafe_b64encode(nonce + sealed).decode()


def reveal(sealed: str) -> str:
    """Return what was sealed; BadKey where another key has sealed it."""
    if not sealed:
        return ""
    try:
        raw = base64.urlsafe_b64decode(sealed.removeprefix(MARK))
        opened = AESGCM(load_key(place.home())).decrypt(raw[:_NONCE], raw[_NONCE:], MARK.encode())
    except (InvalidTag, ValueError) as wrong:
        raise BadKey("sealed with another key; put back private.key of the backup") from wrong
    return opened.decode()


def fingerprint(text: str) -> str:
    """Return an HMAC of the text: equal texts are known again, and nobody without the key can try them all."""
    return hmac.new(load_key(place.home()), b"fingerprint:" + text.encode(), hashlib.sha256).hexdigest()


class Private(TypeDecorator[str]):
    """Text that is sealed on its way into the database."""

    impl = Text
    cache_ok = True

    def process_bind_param(self, value: str | None, _dialect: Dialect) -> str | None:
        """Seal what is written."""
        return None if value is None else hide(value)

    def process_result_value(self, value: str | None, _dialect: Dialect) -> str | None:
        """Open what is read."""
        return None if value is None else reveal(value)
