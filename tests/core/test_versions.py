"""A machine that names the version it knows never overwrites another's change: 412 with both versions."""

from collections.abc import Callable

from flask.testing import FlaskClient

from inspect_app.core.db import db
from inspect_app.inspections.models import Plan
from tests import make
from tests.cast import Cast


def test_a_change_on_another_version_is_refused_with_what_is_there_and_what_was_sent(
    caller: Callable[[str], FlaskClient], cast: Cast
) -> None:
    plan, defect = make.plan(cast.project()), make.defect(cast.project())
    address, client = f"/api/plans/{plan.id}", caller("officer")
    known = client.get(address).headers["ETag"]
    assert known == f'"{plan.version}"'
    assert client.patch(address, json={"name": "新名"}, headers={"If-Match": known}).status_code == 200
    late = client.patch(address, json={"name": "旧知"}, headers={"If-Match": known})
    assert (late.status_code, late.mimetype) == (412, "application/problem+json")
    assert late.json["current"]["name"] == "新名"
    assert late.json["sent"] == {"name": "旧知"}
    assert db.session.get_one(Plan, plan.id).name == "新名"
    for header in ("*", "known", None):
        known = client.get(address).headers["ETag"]
        headers = {"If-Match": known if header == "known" else header} if header else {}
        assert client.patch(address, json={"name": "再改"}, headers=headers).status_code == 200, header
    for header in ('"0"', "0", 'W/"1"', '"', "x" * 5000):
        assert client.patch(address, json={"name": "坏"}, headers={"If-Match": header}).status_code == 412, (
            header
        )
    # Every move of every life asks the same.
    moved = caller("contractor_a").post(
        f"/api/defects/{defect.id}/moves/accept", json={}, headers={"If-Match": '"77"'}
    )
    assert moved.status_code == 412
    assert moved.json["current"]["state"] == "open"
