"""What stands around the text of an official paper: letterhead, running head, footer, QR code and vector marks."""

from typing import Any

import segno
from reportlab.lib.colors import Color, HexColor
from reportlab.lib.pagesizes import A4
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas

from inspect_app.core import fonts
from inspect_app.core.fonts import REGULAR
from inspect_app.core.paper import Frame

WIDTH, HEIGHT = A4
SIDE, BOTTOM = 22 * mm, 27 * mm
TEXT_WIDTH = WIDTH - 2 * SIDE
QR_SIDE = 23 * mm
#: From one line to the next, as a multiple of the size of the type.
LEADING = 1.55
SEAL, INK, GREY, LINE = HexColor(0x9B1C1C), HexColor(0x1F2328), HexColor(0x5B6470), HexColor(0xC9CED6)
WASH = HexColor(0xF4F5F7)


class FramedCanvas(Canvas):
    """A canvas that keeps its pages until the end, so that each footer can name how many there are."""

    def __init__(self, *args: Any, frame: Frame, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._frame = frame
        self._kept: list[dict[str, Any]] = []
        self.setNamedCB(fonts.BOX, draw_box)

    def showPage(self) -> None:  # noqa: N802 - reportlab's name
        """Keep the page."""
        self._kept.append(dict(self.__dict__))
        self._startPage()

    def save(self) -> None:
        """Give every page its head and footer and write them all."""
        kept = self._kept
        for number, state in enumerate(kept, 1):
            self.__dict__.update(state)
            if number > 1:
                _running_head(self, self._frame)
            _footer(self, self._frame, number, len(kept))
            super().showPage()
        super().save()


def draw_letterhead(canvas: Canvas, frame: Frame, top: float) -> None:
    """Draw the QR code and the rules of the first page; title and number flow with the text."""
    draw_qr(canvas, frame.url, WIDTH - SIDE - QR_SIDE, top - QR_SIDE, QR_SIDE)
    words(
        canvas,
        "扫码核验 · Scan to verify",
        WIDTH - SIDE - QR_SIDE / 2,
        top - QR_SIDE - 8,
        5.8,
        GREY,
        align="centre",
    )


def draw_rule(canvas: Canvas, y: float) -> None:
    """Draw the double rule under the letterhead."""
    canvas.setStrokeColor(SEAL)
    for offset, weight in ((0, 1.5), (-2.6, 0.5)):
        canvas.setLineWidth(weight)
        canvas.line(SIDE, y + offset, WIDTH - SIDE, y + offset)


def draw_qr(canvas: Canvas, url: str, x: float, y: float, side: float) -> None:
    """Draw the QR code of an address as one filled path, quiet zone included."""
    matrix = segno.make(url, error="m", micro=False).matrix
    cell = side / (len(matrix) + 4)  # two cells of quiet zone; the paper around it is white anyway
    path = canvas.beginPath()
    for row, cells in enumerate(matrix):
        for first, count in _runs(cells):
            path.rect(x + (first + 2) * cell, y + side - (row + 3) * cell, count * cell, cell)
    canvas.setFillColor(INK)
    canvas.drawPath(path, stroke=0, fill=1)


def draw_box(canvas: Canvas, _kind: str, label: str | None) -> None:
    """Draw a ballot box where a paragraph has come to: empty, ticked or crossed."""
    at = canvas._curr_tx_info  # noqa: SLF001 - how reportlab tells such a callback where it stands
    size = at["leading"] / LEADING
    x, y, side = at["cur_x"] + size * 0.08, at["cur_y"] - size * 0.08, size * 0.84
    canvas.saveState()
    canvas.setStrokeColor(INK)
    canvas.setLineWidth(size * 0.07)
    canvas.setLineJoin(1)
    canvas.rect(x, y, side, side, stroke=1, fill=0)
    strokes: dict[str, list[tuple[float, float] | None]] = {
        "tick": [(0.2, 0.5), (0.42, 0.24), (0.82, 0.8)],
        "cross": [(0.22, 0.22), (0.78, 0.78), None, (0.22, 0.78), (0.78, 0.22)],
    }
    canvas.setLineWidth(size * 0.11)
    _stroke(canvas, strokes.get(label or "", []), x, y, side)
    canvas.restoreState()


def words(
    canvas: Canvas,
    text: str,
    x: float,
    y: float,
    size: float,
    color: Color,
    *,
    face: str = REGULAR,
    align: str = "left",
) -> None:
    """Draw one line of text, its unknown characters named."""
    canvas.setFont(face, size)
    canvas.setFillColor(color)
    draw = {"left": canvas.drawString, "centre": canvas.drawCentredString, "right": canvas.drawRightString}[
        align
    ]
    draw(x, y, fonts.line(text, face))


def _stroke(
    canvas: Canvas, points: list[tuple[float, float] | None], x: float, y: float, side: float
) -> None:
    path, pen_down = canvas.beginPath(), False
    for point in points:
        if point is None:
            pen_down = False
            continue
        (path.lineTo if pen_down else path.moveTo)(x + point[0] * side, y + point[1] * side)
        pen_down = True
    canvas.drawPath(path, stroke=1, fill=0)


def _runs(cells: bytes | bytearray) -> list[tuple[int, int]]:
    """The dark runs of one row: where each begins and how long it is."""
    found: list[tuple[int, int]] = []
    for column, dark in enumerate(cells):
        if not dark:
            continue
        if found and sum(found[-1]) == column:
            found[-1] = (found[-1][0], found[-1][1] + 1)
        else:
            found.append((column, 1))
    return found


def _running_head(canvas: Canvas, frame: Frame) -> None:
    y = HEIGHT - 14 * mm
    words(canvas, fonts.cut(frame.title, REGULAR, 7.5, TEXT_WIDTH * 0.7), SIDE, y, 7.5, GREY)
    words(canvas, frame.number, WIDTH - SIDE, y, 7.5, GREY, align="right")
    _hairline(canvas, y - 4)


def _footer(canvas: Canvas, frame: Frame, number: int, pages: int) -> None:
    _hairline(canvas, BOTTOM - 6 * mm)
    y = BOTTOM - 6 * mm - 11
    short = " ".join(frame.content_hash[start : start + 4] for start in range(0, 16, 4))
    words(canvas, f"编号 No. {frame.number}", SIDE, y, 7.2, INK)
    words(canvas, f"第 {number} 页 / 共 {pages} 页", WIDTH / 2, y, 7.2, INK, align="centre")
    words(canvas, f"SHA-256 {short} …", WIDTH - SIDE, y, 7.2, INK, align="right")
    told = "内附机读记录 record.json 与数字签名，改动任何一处均可查出 · Carries its record and signature; any change shows"
    words(canvas, told, SIDE, y - 10, 5.8, GREY)
    words(canvas, f"Page {number} of {pages}", WIDTH - SIDE, y - 10, 5.8, GREY, align="right")


def _hairline(canvas: Canvas, y: float) -> None:
    canvas.setStrokeColor(LINE)
    canvas.setLineWidth(0.5)
    canvas.line(SIDE, y, WIDTH - SIDE, y)
