"""The figures for whoever watches the installation: complete, without names, and for nobody else."""

import http.client
import json
import re
from dataclasses import replace

import pytest
from flask import Flask

from devices.message import Message
from devices.metering import Meter, Window
from devices.sources import Retry
from inspect_app.core.clock import now
from inspect_app.core.db import transaction
from inspect_app.core.metrics import Metric, may_scrape, written
from inspect_app.readings import actions
from tests.cast import Cast
from tests.house.source import ROOT
from tests.make import NOW


def _named(text: str) -> set[str]:
    return set(re.findall(r"\binspect_[a-z_]+", text))


def _intake() -> Meter:
    meter = Meter()
    meter.around(lambda _batch: None)(
        [Message("site/p17/device/d/telemetry", b"12345", False, False, 0.0)] * 3
    )

    def gone(_batch: object) -> None:
        raise Retry

    with pytest.raises(Retry):
        meter.around(gone)([])
    return meter


def test_every_figure_of_the_dashboard_and_the_alert_rules_is_told(app: Flask, cast: Cast) -> None:
    with transaction():
        actions.register_device(cast.supervisor, project=cast.project(), name="dust-1", kind="dust", at=NOW)
        actions.keep_dead_letter("site/p17/device/x/telemetry", b"{", 'js"on', "bad", NOW)
        actions.record([actions.Sample("p17", "dust-1", "pm10", 10**12, 1.0)], at=now())
    web = app.test_client().get("/metrics").text
    told = _named(web) | _named(written(_intake().figures()))
    for name in ("grafana/platform.json", "prometheus/rules.yml"):
        asked = _named((ROOT / "deploy" / name).read_text(encoding="utf-8"))
        assert asked
        assert asked <= told, name
    json.loads((ROOT / "deploy/grafana/platform.json").read_text(encoding="utf-8"))
    assert 'inspect_dead_letters{reason="js\\"on",state="waiting"} 1' in web
    assert 'inspect_devices{state="active"} 1' in web
    assert "dust-1" not in web


def test_the_figures_are_for_this_machine_or_whoever_shows_the_token(app: Flask) -> None:
    client = app.test_client()
    assert client.get("/metrics", environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code == 404
    assert client.get("/metrics", headers={"X-Forwarded-For": "192.0.2.7"}).status_code == 404
    plain = app.config["SETTINGS"]
    app.config["SETTINGS"] = replace(plain, metrics_token="watcher")
    try:
        assert client.get("/metrics").status_code == 404
        shown = {"Authorization": "Bearer watcher"}
        assert (
            client.get("/metrics", headers=shown, environ_base={"REMOTE_ADDR": "192.0.2.7"}).status_code
            == 200
        )
    finally:
        app.config["SETTINGS"] = plain


@pytest.mark.parametrize(
    ("shown", "token", "address", "may"),
    [
        ("", "", "127.0.0.1", True), ("", "", "::1", True), ("", "", "::ffff:127.0.0.1", True), ("", "", "10.0.0.1", False),
        ("", "", "", False), ("Bearer x", "x", "10.0.0.1", True), ("Bearer y", "x", "127.0.0.1", False),
    ],
)  # fmt: skip
def test_who_may_scrape(shown: str, token: str, address: str, may: bool) -> None:
    assert may_scrape(shown, token, address) == may


def test_the_intake_tells_what_it_kept() -> None:
    window = Window("127.0.0.1", 0, _intake(), "")
    window.open()
    line = http.client.HTTPConnection("127.0.0.1", window.server_address[1], timeout=10)
    try:
        line.request("GET", "/metrics")
        reply = line.getresponse()
        text = reply.read().decode()
        line.request("GET", "/other")
        other = line.getresponse()
        other.read()
    finally:
        line.close()
        window.close()
    assert (reply.status, other.status) == (200, 404)
    for told in ("messages_total 3", "bytes_total 15", "batches_total 1", "retries_total 1"):
        assert f"inspect_intake_{told}" in text
    assert 'inspect_intake_batches_within_total{le="10.0"} 1' in text


def test_a_figure_that_is_not_known_has_no_value() -> None:
    assert written([Metric.of("x", "gauge", "X.", None)]) == "# HELP inspect_x X.\n# TYPE inspect_x gauge\n"
