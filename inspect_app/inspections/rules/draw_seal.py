"""The names of a published draw: ids that say nothing until the name behind one is told, and then prove it."""

import hashlib
import hmac
from collections import Counter
from collections.abc import Mapping
from typing import Any, Final

from inspect_app.inspections.rules.draw import ALWAYS

DIGITS: Final = 32
#: so many sites must look alike before a list with strata and weights may be read by those it names
LEAST_ALIKE: Final = 3


def nonce(secret: str, kind: str, key: str) -> str:
    """Return what hides one name: HMAC-SHA-256 of its kind and key under the draw's own secret (hex)."""
    return hmac.new(bytes.fromhex(secret), f"{kind}\n{key}".encode(), hashlib.sha256).hexdigest()


def sealed_id(number: str, name: str, known_as: str, hidden_by: str) -> str:
    """Return the id that stands for a name in the draw of that number: the first 32 digits of a SHA-256.

    It is taken over the draw's number, the name, what the thing is known by (a project's number, a person's
    account) and the nonce, joined by line feeds. Whoever is told these can compute it.
    """
    text = f"{number}\n{name}\n{known_as}\n{hidden_by}"
    return hashlib.sha256(text.encode()).hexdigest()[:DIGITS]


def recognisable(document: Mapping[str, Any]) -> bool:
    """Say whether somebody could know a site in a list by its stratum, weight and needs, for few are like it.

    Those always inspected are left aside: the law itself says that they will be.
    """
    drawn = (each for each in document["sites"] if each["stratum"] != ALWAYS)
    alike = Counter((each["stratum"], each["weight"], tuple(each["needs"])) for each in drawn)
    return any(count < LEAST_ALIKE for count in alike.values())
