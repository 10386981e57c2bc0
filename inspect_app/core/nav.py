"""The menu: each room adds its entries; a person sees those they may open."""

from dataclasses import dataclass

from inspect_app.core.i18n import t
from inspect_app.core.permits import Actor, may


@dataclass(frozen=True, slots=True)
class Place:
    """A menu entry: where it leads, its words, the verb it needs, its order."""

    url: str
    zh: str
    en: str
    verb: str
    order: int


_places: dict[str, Place] = {}


def add(url: str, zh: str, en: str, *, verb: str, order: int) -> None:
    """Put a page in the menu for whoever may do `verb`."""
    _places[url] = Place(url, zh, en, verb, order)


def entries(actor: Actor, path: str) -> list[tuple[str, str, bool]]:
    """Return the menu of this person as (url, label, whether they are there)."""
    if actor.kind != "person":
        return []
    shown = sorted((each for each in _places.values() if may(actor, each.verb)), key=lambda each: each.order)
    return [(each.url, t(each.zh, each.en), _is_at(path, each.url)) for each in shown]


def _is_at(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url + "/"))
