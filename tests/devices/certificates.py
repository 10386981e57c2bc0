"""An authority made for the moment, and the certificates it gives out."""

from datetime import UTC, datetime, timedelta
from ipaddress import ip_address
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric.ec import (
    SECP256R1,
    EllipticCurvePrivateKey,
    generate_private_key,
)
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID


class Authority:
    """Keeps its own certificate in `<folder>/<name>.ca.pem`."""

    def __init__(self, folder: Path, name: str = "authority") -> None:
        self._folder, self._name = folder, _named(name)
        self._key = generate_private_key(SECP256R1())
        self.file = folder / f"{name}.ca.pem"
        own = self._sign(self._name, self._key, x509.BasicConstraints(ca=True, path_length=0))
        self.file.write_bytes(own.public_bytes(Encoding.PEM))

    def give(self, host: str) -> tuple[Path, Path]:
        """Return certificate and key of a host, given by its name or its address."""
        key = generate_private_key(SECP256R1())
        parts = host.replace(".", "").isdigit()
        name: x509.GeneralName = x509.IPAddress(ip_address(host)) if parts else x509.DNSName(host)
        made = self._sign(_named(host), key, x509.SubjectAlternativeName([name]))
        certificate, secret = self._folder / f"{host}.pem", self._folder / f"{host}.key"
        certificate.write_bytes(made.public_bytes(Encoding.PEM))
        secret.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
        return certificate, secret

    def _sign(
        self, subject: x509.Name, key: EllipticCurvePrivateKey, extension: x509.ExtensionType
    ) -> x509.Certificate:
        since = datetime.now(UTC) - timedelta(hours=1)
        begun = x509.CertificateBuilder().subject_name(subject).issuer_name(self._name)
        begun = begun.public_key(key.public_key()).serial_number(x509.random_serial_number())
        dated = begun.not_valid_before(since).not_valid_after(since + timedelta(days=2))
        return dated.add_extension(extension, critical=True).sign(self._key, hashes.SHA256())


def _named(name: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
