"""Acts on complaints: file one, take its moves, pass it on, write to the resident or to colleagues."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import select

from inspect_app.complaints.models import Complaint
from inspect_app.complaints.rules import codes, routing
from inspect_app.complaints.rules.categories import CATEGORIES
from inspect_app.complaints.rules.life import MOST_PHOTOS, MOST_WORDS, NOTICE
from inspect_app.complaints.rules.promises import promised
from inspect_app.core import journal
from inspect_app.core.calendar import local_day
from inspect_app.core.canonical import content_hash
from inspect_app.core.db import db
from inspect_app.core.errors import Problem, field_problem
from inspect_app.core.files import attach
from inspect_app.core.ids import next_number
from inspect_app.core.permits import Actor
from inspect_app.identity.models import Party
from inspect_app.projects.models import Element, Project
from inspect_app.warranty.queries import cover

PHONE = re.compile(r"\+?[0-9][0-9 -]{4,17}[0-9]")
Values = Mapping[str, Any]


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


def file_complaint(
    actor: Actor, *, project: Project, told: Told, once: str, key: str, at: datetime
) -> tuple[Complaint, str]:
    """File a complaint and return it with its code, which is stored nowhere.

    `once` is the form's own key, made at random: the same form sent twice is one complaint with one code, and
    with other words it is refused. `key` is the installation's secret.
    """
    code, once_hash = codes.code_of(once, key), codes.fingerprint(once)
    content = _content(project, told)
    standing = db.session.scalar(select(Complaint).where(Complaint.once_hash == once_hash))
    if standing is not None:
        if standing.content != content:
            raise Problem("same-id-other-content", id=standing.number)
        return standing, code
    _check(told)
    complaint = Complaint(
        number=next_number("TS", local_day(at).year), code_seal=codes.seal(code, key), once_hash=once_hash,
        content=content, project=project, element=_element(project, told.element_id), spot=told.spot.strip(),
        category=told.category, words=told.words.strip(), phone=told.phone.strip(), filed_at=at,
        visit_consent=told.visit_consent and bool(told.phone.strip()), notice=told.notice, filed_by=actor.id,
    )  # fmt: skip
    party = _answer_for(complaint, at)
    _promise(complaint, at)
    db.session.add(complaint)
    db.session.flush()
    attach("complaint", complaint.id, told.photos, "told", actor.name, at)
    data: dict[str, Any] = {"number": complaint.number, "category": complaint.category, "party": party.name}
    data |= {"accountable_party_id": party.id, "photos": list(told.photos)}
    journal.record(actor, "complaint.file", complaint, at=at, data=data)
    return complaint, code


def _content(project: Project, told: Told) -> str:
    said: dict[str, Any] = {
        "project": project.id,
        "category": told.category,
        "words": told.words,
        "spot": told.spot,
    }
    said |= {"element": told.element_id, "phone": told.phone, "visit": told.visit_consent}
    return content_hash({**said, "photos": list(told.photos)})


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
    project, element_id = complaint.project, complaint.element.id if complaint.element else None
    found = cover(project.id, element_id, local_day(at))
    complaint.covered, complaint.covered_until = found.covered, found.ends_on
    complaint.cover_basis = found.basis
    building = found.status == "before_acceptance"
    route = routing.route_for(CATEGORIES[complaint.category].duty, found.covered, building)
    parties = {each.role: each.party for each in reversed(project.parties)}
    if route.key == "warranty" and found.party is not None:
        parties["contractor"] = found.party
    asked = routing.accountable(route, {role: party.id for role, party in parties.items()})
    if asked is None:
        raise Problem(
            "conflict", zh="该小区尚未登记责任单位，请拨打 12345。",
            en="This community has no parties registered yet; please call 12345.",
        )  # fmt: skip
    complaint.route = route.key
    complaint.accountable_party = next(party for party in parties.values() if party.id == asked)
    return complaint.accountable_party


def _promise(complaint: Complaint, at: datetime) -> None:
    day, region = local_day(at), complaint.project.region
    for key, column in (("notice", "notice_by"), ("hotline", "hotline_by")):
        found = promised(key, day, region)
        setattr(complaint, column, found[1] if found else None)


def move(actor: Actor, complaint: Complaint, name: str, values: Values, *, at: datetime) -> Complaint:
    """Take one of the complaint's declared moves."""
    complaint.WORKFLOW.take(complaint.state, name)
    if name == "accept" and not complaint.reopenings:
        _decide_by(complaint, "decision", at)
    if name == "answer":
        complaint.finding = values["finding"]
    if name == "reopen":
        # A period of its own: the first one was kept or broken before the resident said that it is not settled.
        complaint.reopenings += 1
        _decide_by(complaint, "review", at)
    told = {key: value for key, value in values.items() if value not in (None, "", [])}
    told["accountable_party_id"] = complaint.accountable_party_id
    if complaint.reopenings:
        told["round"] = complaint.reopenings
    journal.move(actor, complaint, name, at=at, data=told)
    return complaint


def _decide_by(complaint: Complaint, promise: str, at: datetime) -> None:
    found = promised(promise, local_day(at), complaint.project.region)
    complaint.decide_by = found[1] if found else None


def assign(actor: Actor, complaint: Complaint, *, party_id: str, reason: str, at: datetime) -> Complaint:
    """Pass a complaint to another party of the project, which from now on answers for it."""
    if complaint.WORKFLOW.state(complaint.state).final:
        now = complaint.WORKFLOW.state(complaint.state)
        raise Problem("wrong-state", state=(now.zh, now.en), move=("转办", "pass it on"))
    if party_id not in complaint.project.party_ids(*routing.ANSWERING):
        # Surveyor and designer see no complaints: with them it would lie where nobody finds it.
        raise field_problem(
            "party_id",
            "应为本项目中受理投诉的单位",
            "must be a party of this project that answers complaints",
        )
    if party_id == complaint.accountable_party_id:
        raise field_problem("party_id", "已由该单位负责", "this party answers for it already")
    party = db.session.get_one(Party, party_id)
    complaint.accountable_party = party
    data = {"party": party.name, "reason": reason, "accountable_party_id": party.id}
    journal.record(actor, "complaint.assign", complaint, at=at, data=data)
    return complaint


def tell(actor: Actor, complaint: Complaint, *, words: str, at: datetime) -> Complaint:
    """Write a word the resident reads on the follow page."""
    journal.record(actor, "complaint.tell", complaint, at=at, data={"words": words})
    return complaint


def remark(actor: Actor, complaint: Complaint, *, words: str, at: datetime) -> Complaint:
    """Write a remark for colleagues; the resident never sees it."""
    journal.record(actor, "complaint.remark", complaint, at=at, data={"words": words})
    return complaint


def see_phone(actor: Actor, complaint: Complaint, *, at: datetime) -> str:
    """Return the resident's phone number; that it was looked at is written down."""
    journal.record(actor, "complaint.see-phone", complaint, at=at)
    return complaint.phone
