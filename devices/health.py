"""Whether the embedded broker still answers and can still write: that its process is there does not say so."""

import json
import os
import socket
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

PATIENCE = 3.0
_QUESTION = b"SUB health 1\r\nPUB $SYS.REQ.SERVER.PING.HEALTHZ health 2\r\n{}\r\n"
_ROOM = 4 << 20


def complaint(url: str) -> str:
    """Return what the broker says it suffers from, or that it says nothing; "" when it is well.

    `url` is its system account. A store that could not be written once (a full disk) refuses everything from
    then on, also when there is room again, until the broker is started anew; here is where it says so.
    """
    try:
        told = _ask(url)
    except (OSError, ValueError) as error:
        return f"no answer ({error!r})"
    if told.get("status_code") == 200:
        return ""
    errors = told.get("errors") or [{"error": told.get("error", "unwell")}]
    return "; ".join(str(each.get("error")) for each in errors)


def has_room(folder: Path) -> bool:
    """Say whether a file of some size can be written there; only an attempt knows of quotas and limits too."""
    probe = folder / "room.probe"
    try:
        with probe.open("wb") as file:
            file.write(bytes(_ROOM))
            file.flush()
            os.fsync(file.fileno())
    except OSError:
        return False
    finally:
        probe.unlink(missing_ok=True)
    return True


def _ask(url: str) -> dict[str, Any]:
    # Four lines of the broker's protocol by hand: a client library leaves its sockets behind when nobody answers.
    parts = urlsplit(url)
    login = {"verbose": False, "user": parts.username, "pass": parts.password}
    with (
        socket.create_connection((parts.hostname or "", parts.port or 0), PATIENCE) as wire,
        wire.makefile("rb") as lines,
    ):
        wire.sendall(b"CONNECT %s\r\n%s" % (json.dumps(login).encode(), _QUESTION))
        for line in lines:
            if line.startswith(b"MSG"):
                found: dict[str, Any] = json.loads(lines.read(int(line.split()[-1]))).get("data", {})
                return found
            if line.startswith(b"-ERR"):
                raise ValueError(line.decode(errors="replace").strip())
    raise ValueError("it closed the connection")
