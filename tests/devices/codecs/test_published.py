"""Samples that standards, makers and foreign devices have published are read as their own pages say they are."""

import csv
import io
import json
import socketserver
import threading
from pathlib import Path
from typing import Any

import msgspec
import pytest

from devices.codecs.hj212 import Frames, telegram
from devices.codecs.hj212 import readings as read_hj212
from devices.codecs.shapes import Unreadable
from devices.gateways.config import Config
from devices.gateways.modbus import LineReader
from devices.gateways.store import Store
from tests.devices.codecs.payloads import AT, readings

#: where it was published -> (kind, payload, moment told or None for the arrival, values, units told)
SAMPLES: dict[str, tuple[str, object, int | None, dict[str, float], dict[str, str]]] = {
    "RFC 8428, 5.1.2, the pack with a base time, its first record and its last": (
        "senml",
        [{"bn": "urn:dev:ow:10e2073a0108006:", "bt": 1.276020076001e09, "bu": "A", "bver": 5, "n": "voltage", "u": "V", "v": 120.1},
         {"n": "current", "v": 1.7}],
        1_276_020_076_001, {"voltage": 120.1, "current": 1.7}, {"voltage": "V", "current": "A"},
    ),
    "RFC 8428, 5.1.5, a collection of resources, its first two records": (
        "senml",
        [{"bn": "2001:db8::2/", "bt": 1.320078429e09, "n": "temperature", "u": "Cel", "v": 25.2},
         {"n": "humidity", "u": "%RH", "v": 30}],
        1_320_078_429_000, {"temperature": 25.2, "humidity": 30}, {"temperature": "Cel", "humidity": "%RH"},
    ),
    "The Things Stack, Data Formats, uplink messages": (
        "ttn",
        {"end_device_ids": {"device_id": "dev1", "application_ids": {"application_id": "app1"}, "dev_eui": "0004A30B001C0530"},
         "received_at": "2020-02-12T15:15:46.000Z",
         "uplink_message": {"session_key_id": "AXA50", "f_cnt": 1, "f_port": 1, "frm_payload": "gkHe",
                            "decoded_payload": {"temperature": 1.0, "luminosity": 0.64},
                            "rx_metadata": [{"gateway_ids": {"gateway_id": "gtw1", "eui": "9C5C8E00001A05C4"},
                                             "time": "2020-02-12T15:15:45.787Z", "timestamp": 2463457000, "rssi": -35, "snr": 5}],
                            "received_at": "2020-02-12T15:15:45.787Z"}},
        1_581_520_545_787, {"temperature": 1.0, "luminosity": 0.64}, {},
    ),
    "ThingsBoard, MQTT API, telemetry with the time of the client": (
        "thingsboard",
        {"ts": 1451649600512, "values": {"temperature": 22.5, "humidity": 61}},
        1_451_649_600_512, {"temperature": 22.5, "humidity": 61}, {},
    ),
    "a NodeMCU with BME280 and SDS011 under Tasmota, as recorded in a public repository of 2023": (
        "tasmota",
        {"Time": "2023-05-21T01:06:38", "BME280": {"Temperature": 20.5, "Humidity": 53.1, "DewPoint": 10.6, "Pressure": 977.0},
         "SDS0X1": {"PM2.5": 11.8, "PM10": 5.8}, "PressureUnit": "hPa", "TempUnit": "C"},
        None,
        {"bme280_temperature": 20.5, "bme280_humidity": 53.1, "bme280_dew_point": 10.6, "bme280_pressure": 977.0,
         "sds0x1_pm2_5": 11.8, "sds0x1_pm10": 5.8},
        {"bme280_temperature": "Cel", "bme280_pressure": "hPa"},
    ),
    "a BMP280 under Tasmota set to millimetres of mercury, as recorded in a public repository of 2024": (
        "tasmota",
        {"Time": "2024-02-25T11:27:00", "BMP280": {"Temperature": 28.520, "Pressure": 753.3}, "PressureUnit": "mmHg"},
        None, {"bmp280_temperature": 28.52, "bmp280_pressure": 753.3},
        {"bmp280_temperature": "Cel", "bmp280_pressure": "mmHg"},
    ),
}  # fmt: skip


@pytest.mark.parametrize("source", SAMPLES)
def test_a_published_sample_is_read_as_its_page_says(source: str) -> None:
    kind, told, at, values, units = SAMPLES[source]
    found = readings(json.dumps(told).encode(), kind, AT)
    assert {name: value for _, name, value, _ in found.device_values} == values
    assert {moment for moment, *_ in found.device_values} == {AT if at is None else at}
    assert (found.units, found.undated) == (units, at is None)


def test_csv_is_read_as_a_foreign_writer_quotes_it() -> None:
    told = io.StringIO()
    writer = csv.writer(told, dialect="excel", quoting=csv.QUOTE_ALL)
    writer.writerows([("at", "PM2.5", "pm10"), ("2016-02-21T04:26:40+08:00", 41, 83.5)])
    found = readings(told.getvalue().encode("utf-8-sig"), "csv")
    assert found.device_values == [(AT, "pm2_5", 41, "N"), (AT, "pm10", 83.5, "N")]


# What a box for dust, gases and weather put on the wire, as an article printed it in hexadecimal (CSDN, 2024). It tells
# no flags, and its check sum is its own.
FRAME = (
    "##0313QN=20241115190408000;ST=27;CN=2011;PW=123456;MN=AQI2411132600332;Flag=5;CP=&&DataTime=20241115190408;a21026-Rtd=117;"
    "a21004-Rtd=16;o31104-Rtd=29;a21005-Rtd=0.14;a34004-Rtd=6;a34002-Rtd=6;a34001-Rtd=6;a01001-Rtd=28.1;a01002-Rtd=68;LA-Rtd=49;"
    "a01006-Rtd=1002;a06001-Rtd=0.0;a04003-Rtd=0;a01007-Rtd=0.0;a01008-Rtd=70&&9901\r\n"
)


def test_a_frame_of_hj_212_is_read_as_a_foreign_box_sent_it() -> None:
    (data,) = Frames().feed(FRAME.encode())
    assert isinstance(data, bytes), "its check sum holds"
    rows = read_hj212(telegram(data)).device_values
    assert {row[0] for row in rows} == {1_731_668_648_000}
    assert {row[3] for row in rows} == {"N"}
    found = {name: value for _, name, value, _ in rows}
    assert len(found) == 15
    assert [found[name] for name in ("a34004", "a34002", "a01001", "la", "a01008")] == [6, 6, 28.1, 49, 70]
    (wrong,) = Frames().feed(FRAME.replace("a01001-Rtd=28.1", "a01001-Rtd=82.1").encode())
    assert isinstance(wrong, Unreadable)


#: question -> answer of one unit, frame for frame with check sums, as makers of RS-485 probes print them
WIRE = {
    "010300120001240F": "010302002D7859",  # ES-SM-TH-01S, register 0x12: 4.5 %
    # 65.8 % and -10.1 °C in two registers, which are read as one number here for the sake of their order
    "010300000002C40B": "0103040292FF9B5A3D",
}


class _Probe(socketserver.BaseRequestHandler):
    def handle(self) -> None:
        while asked := self.request.recv(8):
            self.request.sendall(bytes.fromhex(WIRE[asked.hex().upper()]))


def test_modbus_asks_and_reads_frame_for_frame_as_makers_print_it(tmp_path: Path) -> None:
    with socketserver.TCPServer(("127.0.0.1", 0), _Probe) as probe:
        threading.Thread(target=probe.serve_forever, daemon=True).start()
        registers: list[dict[str, Any]] = [
            {"address": 0x12, "quantity": "humidity", "type": "int16", "factor": 0.1},
            {"address": 0, "quantity": "water_volume", "type": "uint32"},
        ]
        unit = {"unit": 1, "device": "soil-1", "registers": registers, "every_s": 1}
        port = probe.server_address[1]
        line = {"over": "rtu-over-tcp", "host": "127.0.0.1", "port": port, "timeout_s": 5, "units": [unit]}
        whole = {"platform": {"url": "mqtt://h", "name": "p1_gw"}, "modbus": {"lines": [line]}}
        config = msgspec.convert(whole, Config)
        assert config.modbus
        store = Store(tmp_path / "store.sqlite", 1 << 24)
        reader = LineReader(config, config.modbus.lines[0], store, clock=lambda: AT)
        reader.read(config.modbus.lines[0].units[0])
        reader._close()
        probe.shutdown()
    (told,) = store.after(0, 9)
    assert json.loads(told.payload) == [{"at": AT, "values": {"humidity": 4.5, "water_volume": 0x0292FF9B}}]
