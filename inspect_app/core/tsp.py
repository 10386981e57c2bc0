"""Time stamps of RFC 3161: the question, and a token that was given for a piece of data, read and checked."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Final

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa

from inspect_app.core import der
from inspect_app.core.der import BadDer

MOST_BYTES: Final = 24 * 1024
_SHA256: Final = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"), der.NULL)
_SHA256_BARE: Final = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"))
_SIGNED_DATA, _TST_INFO = der.oid("1.2.840.113549.1.7.2"), der.oid("1.2.840.113549.1.9.16.1.4")
_CONTENT_TYPE, _MESSAGE_DIGEST = der.oid("1.2.840.113549.1.9.3"), der.oid("1.2.840.113549.1.9.4")
#: digests a token may be signed over, by their identifiers
_HASHES: Final[dict[bytes, type[hashes.SHA256 | hashes.SHA384 | hashes.SHA512]]] = {
    der.oid("2.16.840.1.101.3.4.2.1"): hashes.SHA256,
    der.oid("2.16.840.1.101.3.4.2.2"): hashes.SHA384,
    der.oid("2.16.840.1.101.3.4.2.3"): hashes.SHA512,
}
_TAGGED, _SECOND = 0xA0, 0xA1
_GENERALIZED: Final = 0x18
_YES: Final = b"\x01\x01\xff"
_TIME_STAMPING = x509.oid.ExtendedKeyUsageOID.TIME_STAMPING


@dataclass(frozen=True, slots=True)
class Stamp:
    """What a token says: when the data were there, by whose word, and whether this answers our question."""

    at: datetime
    certificate: x509.Certificate
    nonce: bytes = b""

    @property
    def name(self) -> str:
        """Return the name of whoever gave it."""
        return self.certificate.subject.rfc4514_string()


def question(data: bytes, nonce: int) -> bytes:
    """Return the request for a stamp over data, asking for the certificate too (RFC 3161, 2.4.1)."""
    imprint = der.sequence(_SHA256, der.octets(sha256(data).digest()))
    return der.sequence(der.integer(1), imprint, der.integer(nonce), _YES)


def answered(response: bytes, data: bytes, nonce: int) -> bytes:
    """Return the token of a response that stamps these data and answers this nonce; BadDer for any other."""
    told = der.parts(response)
    status = der.first(der.parts(told[0])[0])[1] if told else b""
    if status not in (b"\x00", b"\x01") or len(told) != 2:
        raise BadDer("no stamp was given")
    if check(told[1], data).nonce != der.integer(nonce):
        raise BadDer("the answer to another question")
    return told[1]


def check(token: bytes, data: bytes) -> Stamp:
    """Return what a token over these data says; BadDer where it is not one, or is not signed as it should be.

    Nobody here vouches for who gave it: whoever reads it compares the certificate.
    """
    try:
        return _checked(token, data)
    except (ValueError, TypeError, IndexError, InvalidSignature, UnsupportedAlgorithm) as wrong:
        raise BadDer("no time stamp that fits") from wrong


def _checked(token: bytes, data: bytes) -> Stamp:
    kind, body = der.parts(token)
    (signed,) = der.parts(body, _TAGGED)
    fields = der.parts(signed)
    if kind != _SIGNED_DATA:
        raise BadDer("no signed data")
    what, held = der.parts(fields[2])
    (wrapped,) = der.parts(held, _TAGGED)
    tag, info, _, _ = der.first(wrapped)
    if what != _TST_INFO or tag != der.OCTETS:
        raise BadDer("no time stamp")
    certificates = [x509.load_der_x509_certificate(each) for each in der.parts(fields[3], _TAGGED)]
    (signer,) = der.parts(fields[-1], der.SET)
    certificate = _signed(der.parts(signer), info, certificates)
    return _said(info, data, certificate)


def _signed(signer: list[bytes], info: bytes, certificates: list[x509.Certificate]) -> x509.Certificate:
    """The certificate the token is signed with: over attributes that name the digest of its content."""
    issuer, serial = der.parts(signer[1])
    number = int.from_bytes(der.first(serial)[1], "big", signed=True)
    found = next(
        each for each in certificates if (each.serial_number, each.issuer.public_bytes()) == (number, issuer)
    )
    made = _HASHES[der.parts(signer[2])[0]]()
    attributes = dict(map(_pair, der.parts(signer[3], _TAGGED)))
    digest = hashes.Hash(made)
    digest.update(info)
    if attributes.get(_MESSAGE_DIGEST) != der.set_of([der.octets(digest.finalize())]):
        raise BadDer("another digest")
    if attributes.get(_CONTENT_TYPE) != der.set_of([_TST_INFO]):
        raise BadDer("another content")
    usage = found.extensions.get_extension_for_class(x509.ExtendedKeyUsage).value
    if _TIME_STAMPING not in usage:
        raise BadDer("a certificate for other things")
    covered = bytes((der.SET,)) + signer[3][1:]
    _verify(found, der.first(signer[5])[1], covered, made)
    return found


def _pair(attribute: bytes) -> tuple[bytes, bytes]:
    kind, held = der.parts(attribute)
    return kind, held


def _verify(
    certificate: x509.Certificate, signature: bytes, covered: bytes, made: hashes.HashAlgorithm
) -> None:
    key = certificate.public_key()
    if isinstance(key, rsa.RSAPublicKey):
        key.verify(signature, covered, padding.PKCS1v15(), made)
    elif isinstance(key, ec.EllipticCurvePublicKey):
        key.verify(signature, covered, ec.ECDSA(made))
    else:
        raise BadDer("a key of another kind")


def _said(info: bytes, data: bytes, certificate: x509.Certificate) -> Stamp:
    fields = der.parts(info)
    algorithm, imprint = der.parts(fields[2])
    if algorithm not in (_SHA256, _SHA256_BARE) or imprint != der.octets(sha256(data).digest()):
        raise BadDer("a stamp over other data")
    tag, moment, _, _ = der.first(fields[4])
    text = moment.decode("ascii")
    if tag != _GENERALIZED or not text.endswith("Z"):
        raise BadDer("no moment")
    whole, _, fraction = text[:-1].partition(".")
    at = datetime.strptime(whole, "%Y%m%d%H%M%S").replace(
        microsecond=int(fraction[:6].ljust(6, "0") or 0), tzinfo=UTC
    )
    if not certificate.not_valid_before_utc <= at <= certificate.not_valid_after_utc:
        raise BadDer("a certificate that was not valid then")
    nonce = next((each for each in fields[5:] if each[0] == der.INTEGER), b"")
    return Stamp(at, certificate, nonce)
