"""Whoever has no key of the installation makes nothing that is taken for a paper of it."""

from collections.abc import Collection

import pytest

from inspect_app.core import pdf_reader
from inspect_app.core import seal as seals
from inspect_app.core.paper_maker import make
from inspect_app.core.verdict import Verdict
from tests.core import papers
from tests.core.papers import KEY, line_of, new_key, rewritten, seal

RELIABLE = {"good", "intact", "stranger"}


def check_pdf(pdf: bytes, trusted: Collection[str] | None = None) -> Verdict:
    return seals.check_pdf(pdf, trusted, pdf_reader.read)


@pytest.fixture(scope="module")
def sealed() -> bytes:
    """A certificate of two pages, sealed."""
    return seal(papers.certificate(12), papers.record(12), KEY)


def test_a_record_signed_by_a_stranger_proves_nothing(sealed: bytes) -> None:
    forger = new_key()
    data = {**papers.record(12), "conclusion": "不合格"}
    forged = rewritten(seal(papers.blank(data), data, forger))
    found = check_pdf(forged, [KEY.public])
    assert (found.state, found.changed, found.public) == ("changed", ("signature",), None)


def test_a_signature_line_of_one_key_over_the_record_of_another_is_a_change(sealed: bytes) -> None:
    forger = new_key()
    body, _, added = sealed.partition(line_of(sealed))
    mixed = body + seals._line(forger.public, forger.sign("file", body)) + added
    assert not check_pdf(mixed, [KEY.public]).good
    assert check_pdf(mixed, [forger.public]).state == "changed"
    assert check_pdf(mixed, [forger.public, KEY.public]).state == "changed"


def test_the_line_of_one_paper_does_not_fit_another(sealed: bytes) -> None:
    other = seal(papers.certificate(3), papers.record(3), KEY)
    swapped = other[: other.rindex(seals.MARK)] + sealed[sealed.rindex(seals.MARK) :]
    assert check_pdf(swapped, [KEY.public]).state == "changed"
    added = other.partition(line_of(other))[0] + line_of(other) + sealed.partition(line_of(sealed))[2]
    assert check_pdf(added, [KEY.public]).changed == ("office",)


def test_a_pdf_of_someone_else_is_unsigned() -> None:
    plain = make(papers.certificate(3))
    found = check_pdf(plain, [KEY.public])
    assert (found.state, found.public) == ("unsigned", None)


def test_what_a_short_cut_leaves_is_never_reliable(sealed: bytes) -> None:
    for share in (0.05, 0.3, 0.6, 0.9, 0.99, 0.999):
        assert check_pdf(sealed[: int(len(sealed) * share)], [KEY.public]).state not in RELIABLE
