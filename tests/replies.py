"""What a person reads in a reply, whatever kind of file it is."""

import re
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from pypdf import PdfReader

SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def text_of(reply: Any) -> str:
    """Return the text of a page, a paper or the cells of a table; what says when a file was made is left out."""
    if reply.mimetype == "application/pdf":
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(reply.data)).pages)
    if reply.mimetype == SHEETS:
        with ZipFile(BytesIO(reply.data)) as book:
            parts = [book.read(each).decode() for each in book.namelist() if each.startswith("xl/")]
        return " ".join(re.sub(r"<[^>]*>", " ", each) for each in parts)
    return str(reply.get_data(as_text=True))
