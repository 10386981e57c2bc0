"""Sets papers on A4 as PDFs with reportlab, in a process of its own: a pickled paper in, JSON out."""

import json
import pickle
from base64 import b64encode
from collections.abc import Callable, Sequence
from functools import partial
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, KeepTogether, PageTemplate, Spacer
from reportlab.platypus import Frame as Column

from inspect_app.core import fonts, paper_parts
from inspect_app.core.fonts import REGULAR
from inspect_app.core.paper import Paper, Signed
from inspect_app.core.paper_frame import BOTTOM, HEIGHT, SIDE, TEXT_WIDTH, WIDTH, FramedCanvas
from inspect_app.core.paper_head import Codes, Heading, Letterhead
from inspect_app.core.paper_parts import para
from inspect_app.core.pdf_reader import read

TOP = 18 * mm
#: A heading with less room than this under it goes to the next page.
ROOM = 30 * mm
MARKS = {True: "☑", False: "☒", None: "☐"}


def make(paper: Paper) -> bytes:
    """Return the PDF: all fonts embedded, the same bytes for the same content."""
    fonts.faces()
    out = BytesIO()
    frame = paper.frame
    template = BaseDocTemplate(
        out,
        pagesize=(WIDTH, HEIGHT),
        title=f"{frame.title} {frame.number}",
        author=frame.organisation,
        subject=frame.number,
        keywords=[f"sha256:{frame.content_hash}"],
        creator="inspect-app",
        producer="inspect-app",
        lang="zh-CN",
        invariant=1,
        initialFontName=REGULAR,
        pageCompression=1,
    )
    column = Column(SIDE, BOTTOM, TEXT_WIDTH, HEIGHT - BOTTOM - TOP, 0, 0, 0, 0)
    template.addPageTemplates(PageTemplate("all", [column]))
    story: list[Flowable] = [Letterhead(frame)]
    for piece, what in paper.parts:
        story += _PIECES[piece](*what)
    template.build(story, canvasmaker=partial(FramedCanvas, frame=frame))
    return out.getvalue()


def _heading(text: str) -> list[Flowable]:
    return [CondPageBreak(ROOM), Heading(para(text, "heading"))]


def _text(text: str, style: str) -> list[Flowable]:
    return [para(each, style) for each in text.split("\n\n") if each.strip()]


def _facts(rows: Sequence[tuple[str, str]]) -> list[Flowable]:
    return [paper_parts.facts(rows), Spacer(0, 4)]


def _table(
    head: Sequence[str], rows: Sequence[Sequence[str]], widths: Sequence[float] | None, right: Sequence[int]
) -> list[Flowable]:
    return [paper_parts.listing(head, rows, widths, right), Spacer(0, 4)]


def _checks(rows: Sequence[tuple[bool | None, str]]) -> list[Flowable]:
    return [para(f"{MARKS[done]} {words}") for done, words in rows]


def _photos(pictures: Sequence[tuple[bytes, str]]) -> list[Flowable]:
    return [paper_parts.photo_row(pictures[n : n + 2]) for n in range(0, len(pictures), 2)]


def _codes(rows: Sequence[tuple[str, str]]) -> list[Flowable]:
    return [Codes(rows), Spacer(0, 4)]


def _signatures(rows: Sequence[Signed], heading: str) -> list[Flowable]:
    first = Heading(para(heading, "heading")) if heading else Spacer(0, 6)
    return [KeepTogether([first, paper_parts.signatures(rows)]), Spacer(0, 4)]


_PIECES: dict[str, Callable[..., list[Flowable]]] = {
    "heading": _heading, "text": _text, "facts": _facts, "table": _table, "checks": _checks, "photos": _photos,
    "codes": _codes, "signatures": _signatures,
}  # fmt: skip


def answer(asked: bytes) -> bytes:
    """Return the PDF of a pickled paper and a digest of every page, as JSON."""
    pdf = make(pickle.loads(asked))  # noqa: S301 -- from the process that began this one, nobody else
    return json.dumps({"pdf": b64encode(pdf).decode(), "pages": read(pdf).pages}).encode()
