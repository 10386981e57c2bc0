"""The list of what a certificate rests on, as a reader may follow it: each line with where it can be looked at."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, select

from inspect_app.acceptance.models import Certificate, Document
from inspect_app.acceptance.rules.papers import BY_KEY
from inspect_app.core.db import db
from inspect_app.core.permits import Actor
from inspect_app.defects import queries as defects
from inspect_app.defects.models import Defect
from inspect_app.holds import queries as holds
from inspect_app.holds.models import Hold
from inspect_app.households import queries as households
from inspect_app.households.models import HouseholdCard
from inspect_app.identity.rules import PARTY_KINDS
from inspect_app.inspections import queries as inspections
from inspect_app.inspections.models import Submission
from inspect_app.materials import queries as materials
from inspect_app.materials.models import MaterialLot
from inspect_app.projects.queries import in_sight
from inspect_app.trials import queries as trials
from inspect_app.trials.models import Trial
from inspect_app.works.models import Work
from inspect_app.works.queries import lists as works

Words = tuple[str, str]
#: kind of a line -> words, the address of its thing ("" : looked at with what it belongs to)
KINDS: dict[str, tuple[Words, str]] = {
    "check": (("检查表", "Checklist"), "/submissions/"),
    "defect": (("已销号缺陷", "Closed defect"), "/defects/"),
    "hold": (("停检点", "Hold point"), "/holds/"),
    "material-lot": (("材料批次", "Material lot"), "/materials/"),
    "trial": (("功能性试验", "Functional test"), "/trials/"),
    "work": (("检验批及以上验收", "Acceptance by GB 50300"), "/works/"),
    "household-card": (("分户验收", "Household acceptance"), "/households/"),
    "precheck": (("预验收", "Pre-acceptance"), ""),
    "meeting": (("验收会议", "Acceptance meeting"), ""),
    "delegation": (("授权委托书", "Document of authority"), "/documents/"),
    "document": (("验收资料", "Paper"), "/documents/"),
    "photo": (("照片", "Photo"), ""),
}


def _of(
    model: Any, visible: Callable[[Actor], Select[Any]]
) -> Callable[[Actor, Collection[str]], Select[Any]]:
    return lambda actor, keys: visible(actor).with_only_columns(model.id).where(model.id.in_(keys))


def _papers(actor: Actor, keys: Collection[str]) -> Select[Any]:
    mine = select(Document.id).join(Document.project).where(in_sight(actor))
    return mine.where(Document.id.in_(keys), Document.sha256.is_not(None))


_SEEN = {
    "check": _of(Submission, inspections.submissions), "defect": _of(Defect, defects.visible), "hold": _of(Hold, holds.visible),
    "material-lot": _of(MaterialLot, materials.visible), "trial": _of(Trial, trials.visible),
    "work": _of(Work, works.visible), "household-card": _of(HouseholdCard, households.visible), "document": _papers, "delegation": _papers,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Link:
    """A line of the list: the words of its kind, its number and hash, and its address for this reader."""

    kind: str
    words: Words
    number: str
    sha256: str
    path: str = ""


def chain(certificate: Certificate, to: Actor, kind: str = "") -> Iterator[Link]:
    """Yield the lines of a certificate's list (of a kind), each with the address of its thing where `to` may see it."""
    wanted = [each for each in certificate.evidence if each["kind"] == kind or not kind]
    keys: defaultdict[str, list[str]] = defaultdict(list)
    for each in wanted:
        keys[each["kind"]].append(each["id"])
    seen = {
        name: set(db.session.scalars(_SEEN[name](to, ids))) for name, ids in keys.items() if name in _SEEN
    }
    for each in wanted:
        name = each["kind"]
        words, path = KINDS.get(name, ((name, name), ""))
        mine = each["id"] in seen.get(name, ())
        number = each["number"]
        if name == "delegation":
            zh, en = PARTY_KINDS[number]
            words, number = (f"{words[0]} · {zh}", f"{words[1]} · {en}"), ""
        if name == "document" and number in BY_KEY:
            words, number = (BY_KEY[number].zh, BY_KEY[number].en), ""
        yield Link(name, words, number, each["sha256"], f"{path}{each['id']}" if mine else "")
