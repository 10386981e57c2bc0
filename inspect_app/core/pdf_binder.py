"""Binds a paper and its attachments into one PDF with pypdf, in a process of its own: JSON in, PDF out."""

import json
import sys
from base64 import b64decode
from collections.abc import Mapping
from io import BytesIO

from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, IndirectObject, NameObject

from inspect_app.core.pdf_apart import unpacked


def bind(pdf: bytes, attached: Mapping[str, bytes], moment: str) -> bytes:
    """Return the PDF with its attachments in the order given and `moment` as the day it was made."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.add_metadata({"/CreationDate": moment, "/ModDate": moment, "/Producer": "inspect-app"})
    writer.root_object[NameObject("/AF")] = ArrayObject(_attach(writer, *each) for each in attached.items())
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


def main() -> None:
    """Read what to bind from standard input and write the PDF."""
    asked = json.load(sys.stdin)
    bound = bind(b64decode(asked["pdf"]), unpacked(asked["attached"]), asked["moment"])
    sys.stdout.buffer.write(bound)


if __name__ == "__main__":
    main()
