"""An official paper: letterhead, facts, tables, check marks, photos and signatures, set on A4 as a PDF."""

from collections.abc import Callable, Sequence
from datetime import datetime
from functools import partial
from io import BytesIO

from reportlab.lib.units import mm
from reportlab.platypus import BaseDocTemplate, CondPageBreak, Flowable, KeepTogether, PageTemplate, Spacer
from reportlab.platypus import Frame as Column

from inspect_app.core import fonts, paper_parts
from inspect_app.core.fonts import REGULAR
from inspect_app.core.paper_frame import BOTTOM, HEIGHT, SIDE, TEXT_WIDTH, WIDTH, Frame, FramedCanvas
from inspect_app.core.paper_head import Heading, Letterhead
from inspect_app.core.paper_parts import Signed, para

TOP = 18 * mm
#: A heading with less room than this under it goes to the next page.
ROOM = 30 * mm


class Paper:
    """A paper being written from top to bottom; `build()` sets it."""

    def __init__(
        self, title: str, number: str, organisation: str, url: str, content_hash: str, issued_at: datetime
    ) -> None:
        self.frame = Frame(title, number, organisation, url, content_hash, issued_at)
        self._parts: list[Callable[[], list[Flowable]]] = []

    def heading(self, text: str) -> None:
        """Begin a section."""
        self._parts.append(lambda: [CondPageBreak(ROOM), Heading(para(text, "heading"))])

    def text(self, text: str, style: str = "body") -> None:
        """Write a paragraph; `style` is 'body' or 'note'. Blank lines part paragraphs."""
        blocks = [each for each in text.split("\n\n") if each.strip()]
        self._parts.append(lambda: [para(each, style) for each in blocks])

    def facts(self, rows: Sequence[tuple[str, object]]) -> None:
        """Write a table of label and value; short ones stand two abreast."""
        self._parts.append(lambda: [paper_parts.facts(rows), Spacer(0, 4)] if rows else [])

    def table(
        self,
        head: Sequence[str],
        rows: Sequence[Sequence[object]],
        widths: Sequence[float] | None = None,
        right: Sequence[int] = (),
    ) -> None:
        """Write a list whose head is repeated on each page; `widths` are shares, `right` columns of figures."""
        self._parts.append(
            lambda: [paper_parts.listing(head, rows, widths, right), Spacer(0, 4)] if head else []
        )

    def checks(self, rows: Sequence[tuple[bool | None, str]]) -> None:
        """Write check marks: ticked, crossed or (None) still empty, each with its words."""
        marks = {True: "☑", False: "☒", None: "☐"}
        self._parts.append(lambda: [para(f"{marks[done]} {words}") for done, words in rows])

    def photos(self, pictures: Sequence[tuple[bytes, str]]) -> None:
        """Show photos (JPEG or PNG bytes without metadata) two abreast, each with its caption."""
        self._parts.append(
            lambda: [paper_parts.photo_row(pictures[n : n + 2]) for n in range(0, len(pictures), 2)]
        )

    def signatures(self, rows: Sequence[Signed], heading: str = "") -> None:
        """Write the signature block; it is not torn, and its heading stays with it."""
        self._parts.append(
            lambda: [
                KeepTogether(
                    [
                        Heading(para(heading, "heading")) if heading else Spacer(0, 6),
                        paper_parts.signatures(rows),
                    ]
                ),
                Spacer(0, 4),
            ]
        )

    def build(self) -> bytes:
        """Return the PDF: all fonts embedded, the same bytes for the same content."""
        fonts.faces()
        out = BytesIO()
        frame = self.frame
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
        for part in self._parts:
            story += part()
        template.build(story, canvasmaker=partial(FramedCanvas, frame=frame))
        fonts.rest()
        return out.getvalue()
