"""The PAdES signature (ETSI EN 319 142-1, level B-B, or B-T with a time stamp) of a paper: one addition behind its last byte.

The paper itself has an empty, invisible signature field as its last object. The addition fills it: the field, the
signature over every byte of the file but its own, table and trailer. There is one way to write it for a paper, a
moment and a key, so whoever checks writes it again and compares: what is not that addition is a change.
"""

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from cryptography import x509

from inspect_app.core import cms, der
from inspect_app.core.der import BadDer
from inspect_app.core.tsp import MOST_BYTES, Stamp

Signs = Callable[[bytes], bytes]
#: the field a paper leaves for the signature, as `pdf_binder` has it written
_FIELD = re.compile(
    rb"(\d{1,7}) 0 obj\n<<\n(/Type /Annot\n/Subtype /Widget\n/FT /Sig\n[^<>]{1,200})>>\nendobj\n\Z"
)
_TRAILER = re.compile(
    rb"xref\n0 (\d{1,7})\n(?:\d{10} \d{5} [nf] \n)+trailer\n<<\n/Size \1\n([^%]{1,400})>>\nstartxref\n(\d{1,10})\n%%EOF\n"
)
_CONTENTS = re.compile(rb"/Contents <([0-9a-f]+)>\n")
_MOMENT = re.compile(rb"/M \((D:\d{14}\+08'00')\)\n")
#: bytes kept free for a time stamp, which is longer or shorter each time
ROOM = MOST_BYTES + 64
#: an offset in the table, and one in the byte range
_PLACE = b"%010d"


@dataclass(frozen=True, slots=True)
class Office:
    """What an office signs with: its certificate, followed by those that vouch for it, and its key."""

    chain: tuple[x509.Certificate, ...]
    signs: Signs
    #: gives the token of a time stamp over a signature, or b""; None: papers are not stamped
    stamps: Signs | None = None


@dataclass(frozen=True, slots=True)
class Signed:
    """A signature that was found and fits: the certificates, the signer's first, and the moment it claims."""

    chain: tuple[x509.Certificate, ...]
    moment: str
    stamp: Stamp | None = None

    @property
    def at(self) -> datetime:
        """Return the moment it claims."""
        return datetime.strptime(self.moment.replace("'", ""), "D:%Y%m%d%H%M%S%z")


def sign(paper: bytes, moment: str, office: Office) -> bytes:
    """Return the paper with its signature added, dated `moment` as PDFs write it; ValueError without its field."""
    # How long it is depends on certificates and key alone, so it is written once over nothing to be measured.
    size = len(cms.write(office.chain, bytes(32), office.signs))
    if office.stamps is not None:
        before, after = _around(paper, moment, size + ROOM)
        stamped = cms.write(office.chain, _digest(before, after), office.signs, office.stamps)
        if size < len(stamped) <= size + ROOM:
            return before + stamped.ljust(size + ROOM, b"\0").hex().encode() + after
    # Without a stamp there is no room for one: so an unstamped paper has one form, whatever was tried.
    before, after = _around(paper, moment, size)
    return before + cms.write(office.chain, _digest(before, after), office.signs).hex().encode() + after


def check(paper: bytes, added: bytes) -> Signed:
    """Return what signed a paper by this addition; ValueError where it is not exactly one such signature."""
    held, dated = _CONTENTS.search(added), _MOMENT.search(added)
    if held is None or dated is None or len(held[1]) % 2:
        raise BadDer("no signature")
    content, moment = bytes.fromhex(held[1].decode()), dated[1].decode()
    before, after = _around(paper, moment, len(content))
    if before + held[1] + after != paper + added:
        raise BadDer("more than a signature was added")
    whole, room = der.first(content)[2:]
    chain, stamp = cms.check(whole, _digest(before, after))
    size = len(cms.bare(whole))
    if any(room) or len(content) != (size + ROOM if stamp else size):
        raise BadDer("other room than a time stamp is given")
    signed = Signed(tuple(chain), moment, stamp)
    _ = signed.at  # a day that is none is refused here, not where it is shown
    return signed


def _digest(before: bytes, after: bytes) -> bytes:
    # The brackets around the signature are not covered either: that is how a byte range is counted.
    return sha256(before[:-1] + after[1:]).digest()


def _around(paper: bytes, moment: str, size: int) -> tuple[bytes, bytes]:
    """What stands before and after the digits of a signature of `size` bytes."""
    table = paper.rfind(b"\nxref\n") + 1
    trailer = _TRAILER.match(paper, table)
    field = _FIELD.search(paper[max(0, table - 500) : table])
    if trailer is None or field is None or int(trailer[3]) != table:
        raise BadDer("no paper with a field for a signature")
    number, count = int(field[1]), int(trailer[1])
    if number != count - 1:
        raise BadDer("the field is not the last object")
    filled = b"%d 0 obj\n<<\n%b/V %d 0 R\n>>\nendobj\n" % (number, field[2], count)
    opened = b"%d 0 obj\n<<\n/Type /Sig\n/Filter /Adobe.PPKLite\n/SubFilter /ETSI.CAdES.detached\n" % count
    dated = b"/M (%b)\n/ByteRange [" % moment.encode()
    start = len(paper) + len(filled)
    first = start + len(opened) + len(dated) + len(b"0 0000000000 0000000000 0000000000]\n/Contents ")
    second = first + 2 * size + 2
    closed = b">\n>>\nendobj\n"
    new_table = second - 1 + len(closed)
    closed += b"xref\n%d 2\n" % number + b"".join(
        _PLACE % each + b" 00000 n \n" for each in (len(paper), start)
    )
    closed += b"trailer\n<<\n/Size %d\n%b/Prev %d\n>>\nstartxref\n%d\n%%%%EOF\n" % (
        count + 1, trailer[2], table, new_table
    )  # fmt: skip
    whole = second - 1 + len(closed)
    ranges = b" ".join(_PLACE % each for each in (first, second, whole - second))
    return paper + filled + opened + dated + b"0 " + ranges + b"]\n/Contents <", closed
