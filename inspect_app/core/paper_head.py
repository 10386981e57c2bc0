"""What is drawn where the text has come to: the letterhead, the headings of sections, QR codes to act by."""

from collections.abc import Sequence

from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, Paragraph, Spacer

from inspect_app.core.paper import Frame
from inspect_app.core.paper_frame import (
    HEIGHT,
    QR_SIDE,
    SEAL,
    SIDE,
    TEXT_WIDTH,
    draw_letterhead,
    draw_qr,
    draw_rule,
)
from inspect_app.core.paper_parts import STYLES, para, para_that_fits

INNER = TEXT_WIDTH - 2 * (QR_SIDE + 12)
#: What lies under the letterhead's text: the double rule and the way down to the first line.
BELOW = 22
#: a code that is read from a wall, at arm's length
CODE_SIDE = 30 * mm


class Letterhead(Flowable):
    """The top of the first page: who issues, what it is, its number and moment, its QR code, a double rule."""

    def __init__(self, frame: Frame) -> None:
        super().__init__()
        self.frame = frame
        self.lines = [
            para(frame.organisation, "organisation"),
            Spacer(0, 5),
            para_that_fits(frame.title, "title", INNER),
            Spacer(0, 5),
            para(f"编号 No. {frame.number}\u00a0\u00a0\u00a0\u00a0签发 Issued {frame.issued}", "number"),
        ]

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Return the size the letterhead takes."""
        text = sum(each.wrap(INNER, HEIGHT)[1] for each in self.lines)
        self.height = max(text + 6, QR_SIDE + 12) + BELOW
        return width, self.height

    def draw(self) -> None:
        """Draw it."""
        canvas: Canvas = self.canv
        y = self.height - 2
        for each in self.lines:
            _, height = each.wrap(INNER, HEIGHT)
            y -= height
            each.drawOn(canvas, QR_SIDE + 12, y)
        canvas.saveState()
        canvas.translate(-SIDE, 0)  # the frame's marks are placed on the page, not in the column
        draw_letterhead(canvas, self.frame, self.height)
        draw_rule(canvas, BELOW - 5)
        canvas.restoreState()


class Heading(Flowable):
    """A section's heading with a short red bar before it."""

    def __init__(self, words: Paragraph) -> None:
        super().__init__()
        self.words = words

    def getSpaceBefore(self) -> float:  # noqa: N802 - reportlab's name
        """Return the space above."""
        return float(STYLES["heading"].spaceBefore)

    def getSpaceAfter(self) -> float:  # noqa: N802 - reportlab's name
        """Return the space below."""
        return float(STYLES["heading"].spaceAfter)

    def wrap(self, width: float, height: float) -> tuple[float, float]:
        """Return the size the heading takes."""
        self.height = self.words.wrap(width - 9, height)[1]
        return width, self.height

    def draw(self) -> None:
        """Draw it."""
        self.canv.setFillColor(SEAL)
        self.canv.rect(0, 4.4, 2.6, self.height - 6.6, stroke=0, fill=1)
        self.words.drawOn(self.canv, 9, 0)


class Codes(Flowable):
    """QR codes side by side, each with what it is for and its address under it."""

    def __init__(self, rows: Sequence[tuple[str, str]]) -> None:
        super().__init__()
        self.rows = [(url, para(words, "code"), para(url, "caption")) for url, words in rows]
        self.column = TEXT_WIDTH / max(len(self.rows), 1)

    def wrap(self, width: float, _height: float) -> tuple[float, float]:
        """Return the size they take: the tallest words count."""
        inner = self.column - 12
        self.words = max((each.wrap(inner, HEIGHT)[1] for _url, each, _address in self.rows), default=0)
        below = max((each.wrap(inner, HEIGHT)[1] for _url, _words, each in self.rows), default=0)
        self.height = CODE_SIDE + self.words + below + 10
        return width, self.height

    def draw(self) -> None:
        """Draw them."""
        inner = self.column - 12
        for number, (url, words, address) in enumerate(self.rows):
            left, top = number * self.column, self.height - CODE_SIDE - 4
            draw_qr(self.canv, url, left + (self.column - CODE_SIDE) / 2, top, CODE_SIDE)
            words.drawOn(self.canv, left + 6, top - words.wrap(inner, HEIGHT)[1])
            address.drawOn(self.canv, left + 6, top - self.words - address.wrap(inner, HEIGHT)[1])
