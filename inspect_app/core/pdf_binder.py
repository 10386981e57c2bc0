"""Binds a paper and its attachments into one PDF with pypdf, in a process of its own: JSON in, PDF out."""

import json
from base64 import b64decode
from collections.abc import Mapping
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import (
    ArrayObject,
    DictionaryObject,
    IndirectObject,
    NameObject,
    NumberObject,
    TextStringObject,
)

from inspect_app.core.pdf_apart import unpacked

#: flags of an annotation (ISO 32000-2, 12.5.3): print 4 and locked 128; of a form (12.7.3): 1 signed, 2 append only
PRINTED_LOCKED = 132
SIGNED_AND_APPEND_ONLY = 3


def bind(pdf: bytes, attached: Mapping[str, bytes], moment: str) -> bytes:
    """Return the PDF with its attachments in the order given and `moment` as the day it was made."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.add_metadata({"/CreationDate": moment, "/ModDate": moment, "/Producer": "inspect-app"})
    writer.root_object[NameObject("/AF")] = ArrayObject(_attach(writer, *each) for each in attached.items())
    _leave_room(writer)
    writer.pdf_header = "%PDF-1.7"
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def _attach(writer: PdfWriter, name: str, content: bytes) -> IndirectObject:
    """Attach a file as the data behind the pages, and return the reference of its description."""
    made = writer.add_attachment(name, content)
    made.associated_file_relationship = NameObject("/Data")
    made.subtype = NameObject("/application/json")
    described = made.pdf_object.indirect_reference
    if described is None:
        raise ValueError(f"{name} was not attached")
    return described


def _leave_room(writer: PdfWriter) -> None:
    """Put an empty, invisible field for a signature on the first page, as the last object of the file."""
    page = writer.pages[0]
    field = DictionaryObject(
        {
            NameObject("/Type"): NameObject("/Annot"),
            NameObject("/Subtype"): NameObject("/Widget"),
            NameObject("/FT"): NameObject("/Sig"),
            NameObject("/T"): TextStringObject("Signature"),
            NameObject("/F"): NumberObject(PRINTED_LOCKED),
            NameObject("/Rect"): ArrayObject(NumberObject(0) for _ in range(4)),
            NameObject("/P"): page.indirect_reference,
        }
    )
    # Its number comes last: the list of the page and the form stand in objects that are there already.
    placed = writer._add_object(field)  # noqa: SLF001 - pypdf's only way to say it
    page[NameObject("/Annots")] = ArrayObject([*page.get("/Annots", ()), placed])
    writer.root_object[NameObject("/AcroForm")] = DictionaryObject(
        {
            NameObject("/SigFlags"): NumberObject(SIGNED_AND_APPEND_ONLY),
            NameObject("/Fields"): ArrayObject([placed]),
        }
    )


def answer(asked: bytes) -> bytes:
    """Return the PDF bound of what is asked, as JSON."""
    told = json.loads(asked)
    return bind(b64decode(told["pdf"]), unpacked(told["attached"]), told["moment"])
