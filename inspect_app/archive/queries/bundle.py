"""What a project's bundle holds: its rows table by table, its part of the journal, its readings, photos and papers.

Left out are complaints, claims, disputes and cards of households with all that residents said and showed, in tickets
too, and log-ins and secrets: evidence of the works goes on to archives and successors, a resident's words do not.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, case, or_, select, union
from sqlalchemy.orm import aliased

from inspect_app.acceptance.models import Acceptance, Certificate, Delegation, Document, Signature
from inspect_app.acceptance.models.steps import Meeting, Member, Opinion, PreCheck
from inspect_app.archive.queries import handed
from inspect_app.checklists.models import TemplateVersion
from inspect_app.complaints.models import Redaction
from inspect_app.core.chain import BEGINNING
from inspect_app.core.db import db
from inspect_app.core.files import Attachment, StoredFile
from inspect_app.core.journal import Entry
from inspect_app.core.private import Private
from inspect_app.core.vault import Kept
from inspect_app.defects.models import Defect, Request
from inspect_app.dossier.models import AuditFinding, Line, UtilityWork
from inspect_app.gates.models import GateNote, GatePassage
from inspect_app.handover.models import Asset
from inspect_app.holds.models import Hold, HoldNotice, HoldPart, HoldSignature
from inspect_app.identity.models import Party
from inspect_app.inspections.models import Answer, DangerousPaper, DangerousWork, Plan, Submission, Visit
from inspect_app.materials.models import MaterialLot, MaterialUse
from inspect_app.notices.models import Notice, NoticeDefect, NoticeElement
from inspect_app.projects.models import Element, Pin, Project, ProjectParty, Sheet
from inspect_app.readings.models import Alarm, Channel, Correction, Device, Limit
from inspect_app.readings.models.activities import Activity
from inspect_app.readings.models.placements import Calibration
from inspect_app.readings.queries import whole
from inspect_app.trials.models import Trial
from inspect_app.works.models import Work, WorkSignature

_END_MS = 1 << 62
#: the entry itself, where the one before it is asked for too
_Mine = aliased(Entry)
_Other = aliased(Attachment)
_SECRET = {"secret_hash"}
_AT_ONCE = 1000
#: kinds of things whose acts and photos belong to the works
KINDS = (
    "project", "element", "sheet", "plan", "visit", "submission", "answer", "danger", "dangerous", "defect",
    "request", "hold", "trial", "work", "gate", "gate_note", "notice", "material", "dossier", "utility-work",
    "audit-finding", "device", "limit", "alarm", "correction", "activity", "acceptance", "certificate", "document", *handed.KINDS,
)  # fmt: skip
#: kinds of things that photos are attached to, and their tables
_OWN: dict[str, Any] = {
    "sheet": Sheet, "material": MaterialLot, "submission": Submission, "defect": Defect, "hold": Hold, "trial": Trial,
    "work": Work, "gate_note": GateNote, "notice": Notice, "dossier": Line, "audit-finding": AuditFinding,
    "dangerous": DangerousWork, "asset": Asset,
}  # fmt: skip
#: kinds of things whose photos residents sent, or are of their homes and quarrels
RESIDENTS = ("complaint", "claim", "dispute")


@dataclass(frozen=True, slots=True)
class Part:
    """A table of the bundle: its model, and which of its rows are the project's."""

    model: Any
    mine: ColumnElement[bool]

    @property
    def path(self) -> str:
        """Return its file in the bundle."""
        return f"data/{self.model.__tablename__}.jsonl"


def parts(project_id: str) -> list[Part]:
    """Return the tables of a project's bundle, what others point at before them."""

    def own(model: Any) -> Part:
        return Part(model, model.project_id == project_id)

    def below(model: Any, column: Any, above: Any) -> Part:
        return Part(model, column.in_(select(above.id).where(above.project_id == project_id)))

    parties = union(
        select(ProjectParty.party_id).where(ProjectParty.project_id == project_id), handed.takers(project_id)
    )
    versions = select(Visit.template_version_id).where(Visit.project_id == project_id)
    submitted = select(Submission.id).where(Submission.project_id == project_id)
    measured = select(Channel.id).join(Channel.device).where(Device.project_id == project_id)
    held = select(Meeting.id).join(Acceptance).where(Acceptance.project_id == project_id)
    return [
        Part(Project, Project.id == project_id), own(ProjectParty), Part(Party, Party.id.in_(parties)), own(Element),
        own(Sheet), below(Pin, Pin.sheet_id, Sheet), own(MaterialLot), below(MaterialUse, MaterialUse.lot_id, MaterialLot),
        own(Line), own(UtilityWork), own(AuditFinding),
        Part(TemplateVersion, TemplateVersion.id.in_(versions)), own(Plan), own(Visit), own(Submission),
        Part(Answer, Answer.submission_id.in_(submitted)), own(DangerousWork),
        below(DangerousPaper, DangerousPaper.work_id, DangerousWork), own(Defect),
        below(Request, Request.defect_id, Defect), own(Hold), below(HoldPart, HoldPart.hold_id, Hold),
        below(HoldNotice, HoldNotice.hold_id, Hold), below(HoldSignature, HoldSignature.hold_id, Hold), own(Trial), own(Notice),
        below(NoticeElement, NoticeElement.notice_id, Notice), below(NoticeDefect, NoticeDefect.notice_id, Notice),
        own(Work), below(WorkSignature, WorkSignature.work_id, Work), own(GateNote), own(GatePassage),
        own(Device), below(Channel, Channel.device_id, Device),
        below(Calibration, Calibration.device_id, Device), own(Limit), own(Alarm), own(Activity),
        Part(Correction, Correction.channel_id.in_(measured)), own(Acceptance), own(Document),
        below(Delegation, Delegation.document_id, Document), below(PreCheck, PreCheck.acceptance_id, Acceptance),
        below(Meeting, Meeting.acceptance_id, Acceptance), Part(Member, Member.meeting_id.in_(held)),
        Part(Opinion, Opinion.member_id.in_(select(Member.id).where(Member.meeting_id.in_(held)))),
        below(Signature, Signature.acceptance_id, Acceptance), own(Certificate),
        *(Part(model, mine) for model, mine in handed.tables(project_id)),
    ]  # fmt: skip


def rows(part: Part) -> Iterator[bytes]:
    """Yield the rows of a table as lines of JSON in the order of its key, without what is sealed or secret."""
    table = part.model.__table__
    columns = [
        each for each in table.columns if not isinstance(each.type, Private) and each.name not in _SECRET
    ]
    asked = [_unsaid(table.name, each) for each in columns]
    stmt = select(*asked).where(part.mine).order_by(*table.primary_key.columns)
    for row in _streamed(stmt):
        yield _line({each.name: value for each, value in zip(columns, row, strict=True)})


def _unsaid(table: str, column: Any) -> Any:
    """Return a column without a resident's words or name: of a complaint's ticket, of an owners' delegate at a meeting."""
    if (table, column.name) == (Defect.__tablename__, "description"):
        return case((Defect.source_kind == "complaint", ""), else_=column)
    if (table, column.name) == (Member.__tablename__, "name"):
        return case((Member.capacity == "delegate", ""), else_=column)
    return column


def acts(project_id: str) -> Iterator[bytes]:
    """Yield the project's sealed entries of the journal, each with the hash of the one sealed before it."""
    mine = Entry.project_id == project_id, Entry.thing_kind.in_(KINDS), Entry.link.is_not(None)
    before = select(Entry.hash).where(Entry.link == _Mine.link - 1).correlate(_Mine).scalar_subquery()
    names = (
        "link", "hash", "seq", "at", "actor_kind", "actor_id", "actor_name", "verb", "thing_kind", "thing_id",
        "project_id", "data",
    )  # fmt: skip
    asked = select(*(getattr(_Mine, each) for each in names), before).where(
        _Mine.seq.in_(select(Entry.seq).where(*mine))
    )
    for row in _streamed(asked.order_by(_Mine.link)):
        told = dict(zip(names, row[:-1], strict=True))
        told["at"] = told["at"].isoformat(timespec="microseconds")
        yield _line({**told, "before": row[-1] or BEGINNING})


def curves(project_id: str) -> Iterator[tuple[str, Iterator[bytes]]]:
    """Yield the file of each channel of the project's devices: moment in milliseconds, value, flag."""
    stmt = (
        select(Channel.id, Device.name, Channel.quantity).join(Device).where(Device.project_id == project_id)
    )
    for key, device, quantity in db.session.execute(stmt.order_by(Device.name, Channel.quantity)).all():
        yield f"readings/{device}-{quantity}.csv", _curve(key)


def _curve(channel_id: int) -> Iterator[bytes]:
    yield b"at_ms,value,flag\n"
    for at, value, flag, _received in whole.rows(channel_id, 0, _END_MS):
        yield f"{at},{value!r},{flag}\n".encode()


def attached(project_id: str) -> Select[Any]:
    """Return the query for the attachments of the project's things, in the order of their keys."""
    # A ticket of a complaint, and those split off it, show the complaint's photos.
    of_residents = Attachment.sha256.in_(
        union(
            select(Redaction.sha256), select(Redaction.copy_sha256).where(Redaction.copy_sha256.is_not(None)),
            select(_Other.sha256).where(_Other.thing_kind.in_(RESIDENTS)),
        )
    )  # fmt: skip
    own = {kind: select(model.id).where(model.project_id == project_id) for kind, model in _OWN.items()}
    own["answer"] = select(Answer.id).where(Answer.submission_id.in_(own["submission"]))
    named = [(Attachment.thing_kind == kind) & Attachment.thing_id.in_(keys) for kind, keys in own.items()]
    return select(Attachment).where(or_(*named), ~of_residents)


def photos(project_id: str) -> list[tuple[str, str]]:
    """Return the photos of the project's things, without those taken away for good: name and media type."""
    held = attached(project_id).with_only_columns(Attachment.sha256)
    stmt = select(StoredFile.sha256, StoredFile.media).where(
        StoredFile.sha256.in_(held), StoredFile.erased_at.is_(None)
    )
    return [(row[0], row[1]) for row in db.session.execute(stmt.order_by(StoredFile.sha256))]


def papers(project_id: str) -> list[tuple[str, str]]:
    """Return the papers handed in, certificates (of calibration too), the deeds and the notices to residents: name and media type."""
    held = select(Document.sha256).where(Document.project_id == project_id, Document.sha256.is_not(None))
    issued = select(Certificate.pdf_sha256).where(Certificate.project_id == project_id)
    proofs = select(Calibration.sha256).join(Calibration.device).where(Device.project_id == project_id)
    each_of = (held, issued, proofs.where(Calibration.sha256.is_not(None)), handed.papers(project_id))
    stmt = select(Kept.sha256, Kept.media).where(or_(*(Kept.sha256.in_(each) for each in each_of)))
    return [(row[0], row[1]) for row in db.session.execute(stmt.order_by(Kept.sha256))]


def attachments(project_id: str) -> Iterator[bytes]:
    """Yield what is attached to which thing of the project, as lines of JSON."""
    held = Part(Attachment, Attachment.id.in_(attached(project_id).with_only_columns(Attachment.id)))
    return rows(held)


def of_name(name: str) -> Project | None:
    """Return the project of a number or a short site name."""
    return db.session.scalar(select(Project).where(or_(Project.number == name, Project.site == name)))


def by_id(project_id: str) -> Project:
    """Return the project of a key."""
    return db.session.get_one(Project, project_id)


def _streamed(stmt: Any) -> Iterator[Any]:
    yield from db.session.execute(stmt.execution_options(yield_per=_AT_ONCE))


def _line(told: dict[str, Any]) -> bytes:
    return (
        json.dumps(told, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=_plain).encode()
        + b"\n"
    )


def _plain(value: Any) -> Any:
    if isinstance(value, date | datetime):
        return value.isoformat()
    raise TypeError(type(value).__name__)
