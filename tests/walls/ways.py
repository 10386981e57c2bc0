"""Every way in, read from the URL map: what its ids name, what body it takes, who should see which site."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import Select, select

from inspect_app.acceptance.models import Acceptance, Certificate, Document
from inspect_app.complaints.models import Complaint, Redaction
from inspect_app.core.db import db
from inspect_app.core.ids import uuid7
from inspect_app.core.web import SAFE
from inspect_app.credit.models import Blacklisting, CreditEntry
from inspect_app.defects.models import Defect, Request
from inspect_app.disputes.models import Appraisal, Dispute, Mediation
from inspect_app.dossier.models import AuditFinding, UtilityWork
from inspect_app.gates.models import GateNote
from inspect_app.handover.models import Asset, Condition, HandoverPaper, Package, PackageItem, Reversion
from inspect_app.holds.models import Hold
from inspect_app.households.models import HouseholdCard
from inspect_app.inspections.models import Closure, DangerousWork, PhotoRepeat, Plan, Submission, Visit
from inspect_app.materials.models import MaterialLot
from inspect_app.notices.models import Notice
from inspect_app.projects.models import Element, Project, ProjectParty, Sheet
from inspect_app.readings.models import Alarm, Channel, Device, Limit, ProvisioningKey
from inspect_app.readings.models.activities import Activity
from inspect_app.readings.models.placements import Calibration, Placement
from inspect_app.trials.models import Trial
from inspect_app.votes.models import RollHousehold, Vote
from inspect_app.warranty.models import Claim, Release, Retention, ReturnVisit
from inspect_app.works.models import Work
from tests.walls import sta
from tests.walls.public import PUBLIC
from tests.walls.town_devices import corrections

SITES = ("p17", "p18", "p99")
NEAR = ("p17", "p18")
#: whose project is whose, written by hand: the tests ask the product for the same
SEES: dict[str, tuple[str, ...]] = {
    "": (), "contractor_a": ("p17",), "contractor_b": ("p18",), "supervisor": NEAR, "officer": NEAR,
    "inspector": NEAR, "owner": NEAR, "street": NEAR, "property": NEAR, "utility": NEAR, "stranger": ("p99",),
    "far_contractor": ("p99",), "admin": SITES,
}  # fmt: skip
Maker = Callable[[str], Select[Any]]


def _of(model: Any) -> Maker:
    return lambda site: (
        select(model.id).join(Project, Project.id == model.project_id).where(Project.site == site)
    )


def _channel(site: str) -> Select[Any]:
    return select(Channel.id).join(Device).join(Project).where(Project.site == site)


def _asked(site: str) -> Select[Any]:
    return (
        select(Request.id)
        .join(Defect)
        .join(Project, Project.id == Defect.project_id)
        .where(Project.site == site)
    )


def _within(model: Any) -> Maker:
    return lambda site: select(model.id).join(Dispute).join(Project).where(Project.site == site)


def _packed(model: Any) -> Maker:
    """Return how to find a part of a package, by way of its item."""
    stmt = select(model.id) if model is PackageItem else select(model.id).join(PackageItem)
    return lambda site: stmt.join(Package).join(Project).where(Project.site == site)


def _project(site: str) -> Select[Any]:
    return select(Project.id).where(Project.site == site)


def _builder(site: str) -> Select[Any]:
    held = ProjectParty.role == "contractor"
    return select(ProjectParty.party_id).join(Project).where(Project.site == site, held)


#: what stands before an id in an address -> how to find such a thing of a site
MAKERS: dict[str, Maker] = {
    "projects": _project, "acceptances/gate": _project, "gates/of": _project, "warranty/projects": _project, "channels": _channel,
    "calibrations": lambda site: select(Calibration.id).join(Device).join(Project).where(Project.site == site),
    "sta/v1.1": sta.observations, "corrections": corrections, "credit/parties": _builder,
    "defects/requests": _asked, "packages/items": _packed(PackageItem), "packages/conditions": _packed(Condition),
    "disputes/meetings": _within(Mediation), "disputes/appraisals": _within(Appraisal),
    **{
        name: _of(model)
        for name, model in {
            "defects": Defect, "acceptances": Acceptance, "certificates": Certificate, "documents": Document,
            "alarms": Alarm, "devices": Device, "limits": Limit, "plans": Plan, "visits": Visit, "closures": Closure,
            "submissions": Submission, "complaints": Complaint, "credit": CreditEntry, "credit/blacklist": Blacklisting,
            "dangerous-works": DangerousWork, "openrosa/forms": Visit, "holds": Hold, "notices": Notice,
            "materials": MaterialLot, "gates/notes": GateNote, "works": Work, "trials": Trial, "households": HouseholdCard,
            "votes": Vote, "roll": RollHousehold, "utility-works": UtilityWork, "audit-findings": AuditFinding,
            "assets": Asset, "packages": Package, "handover/papers": HandoverPaper, "reversions": Reversion,
            "disputes": Dispute, "claims": Claim, "warranty/claims": Claim, "retentions": Retention,
            "warranty/retentions": Retention,
            "releases": Release, "warranty/releases": Release, "return-visits": ReturnVisit,
            "warranty/return-visits": ReturnVisit, "placements": Placement, "activities": Activity,
            "provisioning-keys": ProvisioningKey, "redactions": Redaction, "complaints/redactions": Redaction,
            "photo-repeats": PhotoRepeat, "sheets": Sheet, "projects/sheets": Sheet,
        }.items()
    },
}  # fmt: skip
#: things of no project: one wall for all of them, tried apart
SITELESS = {
    "people": "accounts, for the administrator alone",
    "memberships": "roles, as above",
    "account/apps": "apps a person has connected, for that person alone",
    "mapping-profiles": "how payloads of device models are read, the same for every site; set by the administrator alone",
    "dead-letters": "messages nobody could read, for the administrator alone",
    "reactions": "what failed after an act, as above",
    "messages": "what one was told, for oneself alone",
    "outbox": "letters by whatever way, for the administrator alone",
    "hooks": "webhooks, as above",
    "draws": "draws of a division, for its authority and the administrator",
    "recusals": "of inspectors, for themselves and whoever answers for them",
    "arrive": "the code at a site's gate: shows one's own drawn tasks there and nothing else",
    "inspectors": "skills and load, for the authority and the administrator",
    "checklists": "checklists, for everyone with an account",
    "checklists/versions": "as above",
    "checklists/drafts": "checklists while they are written, each for its writer alone",
}
#: named in a body instead of the address
NAMED: dict[str, Maker] = {"project_id": _project, "visit": _of(Visit), "element_id": _of(Element)}


@dataclass(frozen=True, slots=True)
class Way:
    """One rule with one method."""

    rule: str
    method: str
    endpoint: str

    @property
    def kind(self) -> str:
        """Return what stands before the id, "" for a way without one."""
        return self.rule.split("<")[0].removeprefix("/api").strip("/") if "<" in self.rule else ""

    @property
    def is_api(self) -> bool:
        """Say whether machines go this way."""
        return self.rule.startswith("/api")

    @property
    def is_safe(self) -> bool:
        """Say whether nothing may change by going it."""
        return self.method in SAFE

    def path(self, key: object) -> str:
        """Return the address with this id in it; a stream is asked for one second."""
        end = "?seconds=1" if self.rule.endswith("/stream") else ""
        return re.sub(r"<[^>]*>", str(key), self.rule) + end


def ways(app: Flask) -> Iterator[Way]:
    """Yield every way in but HEAD and OPTIONS."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"}):
            yield Way(rule.rule, method, rule.endpoint)


def guarded(app: Flask) -> list[Way]:
    """Return the ways that are not public."""
    return [each for each in ways(app) if each.endpoint not in PUBLIC]


def of_sites(app: Flask) -> list[Way]:
    """Return the guarded ways whose id names a thing of a site."""
    return [each for each in guarded(app) if each.kind in MAKERS]


def thing(kind: str, site: str) -> str:
    """Return the id of a thing of a site."""
    found = db.session.scalar(MAKERS[kind](site).limit(1))
    assert found is not None, f"the town has no {kind} in {site}"
    return str(found)


def absent(kind: str) -> str:
    """Return an id that names nothing."""
    return {"channels": "999999999", "sta/v1.1": sta.ABSENT}.get(kind) or uuid7()


#: words and figures for a body, by name of field; what is not here is made from its type
_WORDS: dict[str, Any] = {
    "name": "名称一", "site": "p55", "region": "110114", "role": "contractor", "kind": "other", "account": "somebody",
    "password": "right horse 42", "old": "right horse 42", "new": "another horse 42", "code": "123456",
    "person_id": None, "assignee_id": None, "party_id": None, "element_id": None, "liable_party_id": None,
    "parent_id": None, "until": None, "photos": [], "before": [], "after": [], "terms": {}, "answers": [],
    "signatures": [], "sha256": None, "severity": "general", "note": "说明", "key": "a-key",
}  # fmt: skip


class Bodies:
    """What to send to a way so that it is refused for nothing but a missing permit, as far as can be known."""

    def __init__(self, document: dict[str, Any], photo: str) -> None:
        self.document = document
        self.words = {**_WORDS, "after": [photo], "photos": [photo]}

    def api(self, way: Way, **named: Any) -> dict[str, Any]:
        """Return a body of the shape the way's own description asks for."""
        schema = self.schema(way)
        return {
            name: named.get(name, self._value(name, one)) for name, one in schema.get("properties", {}).items()
            if name in schema.get("required", ()) or name in named or name in ("note", "reason", "after")
        }  # fmt: skip

    def form(self, **named: Any) -> dict[str, Any]:
        """Return a form with every field there is; a page takes those it knows."""
        texts = ("title", "reason", "zh", "basis", "words", "community", "spot", "text")
        days = {"dated_on": "2026-01-01", "due_on": "2026-06-01"}
        typed = {**self.words, **dict.fromkeys(texts, "内容"), **named, **days}
        return {name: value for name, value in typed.items() if value not in (None, {}, [])}

    def schema(self, way: Way) -> dict[str, Any]:
        """Return the schema of a way's body; {} where it takes none."""
        path = re.sub(r"<(?:string:)?([^>]*)>", r"{\1}", way.rule)
        body = self.document["paths"].get(path, {}).get(way.method.lower(), {}).get("requestBody", {})
        return self._resolved(body.get("content", {}).get("application/json", {}).get("schema", {}))

    def _resolved(self, schema: dict[str, Any]) -> dict[str, Any]:
        name = schema.get("$ref", "").rpartition("/")[2]
        return self.document["components"]["schemas"][name] if name else schema

    def _value(self, name: str, schema: dict[str, Any]) -> Any:
        schema = self._resolved(schema)
        if schema.get("enum"):
            return schema["enum"][0]
        if name in self.words:
            return self.words[name]
        if name == "id":
            return uuid7()
        plain = {"integer": 1, "number": 1.0, "boolean": True, "array": [], "object": {}}
        kind = schema.get("type", "string")
        formats = {"date": "2026-06-01", "date-time": "2026-05-11T09:00:00+08:00"}
        return plain.get(
            kind if isinstance(kind, str) else kind[0], formats.get(schema.get("format", ""), "内容")
        )
