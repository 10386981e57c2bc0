"""A detached CMS signature as PAdES wants it (RFC 5652, ETSI EN 319 122-1): written in one way only, and checked.

It is checked by writing it anew from the certificates and the signature found in it: any other byte is refused.
"""

from collections.abc import Callable, Sequence
from hashlib import sha256
from itertools import pairwise

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import Encoding

from inspect_app.core import der, tsp
from inspect_app.core.der import BadDer
from inspect_app.core.tsp import Stamp

#: a chain longer than this is nobody's
MOST_CERTIFICATES = 8
#: a key shorter than this no longer proves anything (SOG-IS agreed mechanisms)
LEAST_BITS = 2048
_DATA, _SIGNED_DATA = der.oid("1.2.840.113549.1.7.1"), der.oid("1.2.840.113549.1.7.2")
_CONTENT_TYPE, _MESSAGE_DIGEST = der.oid("1.2.840.113549.1.9.3"), der.oid("1.2.840.113549.1.9.4")
_SIGNING_CERTIFICATE = der.oid("1.2.840.113549.1.9.16.2.47")
_SHA256 = der.sequence(der.oid("2.16.840.1.101.3.4.2.1"), der.NULL)
_RSA_SHA256 = der.sequence(der.oid("1.2.840.113549.1.1.11"), der.NULL)
#: [0] constructed, that holds a value or, implicitly, a set
_TAGGED = 0xA0

_STAMP = der.oid("1.2.840.113549.1.9.16.2.14")
#: [1] constructed: the attributes that are not signed
_UNSIGNED = 0xA1

Signs = Callable[[bytes], bytes]


def write(
    chain: Sequence[x509.Certificate], digest: bytes, signs: Signs, stamps: Signs | None = None
) -> bytes:
    """Return the signature over a SHA-256; `chain` begins with the signer's certificate, `signs` is its key.

    `stamps` gives the token of a time stamp over the signature, or b"" for none.

    No signing time stands in it: PAdES takes that from the PDF. The same certificates and digest give the same
    bytes, for RSA with PKCS #1 v1.5 knows no chance.
    """
    encoded = [each.public_bytes(Encoding.DER) for each in chain]
    attributes = _attributes(encoded[0], digest)
    signature = signs(der.set_of(attributes))
    return _written(encoded, attributes, signature, stamps(signature) if stamps else b"")


def read(content: bytes) -> tuple[list[x509.Certificate], bytes, bytes]:
    """Return the certificates, the signer's first, the signature, the token of its time stamp (b"": none).

    BadDer where it is not as `write` writes it.
    """
    kind, body = der.parts(content)
    if kind != _SIGNED_DATA:
        raise BadDer("no signed data")
    (signed,) = der.parts(body, _TAGGED)
    fields = der.parts(signed)
    if len(fields) != 5:
        raise BadDer("other fields than those of a signature")
    encoded = der.parts(fields[3], _TAGGED)
    (info,) = der.parts(fields[4], der.SET)
    names = der.parts(info)
    if len(names) not in (6, 7) or not 1 <= len(encoded) <= MOST_CERTIFICATES:
        raise BadDer("other fields than those of a signer")
    signature = der.first(names[5])[1]
    signer = next((each for each in encoded if _issuer_and_serial(each) == names[1]), None)
    if signer is None:
        raise BadDer("the signer's certificate is missing")
    others = [each for each in encoded if each != signer]
    token = _token(names[6]) if len(names) == 7 else b""
    return _in_order([_loaded(each) for each in (signer, *others)]), signature, token


def _token(unsigned: bytes) -> bytes:
    (stamp,) = der.parts(unsigned, _UNSIGNED)
    kind, held = der.parts(stamp)
    if kind != _STAMP:
        raise BadDer("another attribute than a time stamp")
    (token,) = der.parts(held, der.SET)
    return token


def check(content: bytes, digest: bytes) -> tuple[list[x509.Certificate], Stamp | None]:
    """Return the certificates, the signer's first, and the time stamp of a signature that covers this SHA-256.

    BadDer for any other, also where a time stamp does not fit.

    Each is followed by its issuer. Nobody here vouches for the last: the record names it by its hash.
    """
    try:
        chain, signature, token = read(content)
    except (ValueError, UnsupportedAlgorithm) as broken:
        raise BadDer("no signature as it is written here") from broken
    encoded = [each.public_bytes(Encoding.DER) for each in chain]
    attributes = _attributes(encoded[0], digest)
    if _written(encoded, attributes, signature, token) != content:
        raise BadDer("written in another way")
    try:
        _public(chain[0]).verify(signature, der.set_of(attributes), padding.PKCS1v15(), hashes.SHA256())
        for one, issuer in pairwise(chain):
            one.verify_directly_issued_by(issuer)
        # Read once here: a name or a date that cannot be read is a fault of the file, not of whoever shows it.
        _ = [
            (each.subject, each.issuer, each.not_valid_before_utc, each.not_valid_after_utc) for each in chain
        ]
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm) as wrong:
        raise BadDer("the signature does not fit") from wrong
    return chain, tsp.check(token, signature) if token else None


def bare(content: bytes) -> bytes:
    """Return a signature without its time stamp."""
    chain, signature, _token = read(content)
    encoded = [each.public_bytes(Encoding.DER) for each in chain]
    return _written(encoded, _attributes(encoded[0], bytes(32)), signature)


def rsa_of(certificate: x509.Certificate) -> rsa.RSAPublicKey | None:
    """Return the RSA key of a certificate; None where it has another, or one too short."""
    try:
        key = certificate.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return None
    return key if isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_BITS else None


def _public(certificate: x509.Certificate) -> rsa.RSAPublicKey:
    key = rsa_of(certificate)
    if key is None:
        raise BadDer("not an RSA key of 2048 bits or more")
    return key


def _attributes(signer: bytes, digest: bytes) -> list[bytes]:
    certificate = der.sequence(der.sequence(der.sequence(der.octets(sha256(signer).digest()))))
    stated = (
        (_CONTENT_TYPE, _DATA),
        (_MESSAGE_DIGEST, der.octets(digest)),
        (_SIGNING_CERTIFICATE, certificate),
    )
    return [der.sequence(kind, der.set_of([said])) for kind, said in stated]


def _written(
    encoded: Sequence[bytes], attributes: Sequence[bytes], signature: bytes, token: bytes = b""
) -> bytes:
    stamp = der.set_of([der.sequence(_STAMP, der.set_of([token]))], _UNSIGNED) if token else b""
    signer = der.sequence(
        der.integer(1),
        _issuer_and_serial(encoded[0]),
        _SHA256,
        der.set_of(attributes, _TAGGED),
        _RSA_SHA256,
        der.octets(signature),
        stamp,
    )
    signed = der.sequence(
        der.integer(1),
        der.set_of([_SHA256]),
        der.sequence(_DATA),
        der.set_of(encoded, _TAGGED),
        der.set_of([signer]),
    )
    return der.sequence(_SIGNED_DATA, der.value(_TAGGED, signed))


def _issuer_and_serial(encoded: bytes) -> bytes:
    stated = der.parts(der.parts(encoded)[0])
    fields = stated[1:] if stated[0][0] == _TAGGED else stated
    return der.sequence(fields[2], fields[0])


def _loaded(encoded: bytes) -> x509.Certificate:
    return x509.load_der_x509_certificate(encoded)


def _in_order(certificates: list[x509.Certificate]) -> list[x509.Certificate]:
    """The signer first, each followed by its issuer; what belongs nowhere is left at the end and refused there."""
    chain, left = certificates[:1], certificates[1:]
    while left:
        issuer = next((each for each in left if each.subject == chain[-1].issuer), left[0])
        left.remove(issuer)
        chain.append(issuer)
    return chain
