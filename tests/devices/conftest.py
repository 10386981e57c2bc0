"""The brokers that all tests of this folder share."""

from collections.abc import Iterator

import pytest

from tests.brokers import Embedded, embedded, mosquitto


@pytest.fixture(scope="session")
def house_broker(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Embedded]:
    with embedded(tmp_path_factory.mktemp("embedded")) as running:
        yield running


@pytest.fixture(scope="session")
def mosquitto_url(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    with mosquitto(tmp_path_factory.mktemp("mosquitto")) as url:
        yield url
