"""Claims as the tests make them: one at a roof, taken as far as a state."""

from datetime import timedelta

from inspect_app.core.db import transaction
from inspect_app.core.files import store_photo
from inspect_app.core.permits import SYSTEM, Actor
from inspect_app.warranty import actions
from tests import make
from tests.make import NOW

KEY = "k" * 32
MEET = NOW + timedelta(days=1)


def claim(project, *, at=NOW, source="1", urgency="leak", **told):
    """Return a claim at the roof and its code."""
    given = {"words": "顶层漏水", "element_id": make.element_of(project).id, **told}
    with transaction():
        return actions.claim(
            SYSTEM, project, actions.Told(urgency=urgency, **given), source_kind="resident", source_id=source,
            key=KEY, at=at,
        )  # fmt: skip


def photo(number):
    """Return the name of a photo like no other."""
    with transaction():
        return store_photo(make.photo("green", size=(80, 48 + number)))


def resident(one):
    """Return the resident of a claim, as an actor."""
    return Actor("resident", one.id, "居民")


STEPS = (
    ("dispatched", "dispatch", lambda _n: {"worker": "王师傅"}),
    ("proposed", "propose", lambda _n: {"slot_1": MEET, "slot_2": MEET + timedelta(days=1)}),
    ("appointed", "agree", lambda _n: {"slot": "slot_1"}),
    ("attended", "attend", lambda _n: {"note": "已查看"}),
    ("repaired", "repair", lambda n: {"note": "已重新铺贴", "photos": [photo(n)]}),
    ("confirmed", "confirm", lambda _n: {"satisfaction": "3"}),
)


def take(one, name, values=None, *, at=NOW, actor=SYSTEM):
    """Take a move of a claim."""
    with transaction():
        return actions.move_claim(actor, one, name, values or {}, at=at)


def taken(project, to, *, at=NOW, **values):
    """Return a claim taken as far as a state on the plain way."""
    one, _code = claim(project, at=at, **values)
    for number, (state, name, given) in enumerate(STEPS):
        take(one, name, given(number), at=MEET if name in ("attend", "repair", "confirm") else at)
        if state == to:
            return one
    return one
