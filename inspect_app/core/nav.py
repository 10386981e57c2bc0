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
    #: looked for now and then: folded away where a person has many
    rare: bool = False


#: so many entries stand side by side before the rare ones are folded away
_FEW = 12
_places: dict[str, Place] = {}


#: url, label, whether the person is there
Entry = tuple[str, str, bool]


def add(url: str, zh: str, en: str, *, verb: str, order: int, rare: bool = False) -> None:
    """Put a page in the menu for whoever may do `verb`."""
    _places[url] = Place(url, zh, en, verb, order, rare)


def entries(actor: Actor, path: str) -> tuple[list[Entry], list[Entry]]:
    """Return the menu of this person: what stands side by side, and what is folded away (nothing of a short menu)."""
    if actor.kind != "person":
        return [], []
    shown = sorted((each for each in _places.values() if may(actor, each.verb)), key=lambda each: each.order)
    fold = len(shown) > _FEW
    said = [(each.rare and fold, (each.url, t(each.zh, each.en), _is_at(path, each.url))) for each in shown]
    return [entry for rare, entry in said if not rare], [entry for rare, entry in said if rare]


def _is_at(path: str, url: str) -> bool:
    return path == url or (url != "/" and path.startswith(url + "/"))
