"""One-time codes by phone: how a number is written the same, what a code is, how long it lives, how often it may be tried."""

import hashlib
import hmac
import re
from datetime import timedelta

from inspect_app.identity.rules import Throttle

DIGITS = 6
LIVES = timedelta(minutes=10)
#: wrong tries at one code, whoever makes them
MOST_TRIES = 5
#: how long a browser that has shown the code need not show it again
STAYS_OPEN = timedelta(minutes=30)
#: the platform's own figures. Codes sent to one number, so that nobody is pestered; asked for from one address;
#: and wrong codes from one address
TO_ONE = Throttle(1, timedelta(minutes=1))
TO_ONE_DAILY = Throttle(5, timedelta(days=1))
FROM_ONE = Throttle(10, timedelta(hours=1))
WRONG = Throttle(20, timedelta(minutes=15))
BASIS = "平台默认值，法律未规定"
VERIFIED = False
_MOBILE = re.compile(r"1[3-9][0-9]{9}")


def normal(typed: str) -> str:
    """Return a mobile number as eleven digits, "" for anything else: +86 and any spaces fall away."""
    digits = re.sub(r"[\s\-()]", "", typed[:40])
    for prefix in ("+86", "0086", "86"):
        if digits.startswith(prefix) and len(digits) == len(prefix) + 11:
            digits = digits.removeprefix(prefix)
    return digits if digits.isascii() and _MOBILE.fullmatch(digits) else ""


def masked(number: str) -> str:
    """Return a number with its middle hidden."""
    return f"{number[:3]}****{number[-4:]}" if len(number) >= 7 else "****"


def code_of(chance: int) -> str:
    """Return a code of six digits from a random number below a million."""
    return f"{chance:0{DIGITS}d}"


def seal(code: str, ask_id: str, key: str) -> str:
    """Return what is stored of a code: its HMAC under the installation's key, for this asking alone."""
    return hmac.new(key.encode(), f"phone code:{ask_id}:{code}".encode(), hashlib.sha256).hexdigest()


def opens(typed: str, sealed: str, ask_id: str, key: str) -> bool:
    """Say whether a typed code is the sealed one, in the same time either way."""
    digits = re.sub(r"[^0-9]", "", typed[:40])
    return hmac.compare_digest(seal(digits, ask_id, key), sealed)
