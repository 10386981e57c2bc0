"""The session's cookie: written short, for a browser forgets one of more than 4096 bytes without a word."""

from collections.abc import Mapping
from typing import Any

from flask import current_app
from flask.json import dumps
from flask.json.tag import TaggedJSONSerializer
from flask.sessions import SecureCookieSessionInterface

#: bytes of name and value that every browser keeps (RFC 6265 sect. 6.1), less what the signature may grow by
MOST = 4096 - 32


class _Short(TaggedJSONSerializer):
    """Chinese as it is: an escape of six signs for each one makes the cookie half as long again."""

    def dumps(self, value: Any) -> str:
        """Return JSON as text; what was written with escapes is still read."""
        return dumps(self.tag(value), separators=(",", ":"), ensure_ascii=False)


class ShortSessions(SecureCookieSessionInterface):
    """Sessions in a signed cookie that is as short as it can be."""

    serializer = _Short()


def fits(values: Mapping[str, Any]) -> bool:
    """Say whether a browser would keep a session of these values."""
    signed = ShortSessions().get_signing_serializer(current_app)
    name = str(current_app.config["SESSION_COOKIE_NAME"])
    return signed is None or len(name) + 1 + len(signed.dumps(dict(values))) <= MOST
