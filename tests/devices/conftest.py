"""The brokers that all tests of this folder share."""

from collections.abc import Iterator

import pytest

from devices.jetstream import Store
from tests.brokers import ACK_WAIT, PATIENCE, Embedded, embedded, mosquitto
from tests.devices.lanes import LANES, Lane, lane_of


@pytest.fixture(scope="session")
def house_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with embedded(tmp_path_factory.mktemp("embedded"), store=Store(ack_wait=PATIENCE)) as running:
        yield running


@pytest.fixture(scope="session")
def hasty_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    """One that sends again soon what was not acknowledged: a slow machine may get anything from it twice."""
    with embedded(tmp_path_factory.mktemp("hasty"), store=Store(ack_wait=ACK_WAIT)) as running:
        yield running


@pytest.fixture(scope="session")
def mosquitto_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with mosquitto(tmp_path_factory.mktemp("mosquitto")) as url:
        yield url


@pytest.fixture(params=LANES)
def lane(request: pytest.FixtureRequest) -> Lane:
    return lane_of(request, "house_broker")


@pytest.fixture(params=LANES)
def hasty(request: pytest.FixtureRequest) -> Lane:
    """A lane on which what was not acknowledged comes again within a second."""
    return lane_of(request, "hasty_broker")
