"""Make a warranty claim: by a resident, from a complaint, or from a fault found at a return visit."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import select

from inspect_app.core import codes, journal
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import in_charge
from inspect_app.warranty.models import Claim
from inspect_app.warranty.queries.cover import cover
from inspect_app.warranty.rules.claim import MOST_PHOTOS, MOST_WORDS
from inspect_app.warranty.rules.promises import URGENCIES, promise


@dataclass(frozen=True, slots=True)
class Told:
    """What is claimed: what is wrong and where, how urgent it is, photos."""

    words: str
    urgency: str = "general"
    element_id: str | None = None
    spot: str = ""
    photos: Sequence[str] = ()


def claim(
    actor: Actor, project: Project, told: Told, *, source_kind: str, source_id: str, at: datetime,
    key: str | None = None,
) -> tuple[Claim, str]:  # fmt: skip
    """Make a claim and return it with its code, which is stored nowhere ("" without the installation's `key`).

    The same source makes one claim, however often it is told; with other words it is refused.
    """
    code = codes.code_of("claim", f"{source_kind}:{source_id}", key) if key else ""
    content = content_hash(
        {"project": project.id, "words": told.words, "urgency": told.urgency, "element": told.element_id,
         "spot": told.spot, "photos": list(told.photos)}
    )  # fmt: skip
    mine = Claim.source_kind == source_kind, Claim.source_id == source_id
    standing = db.session.scalar(select(Claim).where(*mine))
    if standing is not None:
        if standing.content != content:
            raise Problem("same-id-other-content", id=standing.number)
        return standing, code
    _check(told)
    made = _made(project, told, at)
    made.source_kind, made.source_id, made.content = source_kind, source_id, content
    made.code_seal = codes.seal("claim", code, key) if key else ""
    db.session.add(made)
    db.session.flush()
    attach("claim", made.id, told.photos, "told", actor.name, at)
    data = {
        "number": made.number,
        "urgency": made.urgency,
        "party": made.contractor.name,
        "covered": made.covered,
    }
    data |= {"accountable_party_id": made.contractor_id, "source_kind": source_kind, "source_id": source_id}
    journal.record(actor, "claim.file", made, at=at, data=data)
    return made, code


def _check(told: Told) -> None:
    if told.urgency not in URGENCIES:
        raise field_problem("urgency", "请选择一种情况", "choose what it is")
    if not told.words.strip() or len(told.words) > MOST_WORDS:
        raise field_problem(
            "words",
            f"请写明问题，最多 {MOST_WORDS} 字",
            f"say what is wrong, in at most {MOST_WORDS} characters",
        )
    if len(told.photos) > MOST_PHOTOS:
        raise field_problem("photos", f"最多 {MOST_PHOTOS} 张照片", f"at most {MOST_PHOTOS} photos")


def _made(project: Project, told: Told, at: datetime) -> Claim:
    element = db.session.get(Element, told.element_id) if told.element_id else None
    if told.element_id and (element is None or element.project_id != project.id):
        raise field_problem("element_id", "该部位不属于本小区", "no such place in this community")
    found = cover(project.id, told.element_id, local_day(at))
    charge = in_charge([element.id]).get(element.id) if element else None
    # Whoever took the part over claims in the owner's place (物业条例 art. 51: it keeps the part in repair).
    owner = charge.party if charge else project.party("owner")
    contractor = found.party or project.party("contractor")
    if contractor is None or owner is None:
        raise Problem(
            "conflict", zh="该小区尚未登记责任单位，请拨打 12345。", en="No parties are registered here; please call 12345."
        )  # fmt: skip
    promised = promise(told.urgency, project.region, at)
    return Claim(
        number=next_number("BX", local_day(at).year), project=project, element=element, clock=found.clock,
        urgency=told.urgency, words=told.words.strip(), spot=told.spot.strip(), covered=found.covered,
        cover_basis=found.basis, contractor=contractor, owner=owner, there_by=promised.there_by,
        done_by=promised.done_by, promise_basis=promised.basis, filed_at=at,
    )  # fmt: skip
