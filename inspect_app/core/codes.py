"""The code a person without an account opens a case with: 80 bits, easy to read aloud, never stored."""

import hashlib
import hmac
import re

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LENGTH = 16
_LOOKALIKES = str.maketrans("OILU", "011V")


def code_of(kind: str, once: str, key: str) -> str:
    """Return the code of a kind's case `once`: the same case has the same code, others cannot know it."""
    digest = hmac.digest(key.encode(), f"{kind} code:{once}".encode(), hashlib.sha256)
    number = int.from_bytes(digest[:10], "big")
    return "".join(ALPHABET[(number >> (5 * place)) & 31] for place in range(LENGTH))


def shown(code: str) -> str:
    """Return a code in groups of four, as it is printed."""
    return "-".join(code[at : at + 4] for at in range(0, LENGTH, 4))


def normal(typed: str) -> str:
    """Return what was typed as a code: any case, any spaces, letters mistaken for digits put right."""
    return re.sub(r"[^0-9A-Z]", "", typed[:80].upper()).translate(_LOOKALIKES)


def seal(kind: str, code: str, key: str) -> str:
    """Return what is stored of a code: its HMAC-SHA256 under the installation's key."""
    return hmac.new(key.encode(), f"{kind} seal:{code}".encode(), hashlib.sha256).hexdigest()


def opens(kind: str, code: str, sealed: str, key: str) -> bool:
    """Say whether a typed code is the sealed one, in the same time either way."""
    return hmac.compare_digest(seal(kind, normal(code), key), sealed)


def fingerprint(once: str) -> str:
    """Return what is stored of a form's own key, so that sending it twice files one case."""
    return hashlib.sha256(once.encode()).hexdigest()
