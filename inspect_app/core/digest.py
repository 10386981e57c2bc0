"""HTTP Digest as OpenRosa clients speak it: MD5, qop=auth (RFC 7616), with nonces that need no row until they are used."""

import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from hashlib import md5, sha256
from typing import Any, Final

REALM: Final = "Inspect"
#: how long a nonce opens anything; the figure is the platform's own
NONCE_LASTS: Final = timedelta(minutes=30)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a client shows: its name, the nonce and the how-manieth use of it, the address it means, its answer."""

    name: str
    nonce: str
    count: int
    uri: str
    count_as_sent: str
    own: str
    answer: str


def read(said: Mapping[str, Any]) -> Shown | None:
    """Return what an `Authorization: Digest` says, None where it says something this server did not ask for."""
    texts = {name: str(value or "") for name, value in said.items()}
    named = ("username", "nonce", "nc", "uri", "cnonce", "response")
    if (
        texts.get("realm") != REALM
        or texts.get("qop") != "auth"
        or not all(texts.get(each) for each in named)
    ):
        return None
    if texts.get("algorithm", "MD5").upper() != "MD5":
        return None
    name, nonce, sent, uri, own, answer = (texts[each] for each in named)
    try:
        count = int(sent, 16) if len(sent) == 8 else 0
    except ValueError:
        return None
    return Shown(name, nonce, count, uri, sent, own, answer.lower()) if count > 0 else None


def kept_of(name: str, secret: str) -> str:
    """Return what stands for name and secret (HA1): whoever has it can log in as well as with the secret."""
    return _md5(f"{name}:{REALM}:{secret}")


def fits(shown: Shown, kept: str, method: str) -> bool:
    """Say whether the answer is the one that name, secret, method and address give."""
    asked = _md5(f"{method}:{shown.uri}")
    right = _md5(f"{kept}:{shown.nonce}:{shown.count_as_sent}:{shown.own}:auth:{asked}")
    return hmac.compare_digest(right.encode(), shown.answer.encode(errors="replace"))


def new_nonce(key: str, at: datetime) -> str:
    """Return a nonce of this moment, signed, so that none that is made up stands."""
    said = f"{int(at.timestamp()):x}-{secrets.token_hex(16)}"
    return f"{said}-{_signed(said, key)}"


def stands(nonce: str, key: str, at: datetime) -> bool:
    """Say whether a nonce was made here and its time has not passed."""
    said, _, signature = nonce.rpartition("-")
    if not hmac.compare_digest(_signed(said, key).encode(), signature.encode(errors="replace")):
        return False
    made = int(said.partition("-")[0], 16)
    return 0 <= at.timestamp() - made < NONCE_LASTS.total_seconds()


def challenge(nonce: str, *, domain: str, stale: bool = False) -> str:
    """Return the `WWW-Authenticate` that asks for an answer; `stale` tells a client to answer anew, unasked."""
    asked = f'Digest realm="{REALM}", domain="{domain}", qop="auth", algorithm=MD5, nonce="{nonce}"'
    return asked + (", stale=true" if stale else "")


def _signed(said: str, key: str) -> str:
    return hmac.new(f"nonce {key}".encode(), said.encode(errors="replace"), sha256).hexdigest()[:32]


def _md5(text: str) -> str:
    # The one algorithm OpenRosa has; what it guards is a random secret, never a password somebody chose.
    return md5(text.encode(errors="replace"), usedforsecurity=False).hexdigest()
