"""The office's signature is PAdES that other programs accept, and the only one a paper can bear."""

import subprocess
from datetime import timedelta
from pathlib import Path

import pytest
from asn1crypto import x509 as asn1
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import BestAvailableEncryption, Encoding, pkcs12
from cryptography.x509.oid import NameOID
from pyhanko.pdf_utils.reader import PdfFileReader
from pyhanko.sign.validation import validate_pdf_signature
from pyhanko_certvalidator import ValidationContext

from inspect_app.core import cms, der, office_key, pades, pdf_reader, seal
from inspect_app.core.canonical import canonical
from inspect_app.core.office_key import BadOfficeKey, OfficeKey
from inspect_app.core.pades import Office
from inspect_app.core.pdf_apart import bind, made
from inspect_app.core.seal import check_pdf
from tests.core import papers
from tests.core.papers import KEY, line_of, new_key

AT = papers.AT
USES = (
    "digital_signature", "content_commitment", "key_encipherment", "data_encipherment", "key_agreement",
    "key_cert_sign", "crl_sign", "encipher_only", "decipher_only",
)  # fmt: skip
Root = tuple[rsa.RSAPrivateKey, x509.Certificate]


def issued(
    subject: str, public: object, by: rsa.RSAPrivateKey, issuer: str, **dates: timedelta
) -> x509.Certificate:
    """A certificate as an authority issues it."""
    name, other = (x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, each)]) for each in (subject, issuer))
    builder = x509.CertificateBuilder(other, name, public, x509.random_serial_number())  # type: ignore[arg-type]
    builder = builder.not_valid_before(AT - dates.get("since", timedelta(days=9)))
    builder = builder.not_valid_after(AT + dates.get("until", timedelta(days=900)))
    constraints = x509.BasicConstraints(ca=subject == issuer, path_length=None)
    usage = dict.fromkeys(USES, False) | dict.fromkeys(("content_commitment", "key_cert_sign"), True)
    builder = builder.add_extension(constraints, critical=True).add_extension(
        x509.KeyUsage(**usage), critical=True
    )
    return builder.sign(by, hashes.SHA256())


@pytest.fixture(scope="module")
def root() -> Root:
    """An authority that issues certificates."""
    key = rsa.generate_private_key(65537, 2048)
    return key, issued("根 Root", key.public_key(), key, "根 Root")


@pytest.fixture(scope="module")
def private() -> rsa.RSAPrivateKey:
    """A key somebody has certified."""
    return rsa.generate_private_key(65537, 2048)


def p12(
    key: object, certificate: x509.Certificate | None, others: list[x509.Certificate], word: str = "pw"
) -> bytes:
    locked = BestAvailableEncryption(word.encode())
    return pkcs12.serialize_key_and_certificates(b"x", key, certificate, others, locked)  # type: ignore[arg-type]


def sealed_with(office: Office) -> bytes:
    return seal.seal(papers.certificate(2), papers.record(2), KEY, office)


@pytest.fixture(scope="module")
def sealed() -> bytes:
    """A paper signed by an office whose key vouches for itself."""
    return sealed_with(papers.office().office)


def test_other_programs_find_one_valid_signature_over_the_whole_file(sealed: bytes, tmp_path: Path) -> None:
    path = tmp_path / "paper.pdf"
    path.write_bytes(sealed)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(path)], capture_output=True, text=True, check=False
    ).stdout
    assert said.count("Signature #") == 1
    assert "Signature Type: ETSI.CAdES.detached" in said
    assert "Total document signed" in said
    assert "Signature is Valid" in said
    with path.open("rb") as file:
        (signature,) = PdfFileReader(file).embedded_signatures
        context = ValidationContext(trust_roots=[signature.signer_cert])
        found = validate_pdf_signature(signature, context)
    assert found.bottom_line
    assert found.signer_reported_dt == AT
    assert found.coverage.name == "ENTIRE_FILE"


def test_a_chain_of_an_authority_is_taken_in_shown_and_accepted_by_others(
    root: Root, private: rsa.RSAPrivateKey, tmp_path: Path
) -> None:
    certificate = issued("监督站", private.public_key(), root[0], "根 Root")
    stray = issued("别人", private.public_key(), root[0], "根 Root")
    key = office_key.taken_in(p12(private, certificate, [stray, root[1]]), "pw", AT)
    assert key.chain == (certificate, root[1])
    paper = sealed_with(key.office)
    found = check_pdf(paper, [KEY.public], pdf_reader.read)
    assert found.state == "good"
    assert found.office is not None
    assert found.office.chain == key.chain
    (tmp_path / "p").write_bytes(paper)
    with (tmp_path / "p").open("rb") as file:
        (signature,) = PdfFileReader(file).embedded_signatures
        context = ValidationContext(
            trust_roots=[asn1.Certificate.load(root[1].public_bytes(Encoding.DER))], moment=AT
        )
        assert validate_pdf_signature(signature, context).bottom_line


def test_nobody_else_can_sign_a_paper_in_the_offices_place(sealed: bytes) -> None:
    before, _, _ = sealed.partition(line_of(sealed))
    moment = "D:20260501103000+08'00'"
    other = office_key.made("监督站 Inspectorate", AT)
    forged = pades.sign(before + line_of(sealed), moment, other.office)
    assert len(pades.check(before + line_of(sealed), forged[len(before + line_of(sealed)) :]).chain) == 1
    found = check_pdf(forged, [KEY.public], pdf_reader.read)
    assert (found.state, found.changed) == ("changed", ("office",))


def test_a_paper_from_before_it_stands_and_takes_no_addition(sealed: bytes) -> None:
    pdf, pages = made(papers.certificate(2))
    stated = {"content": papers.certificate(2).frame.content_hash, "pages": pages}
    given = {"public": KEY.public, "stated": stated, "signature": KEY.sign("record", canonical(stated))}
    body = bind(pdf, {seal.RECORD: canonical(papers.record(2)), seal.SIGNATURE: canonical(given)}, "D:2026")
    old = body + seal._line(KEY.public, KEY.sign("file", body))
    found = check_pdf(old, [KEY.public], pdf_reader.read)
    assert (found.state, found.office) == ("good", None)
    for added in (b"\n", pades.sign(old, "D:20260501103000+08'00'", papers.office().office)[len(old) :]):
        assert check_pdf(old + added, [KEY.public], pdf_reader.read).changed == ("office",)


def test_a_stranger_may_sign_but_stays_a_stranger() -> None:
    forged = seal.seal(papers.certificate(2), papers.record(2), new_key(), papers.office().office)
    assert check_pdf(forged, [KEY.public], pdf_reader.read).state == "stranger"
    assert check_pdf(forged + b"\n", [KEY.public], pdf_reader.read).changed == ("signature",)


def test_a_paper_set_anew_after_the_key_was_changed_is_dated_when_its_certificate_began() -> None:
    later = office_key.made("监督站", AT + timedelta(days=100))
    found = check_pdf(sealed_with(later.office), [KEY.public], pdf_reader.read)
    assert found.office is not None
    assert found.office.moment == "D:20260809102500+08'00'"


@pytest.mark.parametrize("cut", [0, 1, 5, 20, 300, -1])
def test_a_signature_that_is_cut_or_nested_wrongly_is_refused(cut: int) -> None:
    office = papers.office().office
    whole = cms.write(office.chain, bytes(32), office.signs)
    assert cms.check(whole, bytes(32)) == (list(office.chain), None)
    with pytest.raises(der.BadDer):
        cms.check(whole[:cut], bytes(32))
    with pytest.raises(der.BadDer):
        cms.check(whole, bytes(31) + b"1")


def test_what_cannot_sign_is_refused_with_the_reason(root: Root, private: rsa.RSAPrivateKey) -> None:
    good = issued("监督站", private.public_key(), root[0], "根 Root")
    curve = ec.generate_private_key(ec.SECP256R1())
    over = issued("监督站", private.public_key(), root[0], "根 Root", until=timedelta(days=-1))
    early = issued("监督站", private.public_key(), root[0], "根 Root", since=timedelta(days=-1))
    short = rsa.generate_private_key(65537, 1024)
    bad = {
        "wrong password": p12(private, good, [], "other"),
        "not a PKCS#12": b"hello",
        "RSA of 2048": p12(curve, issued("x", curve.public_key(), root[0], "根 Root"), []),
        "of 2048 bits": p12(short, issued("x", short.public_key(), root[0], "根 Root"), []),
        "has expired": p12(private, over, []),
        "not valid yet": p12(private, early, []),
        "holds no private key": pkcs12.serialize_java_truststore(
            [pkcs12.PKCS12Certificate(good, b"x")], BestAvailableEncryption(b"pw")
        ),
    }  # fmt: skip
    for why, data in bad.items():
        with pytest.raises(BadOfficeKey, match=why):
            office_key.taken_in(data, "pw", AT)


def test_a_key_is_made_once_kept_closed_and_replaced_whole(tmp_path: Path) -> None:
    one = office_key.load(tmp_path, "first", AT)
    path = tmp_path / "office" / "office.pem"
    assert path.stat().st_mode & 0o777 == 0o600
    assert office_key.load(tmp_path, "second", AT).chain == one.chain
    office_key.replace(tmp_path, papers.office())
    assert path.stat().st_mode & 0o777 == 0o600
    assert office_key.load(tmp_path, "", AT).chain == papers.office().chain
    assert office_key.earlier(tmp_path) == [one.certificate]
    kept = b"".join(each.read_bytes() for each in path.parent.glob("*.crt"))
    assert b"PRIVATE" not in kept
    path.write_bytes(path.read_bytes()[40:])
    with pytest.raises(BadOfficeKey, match="backup"):
        office_key.load(tmp_path, "", AT)


@pytest.mark.parametrize(
    ("days", "state"), [(-31, "early"), (0, "good"), (3620 - 50, "ending"), (3650, "expired")]
)
def test_its_state_is_told_ahead(days: int, state: str) -> None:
    key: OfficeKey = papers.office()
    assert key.state(AT + timedelta(days=days)) == state
