"""Settings: every fault is one line that names the variable, the rule and nothing secret."""

import socket

import pytest

from inspect_app.config import BadSettings, Settings, own_address, read


def faults(**environ):
    with pytest.raises(BadSettings) as refused:
        read(environ)
    return str(refused.value).splitlines()


def test_defaults_run_without_any_variable(monkeypatch):
    monkeypatch.setenv("XDG_DATA_HOME", "/somewhere")
    settings = read({"PATH": "/bin"})
    assert settings == Settings()
    assert settings.database == "sqlite:////somewhere/inspect-app/inspect.db"
    assert settings.address == "http://127.0.0.1:8000"


def test_a_server_on_every_network_prints_an_address_that_others_can_open():
    settings = read({"INSPECT_HOST": "0.0.0.0", "INSPECT_PORT": "8001"})
    host = settings.address.removeprefix("http://").removesuffix(":8001")
    assert host == own_address() != "0.0.0.0"
    assert settings.near == "127.0.0.1"
    with socket.socket() as door:
        door.bind((host, 0))  # only an address of this very machine can be bound


@pytest.mark.parametrize(
    ("given", "address", "near"),
    [
        ({"HOST": "192.0.2.7"}, "http://192.0.2.7:8000", "192.0.2.7"),
        ({"HOST": "::1"}, "http://[::1]:8000", "::1"),
        (
            {"HOST": "0.0.0.0", "PUBLIC_URL": "https://inspect.example/"},
            "https://inspect.example",
            "127.0.0.1",
        ),
    ],
)
def test_what_is_set_is_what_is_printed(given, address, near):
    settings = read({f"INSPECT_{name}": value for name, value in given.items()})
    assert (settings.address, settings.near) == (address, near)


def test_an_unknown_name_is_refused_and_the_known_ones_are_listed():
    (line,) = faults(INSPECT_PROT="1")
    assert line.startswith("INSPECT_PROT: no such setting")
    assert "INSPECT_PORT" in line


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("PORT", "x"),
        ("PORT", "0"),
        ("PORT", "70000"),
        ("SECURE_COOKIES", "maybe"),
        ("DATABASE_URL", "mysql://x"),
        ("BROKER_URL", "http://x"),
        ("PUBLIC_URL", "ftp://x"),
        ("LOG_LEVEL", "loud"),
        ("SECRET_KEY", "short"),
        ("NATS_SERVER", "/no/such/file"),
        ("BROKER_CA", "/no/such/file"),
        ("MQTT_KEY", __file__),
        ("DATABASE_URL", "sqlite://"),
        ("DATABASE_URL", "postgresql+psycopg://u:p@db:x/inspect"),
        ("READ_DATABASE_URL", "sqlite:////x/y.db"),
        ("READ_DATABASE_URL", "postgresql+psycopg://u:p@db/inspect"),  # without a leader of PostgreSQL
        ("READ_LAG_SECONDS", "-1"),
        ("BROKER_URL", "mqtt://"),
        ("BROKER_URL", "mqtt://broker:99999"),
        ("PUBLIC_URL", "https:///x"),
        ("BROKER_SYNC", "sometimes"),
        ("BROKER_GROUP", "a/b"),
        ("HOST", "two hosts"),
        ("HOST", ""),
        ("MQTT_PORT", "8000"),
        ("DATA_DIR", __file__),
    ],
)
def test_an_impossible_value_is_refused_with_its_rule(name, value):
    (line,) = faults(**{f"INSPECT_{name}": value})
    assert line.startswith(f"INSPECT_{name}: ")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("DATABASE_URL", "postgresql+psycopg:///inspect?host=/var/run/postgresql"),
        ("DATABASE_URL", "postgresql+psycopg://u:%40@[::1]:5432/inspect"),
        ("BROKER_URL", "mqtts://u:p@broker.example:8883"),
        ("BROKER_SYNC", "2m"),
        ("PUBLIC_URL", "https://inspect.example"),
        ("DATA_DIR", "/not/there/yet"),
    ],
)
def test_a_possible_value_is_taken_as_it_is(name, value):
    assert getattr(read({f"INSPECT_{name}": value}), name.lower()) == value


def test_with_another_broker_its_port_may_be_that_of_the_web():
    assert read({"INSPECT_BROKER_URL": "mqtt://b", "INSPECT_MQTT_PORT": "8000"}).mqtt_port == 8000


def test_all_faults_are_said_at_once_and_no_secret_is_repeated():
    lines = faults(INSPECT_PORT="x", INSPECT_SECRET_KEY="hush-hush", INSPECT_NOPE="1")
    assert len(lines) == 3
    assert "hush-hush" not in "\n".join(lines)


def test_the_test_suites_own_variables_are_left_alone():
    assert read({"INSPECT_TEST_DATABASE": "postgresql"}) == Settings()
