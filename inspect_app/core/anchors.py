"""How far the journal had got, signed and kept outside the database: what is cut off or rewritten is missed."""

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from inspect_app.core import chain, disk, log, place
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import canonical
from inspect_app.core.keys import own_key
from inspect_app.core.signing import verify

PURPOSE = "journal-head"


@dataclass(frozen=True, slots=True)
class Anchor:
    """The end of the chain at a moment: place, hash, when it was noted."""

    link: int
    hash: str
    at: str


def note(at: datetime) -> bool:
    """Note the end of the chain in the data folder, one file a day; say whether there was something new.

    Nothing is noted over a chain that no longer has what the latest note says: that would hide the damage.
    """
    link, hash_ = chain.tip()
    latest = max(read(), key=lambda each: each.link, default=Anchor(0, chain.BEGINNING, ""))
    if not chain.holds(latest.link, latest.hash):
        log.error("the journal no longer has what was noted of it", link=latest.link)
        return False
    if link <= latest.link:
        return False
    anchor = asdict(Anchor(link, hash_, at.isoformat()))
    signed = {**anchor, "signature": own_key().sign(PURPOSE, canonical(anchor))}
    path = _home() / f"{local_day(at).isoformat()}.json"
    disk.write_whole(path, json.dumps(signed).encode() + b"\n", _home() / "tmp")
    return True


def read() -> list[Anchor]:
    """Return the notes with a good signature of this installation, oldest first."""
    found = (_one(path) for path in sorted(_home().glob("*.json")))
    return [each for each in found if each is not None]


def _one(path: Path) -> Anchor | None:
    try:
        kept: dict[str, Any] = json.loads(path.read_bytes())
        anchor = Anchor(int(kept["link"]), str(kept["hash"]), str(kept["at"]))
        if verify(own_key().public, str(kept["signature"]), PURPOSE, canonical(asdict(anchor))):
            return anchor
    except (ValueError, KeyError, TypeError):
        pass  # no note at all: told below like one with a wrong signature
    log.error("a note of the journal's end is spoiled or not of this installation", file=path.name)
    return None


def _home() -> Path:
    return place.home() / "journal"
