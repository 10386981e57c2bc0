"""What makers' devices and LoRaWAN servers send is read as their own pages show it."""

import base64
import json
from typing import Any

import pytest

from tests.devices.codecs.payloads import AT, readings, refusal

# The three payloads the page of Cayenne LPP prints, with what it says they hold; its GPS one as well.
LPP = {
    "03670110056700ff": {"temperature_3": 27.2, "temperature_5": 25.5},
    "067104d2fb2e0000": {"accelerometer_6_x": 1.234, "accelerometer_6_y": -1.234, "accelerometer_6_z": 0},
    "0188" + "06765f" + "f2960a" + "0003e8": {"gps_1_latitude": 42.3519, "gps_1_longitude": -87.9094, "gps_1_altitude": 10},
    "0167ffd7": {"temperature_1": -4.1},
    "016853027327630366010400010501ff": {
        "relative_humidity_1": 41.5, "barometric_pressure_2": 1008.3, "presence_3": 1, "digital_in_4": 1, "digital_out_5": 255,
    },
    "0a02ff380b0305dc": {"analog_in_10": -2, "analog_out_11": 15},
}  # fmt: skip


@pytest.mark.parametrize(("written", "values"), LPP.items())
def test_lpp_is_read_as_its_maker_prints_it(written: str, values: dict[str, float]) -> None:
    found = readings(bytes.fromhex(written), "lpp", AT)
    assert {name: value for _, name, value, _ in found.device_values} == pytest.approx(values)
    assert found.undated
    assert {at for at, _, _, _ in found.device_values} == {AT}


@pytest.mark.parametrize(("written", "field", "rule"), [
    ("", "payload", "length"), ("01", "[1]", "missing"), ("016701", "[2]", "length"), ("01ff00", "[1]", "choice"),
    ("0167011001670110", "temperature_1", "duplicate"), ("0188" + "00" * 8, "[2]", "length"), ("00" * 513, "payload", "size"),
])  # fmt: skip
def test_lpp_that_breaks_off_or_names_an_unknown_type_is_refused(written: str, field: str, rule: str) -> None:
    assert refusal(bytes.fromhex(written), "lpp", AT) == (field, rule)
    assert refusal(bytes.fromhex("03670110"), "lpp") == ("at", "missing")


def chirpstack(**changes: Any) -> bytes:
    event = {
        "deduplicationId": "3ac7e3c4-4401-4b8d-9386-a5c902f9202d", "time": "2022-07-18T09:34:15.775023242+00:00",
        "deviceInfo": {"tenantName": "ChirpStack", "deviceName": "dust", "devEui": "0101010101010101"},
        "devAddr": "00189440", "dr": 1, "fPort": 1, "data": base64.b64encode(bytes.fromhex("03670110")).decode(),
        "object": {"airTemperature": 27.2, "pm": {"2.5": 41, "10": 83}, "alarm": False, "state": "ok", "none": None},
        "rxInfo": [{"gatewayId": "0016c001f153a14c", "rssi": -36, "snr": 10.5}], "fCnt": 7,
    }  # fmt: skip
    return json.dumps({key: value for key, value in (event | changes).items() if value != ...}).encode()


def test_an_uplink_of_chirpstack_is_dated_by_its_network_and_counted() -> None:
    at = 1_658_136_855_775
    found = readings(chirpstack(), "chirpstack", AT)
    assert found.device_values == [
        (at, "air_temperature", 27.2, "N"), (at, "pm_2_5", 41, "N"), (at, "pm_10", 83, "N"),
    ]  # fmt: skip
    assert (found.seq, found.undated) == (7, False)
    assert readings(chirpstack(fCnt=...), "chirpstack-lpp").device_values == [
        (at, "temperature_3", 27.2, "N")
    ]
    assert readings(chirpstack(time=...), "chirpstack", AT).undated


@pytest.mark.parametrize(("changes", "kind", "field", "rule"), [
    ({"object": ...}, "", "object", "missing"), ({"object": []}, "", "object", "type"), ({"object": {"a": "b"}}, "", "payload", "value"),
    ({"time": ...}, "", "time", "missing"), ({"time": 5}, "", "time", "type"), ({"time": "today"}, "", "time", "time"),
    ({"fCnt": "7"}, "", "fCnt", "type"), ({"fCnt": True}, "", "fCnt", "type"), ({"fCnt": -1}, "", "fCnt", "range"),
    ({"data": ...}, "-lpp", "data", "missing"), ({"data": "?"}, "-lpp", "data", "pattern"), ({"data": 3}, "-lpp", "data", "type"),
    ({"object": {"a": {"b": 1}, "a_b": 2}}, "", "object.a_b", "duplicate"), ({"object": {"1": 2}}, "", "1", "name"),
    ({"object": {"a": [[[[[[[1]]]]]]]}}, "", "object", "length"), ({"object": {"a": [1] * 257}}, "", "object", "count"),
])  # fmt: skip
def test_an_uplink_of_chirpstack_is_refused(
    changes: dict[str, Any], kind: str, field: str, rule: str
) -> None:
    assert refusal(chirpstack(**changes), f"chirpstack{kind}") == (field, rule)


def ttn(outer: dict[str, Any] | None = None, **changes: Any) -> bytes:
    uplink = {
        "session_key_id": "AXA50==", "f_cnt": 1, "f_port": 1, "frm_payload": "A2cBEA==", "decoded_payload": {"temperature_3": 27.2},
        "rx_metadata": [{"gateway_ids": {"gateway_id": "gw1"}, "rssi": -35, "snr": 5.2}], "received_at": "2020-02-12T15:15:45.787Z",
    } | changes  # fmt: skip
    told = {"end_device_ids": {"device_id": "dev1"}, "received_at": "2020-02-12T15:15:46.000Z"} | (
        outer or {}
    )
    kept = {key: value for key, value in uplink.items() if value != ...}
    return json.dumps(told | {"uplink_message": kept}).encode()


def test_an_uplink_of_the_things_stack_is_read_and_a_simulated_one_is_none() -> None:
    at = 1_581_520_545_787
    for kind in ("ttn", "ttn-lpp"):
        found = readings(ttn(), kind)
        assert found.device_values == [(at, "temperature_3", 27.2, "N")]
        assert found.seq == 1
    assert readings(ttn(received_at=...), "ttn").device_values[0][0] == at + 213
    assert refusal(ttn({"simulated": True}), "ttn") == ("simulated", "value")
    assert refusal(ttn({"uplink_message": 1})[:-2] + b"}", "ttn")[1] in ("json", "type")
    assert refusal(b"[]", "ttn") == ("payload", "type")


def test_telemetry_for_thingsboard_is_one_sample_or_a_dated_list() -> None:
    assert readings(b'{"pm10":8,"state":"on"}', "thingsboard", AT).device_values == [(AT, "pm10", 8, "N")]
    told = b'[{"ts":1456000000000,"values":{"pm10":8}},{"ts":1456000001000,"values":{"pm10":9}}]'
    found = readings(told, "thingsboard")
    assert found.device_values == [(AT, "pm10", 8, "N"), (AT + 1000, "pm10", 9, "N")]
    assert not found.undated


@pytest.mark.parametrize(("told", "field", "rule"), [
    ('[{"pm10":1},{"pm10":2}]', "[0].ts", "missing"), ('{"ts":1.5,"values":{}}', "ts", "type"), ('{"ts":1,"values":1}', "values", "type"),
    ('{"ts":1}', "values", "missing"), ("[]", "payload", "length"), ("[1]", "[0]", "type"), ('{"a":"b"}', "payload", "value"),
    ('{"ts":-1,"values":{"a":1}}', "ts", "range"), ('{"a":1,"a":2}', "a", "duplicate"), ('{"a":1e999}', "values.a", "finite"),
])  # fmt: skip
def test_telemetry_for_thingsboard_is_refused(told: str, field: str, rule: str) -> None:
    assert refusal(told.encode(), "thingsboard", AT) == (field, rule)


def test_a_sensor_of_tasmota_is_dated_by_its_own_time_only_with_an_offset() -> None:
    told = {
        "Time": "2016-02-20T20:26:40",
        "BME280": {"Temperature": 71.1, "Humidity": 43.2, "Pressure": 1003.8},
        "TempUnit": "F",
    }
    found = readings(json.dumps(told).encode(), "tasmota", AT + 9)
    assert found.device_values == [
        (AT + 9, "bme280_temperature", 71.1, "N"), (AT + 9, "bme280_humidity", 43.2, "N"), (AT + 9, "bme280_pressure", 1003.8, "N"),
    ]  # fmt: skip
    assert found.undated
    assert found.units == {"bme280_temperature": "degF"}
    dated = readings(json.dumps(told | {"Time": "2016-02-21T04:26:40+08:00"}).encode(), "tasmota")
    assert dated.device_values[0][0] == AT
    assert refusal(b'{"Time":"noon","A":{"B":1}}', "tasmota", AT) == ("Time", "time")
    assert refusal(b'{"A":{"B":1},"TempUnit":"K"}', "tasmota", AT) == ("TempUnit", "choice")
    assert refusal(b'{"A":{"B":1},"TempUnit":{}}', "tasmota", AT) == ("TempUnit", "choice")
    assert refusal(b'{"A":{"B":1},"PressureUnit":1}', "tasmota", AT) == ("PressureUnit", "type")


def test_csv_is_a_header_and_a_moment_a_line() -> None:
    told = "\ufeffat,PM2.5,pm10\r\n2016-02-21 04:26:40,41,\r\n1456000001000,42,83.5\r\n"
    assert readings(told.encode(), "csv").device_values == [
        (AT, "pm2_5", 41, "N"), (AT + 1000, "pm2_5", 42, "N"), (AT + 1000, "pm10", 83.5, "N"),
    ]  # fmt: skip


@pytest.mark.parametrize(("told", "field", "rule"), [
    ("", "line 1.at", "missing"), ("time,a\n1,2", "line 1.at", "missing"), ("at,a\n", "payload", "length"), ("at\n1", "payload", "length"),
    ("at,a,A\n1456000000000,1,2", "line 1", "duplicate"), ("at,a\n1456000000000", "line 2", "count"), ("at,a\nnoon,1", "line 2.at", "time"),
    ("at,a\n1456000000000,x", "line 2.a", "finite"), ("at,a\n1456000000000,", "payload", "value"), ('at,a\n"x', "payload", "pattern"),
    ("at,a\n9999999999999,1", "line 2.at", "range"), ("at,9\n1456000000000,1", "9", "name"),
])  # fmt: skip
def test_csv_is_refused_by_line_and_column(told: str, field: str, rule: str) -> None:
    assert refusal(told.encode(), "csv") == (field, rule)
