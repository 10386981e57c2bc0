"""SensorThings over HTTP: the data model, the query options, who sees what, and Observations that come in."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from flask.testing import FlaskClient

from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample
from inspect_app.sensorthings.pages import MQTT_CREATE, MQTT_UPDATES
from tests.cast import Cast
from tests.make import NOW

Caller = Callable[[str], FlaskClient]
AT = "/sta/v1.1"


@pytest.fixture
def secret(cast: Cast) -> str:
    """Two sites with devices; returns the secret of p17's dust-1, whose pm10 was measured 30 times."""
    with transaction():
        _, found = actions.register_device(
            cast.supervisor, project=cast.project(), name="dust-1", kind="dust", label="北门", at=NOW
        )
        actions.register_device(
            cast.supervisor, project=cast.project("p18"), name="dust-9", kind="dust", at=NOW
        )
    end = int(now().timestamp() * 1000)
    with transaction():
        samples = [Sample("p17", "dust-1", "pm10", end - k * 60_000, 50.0 + k) for k in range(30, 0, -1)]
        samples.append(Sample("p17", "dust-1", "noise", end, 61.5))
        samples.append(Sample("p18", "dust-9", "pm10", end, 7.0))
        actions.record(samples, at=now())
    return found


def _ask(client: FlaskClient, path: str, **options: Any) -> Any:
    asked = {f"${name}": value for name, value in options.items()}
    reply = client.get(f"{AT}/{path}", query_string=asked)
    assert reply.status_code == 200, reply.text
    return reply.json


def _pm10(client: FlaskClient) -> int:
    found: int = _ask(client, "Datastreams", filter="ObservedProperty/id eq 'pm10'")["value"][0]["@iot.id"]
    return found


def test_the_root_names_the_eight_sets_and_what_it_keeps_of_the_standard(cast: Cast, caller: Caller) -> None:
    root = caller("supervisor").get(AT).json
    assert len(root["value"]) == 8
    assert all(each["url"].endswith(f"{AT}/{each['name']}") for each in root["value"])
    settings = root["serverSettings"]
    assert any(each.endswith("/req/datamodel") for each in settings["conformance"])
    assert settings[MQTT_UPDATES] == {
        "endpoints": ["mqtt://127.0.0.1:1883"], "topics": ["events/{listener}/v1.1/Datastreams({id})/Observations"],
    }  # fmt: skip
    assert {MQTT_CREATE, MQTT_UPDATES} <= set(settings["conformance"])


def test_every_link_of_the_model_can_be_followed(secret: str, caller: Caller) -> None:
    client = caller("contractor_a")
    waiting, met = (
        ["Things", "Locations", "Sensors", "HistoricalLocations", "ObservedProperties", "FeaturesOfInterest"],
        set(),
    )
    while waiting:
        path = waiting.pop()
        met.add(path)
        told = _ask(client, path, top=2)
        for each in told.get("value", [told]):
            links = {value.partition(f"{AT}/")[2] for name, value in each.items() if name.endswith("Link")}
            waiting += [
                link for link in sorted(links - met) if link not in waiting and "Observations('" not in link
            ]
    assert len(met) > 30


def test_a_datastream_has_a_ucum_unit_and_its_stretch_of_time(secret: str, caller: Caller) -> None:
    one = _ask(caller("contractor_a"), "Datastreams", filter="name eq 'p17/dust-1/pm10'")["value"][0]
    assert one["unitOfMeasurement"] == {
        "name": "microgram per cubic metre", "symbol": "µg/m³", "definition": "ucum:ug/m3",
    }  # fmt: skip
    assert one["phenomenonTime"].count("/") == 1


def test_pages_follow_each_other_without_a_gap(secret: str, caller: Caller) -> None:
    client = caller("contractor_a")
    path, seen = f"{AT}/Datastreams({_pm10(client)})/Observations?$top=7&$count=true&$orderby=result", []
    while path:
        told = client.get(path).json
        assert told["@iot.count"] == 30
        seen += [each["result"] for each in told["value"]]
        path = told.get("@iot.nextLink", "")
    assert seen == sorted(seen)
    assert len(seen) == 30


FILTERS = [
        ("Datastreams", "ObservedProperty/id eq 'pm10' and Thing/properties/site eq 'p17'", 1),
        ("Datastreams", "substringof('dust-1', name) and not endswith(name, 'noise')", 1),
        ("Datastreams", "startswith(tolower(Thing/name), 'dust') or id eq -1", 2),
        ("Things", "Datastreams/Observations/result gt 70 and Datastreams/ObservedProperty/id eq 'pm10'", 1),
        ("Things", "description eq null", 0),
    ("Things", "null eq null and true", 1), ("Things", "length(name) eq 6 and indexof(name, '-') eq 4", 1),
        ("Things", "concat(properties/site, name) eq 'p17dust-1' and 7 mod 4 eq 3", 1),
        ("HistoricalLocations", "time lt now() and time ge 2020-01-01T00:00:00Z", 1),
        ("{pm10}/Observations", "result ge 60 and result lt 70", 10), ("{pm10}/Observations", "round(result) div 2 eq 30", 1),
        ("{pm10}/Observations", "phenomenonTime lt now() and parameters/flag eq 'N'", 30),
        ("{pm10}/Observations", "Datastream/Thing/name eq 'dust-1'", 30), ("{pm10}/Observations", "FeatureOfInterest/id eq 'x'", 0),
        ("Observations", "Datastream/id eq {id} and result add 1 gt 79.5", 2),
    ]  # fmt: skip


def test_a_filter_finds_what_it_says(secret: str, caller: Caller) -> None:
    client = caller("contractor_a")
    key = _pm10(client)
    for path, condition, count in FILTERS:
        asked = {"filter": condition.replace("{id}", str(key)), "count": "true"}
        told = _ask(client, path.replace("{pm10}", f"Datastreams({key})"), **asked)
        assert (told["@iot.count"], len(told["value"])) == (count, count), condition


REFUSED = ["Things?$filter=name", "Things?$filter=name gt 5", "Things?$filter=nonsense eq 1", "Things?$filter=name add 1 eq 2",
     "Things?$orderby=Datastreams/name", "Things?$select=nonsense", "Things?$expand=Nonsense", "Things?$nonsense=1",
     "Observations?$filter=result gt 5", "Observations?$orderby=phenomenonTime", "FeaturesOfInterest?$expand=Observations",
     "Things?$filter=name lt null", "Things?$filter=Datastreams/name", "Datastreams?$filter=id div 0 eq 'x'"]  # fmt: skip


def test_what_cannot_be_answered_is_refused_as_the_standard_says(secret: str, caller: Caller) -> None:
    client = caller("contractor_a")
    for asked in REFUSED:
        reply = client.get(f"{AT}/{asked}")
        assert reply.status_code == 400, (asked, reply.text)
        assert (reply.json["code"], reply.json["type"]) == (400, "error")


def test_links_followed_cost_as_many_statements_for_few_as_for_many(
    secret: str, cast: Cast, caller: Caller, queries: list[str]
) -> None:
    client = caller("contractor_a")
    asked = {
        "expand": "Locations,Datastreams($expand=ObservedProperty,Observations($top=1;$orderby=phenomenonTime desc);$count=true)"
    }

    def counted() -> tuple[int, Any]:
        queries.clear()
        told = _ask(client, "Things", **asked)["value"]
        return len(queries), told

    few, told = counted()
    streams = told[0]["Datastreams"]
    assert sorted(each["Observations"][0]["result"] for each in streams) == [51.0, 61.5]
    pm10 = next(each for each in streams if each["ObservedProperty"]["@iot.id"] == "pm10")
    assert "$top=1&$skip=1" in pm10["Observations@iot.nextLink"]
    assert told[0]["Datastreams@iot.count"] == 2
    with transaction():
        for k in range(8):
            actions.register_device(
                cast.supervisor, project=cast.project(), name=f"d-{k}", kind="dust", at=NOW
            )
        actions.record(
            [Sample("p17", f"d-{k}", "pm10", 10**12 + j, 5.0) for k in range(8) for j in range(3)], at=NOW
        )
    assert counted()[0] == few


def test_another_tenants_ids_are_as_good_as_absent(secret: str, caller: Caller) -> None:
    mine, theirs = caller("contractor_a"), caller("contractor_b")
    found = [each["@iot.selfLink"] for name in ("Things", "Datastreams", "Sensors", "Locations", "FeaturesOfInterest")
             for each in _ask(mine, name)["value"]]  # fmt: skip
    found += [f"{found[1]}/Observations", found[0] + "/name/$value"]
    for link in found:
        assert mine.get(link).status_code == 200, link
        assert theirs.get(link).status_code == 404, link
    assert {each["properties"]["site"] for each in _ask(theirs, "Things")["value"]} == {"p18"}
    assert _ask(theirs, "Things", filter="Locations/Things/name eq 'dust-1'", count="true")["@iot.count"] == 0
    assert caller("").get(f"{AT}/Things").status_code == 401


def test_a_property_a_bare_value_and_links_alone(secret: str, caller: Caller) -> None:
    client = caller("contractor_a")
    thing = _ask(client, "Things", select="id,name,Locations")["value"][0]
    assert set(thing) == {"@iot.id", "name", "Locations@iot.navigationLink"}
    place = f"Things('{thing['@iot.id']}')"
    assert _ask(client, f"{place}/name") == {"name": "dust-1"}
    assert client.get(f"{AT}/{place}/name/$value").text == "dust-1"
    assert set(_ask(client, f"{place}/Datastreams/$ref")["value"][0]) == {"@iot.selfLink"}
    first = _ask(client, f"Datastreams({_pm10(client)})/Observations", top=1)["value"][0]
    assert _ask(client, f"Observations('{first['@iot.id']}')/Datastream/Thing")["@iot.id"] == thing["@iot.id"]
    for nothing in (
        "Nothing",
        "Things('x')",
        f"{place}/nothing",
        f"{place}/$value",
        "Datastreams(0)",
        "Observations('1')",
    ):
        assert client.get(f"{AT}/{nothing}").status_code == 404, nothing


def test_a_device_sends_an_observation_once_and_only_by_its_own_channels(secret: str, caller: Caller) -> None:
    people, client, log_in = caller("supervisor"), caller(""), ("p17_dust-1", secret)
    mine, other = (
        _ask(people, "Datastreams", filter=f"name eq '{name}'")["value"][0]["@iot.id"]
        for name in ("p17/dust-1/pm10", "p18/dust-9/pm10")
    )
    at = (now() - timedelta(seconds=5)).isoformat()
    body = {"result": 42.5, "phenomenonTime": at, "parameters": {"flag": "M"}}
    address = f"{AT}/Datastreams({mine})/Observations"
    made = client.post(address, json=body, auth=log_in)
    assert (made.status_code, made.json["result"], made.json["parameters"]["flag"]) == (201, 42.5, "M")
    again = client.post(f"{AT}/Observations", json={**body, "Datastream": {"@iot.id": mine}}, auth=log_in)
    assert (again.status_code, again.headers["Location"]) == (200, made.headers["Location"])
    assert client.get(made.headers["Location"], auth=log_in).json["result"] == 42.5
    refused = {
        409: [{**body, "result": 43}],
        422: [{"result": "x"}, {"result": None}, {}, [], {**body, "FeatureOfInterest": {}}, {**body, "phenomenonTime": "soon"},
              {**body, "parameters": {"flag": "X"}}],
        400: ["{", "\ud800"],
    }  # fmt: skip
    for status, bodies in refused.items():
        for each in bodies:
            sent = {"data": each.encode(errors="surrogatepass")} if isinstance(each, str) else {"json": each}
            reply = client.post(address, auth=log_in, **sent)
            assert (reply.status_code, reply.json["code"]) == (status, status), (each, reply.text)
    beyond = client.post(address, data='{"result": 1e400}', auth=log_in)
    assert (beyond.status_code, "result: " in beyond.json["message"]) == (422, True), beyond.text
    assert client.post(address.replace(str(mine), str(other)), json=body, auth=log_in).status_code == 404
    assert client.post(f"{AT}/Things", json=body, auth=log_in).status_code == 405
    assert people.post(address, json=body).status_code == 403
    assert len(client.get(f"{AT}/Things", auth=log_in).json["value"]) == 1
