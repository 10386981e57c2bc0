"""Mapping profiles through the doors: page and API, who may, and what a device's page tells."""

from collections.abc import Callable

import pytest
from flask.testing import FlaskClient

from inspect_app.core.db import transaction
from inspect_app.readings import actions
from inspect_app.readings.rules.profiles import Wrong, as_lines, rows_of, shipped
from tests.cast import Cast
from tests.make import NOW

MS = int(NOW.timestamp() * 1000)
Browser = Callable[[str], FlaskClient]
EDITION = {
    "key": "own-dust", "maker": "甲厂", "model": "D1", "codec": "telemetry", "basis": "说明书 v1 第 3 页",
    "lines": "dust, pm10, mg/m³\nt, temperature, K, , , -40, 60\nuptime",
}  # fmt: skip


def test_an_edition_is_written_on_the_page_chosen_for_a_device_and_ended(
    browser: Browser, cast: Cast
) -> None:
    admin, supervisor = browser("admin"), browser("supervisor")
    assert supervisor.post("/mapping-profiles/new", data=EDITION).status_code == 403
    wrong = admin.post("/mapping-profiles/new?lang=en", data=EDITION | {"lines": "a, pm10, K"})
    assert "line 1 a: K does not convert to µg/m³" in wrong.text
    assert admin.post("/mapping-profiles/new", data=EDITION).status_code == 302
    with transaction():
        device, _secret = actions.register_device(
            cast.supervisor, project=cast.project(), name="dust-1", kind="dust", at=NOW
        )
    assert supervisor.post(f"/devices/{device.id}/profile", data={"profile": "own-dust"}).status_code == 302
    with transaction():
        told = [actions.Sample("p17", "dust-1", "dust", MS + k * 60_000, 80.0 + k / 100) for k in range(20)]
        assert actions.record(told, at=NOW).new == 11  # those of the next ten minutes and now
    shown = supervisor.get(f"/devices/{device.id}?lang=en").text
    assert "甲厂 D1" in shown
    assert 'The unit looks wrong: PM10, <span class="text-nowrap">0.001 ×' in shown
    listed = admin.get("/api/mapping-profiles").get_json()
    own = next(each for each in listed if each["key"] == "own-dust")
    assert (own["fields"][1]["high"], own["verified"]) == (60.0, False)
    assert admin.post(f"/mapping-profiles/{own['id']}/end", data={}).status_code == 302
    assert "own-dust (ended)" in supervisor.get(f"/devices/{device.id}?lang=en").text


def test_the_fields_of_every_shipped_profile_are_written_and_read_back_as_lines() -> None:
    for one in shipped().values():
        fields = list(one.fields.values())
        read = rows_of(as_lines(fields))
        assert as_lines(type(fields[0])(**row) for row in read) == as_lines(fields)
    for line, word in (
        ("a,pm10,,x", "no number"),
        ("a,,,nan", "no number"),
        ("a,b,c,1,2,3,4,N,9", "too many"),
    ):
        with pytest.raises(Wrong, match=word):
            rows_of(line)
