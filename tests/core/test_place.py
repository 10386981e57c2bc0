"""What is told of where this instance lives."""

from dataclasses import replace

import pytest
from flask import Flask

from inspect_app.core import place


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"mqtt_certificate": "c"}, "mqtts://127.0.0.1:1883"),
        ({"host": "::1", "public_url": "https://example.org"}, ""),
        ({"host": "2001:db8::7", "public_url": "https://example.org"}, "mqtt://[2001:db8::7]:1883"),
        ({"broker_url": "mqtts://intake:" + "word@broker.example.org"}, "mqtts://broker.example.org:8883"),
        ({"nats_cluster": "key"}, ""),
    ],
)
def test_the_brokers_address_is_told_where_it_is_known_and_never_its_secret(
    app: Flask, changed: dict[str, str], told: str
) -> None:
    plain = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(plain, **changed)
    try:
        assert place.broker() == told
    finally:
        app.config["SETTINGS"] = plain
