"""Devices register themselves with a key: once each, as many as it may, and never as more than registered."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient
from sqlalchemy import func, select

from inspect_app.core.calendar import local_day
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import Entry
from inspect_app.readings import actions, queries
from inspect_app.readings.models import Device, ProvisioningKey
from inspect_app.readings.queries import lives
from inspect_app.readings.rules.provisioning import GUESSES, Asked, Unfit, brought
from tests.cast import Cast
from tests.make import NOW
from tests.rows import all_rows

OWN = "a-password-of-its-own"
LAST = date(2026, 5, 20)


def key(cast: Cast, **more: Any) -> tuple[ProvisioningKey, str]:
    told = {"label": "第二批", "strategy": "new", "kind": "dust", "profile": "", "place": "", "most": 2}
    with transaction():
        return actions.make_key(
            cast.supervisor, cast.project(), **{**told, "good_until": LAST, **more}, at=NOW
        )


def ask(made: tuple[ProvisioningKey, str], device: str = "dust-1", **more: Any) -> dict[str, Any]:
    at, bare, where = more.pop("at", NOW), more.pop("bare", False), more.pop("where", "10.0.0.1")
    asked = Asked(**{"device": device, "key": made[0].key, "secret": made[1], **more})
    with transaction():
        return actions.provision(asked, where=where, at=at, bare=bare).as_dict(english=True)


def count() -> int:
    return db.session.scalar(select(func.count()).select_from(Device)) or 0


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"credentials": "X509_CERTIFICATE"}, "credentialsType"), ({"username": "p17_other"}, "username"),
        ({"password": "short"}, "password"), ({"password": "密" * 20}, "password"), ({"token": OWN}, "token"),
        ({"credentials": "ACCESS_TOKEN", "password": OWN}, "password"),
        ({"credentials": "ACCESS_TOKEN", "token": "x" * 201}, "token"),
    ],
)  # fmt: skip
def test_credentials_that_cannot_be_given_are_refused_by_field(more: dict[str, str], field: str) -> None:
    with pytest.raises(Unfit, match=field):
        brought(Asked("dust-1", "k", "s", **more), "p17_dust-1")


def test_a_new_device_is_registered_not_accepted_and_its_secret_is_kept_nowhere(cast: Cast) -> None:
    made = key(cast, place="北门")
    told = ask(made, client_id="abc")
    assert (told["status"], told["credentialsType"]) == ("SUCCESS", "MQTT_BASIC")
    value = told["credentialsValue"]
    assert (value["userName"], value["clientId"]) == ("p17_dust-1", "abc")
    found = queries.device_login("p17_dust-1", value["password"])
    assert found is not None
    assert (found.state, [each.state for each in lives.placements(found.id)]) == ("registered", ["requested"])
    kept = str(all_rows())
    assert not [each for each in (value["password"], made[1]) if each in kept]
    verbs = db.session.scalars(select(Entry.verb).where(Entry.thing_id == found.id).order_by(Entry.seq)).all()
    assert verbs == ["device.register", "device.provision"]


def test_a_repeated_request_finds_the_same_device_and_a_new_secret_until_it_was_heard(cast: Cast) -> None:
    made = key(cast)
    first, second = (ask(made)["credentialsValue"]["password"] for _time in range(2))
    assert count() == 1
    assert queries.device_login("p17_dust-1", first) is None
    assert queries.device_login("p17_dust-1", second) is not None
    with transaction():
        actions.record([actions.Sample("p17", "dust-1", "pm10", int(NOW.timestamp() * 1000), 80.0)], at=NOW)
    assert ask(made)["status"] == "FAILURE"
    assert queries.device_login("p17_dust-1", second) is not None


def test_a_device_with_a_secret_of_its_own_may_ask_again_at_any_time(cast: Cast) -> None:
    made = key(cast)
    for _time in range(2):
        told = ask(made, bare=True, where="", password=OWN, credentials="MQTT_BASIC")
        assert told["credentialsValue"] == {"clientId": "p17_dust-1", "userName": "p17_dust-1"}
        with transaction():
            actions.record(
                [actions.Sample("p17", "dust-1", "pm10", int(NOW.timestamp() * 1000), 80.0)], at=NOW
            )
    assert queries.device_login("p17_dust-1", OWN) is not None
    assert ask(made, token="another-secret-of-its-own", credentials="ACCESS_TOKEN")["status"] == "FAILURE"
    assert ask(made, "dust-2", bare=True)["errorMsg"].startswith("over MQTT bring")
    assert made[0].used == 1


def test_a_key_stops_at_its_number_its_last_day_and_its_end(cast: Cast) -> None:
    made = key(cast, most=1)
    assert ask(made, "a-1")["status"] == "SUCCESS"
    assert ask(made, "a-2")["errorMsg"] == "this key has registered as many devices as it may"
    assert ask(made, "a-1")["status"] == "SUCCESS"
    assert ask(made, "a-1", at=NOW + timedelta(days=20))["errorMsg"] == "this key has ended or run out"
    assert queries.anything_to_provision(LAST)
    with transaction():
        actions.end_key(cast.supervisor, made[0], at=NOW)
    assert ask(made, "a-1")["status"] == "FAILURE"
    assert not queries.anything_to_provision(LAST)
    with pytest.raises(Problem, match="conflict"), transaction():
        actions.end_key(cast.supervisor, made[0], at=NOW)


def test_a_key_for_planned_devices_takes_those_alone_that_nobody_has_claimed(cast: Cast) -> None:
    rows = [["name", "kind"], ["gas-1", "gas"], ["gas-2", "gas"]]
    with transaction():
        actions.import_devices(cast.supervisor, cast.project(), rows, at=NOW, dry=False)
        actions.register_device(cast.supervisor, project=cast.project(), name="by-hand", kind="gas", at=NOW)
    made = key(cast, strategy="planned", kind="", most=5)
    assert [ask(made, name)["status"] for name in ("gas-1", "by-hand", "gas-3", "Gas 2")] == [
        "SUCCESS", "FAILURE", "FAILURE", "FAILURE",
    ]  # fmt: skip
    assert (count(), ask(key(cast), "gas-2")["status"]) == (3, "FAILURE")


def test_wrong_secrets_are_counted_and_stop_the_right_one_too(cast: Cast) -> None:
    made = key(cast)
    for _time in range(GUESSES.failures):
        assert ask((made[0], "wrong"))["status"] == "NOT_FOUND"
    with pytest.raises(Problem, match="too-many-tries"):
        ask(made)
    assert ask(made, where="10.9.0.1")["status"] == "SUCCESS"


@pytest.mark.parametrize(
    ("more", "field"),
    [
        ({"good_until": date(2026, 5, 10)}, "good_until"), ({"good_until": date(2027, 6, 1)}, "good_until"),
        ({"kind": ""}, "kind"), ({"strategy": "planned"}, "strategy"), ({"profile": "none-such"}, "profile"),
    ],
)  # fmt: skip
def test_a_key_that_makes_no_sense_is_refused_by_field(cast: Cast, more: dict[str, Any], field: str) -> None:
    with pytest.raises(Problem) as refused:
        key(cast, **more)
    assert list(refused.value.errors) == [field]


def test_the_page_makes_shows_and_ends_a_key_and_the_door_answers_in_the_field_names_of_thingsboard(
    cast: Cast, browser: Callable[[str], FlaskClient], caller: Callable[[str], FlaskClient]
) -> None:
    project, keeper = cast.project().id, browser("supervisor")
    body = {
        "label": "第二批",
        "kind": "dust",
        "good_until": (local_day(now()) + timedelta(days=30)).isoformat(),
    }
    told = caller("supervisor").post(f"/api/projects/{project}/provisioning-keys", json=body).json
    shown = {"provisionDeviceKey": told["key"]["key"], "provisionDeviceSecret": told["secret"]}
    door = caller("")
    good = door.post("/api/v1/provision", json={"deviceName": "dust-1", **shown})
    assert (good.status_code, good.json["credentialsValue"]["userName"]) == (200, "p17_dust-1")
    wrong = door.post(
        "/api/v1/provision", json={"deviceName": "dust-1", **shown, "provisionDeviceSecret": "x"}
    )
    assert (wrong.status_code, wrong.json["status"]) == (200, "NOT_FOUND")
    assert door.post("/api/v1/provision", json={"deviceName": "dust-1"}).status_code == 422
    listed = keeper.get(f"/projects/{project}/provisioning").text
    assert "第二批" in listed
    assert ">dust-1<" in listed
    made = keeper.post(f"/projects/{project}/provisioning/new", data={**body, "most": "3", "strategy": "new"})
    assert "provisionDeviceSecret" in made.text
    assert keeper.post(f"/provisioning-keys/{told['key']['id']}/end").status_code == 302
    rows = caller("supervisor").get(f"/api/projects/{project}/provisioning-keys").json["rows"]
    assert [(each["used"], each["holds"], each["devices"]) for each in rows] == [
        (0, True, []), (1, False, ["dust-1"]),
    ]  # fmt: skip
