"""HTTP Digest by the specification's own example, and nonces with an end."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from inspect_app.core import digest

KEY, AT = "k" * 32, datetime(2026, 5, 11, 2, 0, tzinfo=UTC)
#: the example of RFC 2617, which OpenRosa's Authentication API works out step by step
KEPT = "939e7578ed9e3c518a452acee763bce9"
SHOWN = digest.Shown(
    "Mufasa", "dcd98b7102dd2f0e8b11d0f600bfb0c093", 1, "/dir/index.html", "00000001", "0a4f113b",
    "6629fae49393a05397450978507c4ef1",
)  # fmt: skip
SAID = {
    "username": "app-1", "realm": "Inspect", "nonce": "n", "uri": "/openrosa/formList", "qop": "auth", "nc": "0000000a",
    "cnonce": "c", "response": "AB",
}  # fmt: skip


def test_the_example_of_the_specification_fits() -> None:
    assert digest.fits(SHOWN, KEPT, "GET")


@pytest.mark.parametrize(
    "other",
    [
        {"uri": "/dir/other.html"},
        {"nonce": "0"},
        {"count_as_sent": "00000002"},
        {"own": "1"},
        {"answer": "é"},
    ],
)
def test_an_answer_to_anything_else_does_not_fit(other: dict[str, str]) -> None:
    assert not digest.fits(replace(SHOWN, **other), KEPT, "GET")
    assert not digest.fits(SHOWN, KEPT, "POST")
    assert not digest.fits(SHOWN, digest.kept_of("Mufasa", "Circle Of Life"), "GET")


def test_an_answer_is_read_as_it_was_sent() -> None:
    shown = digest.read(SAID)
    assert shown is not None
    assert (shown.name, shown.count, shown.count_as_sent, shown.answer) == ("app-1", 10, "0000000a", "ab")


@pytest.mark.parametrize(
    "odd",
    [
        {"realm": "Elsewhere"}, {"qop": "auth-int"}, {"qop": None}, {"algorithm": "MD5-sess"}, {"nc": "1"},
        {"nc": "zzzzzzzz"}, {"nc": "00000000"}, {"nc": "-0000001"}, {"response": ""}, {"cnonce": None}, {"nonce": ""},
    ],
)  # fmt: skip
def test_what_was_not_asked_for_is_no_answer(odd: dict[str, str | None]) -> None:
    assert digest.read({**SAID, **odd}) is None


def test_a_nonce_stands_for_its_time_and_only_where_it_was_made() -> None:
    nonce = digest.new_nonce(KEY, AT)
    assert digest.stands(nonce, KEY, AT)
    assert digest.stands(nonce, KEY, AT + digest.NONCE_LASTS - timedelta(seconds=1))
    assert not digest.stands(nonce, KEY, AT + digest.NONCE_LASTS)
    assert not digest.stands(nonce, KEY, AT - timedelta(seconds=1))
    assert not digest.stands(nonce, "j" * 32, AT)
    later = nonce.replace(nonce.partition("-")[0], f"{int(AT.timestamp()) + 10_000:x}")
    for made_up in (later, "", "-", "a-b-c", "é" * 9):
        assert not digest.stands(made_up, KEY, AT)
    assert len(nonce) <= 80


def test_the_challenge_names_what_openrosa_asks_of_a_server() -> None:
    asked = digest.challenge("n", domain="/openrosa")
    assert asked == 'Digest realm="Inspect", domain="/openrosa", qop="auth", algorithm=MD5, nonce="n"'
    assert digest.challenge("n", domain="/openrosa", stale=True).endswith(", stale=true")
