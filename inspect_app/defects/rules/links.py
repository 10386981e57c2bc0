"""Links without an account: how long one lives, its code, and how often a wrong one may be tried."""

from dataclasses import dataclass
from datetime import timedelta

from inspect_app.core import codes
from inspect_app.identity.rules import Throttle

LENGTH = 10


@dataclass(frozen=True, slots=True)
class Policy:
    """How long a link opens its ticket, and how long a browser that has shown the code need not show it again."""

    lives: timedelta
    stays_open: timedelta
    basis: str
    verified: bool = False


#: wrong codes for one link, and for any from one address; photos uploaded from one address
WRONG_CODES = Throttle(5, timedelta(minutes=15))
WRONG_HERE = Throttle(20, timedelta(minutes=15))
UPLOADS = Throttle(60, timedelta(hours=1))
POLICY = Policy(timedelta(days=30), timedelta(minutes=30), "平台默认值，法律未规定")
#: what a party may do by link: everything it may do on its ticket but give it on
BY_LINK = ("accept", "more-time", "dispute", "plan", "rectify")


def code_of(chance: bytes) -> str:
    """Return a code of fifty bits from at least seven random bytes, easy to read aloud."""
    number = int.from_bytes(chance, "big")
    return "".join(codes.ALPHABET[(number >> (5 * place)) & 31] for place in range(LENGTH))


def shown(code: str) -> str:
    """Return a code in two groups, as it is read aloud."""
    return f"{code[:5]}-{code[5:]}"


def seal(code: str, link_id: str, key: str) -> str:
    """Return what is stored of a code: its HMAC-SHA256 under the installation's key, for this link alone."""
    return codes.seal(f"defect link:{link_id}", code, key)


def opens(typed: str, sealed: str, link_id: str, key: str) -> bool:
    """Say whether a typed code is the sealed one, in the same time either way."""
    return codes.opens(f"defect link:{link_id}", typed, sealed, key)
