"""Packs a project's archive: a ZIP of folders with an index, made piece by piece so that no more than a file is held."""

import zipfile
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256
from typing import Any

from inspect_app.archive import queries
from inspect_app.archive.queries.completeness import Stages
from inspect_app.core import files, vault
from inspect_app.core.errors import Problem
from inspect_app.core.journal import record
from inspect_app.core.permits import Actor
from inspect_app.core.tables_out import Column, Table, as_workbook
from inspect_app.dossier.rules.completing import STATES
from inspect_app.projects.models import Project

_PIECE = 1 << 20
_NO_DAY = (1980, 1, 1, 0, 0, 0)
INDEX_NAME, LINES_NAME = "index.xlsx", "completeness.xlsx"


@dataclass(frozen=True, slots=True)
class Entry:
    """A row of the index; without a hash the original was not to be read, and lies in no folder."""

    path: str
    kind: str
    sha256: str
    size: int
    day: date
    origin: str


@dataclass(frozen=True, slots=True)
class Judged:
    """A line of the catalogue with its stage, as the list of completeness writes it."""

    stage: Any
    line: Any
    state: tuple[str, str]


INDEX = Table("index", "档案目录", "Index", (
    Column("文件", "File", "path"), Column("类别", "Kind", "kind"),
    Column("SHA-256", "SHA-256", lambda row: row.sha256 or ("原件缺失", "missing")),
    Column("字节数", "Bytes", "size"), Column("日期", "Date", "day"), Column("来源", "Where from", "origin", personal=True),
))  # fmt: skip
LINES = Table("completeness", "档案完整性", "Completeness", (
    Column("阶段", "Stage", "stage"), Column("内容", "What", "line"), Column("状态", "State", "state"),
    Column("说明", "Reason", "line.reason"), Column("数量", "Count", "line.count"), Column("依据", "Basis", "line.basis"),
    Column("已核实", "Verified", "line.verified"),
))  # fmt: skip


def judged(stages: Stages) -> list[Judged]:
    """Return the lines of an archive as rows of its list."""
    return [Judged(stage, each, STATES[each.state][0]) for stage, lines in stages for each in lines]


def hand_over(actor: Actor, project: Project, *, at: datetime) -> Project:
    """Write down that a project's archive is handed to somebody, before anything leaves."""
    record(actor, "project.archive", project, at=at)
    return project


def packed(
    project_id: str,
    stages: Stages,
    language: str,
    told: Callable[[Sequence[Entry]], None] = lambda _index: None,
) -> Iterator[bytes]:
    """Yield a ZIP of a project's archive; its index, told at the end, names each file with the hash of its bytes.

    A file whose original is missing or damaged is named in the index and left out: what is missing is said.
    """
    sink = _Sink()
    book, index, seen = zipfile.ZipFile(sink, "w", zipfile.ZIP_STORED), list[Entry](), set[str]()  # type: ignore[call-overload]
    for each in list(queries.filed(project_id)):
        if each.path in seen:
            continue
        seen.add(each.path)
        data = _read(each)
        found = sha256(data).hexdigest() if data is not None else ""
        whole = data is not None and found == each.sha256
        index.append(
            Entry(each.path, each.kind, found if whole else "", len(data or b""), each.day, each.origin)
        )
        if data is not None and whole:
            yield from _put(book, sink, each.path, data)
    yield from _put(book, sink, LINES_NAME, as_workbook(LINES, judged(stages), language))
    yield from _put(book, sink, INDEX_NAME, as_workbook(INDEX, index, language))
    book.close()
    yield sink.take()
    told(index)


def _read(each: queries.Filed) -> bytes | None:
    try:
        return vault.read(each.sha256) if each.store == "paper" else files.read_original(each.sha256)
    except Problem:
        return None


def _put(book: zipfile.ZipFile, sink: "_Sink", path: str, data: bytes) -> Iterator[bytes]:
    with book.open(zipfile.ZipInfo(path, _NO_DAY), "w") as file:
        for at in range(0, len(data), _PIECE):
            file.write(data[at : at + _PIECE])
            yield sink.take()
    yield sink.take()


class _Sink:
    """What the ZIP is written to: held until it is taken."""

    def __init__(self) -> None:
        self._held = bytearray()

    def write(self, data: Any) -> int:
        """Take what the ZIP writes."""
        self._held += data
        return len(data)

    def flush(self) -> None:
        """Do nothing: whoever takes the pieces hands them on."""

    def take(self) -> bytes:
        """Return what was written since the last time."""
        found, self._held = bytes(self._held), bytearray()
        return found
