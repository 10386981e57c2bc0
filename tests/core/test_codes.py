"""Codes of cases opened without an account: each opens its own seal, however it is typed."""

from hypothesis import given
from hypothesis import strategies as st

from inspect_app.core import codes


@given(st.text(min_size=1, max_size=64), st.text(min_size=1, max_size=64))
def test_a_code_opens_its_own_seal_and_no_other(once: str, other: str) -> None:
    code = codes.code_of("claim", once, "k")
    sealed = codes.seal("claim", code, "k")
    assert len(code) == 16
    assert codes.opens("claim", codes.shown(code), sealed, "k")
    assert codes.opens("claim", f"  {codes.shown(code).lower()} ", sealed, "k")
    assert not codes.opens("claim", code, sealed, "other key")
    assert not codes.opens("claim", code, "", "k")
    assert not codes.opens("complaint", code, sealed, "k")
    if once != other:
        assert not codes.opens("claim", codes.code_of("claim", other, "k"), sealed, "k")


def test_letters_mistaken_for_digits_open_too() -> None:
    assert codes.normal("oOiIlL-uU 0") == "00" + "1111" + "VV" + "0"
