"""Which files go into which folder of a project's archive: papers, certificates and photos of the works."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import select
from sqlalchemy.orm import contains_eager

from inspect_app.acceptance.models import Certificate, Document
from inspect_app.acceptance.rules.papers import BY_KEY
from inspect_app.archive.queries.bundle import attached
from inspect_app.archive.rules.catalogue import BY_STAGE
from inspect_app.core.calendar import local_day
from inspect_app.core.db import db
from inspect_app.core.files import StoredFile
from inspect_app.core.vault import Kept
from inspect_app.readings.models import Device
from inspect_app.readings.models.placements import Calibration
from inspect_app.warranty.models import WarrantyNotice

#: kind of the thing a photo belongs to -> stage, folder
_FOLDERS: dict[str, tuple[str, str]] = {
    "sheet": ("start", "图纸"), "material": ("works", "材料"), "submission": ("works", "检查"), "answer": ("works", "检查"),
    "defect": ("works", "缺陷"), "hold": ("works", "停检点"), "notice": ("works", "通知书"), "dossier": ("reserve", "小区档案"),
    "audit-finding": ("works", "审计督查"), "trial": ("works", "功能性试验"), "work": ("works", "工程验收"),
    "dangerous": ("works", "危大工程"), "gate_note": ("start", "关口说明"), "asset": ("after", "移交资产"),
}  # fmt: skip
#: label of a line of the dossier -> stage, folder
_LINES = {"picture": ("after", "改造前后"), "duty": ("start", "五方责任"), "fund": ("start", "资金")}
_ENDINGS = {
    "application/pdf": "pdf",
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    "image/webp": "webp",
}


@dataclass(frozen=True, slots=True)
class Filed:
    """A file of the archive: its path there, what it is, its SHA-256 and where it is kept ("photo" or "paper")."""

    path: str
    folder: str
    kind: str
    sha256: str
    day: date
    #: what it belongs to and who handed it in
    origin: str
    store: str


def filed(project_id: str) -> Iterator[Filed]:
    """Yield the files of a project's archive, folder by folder; the same file may lie in two."""
    yield from _papers(project_id)
    yield from _certificates(project_id)
    yield from _notices(project_id)
    yield from _calibrations(project_id)
    yield from _photos(project_id)


def _papers(project_id: str) -> Iterator[Filed]:
    stmt = (
        select(Document, Kept.media).join(Kept, Kept.sha256 == Document.sha256)
        .where(Document.project_id == project_id, Document.withdrawn_at.is_(None)).order_by(Document.at, Document.id)
    )  # fmt: skip
    for row, media in db.session.execute(stmt):
        kind = BY_KEY[row.kind].zh
        yield _made(
            "acceptance",
            "资料",
            f"{kind}-{row.title or row.role}",
            kind,
            str(row.sha256),
            media,
            row.dated_on,
            row.by_name,
            "paper",
        )


def _certificates(project_id: str) -> Iterator[Filed]:
    stmt = select(Certificate, Kept.media).join(Kept, Kept.sha256 == Certificate.pdf_sha256)
    for row, media in db.session.execute(
        stmt.where(Certificate.project_id == project_id).order_by(Certificate.number)
    ):
        day = local_day(row.issued_at)
        yield _made(
            "acceptance", "证书", row.number, "合格证书", row.pdf_sha256, media, day, row.number, "paper"
        )


def _notices(project_id: str) -> Iterator[Filed]:
    stmt = select(WarrantyNotice, Kept.media).join(Kept, Kept.sha256 == WarrantyNotice.pdf_sha256)
    mine = WarrantyNotice.project_id == project_id
    for row, media in db.session.execute(stmt.where(mine).order_by(WarrantyNotice.number)):
        day, kind = local_day(row.issued_at), "保修事项告知书"
        yield _made("after", "保修告知", row.number, kind, row.pdf_sha256, media, day, row.by_name, "paper")


def _calibrations(project_id: str) -> Iterator[Filed]:
    stmt = (
        select(Calibration, Kept.media).join(Kept, Kept.sha256 == Calibration.sha256).join(Calibration.device)
        .where(Device.project_id == project_id).order_by(Device.name, Calibration.done_on, Calibration.id)
        .options(contains_eager(Calibration.device))
    )  # fmt: skip
    for row, media in db.session.execute(stmt):
        name, kind = f"{row.device.name}-{row.number}", "校准证书"
        by = row.recorded_by_name
        yield _made("works", "校准证书", name, kind, str(row.sha256), media, row.done_on, by, "paper")


def _photos(project_id: str) -> Iterator[Filed]:
    held = (
        attached(project_id)
        .join(StoredFile)
        .where(StoredFile.erased_at.is_(None))
        .add_columns(StoredFile.media)
    )
    entity = held.column_descriptions[0]["entity"]
    for row, media in db.session.execute(held.order_by(entity.thing_kind, entity.at, entity.id)):
        stage, folder = (
            _LINES.get(row.label, _FOLDERS[row.thing_kind])
            if row.thing_kind == "dossier"
            else _FOLDERS[row.thing_kind]
        )
        origin = f"{row.thing_kind} {row.thing_id} · {row.actor_name}"
        yield _made(
            stage,
            folder,
            f"{local_day(row.at):%Y%m%d}-{row.label}",
            "照片",
            row.sha256,
            media,
            local_day(row.at),
            origin,
            "photo",
        )


def _made(
    stage: str, folder: str, name: str, kind: str, sha: str, media: str, day: date, origin: str, store: str
) -> Filed:
    where = f"{BY_STAGE[stage].folder}/{folder}"
    plain = "".join("_" if c in '\\/:*?"<>|' or ord(c) < 32 else c for c in name)[:80].strip(" .")
    return Filed(
        f"{where}/{plain}-{sha[:12]}.{_ENDINGS.get(media, 'bin')}", where, kind, sha, day, origin, store
    )
