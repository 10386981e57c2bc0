"""Files a complaint: what was told, who answers for it, what is promised, its number and code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.complaints.actions.redactions import seal_photos
from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules import routing
from inspect_app.complaints.rules.categories import CATEGORIES, parts
from inspect_app.complaints.rules.life import MOST_PHOTOS, MOST_WORDS, NOTICE, PHONE
from inspect_app.complaints.rules.promises import promised
from inspect_app.core import codes, journal
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.core.private import fingerprint
from inspect_app.core.sounds import note_down
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project
from inspect_app.projects.queries import charge_near
from inspect_app.warranty.queries.cover import Cover, cover


@dataclass(frozen=True, slots=True)
class Told:
    """What a resident tells."""

    category: str
    words: str
    element_id: str | None = None
    spot: str = ""
    phone: str = ""
    visit_consent: bool = False
    notice: str = NOTICE
    photos: Sequence[str] = ()
    #: what was spoken instead of written, and its seconds
    voice: str | None = None
    seconds: int = 1
    #: how it came in, and the hotline's own number of it
    source: str = "self"
    source_number: str | None = None


def file_complaint(
    actor: Actor, *, project: Project, told: Told, once: str, key: str, at: datetime
) -> tuple[Complaint, str]:
    """File a complaint and return it with its code, which is stored nowhere.

    `once` is the form's own key, made at random: the same form sent twice is one complaint with one code, and
    with other words it is refused. `key` is the installation's secret.
    """
    code, once_hash = codes.code_of("complaint", once, key), codes.fingerprint(once)
    content = content_of(project, told)
    standing = db.session.scalar(select(Complaint).where(Complaint.once_hash == once_hash))
    if standing is not None:
        if standing.content != content:
            raise Problem("same-id-other-content", id=standing.number)
        return standing, code
    _check(told)
    complaint = Complaint(
        number=next_number("TS", local_day(at).year), code_seal=codes.seal("complaint", code, key), once_hash=once_hash,
        content=content, project=project, element=_element(project, told.element_id), spot=told.spot.strip(),
        category=told.category, words=told.words.strip(), phone=told.phone.strip(), filed_at=at,
        visit_consent=told.visit_consent and bool(told.phone.strip()), notice=told.notice, filed_by=actor.id,
        source=told.source, source_number=told.source_number,
    )  # fmt: skip
    party = _answer_for(complaint, at)
    _promise(complaint, at)
    db.session.add(complaint)
    db.session.flush()
    attach("complaint", complaint.id, told.photos, "told", actor.name, at)
    seal_photos(complaint, told.photos, at)
    if told.voice:
        note_down("complaint", complaint.id, told.voice, told.seconds)
    data: dict[str, Any] = {"number": complaint.number, "category": complaint.category, "party": party.name}
    data |= {"accountable_party_id": party.id, "photos": list(told.photos), "source": told.source}
    journal.record(actor, "complaint.file", complaint, at=at, data=data)
    return complaint, code


def content_of(project: Project, told: Told) -> str:
    """Return what is stored of what a form said, to know the same one again."""
    said: dict[str, Any] = {
        "project": project.id,
        "category": told.category,
        "words": told.words,
        "spot": told.spot,
    }
    if told.voice:
        said["voice"] = told.voice
    said |= {"element": told.element_id, "phone": told.phone, "visit": told.visit_consent}
    # Keyed: whoever reads the words beside a plain hash could try all phone numbers there are.
    return fingerprint(content_hash({**said, "photos": list(told.photos)}))


def _check(told: Told) -> None:
    if told.category not in CATEGORIES:
        raise field_problem("category", "请选择一类问题", "choose a kind of problem")
    if not told.words.strip() or len(told.words) > MOST_WORDS:
        raise field_problem(
            "words",
            f"请写明问题，最多 {MOST_WORDS} 字",
            f"say what is wrong, in at most {MOST_WORDS} characters",
        )
    if told.phone.strip() and not PHONE.fullmatch(told.phone.strip()):
        raise field_problem(
            "phone", "电话应为数字，如 13812345678", "a phone number has digits only, e.g. 13812345678"
        )
    if len(told.photos) > MOST_PHOTOS:
        raise too_many_photos()


def too_many_photos() -> Problem:
    """Return the refusal of more photos than a complaint may have."""
    return field_problem("photos", f"最多 {MOST_PHOTOS} 张照片", f"at most {MOST_PHOTOS} photos")


def _element(project: Project, element_id: str | None) -> Element | None:
    if not element_id:
        return None
    element = db.session.get(Element, element_id)
    if element is None or element.project_id != project.id:
        raise field_problem("element_id", "该部位不属于本小区", "no such place in this community")
    return element


def _answer_for(complaint: Complaint, at: datetime) -> Party:
    """Set what the warranty says and the one party that answers, by the routing table."""
    element_id = complaint.element.id if complaint.element else None
    found = cover(complaint.project.id, element_id, local_day(at))
    complaint.covered, complaint.covered_until = found.covered, found.ends_on
    complaint.cover_basis = found.basis
    route, party = _answering(complaint, found)
    complaint.route = route.key
    if party is None:
        raise Problem(
            "conflict", zh="该小区尚未登记责任单位，请拨打 12345。",
            en="This community has no parties registered yet; please call 12345.",
        )  # fmt: skip
    complaint.accountable_party = party
    return party


def answering_now(complaint: Complaint, at: datetime) -> tuple[routing.Route, Party | None]:
    """Return who would answer for a complaint if it came in now, by which row of the routing table."""
    return _answering(complaint, cover(complaint.project_id, complaint.element_id, local_day(at)))


def _answering(complaint: Complaint, found: Cover) -> tuple[routing.Route, Party | None]:
    project = complaint.project
    building = found.status == "before_acceptance"
    category = CATEGORIES[complaint.category]
    charge = charge_near(project.id, complaint.element, parts(category.key))
    route = routing.route_for(category.duty, found.covered, building, charge is not None)
    if charge is not None and route.taken:
        return route, charge.party
    parties = {each.role: each.party for each in reversed(project.parties)}
    if route.key == "warranty" and found.party is not None:
        parties["contractor"] = found.party
    asked = routing.accountable(route, {role: party.id for role, party in parties.items()})
    return route, next((party for party in parties.values() if party.id == asked), None)


def _promise(complaint: Complaint, at: datetime) -> None:
    day, region = local_day(at), complaint.project.region
    for key, column in (("notice", "notice_by"), ("hotline", "hotline_by")):
        found = promised(key, day, region)
        setattr(complaint, column, found[1] if found else None)
