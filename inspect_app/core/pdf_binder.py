"""Binds a paper and its attachments into one PDF with pypdf, in a process of its own: JSON in, PDF out."""

import json
import sys
from base64 import b64decode
from collections.abc import Mapping
from io import BytesIO

from pypdf import PdfReader, PdfWriter

from inspect_app.core.pdf_apart import unpacked


def bind(pdf: bytes, attached: Mapping[str, bytes], moment: str) -> bytes:
    """Return the PDF with its attachments in the order given and `moment` as the day it was made."""
    writer = PdfWriter(clone_from=PdfReader(BytesIO(pdf)))
    writer.add_metadata({"/CreationDate": moment, "/ModDate": moment, "/Producer": "inspect-app"})
    for name, content in attached.items():
        writer.add_attachment(name, content)
    out = BytesIO()
    writer.write(out)
    return out.getvalue()


def main() -> None:
    """Read what to bind from standard input and write the PDF."""
    asked = json.load(sys.stdin)
    bound = bind(b64decode(asked["pdf"]), unpacked(asked["attached"]), asked["moment"])
    sys.stdout.buffer.write(bound)


if __name__ == "__main__":
    main()
