"""Bodies of calls: what is no JSON, comes twice, or is of another kind is refused, and nothing is lost quietly."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from tests import make
from tests.cast import Cast

Clients = Callable[[str], FlaskClient]


@pytest.mark.parametrize(
    ("body", "status", "says"),
    [
        (b"{", 400, "JSON"),
        (b"\xff", 400, "UTF-8"),
        (b"\xef\xbb\xbf{}", 400, "byte order mark"),
        (b'{"title": NaN}', 400, "NaN is no JSON number"),
        (b"[" * 100_000, 400, "nested too deeply"),
        (b'{"title": ' + b"9" * 5000 + b"}", 400, "a number is too long"),
        (b'{"title": "a", "title": "b"}', 422, "comes twice"),
        (b'{"\\ud800": 1}', 422, "Unknown field"),
        (b"", 422, "title"),
    ],
)
def test_a_body_that_cannot_be_read_one_way_is_refused(
    caller: Clients, body: bytes, status: int, says: str
) -> None:
    reply = caller("supervisor").post("/api/defects/?lang=en", data=body, content_type="application/json")
    assert (reply.status_code, reply.mimetype) == (status, "application/problem+json")
    assert says in reply.text


def test_a_body_of_another_kind_is_not_passed_over(caller: Clients, cast: Cast) -> None:
    path = f"/api/defects/{make.defect(cast.project()).id}/moves/accept"
    client = caller("contractor_a")
    assert client.post(path, data={"note": "lost"}).status_code == 415
    assert client.post(path).status_code == 200
