"""What an operator is given in deploy/ can be read by the programs it is for, and names only settings there are."""

import configparser
import json
import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from devices.broker import BINARY_VARIABLE
from devices.child import find_program, spawn
from devices.cluster import BadKey, Cluster, read_key
from devices.cluster_files import nats_cluster_command
from inspect_app import config
from inspect_app.config import Settings
from tests.brokers import answers, until
from tests.devices.certificates import Authority
from tests.patronis import settings as patroni_settings
from tests.ports import free_port
from tests.servers import ROOT

DEPLOY = ROOT / "deploy"
UNITS = sorted((DEPLOY / "systemd").glob("*.service"))
FILES = [*sorted(each for each in DEPLOY.rglob("*") if each.is_file()), ROOT / "docs/scaling.md"]
NODES = [f"--node=n{n}=10.0.0.{n}" for n in (1, 2, 3)]


@pytest.mark.parametrize("path", FILES, ids=lambda each: each.name)
def test_every_setting_named_exists(path: Path) -> None:
    known = {f"INSPECT_{each.name.upper()}" for each in fields(Settings)}
    assert set(re.findall(r"INSPECT_[A-Z_]+", path.read_text(encoding="utf-8"))) <= known


def test_the_settings_of_a_machine_are_accepted(tmp_path: Path) -> None:
    lines = (DEPLOY / "inspect.env").read_text(encoding="utf-8").splitlines()
    given = dict(line.split("=", 1) for line in lines if line.startswith("INSPECT_"))
    given = {name: value.strip('"') for name, value in given.items()}
    key = tmp_path / "cluster.json"
    key.touch()
    found = config.read(given | {"INSPECT_NATS_CLUSTER": str(key), "INSPECT_DATA_DIR": str(tmp_path)})
    assert found.broker_outside
    assert "target_session_attrs=read-write" in found.database


@pytest.mark.parametrize("path", UNITS, ids=lambda each: each.name)
def test_a_unit_runs_a_command_of_ours_in_a_cage(path: Path, tmp_path: Path) -> None:
    unit = configparser.ConfigParser(strict=True, interpolation=None)
    unit.optionxform = str  # type: ignore[assignment,method-assign]  # as they are written
    unit.read_string(path.read_text(encoding="utf-8"))
    service = unit["Service"]
    assert service["NoNewPrivileges"] == "yes"
    assert service["ProtectSystem"] == "strict"
    assert service["CapabilityBoundingSet"] == ""
    assert service["User"] != "root"
    assert service["Restart"] == "always"
    assert re.fullmatch(
        r"/opt/inspect/bin/(inspect-app (web|intake|clock)|nats-server -c \S+)", service["ExecStart"]
    )
    if judge := shutil.which("systemd-analyze"):
        # The program is not at its place here; what judges a unit looks whether it is.
        copy = tmp_path / path.name
        copy.write_text(re.sub(r"ExecStart=\S+", "ExecStart=/bin/true", path.read_text(encoding="utf-8")))
        done = subprocess.run(
            [judge, "verify", "--man=no", str(copy)], capture_output=True, text=True, check=False
        )
        assert path.name not in done.stderr, done.stderr


def test_the_containers_run_our_commands_with_our_settings() -> None:
    services = yaml.safe_load((DEPLOY / "compose.yml").read_text(encoding="utf-8"))["services"]
    database = services.pop("database")["command"]
    patroni = patroni_settings("pg1", Path("/"), 1, 2, 3)["bootstrap"]["dcs"]["postgresql"]["parameters"]
    given = [each.partition("=")[0] for each in database[2::2]]
    assert given == ["shared_buffers", "max_wal_size", "checkpoint_timeout", "wal_compression"]
    assert all(name in patroni for name in given)
    ours = {name: each["command"] for name, each in services.items() if "command" in each}
    assert ours == {name: ["inspect-app", name] for name in ("migrate", "web", "intake", "clock")}
    assert all(services[name]["environment"] == services["web"]["environment"] for name in ours)


def test_patroni_promises_what_the_fault_test_relies_on() -> None:
    found = patroni_settings("pg1", Path("/"), 1, 2, 3)["bootstrap"]["dcs"]
    assert found["synchronous_mode"]
    assert found["postgresql"]["parameters"]["synchronous_commit"] == "on"
    real = yaml.safe_load((DEPLOY / "patroni.yml").read_text(encoding="utf-8"))["bootstrap"]["dcs"]
    assert real["loop_wait"] + 2 * real["retry_timeout"] <= real["ttl"]


def test_mosquitto_takes_its_file(tmp_path: Path) -> None:
    certificate, key = Authority(tmp_path).give("127.0.0.1")
    port = free_port()
    text = (DEPLOY / "mosquitto.conf").read_text(encoding="utf-8") + "user root\n"
    for path, ours in (
        ("/etc/mosquitto/certs/broker.pem", certificate), ("/etc/mosquitto/certs/broker.key", key),
        ("/etc/mosquitto/passwords", tmp_path / "passwords"), ("/etc/mosquitto/acl", tmp_path / "acl"),
        ("/var/lib/mosquitto/", f"{tmp_path}/"), ("8883 0.0.0.0", f"{port} 127.0.0.1"),
    ):  # fmt: skip
        assert path in text
        text = text.replace(path, str(ours))
    for name in ("passwords", "acl"):
        (tmp_path / name).touch(mode=0o600)
    (tmp_path / "mosquitto.conf").write_text(text)
    with spawn(["mosquitto", "-c", str(tmp_path / "mosquitto.conf")]) as process:
        until(lambda: answers(port) or process.poll() is not None, what="mosquitto")
        ended = process.poll()
        process.terminate()
    assert ended is None


def test_the_nodes_of_a_cluster_get_files_nats_takes_and_a_key_that_stays(tmp_path: Path) -> None:
    authority = Authority(tmp_path)
    certificate, key = map(str, authority.give("127.0.0.1"))
    more = ["--inside", certificate, key, str(authority.file), "--outside", certificate, key]
    home = tmp_path / "made"
    for words in (more, []):
        argv = [str(home), *NODES, *words, f"--data={tmp_path}/data"]
        done = CliRunner().invoke(nats_cluster_command, argv, catch_exceptions=False)
        assert done.exit_code == 0, done.output
        for name in ("n1", "n2", "n3"):
            found = subprocess.run(
                [find_program("nats-server", BINARY_VARIABLE), "-t", "-c", str(home / name / "nats-server.conf")],
                capture_output=True, text=True, check=False,
            )  # fmt: skip
            assert found.returncode == 0, found.stderr
        known = read_key(home / "cluster.json")
        first = known if words else first  # noqa: F821 -- the first round sets it
        assert known.secrets == first.secrets
        assert known.intakes[0] == f"{'tls' if words else 'nats'}://10.0.0.1:4222"
        assert Cluster(known).mqtt_urls[2].startswith(f"{'mqtts' if words else 'mqtt'}://server:")
    assert (home / "cluster.json").stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize("nodes", [NODES[:2], [*NODES, "--node=n1=10.0.0.9"], [*NODES[:2], "--node=N3=x y"]])
def test_a_cluster_of_two_or_with_a_name_twice_is_refused(tmp_path: Path, nodes: list[str]) -> None:
    done = CliRunner().invoke(nats_cluster_command, [str(tmp_path / "made"), *nodes])
    assert done.exit_code == 1
    assert "three or five" in done.output


@pytest.mark.parametrize("text", ["", "[]", '{"intakes": 1}', "\xff"])
def test_a_key_that_cannot_be_read_is_refused_in_one_line(tmp_path: Path, text: str) -> None:
    (tmp_path / "cluster.json").write_text(text, encoding="latin-1")
    with pytest.raises(BadKey, match="no key of a cluster"):
        read_key(tmp_path / "cluster.json")


def test_a_key_without_ports_is_refused(tmp_path: Path) -> None:
    bad = {"intakes": ["nats://n1"], "devices": ["mqtt://n1:1883"], "replicas": 3, "secrets": {"seed": "00"}}
    (tmp_path / "cluster.json").write_text(json.dumps(bad))
    with pytest.raises(BadKey, match="with their ports"):
        read_key(tmp_path / "cluster.json")
