"""The key an office signs its papers with: kept in the data folder with its certificates, made, taken in, replaced.

One file holds key and certificates, so that they are exchanged in one step and every process of the installation
reads the same. The certificates of earlier keys stay beside it, to be told from those of strangers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import lru_cache
from pathlib import Path

from cryptography import x509
from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import padding, rsa
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    load_pem_private_key,
    pkcs12,
)
from cryptography.x509.oid import NameOID

from inspect_app.core import cms, disk
from inspect_app.core.pades import Office

FOLDER, FILE = "office", "office.pem"
BITS, YEARS = 3072, 10
#: how long before its end a certificate is warned of
AHEAD = timedelta(days=60)
_LONGEST_NAME = 64
_BACK = timedelta(minutes=5)


class BadOfficeKey(ValueError):
    """A key or certificate that cannot sign papers; says why in Chinese and English."""

    def __init__(self, zh: str, en: str) -> None:
        super().__init__(f"{zh} / {en}")
        self.zh, self.en = zh, en


@dataclass(frozen=True, slots=True)
class OfficeKey:
    """A private key and its certificates, the signer's first, each followed by its issuer's."""

    private: rsa.RSAPrivateKey
    chain: tuple[x509.Certificate, ...]

    @property
    def certificate(self) -> x509.Certificate:
        """Return the certificate of the key itself."""
        return self.chain[0]

    @property
    def office(self) -> Office:
        """Return what papers are signed with."""
        return Office(self.chain, lambda data: self.private.sign(data, padding.PKCS1v15(), hashes.SHA256()))

    def state(self, at: datetime) -> str:
        """Return 'early', 'expired', 'ending' (within 60 days) or 'good'."""
        if at < self.certificate.not_valid_before_utc:
            return "early"
        if at > self.certificate.not_valid_after_utc:
            return "expired"
        return "ending" if at > self.certificate.not_valid_after_utc - AHEAD else "good"


def load(home: Path, name: str, at: datetime) -> OfficeKey:
    """Return the key of the installation, made for `name` where there is none; BadOfficeKey when spoiled."""
    path = home / FOLDER / FILE
    if path.exists():
        return _read(path.read_bytes())
    path.parent.mkdir(parents=True, exist_ok=True)
    # Two processes that start together agree on the key of whoever came first.
    return _read(disk.create_once(path, _written(made(name, at))))


def exists(home: Path) -> bool:
    """Say whether the installation has a key already."""
    return (home / FOLDER / FILE).exists()


def replace(home: Path, key: OfficeKey) -> None:
    """Sign with this key from now on; the certificates of the one before stay, its private key does not."""
    folder = home / FOLDER
    if exists(home):
        before = _read((folder / FILE).read_bytes())
        name = f"{before.certificate.fingerprint(hashes.SHA256()).hex()[:16]}.crt"
        disk.write_whole(folder / name, _certificates(before.chain), folder)
    disk.write_whole(folder / FILE, _written(key), folder, mode=0o600)


def earlier(home: Path) -> list[x509.Certificate]:
    """Return the certificates of the keys before this one, the newest first."""
    found = [x509.load_pem_x509_certificates(each.read_bytes())[0] for each in (home / FOLDER).glob("*.crt")]
    return sorted(found, key=lambda each: (each.not_valid_before_utc, each.serial_number), reverse=True)


def made(name: str, at: datetime) -> OfficeKey:
    """Return a new key with a certificate it has signed itself, good for ten years from `at`."""
    private = rsa.generate_private_key(65537, BITS)
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name[:_LONGEST_NAME])])
    public = private.public_key()
    usage = x509.KeyUsage(
        digital_signature=True, content_commitment=True, key_encipherment=False, data_encipherment=False,
        key_agreement=False, key_cert_sign=False, crl_sign=False, encipher_only=False, decipher_only=False,
    )  # fmt: skip
    builder = (
        x509.CertificateBuilder(subject, subject, public, x509.random_serial_number())
        .not_valid_before(at - _BACK)  # another machine's clock may be a little behind
        .not_valid_after(at + timedelta(days=YEARS * 365))
        .add_extension(x509.BasicConstraints(ca=False, path_length=None), critical=True)
        .add_extension(usage, critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(public), critical=False)
    )
    return OfficeKey(private, (builder.sign(private, hashes.SHA256()),))


def taken_in(data: bytes, password: str, at: datetime) -> OfficeKey:
    """Return the key of a PKCS#12 file; BadOfficeKey where it cannot sign papers at `at`."""
    try:
        private, certificate, others = pkcs12.load_key_and_certificates(data, password.encode() or None)
    except (ValueError, UnsupportedAlgorithm) as wrong:
        raise BadOfficeKey(
            "密码不对，或不是 PKCS#12 文件", "wrong password, or not a PKCS#12 file"
        ) from wrong
    if private is None or certificate is None:
        raise BadOfficeKey("文件中没有私钥或证书", "it holds no private key, or no certificate")
    found = _judged(private, _chain(certificate, others))
    state = found.state(at)
    if state in ("early", "expired"):
        raise BadOfficeKey(*EXPIRY[state])
    return found


#: why a certificate does not sign today
EXPIRY = {
    "early": ("证书尚未生效", "the certificate is not valid yet"),
    "expired": ("证书已过期", "the certificate has expired"),
}


def name_of(name: x509.Name) -> str:
    """Return the common name in a certificate, or all of it where there is none."""
    found = name.get_attributes_for_oid(NameOID.COMMON_NAME)
    return str(found[0].value) if found else name.rfc4514_string()


def is_self_signed(certificate: x509.Certificate) -> bool:
    """Say whether nobody but the key itself vouches for a certificate."""
    return certificate.subject == certificate.issuer


def _chain(certificate: x509.Certificate, others: Sequence[x509.Certificate]) -> tuple[x509.Certificate, ...]:
    chain, left = [certificate], list(others)
    while left and not is_self_signed(chain[-1]) and len(chain) < cms.MOST_CERTIFICATES:
        issuer = next((each for each in left if _issued(chain[-1], each)), None)
        if issuer is None:
            break
        left.remove(issuer)
        chain.append(issuer)
    return tuple(chain)


def _issued(one: x509.Certificate, issuer: x509.Certificate) -> bool:
    try:
        one.verify_directly_issued_by(issuer)
    except (InvalidSignature, ValueError, TypeError, UnsupportedAlgorithm):
        return False
    return True


def _judged(private: object, chain: tuple[x509.Certificate, ...]) -> OfficeKey:
    public = cms.rsa_of(chain[0])
    if not isinstance(private, rsa.RSAPrivateKey) or public is None:
        raise BadOfficeKey("密钥应为 2048 位以上的 RSA", "the key must be RSA of 2048 bits or more")
    if private.public_key().public_numbers() != public.public_numbers():
        raise BadOfficeKey("密钥与证书不相符", "key and certificate do not belong together")
    try:
        usage = chain[0].extensions.get_extension_for_class(x509.KeyUsage).value
    except x509.ExtensionNotFound:
        return OfficeKey(private, chain)
    if not (usage.digital_signature or usage.content_commitment):
        raise BadOfficeKey("证书不允许用于签名", "the certificate may not be used for signatures")
    return OfficeKey(private, chain)


@lru_cache(maxsize=4)
def _read(data: bytes) -> OfficeKey:
    try:
        return _judged(load_pem_private_key(data, None), tuple(x509.load_pem_x509_certificates(data)))
    except (ValueError, TypeError, UnsupportedAlgorithm) as spoiled:
        raise BadOfficeKey(
            f"{FOLDER}/{FILE} 不是有效的密钥文件，请从备份恢复",
            f"{FOLDER}/{FILE} holds no key with its certificate; put back that of the backup",
        ) from spoiled


def _written(key: OfficeKey) -> bytes:
    private = key.private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    return private + _certificates(key.chain)


def _certificates(chain: Sequence[x509.Certificate]) -> bytes:
    return b"".join(each.public_bytes(Encoding.PEM) for each in chain)
