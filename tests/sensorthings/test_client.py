"""A client of SensorThings that nobody here wrote reads the platform and sends to it."""

import threading
from collections.abc import Iterator
from typing import Any

import frost_sta_client as frost
import pytest
import requests
from flask import Flask
from werkzeug.serving import make_server

from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.readings import actions
from inspect_app.readings.actions import Sample
from tests.cast import Cast, secret_of
from tests.make import NOW


class _Token(frost.AuthHandler):
    """Shows a person's token; the client itself knows names and passwords alone."""

    def add_auth_header(self) -> Any:
        def shown(asked: requests.PreparedRequest) -> requests.PreparedRequest:
            asked.headers["Authorization"] = f"Bearer {self.password}"
            return asked

        return shown


@pytest.fixture
def address(app: Flask) -> Iterator[str]:
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/sta/v1.1"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.mark.filterwarnings("ignore:furl.pathstr is deprecated:DeprecationWarning")
def test_a_foreign_client_reads_pages_filters_and_sends(cast: Cast, address: str) -> None:
    at = int(now().timestamp() * 1000)
    with transaction():
        _, secret = actions.register_device(
            cast.supervisor, project=cast.project(), name="dust-1", kind="dust", label="北门", at=NOW
        )
    with transaction():
        actions.record(
            [Sample("p17", "dust-1", "pm10", at - k * 1000, 50.0 + k) for k in range(250)], at=now()
        )
    reader = frost.SensorThingsService(address, _Token("", secret_of("contractor_a", "token")))
    (thing,) = list(reader.things().query().expand("Locations,Datastreams").list())
    assert (thing.name, thing.description, len(thing.datastreams.entities)) == ("dust-1", "北门", 1)
    stream = thing.datastreams.entities[0]
    assert stream.unit_of_measurement.definition == "ucum:ug/m3"
    assert len(list(stream.get_observations().query().list())) == 250
    high = stream.get_observations().query().filter("result ge 290").orderby("phenomenonTime", "asc").list()
    assert [each.result for each in high] == [299.0 - k for k in range(10)]
    assert reader.observed_properties().find("pm10").name == "PM10"
    device = frost.SensorThingsService(address, frost.AuthHandler("p17_dust-1", secret))
    sent = frost.Observation(
        result=77.5, phenomenon_time=now().isoformat(timespec="milliseconds"), datastream=stream
    )
    device.create(sent)
    assert reader.observations().find(sent.id).result == 77.5
