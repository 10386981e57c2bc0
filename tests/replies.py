"""What a person reads in a reply, whatever kind of file it is."""

import re
from io import BytesIO
from pathlib import PurePosixPath
from tempfile import NamedTemporaryFile
from typing import Any
from zipfile import BadZipFile, ZipFile

import duckdb
from pypdf import PdfReader
from pypdf.errors import PyPdfError

#: what a paper shows when a text was written into it as markup, or escaped twice
MARKUP = re.compile(r"&(lt|gt|amp|quot|#\d+);|</?(para|font|super|link)\b")
PARQUET = "application/vnd.apache.parquet"
SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def text_of(reply: Any) -> str:
    """Return the text of a page, a paper or the cells of a table; what says when a file was made is left out."""
    if reply.mimetype == "application/pdf":
        return " ".join(page.extract_text() for page in PdfReader(BytesIO(reply.data)).pages)
    if reply.mimetype == PARQUET:
        return _table(reply.data)
    if reply.mimetype == SHEETS:
        with ZipFile(BytesIO(reply.data)) as book:
            parts = [book.read(each).decode() for each in book.namelist() if each.startswith("xl/")]
        return " ".join(re.sub(r"<[^>]*>", " ", each) for each in parts)
    return str(reply.get_data(as_text=True))


def _table(data: bytes) -> str:
    with NamedTemporaryFile(suffix=".parquet") as file:
        file.write(data)
        file.flush()
        return str(duckdb.read_parquet(file.name).fetchall())


def opened(kind: str, data: bytes) -> tuple[str, str]:
    """Return the text within a PDF, or the names within a ZIP, and what is wrong with the file ("" for nothing)."""
    try:
        if kind == "application/pdf":
            text = " ".join(page.extract_text() for page in PdfReader(BytesIO(data)).pages)
            found = MARKUP.search(text)
            return text, f"a paper shows {found.group()!r}" if found else ""
        with ZipFile(BytesIO(data)) as held:
            names, broken = held.namelist(), held.testzip()
    except (PyPdfError, BadZipFile, ValueError) as wrong:
        return "", f"{kind} cannot be opened: {wrong}"
    out = [each for each in names if _escapes(each)]
    return "\n".join(
        names
    ), f"damaged in {broken}" if broken else f"a name leads out: {out[0]!r}" if out else ""


def _escapes(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or ":" in name.partition("/")[0] or "\0" in name
