"""What follows: a certificate starts clocks and visits, a confirmed repair restarts a part, a fault at a door is a claim."""

from inspect_app.acceptance.models import Certificate
from inspect_app.core.db import db
from inspect_app.core.journal import Entry, on
from inspect_app.core.permits import SYSTEM
from inspect_app.projects.models import Element
from inspect_app.warranty import actions
from inspect_app.warranty.models import Claim, ReturnVisit
from inspect_app.warranty.rules.visits import QUESTIONS


@on("certificate.issue")
def start_the_clocks(entry: Entry) -> None:
    """Start one clock for each element the certificate names."""
    actions.start(SYSTEM, db.session.get_one(Certificate, entry.thing_id), at=entry.at)


@on("certificate.supersede")
def hand_the_clocks_over(entry: Entry) -> None:
    """Let clocks and visits go on under the certificate that takes the former's place."""
    actions.hand_over(db.session.get_one(Certificate, entry.thing_id))


@on("claim.confirm")
@on("claim.check")
def restart_the_part(entry: Entry) -> None:
    """Begin the period of the repaired part, where local law gives it one."""
    actions.restart(SYSTEM, db.session.get_one(Claim, entry.thing_id), at=entry.at)


@on("return-visit.answer")
def claim_the_faults(entry: Entry) -> None:
    """Make a claim of each fault a household told of, once."""
    visit = db.session.get_one(ReturnVisit, entry.thing_id)
    place = db.session.get_one(Element, entry.data["element_id"])
    asked = {each.key: each for each in QUESTIONS}
    for fault in entry.data["faults"]:
        told = actions.Told(words=f"{visit.zh}：{asked[fault].zh}", element_id=place.id)
        source = f"{visit.id}:{place.id}:{fault}"
        actions.claim(SYSTEM, visit.project, told, source_kind="return_visit", source_id=source, at=entry.at)
