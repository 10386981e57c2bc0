"""The pieces papers are made of: styles, safe paragraphs, letterhead, headings, facts, lists, photos, signatures."""

from collections.abc import Sequence
from io import BytesIO
from itertools import pairwise, zip_longest

from reportlab.lib.colors import white
from reportlab.lib.enums import TA_CENTER, TA_RIGHT
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.platypus import Flowable, Image, Paragraph, Spacer, Table

from inspect_app.core import fonts
from inspect_app.core.errors import Problem
from inspect_app.core.fonts import BOLD, REGULAR
from inspect_app.core.images import for_print
from inspect_app.core.paper import Signed, shown
from inspect_app.core.paper_frame import (
    GREY,
    INK,
    LEADING,
    LINE,
    SEAL,
    TEXT_WIDTH,
    WASH,
)

PAD = 4.5
#: A cell is cut into rows of at most so many lines, for a row cannot cross a page.
MOST_LINES = 24
LABEL_WIDTH = 25 * mm
ABREAST = (LABEL_WIDTH, TEXT_WIDTH / 2 - LABEL_WIDTH) * 2
SIGN_WIDTHS = (0.15, 0.25, 0.19, 0.19, 0.22)
SIGN_HEAD = ("签名人 Name", "单位 Party", "身份 Role", "时间 Time", "签名 Signature")
Command = tuple[object, ...]


def _style(name: str, size: float, **more: object) -> ParagraphStyle:
    given = {"fontName": REGULAR, "bulletFontName": REGULAR, "textColor": INK, "wordWrap": "CJK", **more}
    return ParagraphStyle(name, fontSize=size, leading=size * LEADING, **given)


STYLES = {
    "organisation": _style("organisation", 12.5, fontName=BOLD, textColor=SEAL, alignment=TA_CENTER),
    "title": _style("title", 21, fontName=BOLD, alignment=TA_CENTER),
    "number": _style("number", 9, textColor=GREY, alignment=TA_CENTER),
    "heading": _style("heading", 11.5, fontName=BOLD, spaceBefore=13, spaceAfter=5),
    "body": _style("body", 10.2, spaceAfter=4),
    "note": _style("note", 8.2, textColor=GREY, spaceAfter=3),
    "label": _style("label", 9, textColor=GREY),
    "value": _style("value", 9.6),
    "head": _style("head", 8.8, fontName=BOLD),
    "cell": _style("cell", 8.8),
    "head-right": _style("head-right", 8.8, fontName=BOLD, alignment=TA_RIGHT),
    "cell-right": _style("cell-right", 8.8, alignment=TA_RIGHT),
    "code": _style("code", 9.6, fontName=BOLD, alignment=TA_CENTER),
    "caption": _style("caption", 8, textColor=GREY, alignment=TA_CENTER),
}
RULES: list[Command] = [
    ("VALIGN", (0, 0), (-1, -1), "TOP"),
    ("LEFTPADDING", (0, 0), (-1, -1), PAD),
    ("RIGHTPADDING", (0, 0), (-1, -1), PAD),
    ("TOPPADDING", (0, 0), (-1, -1), 4.2),
    ("BOTTOMPADDING", (0, 0), (-1, -1), 3.8),
    ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE),
]


def para(value: object, style: str = "body") -> Paragraph:
    """Return a paragraph that shows just this value, whatever markup is in it."""
    chosen = STYLES[style]
    return Paragraph(fonts.markup(shown(value), chosen.fontName), chosen)


def para_that_fits(text: str, style: str, width: float) -> Paragraph:
    """Return a paragraph in smaller type where that keeps it on one line, down to two thirds."""
    chosen = STYLES[style]
    wide = fonts.width(fonts.line(text, chosen.fontName), chosen.fontName, chosen.fontSize)
    share = max(2 / 3, min(1.0, (width - 1) / max(wide, 1)))
    size = chosen.fontSize * share
    smaller = ParagraphStyle(style, chosen, fontSize=size, leading=size * 1.4)
    return Paragraph(fonts.markup(shown(text), chosen.fontName), smaller)


def facts(rows: Sequence[tuple[str, object]]) -> Table:
    """Return label and value, two short ones abreast, a long one over the whole width."""
    lines: list[list[object]] = []
    commands: list[Command] = []
    waiting = list(rows)
    while waiting:
        label, value = waiting.pop(0)
        if _short(value) and waiting and _short(waiting[0][1]):
            other, second = waiting.pop(0)
            lines.append(
                [para(label, "label"), para(value, "value"), para(other, "label"), para(second, "value")]
            )
            continue
        pieces = _pieces(shown(value), TEXT_WIDTH - LABEL_WIDTH, 9.6)
        commands += [("SPAN", (1, len(lines) + n), (3, len(lines) + n)) for n in range(len(pieces))]
        commands += _unruled(len(lines), len(pieces))
        lines += [
            [para(label, "label") if n == 0 else "", para(each, "value")] for n, each in enumerate(pieces)
        ]
    full = [line + [""] * (4 - len(line)) for line in lines]
    top = ("LINEABOVE", (0, 0), (-1, 0), 0.4, LINE)
    return Table(full, colWidths=ABREAST, style=[*RULES, *_face("value"), top, *commands])


def listing(
    head: Sequence[str],
    rows: Sequence[Sequence[object]],
    shares: Sequence[float] | None,
    right: Sequence[int],
) -> Table:
    """Return a list with its head repeated on every page; `shares` of the width, figures in `right` columns."""
    parts = shares or [1.0] * len(head)
    widths = [TEXT_WIDTH * each / sum(parts) for each in parts]
    sides = ["-right" if column in right else "" for column in range(len(widths))]
    lines: list[list[object]] = [[para(each, f"head{side}") for each, side in zip(head, sides, strict=True)]]
    commands: list[Command] = [("ALIGN", (column, 1), (column, -1), "RIGHT") for column in right]
    for row in rows:
        pieces = [_pieces(shown(value), width, 8.8) for value, width in zip(row, widths, strict=True)]
        height = max(map(len, pieces))
        commands += _unruled(len(lines), height)
        lines += [list(map(_cell, across, widths, sides)) for across in zip_longest(*pieces, fillvalue="")]
    return Table(
        lines, colWidths=widths, repeatRows=1, style=[*RULES, *_face("cell"), *_head_rules(), *commands]
    )


def signatures(rows: Sequence[Signed]) -> Table:
    """Return who signed: name, party, role, time, and the signature's picture or that it was electronic."""
    widths = [TEXT_WIDTH * each for each in SIGN_WIDTHS]
    lines: list[list[object]] = [[para(each, "head") for each in SIGN_HEAD]]
    for each in rows:
        words = [para(value, "cell") for value in (each.name, each.party, each.role, each.at)]
        lines.append([*words, _mark(each)])
    commands: list[Command] = [("VALIGN", (0, 1), (-1, -1), "MIDDLE")]
    style = [*RULES, *_face("cell"), *_head_rules(), *commands]
    return Table(lines, colWidths=widths, repeatRows=1, style=style)


def photo_row(pictures: Sequence[tuple[bytes, str]]) -> Table:
    """Return one or two photos side by side, each with its caption."""
    images = [_picture(data, TEXT_WIDTH / 2 - 3 * PAD, 68 * mm) for data, _ in pictures]
    captions = [para(words, "caption") for _, words in pictures]
    lines = [each + [""] * (2 - len(each)) for each in (images, captions)]
    style = [("ALIGN", (0, 0), (-1, -1), "CENTER"), ("VALIGN", (0, 0), (-1, -1), "BOTTOM"), *_face("caption")]
    return Table(lines, colWidths=[TEXT_WIDTH / 2] * 2, style=[*style, ("NOSPLIT", (0, 0), (-1, -1))])


def _mark(signed: Signed) -> list[Flowable]:
    if signed.at is None:
        return [para("（待签 to sign）", "note"), Spacer(0, 6 * mm)]
    if signed.image is None:
        return [para("已电子签署 Signed electronically", "cell")]
    return [_picture(signed.image, 32 * mm, 11 * mm)]


def _picture(data: bytes, width: float, height: float) -> Flowable:
    try:
        clean, across, down = for_print(data)
    except Problem:
        # One spoiled photo must not keep a paper from being issued; the gap is named.
        return para("（图片无法显示 the picture cannot be shown）", "note")
    scale = min(width / across, height / down)
    return Image(BytesIO(clean), across * scale, down * scale)


def _short(value: object) -> bool:
    text = shown(value)
    return "\n" not in text and fonts.width(text, REGULAR, 9.6) < ABREAST[1] - 2 * PAD


def _cell(text: str, width: float, side: str) -> str | Paragraph:
    # A plain short cell is drawn as it stands, without parsing, in a tenth of the time.
    if fonts.plain(text) is not None and fonts.width(text, REGULAR, 8.8) < width - 2 * PAD:
        return text
    return para(text, f"cell{side}") if text else ""


def _pieces(text: str, width: float, size: float) -> list[str]:
    """Cut a text into pieces of at most `MOST_LINES` lines; most texts are one piece."""
    across = max(1, int((width - 2 * PAD) / size))
    if len(text) <= across and "\n" not in text:
        return [text]
    starts: list[int] = []
    at = 0
    for line in text.split("\n"):
        starts += range(at, at + max(1, len(line)), across)
        at += len(line) + 1
    cuts = [*starts[::MOST_LINES], len(text)]
    return [text[first:last].removesuffix("\n") for first, last in pairwise(cuts)]


def _unruled(first: int, height: int) -> list[Command]:
    """No line between the rows one long cell was cut into."""
    return [("LINEBELOW", (0, row), (-1, row), 0.6, white) for row in range(first, first + height - 1)]


def _face(style: str) -> list[Command]:
    chosen = STYLES[style]
    return [
        ("FONT", (0, 0), (-1, -1), chosen.fontName, chosen.fontSize, chosen.leading),
        ("TEXTCOLOR", (0, 0), (-1, -1), chosen.textColor),
    ]


def _head_rules() -> list[Command]:
    return [
        ("BACKGROUND", (0, 0), (-1, 0), WASH),
        ("LINEABOVE", (0, 0), (-1, 0), 0.8, INK),
        ("LINEBELOW", (0, 0), (-1, 0), 0.5, INK),
    ]
