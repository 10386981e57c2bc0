"""Whatever stands in a client's answer to a challenge, it is refused and breaks nothing."""

from typing import Any

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete

from inspect_app.core import digest
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.identity.models import Failure
from inspect_app.identity.rules import LOG_IN_HERE

PLAIN = {
    "username": "app-0123456789ab", "realm": digest.REALM, "qop": "auth", "algorithm": "MD5", "nc": "00000001",
    "uri": "/openrosa/formList", "cnonce": "c", "response": "0" * 32, "nonce": "n",
}  # fmt: skip
ODD = ["", "http://[", "//[/openrosa/formList", "%", "%zz", "-", "--", "\\", "é", "\U0001f642", "0" * 9000]
TEXT = st.text(st.characters(codec="latin-1", min_codepoint=32), max_size=40)


def answer(app: Flask, **changed: str) -> Any:
    said = ", ".join(
        '{}="{}"'.format(name, value.replace('"', "")) for name, value in {**PLAIN, **changed}.items()
    )
    sent = f"Digest {said}".encode().decode("latin-1")
    return app.test_client().get("/openrosa/formList", headers={"Authorization": sent})


def forgiven() -> None:
    """Forget failures: the throttle would else answer for the log-in."""
    with transaction():
        db.session.execute(delete(Failure))


@pytest.mark.parametrize("name", [*PLAIN, "opaque"])
def test_an_odd_part_is_a_wrong_log_in(app: Flask, name: str) -> None:
    for real in (False, True):
        for odd in ODD:
            forgiven()
            nonce = digest.new_nonce(str(app.secret_key), now()) if real else "n"
            reply = answer(app, **{"nonce": nonce, name: odd})
            assert reply.status_code == 401, (name, odd, reply.text)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(changed=st.dictionaries(st.sampled_from([*PLAIN]), TEXT, min_size=1, max_size=3))
def test_no_text_breaks_the_log_in(app: Flask, changed: dict[str, str]) -> None:
    forgiven()
    reply = answer(app, **changed)
    assert reply.status_code == 401, (changed, reply.text)


def test_odd_answers_count_as_guesses(app: Flask) -> None:
    codes = [answer(app, uri="http://[").status_code for _ in range(LOG_IN_HERE.failures + 1)]
    assert codes == [401] * LOG_IN_HERE.failures + [429]
