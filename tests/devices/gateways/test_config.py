"""A gateway's file that cannot be used says by line and field what is wrong in it."""

from pathlib import Path

import pytest
from click.testing import CliRunner

from devices.gateways.commands import gateway_command
from devices.gateways.loading import BadConfig, load

GOOD = """
[platform]
url = "mqtts://platform.example"
name = "p17_gw-01"

[hj212]
host = "0.0.0.0"
port = 9212
dust_unit = "mg/m3"
password = "123456"

[[hj212.stations]]
mn = "010000A8900016F000169DC0"
device = "dust-01"
codes.x99001 = { quantity = "battery" }

[modbus]
[[modbus.lines]]
host = "192.0.2.7"

[[modbus.lines.units]]
unit = 1
device = "wind-01"

[[modbus.lines.units.registers]]
address = 0
quantity = "wind_speed"
factor = 0.1

[[modbus.lines.units.registers]]
address = 1
quantity = "wind_direction"
"""


def loaded(tmp_path: Path, text: str) -> None:
    (tmp_path / "gateway.toml").write_text(text)
    load(tmp_path / "gateway.toml")


def test_the_sample_is_read(tmp_path: Path) -> None:
    loaded(tmp_path, GOOD)


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ('name = "p17_gw-01"', 'name = "gw"', "line 4, platform.name: "),
        ('dust_unit = "mg/m3"\n', "", "line 6, hj212.dust_unit: Object missing required field"),
        (
            "address = 1",
            'address = "1"',
            "line 31, modbus.lines[0].units[0].registers[1].address: Expected `int`",
        ),
        ("address = 1", "address = 1\ncolour = 2", "line 32, modbus.lines[0].units[0].registers[1].colour: "),
        (
            '"wind_direction"',
            '"wind_speed"',
            "line 32, modbus.lines[0].units[0].registers[1].quantity: comes twice",
        ),
        (
            '"wind_direction"',
            '"colour"',
            "line 32, modbus.lines[0].units[0].registers[1].quantity: 'colour' is no",
        ),
        (
            "factor = 0.1",
            'unit = "km/h"',
            "line 28, modbus.lines[0].units[0].registers[0].unit: wind_speed is kept",
        ),
        (
            "factor = 0.1",
            "function = 1",
            "line 28, modbus.lines[0].units[0].registers[0].function: functions 1",
        ),
        ("unit = 1\n", "unit = 300\n", "line 22, modbus.lines[0].units[0].unit: "),
        ('host = "192.0.2.7"', "", "modbus.lines[0].over: tcp needs 'host'"),
        ('"battery"', '"colour"', "hj212.stations[0].codes.x99001: 'colour' is no known quantity"),
        (
            'quantity = "battery"',
            "quantity = 7",
            "line 15, hj212.stations[0].codes.x99001.quantity: Expected `str`",
        ),
        ("port = 9212", "port = ", "line 8"),
    ],
)
def test_a_fault_is_told_by_line_and_field(tmp_path: Path, before: str, after: str, words: str) -> None:
    assert before in GOOD
    with pytest.raises(BadConfig) as refused:
        loaded(tmp_path, GOOD.replace(before, after))
    assert words in str(refused.value)


def test_the_commands_look_over_a_file_and_say_how_a_gateway_stands(tmp_path: Path) -> None:
    (tmp_path / "gateway.toml").write_text(GOOD)
    asked = [(each, CliRunner().invoke(gateway_command, [each, "--config", str(tmp_path / "gateway.toml")]))
             for each in ("check", "status", "push", "hj212")]  # fmt: skip
    said = {name: (result.exit_code, result.output.strip()) for name, result in asked}
    assert said["check"] == (0, "hj212, modbus")
    assert said["status"] == (0, "no gateway has run here yet")
    assert said["push"] == (1, "Error: the file has no table [push]")
    assert said["hj212"][0] == 1
    assert "no secret" in said["hj212"][1]
