"""How OpenRosa clients log in: by Digest with an app log-in, or by Basic with that of a tablet or, over TLS, of an app."""

from typing import Any, Final
from urllib.parse import unquote, urlsplit

from flask import current_app, request

from inspect_app.core import digest
from inspect_app.core.clock import now
from inspect_app.core.db import acted
from inspect_app.core.errors import Problem
from inspect_app.core.permits import ANYONE
from inspect_app.core.web import actor as whoever
from inspect_app.core.web import known_as
from inspect_app.identity.actions import Proof, is_app, prove, prove_plainly, refuse_when_throttled, trying
from inspect_app.inspections.pages.visits import bp

AT: Final = "/openrosa"
_BASIC: Final = f'Basic realm="{digest.REALM}", charset="UTF-8"'


@bp.before_request
def log_in_client() -> None:
    """Find out who a client is; wrong log-ins are counted like those of people."""
    shown = request.authorization
    if not request.path.startswith(f"{AT}/") or shown is None or shown.type not in ("basic", "digest"):
        return
    name, at = shown.get("username") or "", now()
    tried = trying(name, None, address=request.remote_addr or "", device=None, at=at)
    refuse_when_throttled(tried.refused_by, at)
    if shown.type == "basic" and not is_app(name):
        found = Proof(whoever())
    elif shown.type == "basic":
        found = _plainly(name, shown.password or "")
    else:
        found = _answered(shown.parameters)
    if found.stale:
        # The answer was right and only its nonce is used up: no guess.
        raise Problem("log-in-failed", stale=True)
    if found.actor in (None, ANYONE):
        acted(lambda: tried.fail(at))
        raise Problem("log-in-failed", name=name)
    known_as(found.actor)


def _plainly(name: str, secret: str) -> Proof:
    if not request.is_secure:
        # What came in the clear may have been overheard: it is not taken even where it is right.
        raise Problem("log-in-failed")
    return acted(lambda: prove_plainly(name, secret, key=_key(), at=now()))


def _answered(parameters: dict[str, Any]) -> Proof:
    shown = digest.read(parameters)
    if shown is None or not _means_this(shown.uri):
        return Proof()
    return acted(lambda: prove(shown, request.method, key=_key(), at=now()))


def _means_this(uri: str) -> bool:
    """Say whether an answer is for this very address: one for another opens nothing here."""
    try:
        meant = urlsplit(uri)
    except ValueError:  # half an IPv6 address
        return False
    return (unquote(meant.path), meant.query) == (
        f"{request.root_path}{request.path}",
        request.query_string.decode("latin-1"),
    )


def challenges(problem: Problem) -> list[str]:
    """Return what a client that is not let in is asked for, the strongest first: clients take the first they know."""
    name, asked = problem.detail.get("name"), []
    # A tablet's secret is kept as its SHA-256 only, from which no answer can be checked.
    if not (request.is_secure and name and not is_app(str(name))):
        nonce, stale = digest.new_nonce(_key(), now()), bool(problem.detail.get("stale"))
        asked.append(digest.challenge(nonce, domain=AT, stale=stale))
    return [*asked, _BASIC] if request.is_secure else asked


def _key() -> str:
    return str(current_app.secret_key)
