"""A paper is stamped by a real time-stamping authority, and one that fails or lies costs it nothing but the stamp."""

import shutil
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, HTTPServer
from pathlib import Path

import pytest

from inspect_app.core import der, pades, pdf_reader, seal, tsp
from inspect_app.core.der import BadDer
from inspect_app.core.pades import Office
from inspect_app.core.seal import check_pdf
from inspect_app.core.stamping import stamps
from tests.core import papers
from tests.core.papers import KEY

SETTINGS = """
[tsa]
default_tsa = one
[one]
dir = .
serial = serial
signer_cert = tsa.pem
certs = tsa.pem
signer_key = key.pem
signer_digest = sha256
default_policy = 1.2.3.4
digests = sha256
accuracy = secs:1
ess_cert_id_chain = no
ess_cert_id_alg = sha256
[made]
distinguished_name = named
x509_extensions = stamping
prompt = no
[named]
CN = Stamps & Co
[stamping]
extendedKeyUsage = critical,timeStamping
"""


def openssl(home: Path, *words: str) -> None:
    subprocess.run(["openssl", *words], cwd=home, check=True, capture_output=True)


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, dict[str, str]]]:
    """The address of an authority that is `openssl ts`, and how it behaves: answers in full unless told otherwise."""
    assert shutil.which("openssl")
    home, told = tmp_path_factory.mktemp("tsa"), {"does": "stamp"}
    (home / "ts.cnf").write_text(SETTINGS)
    (home / "serial").write_text("01")
    new = [
        "req",
        "-x509",
        "-newkey",
        "rsa:2048",
        "-nodes",
        "-keyout",
        "key.pem",
        "-out",
        "tsa.pem",
        "-days",
        "30",
    ]
    openssl(home, *new, "-config", "ts.cnf", "-section", "made")

    class Authority(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            asked = self.rfile.read(int(self.headers["Content-Length"]))
            if told["does"] == "other data":
                asked = tsp.question(b"other", int.from_bytes(der.first(der.parts(asked)[2])[1], "big"))
            if told["does"] == "another question":
                asked = asked.replace(der.parts(asked)[2], der.parts(asked)[2][:-1] + b"\0")
            if told["does"] == "hang":
                time.sleep(1)
            (home / "asked.tsq").write_bytes(asked)
            openssl(home, "ts", "-reply", "-config", "ts.cnf", "-queryfile", "asked.tsq", "-out", "told.tsr")
            reply = (home / "told.tsr").read_bytes()
            reply = {"refuse": tsp.question(b"", 1), "rubbish": b"<html>", "cut": reply[:-9]}.get(
                told["does"], reply
            )
            self.send_response(503 if told["does"] == "fail" else 200)
            self.end_headers()
            self.wfile.write(reply)

        def log_message(self, format: str, *args: object) -> None:
            """Stay silent."""

    with HTTPServer(("127.0.0.1", 0), Authority) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_address[1]}/tsr", told
        server.shutdown()


def stamped(url: str, seconds: float = 30) -> Office:
    return replace(papers.office().office, stamps=stamps(url, seconds))


def sealed(office: Office) -> bytes:
    return seal.seal(papers.certificate(2), papers.record(2), KEY, office)


def test_a_stamped_paper_says_when_and_by_whom_and_other_programs_see_the_stamp(
    authority: tuple[str, dict[str, str]], tmp_path: Path
) -> None:
    authority[1]["does"] = "stamp"
    paper = sealed(stamped(authority[0]))
    found = check_pdf(paper, [KEY.public], pdf_reader.read)
    assert found.state == "good"
    assert found.office is not None
    assert found.office.stamp is not None
    assert found.office.stamp.name == "CN=Stamps & Co"
    assert abs(found.office.stamp.at - datetime.now(UTC)) < timedelta(minutes=5)
    (tmp_path / "paper.pdf").write_bytes(paper)
    said = subprocess.run(
        ["pdfsig", "-nocert", str(tmp_path / "paper.pdf")], capture_output=True, text=True, check=False
    ).stdout
    assert "Signature is Valid" in said
    assert "Total document signed" in said


@pytest.mark.parametrize("where", [0.0, 0.02, 0.3, 0.6, 0.8, 0.999])
def test_a_byte_flipped_in_signature_stamp_or_room_is_noticed(
    authority: tuple[str, dict[str, str]], where: float
) -> None:
    authority[1]["does"] = "stamp"
    paper = sealed(stamped(authority[0]))
    start = paper.rfind(b"/Contents <") + len(b"/Contents <")
    place = start + int(where * (paper.find(b">", start) - start))
    flipped = paper[:place] + (b"1" if paper[place : place + 1] == b"0" else b"0") + paper[place + 1 :]
    assert check_pdf(flipped, [KEY.public], pdf_reader.read).changed == ("office",)


@pytest.mark.parametrize(
    "does", ["other data", "another question", "hang", "refuse", "rubbish", "cut", "fail"]
)
def test_an_authority_that_fails_or_lies_costs_the_paper_its_stamp_only(
    authority: tuple[str, dict[str, str]], does: str
) -> None:
    authority[1]["does"] = does
    paper = sealed(stamped(authority[0], 0.3 if does == "hang" else 30))
    assert paper == sealed(papers.office().office)


def test_without_an_authority_at_the_address_the_paper_is_issued_unstamped() -> None:
    assert sealed(stamped("http://127.0.0.1:1/", 1)) == sealed(papers.office().office)


def test_a_stamp_of_another_signature_does_not_pass(authority: tuple[str, dict[str, str]]) -> None:
    authority[1]["does"] = "stamp"
    token = stamps(authority[0], 30)(b"this")
    assert tsp.check(token, b"this").certificate
    with pytest.raises(BadDer):
        tsp.check(token, b"that")
    lent = replace(papers.office().office, stamps=lambda _signature: token)
    forged = sealed(lent)
    assert check_pdf(forged, [KEY.public], pdf_reader.read).changed == ("office",)
    assert len(forged) > len(sealed(papers.office().office)) + pades.ROOM
