"""The made-up site over a real broker: its past in packs or faster than life, its truth, and what its command refuses."""

import itertools
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from typing import Any

import paho.mqtt.client as mqtt
from click.testing import CliRunner
from paho.mqtt.enums import CallbackAPIVersion

from devices.simulator.air import HOUR, World
from devices.simulator.command import simulate_command
from devices.simulator.misbehaving import given, wishes
from devices.simulator.sending import SiteSpec, send, stream
from devices.simulator.sites import WHOLE_SITE, chosen, keep_keys, read_keys
from devices.simulator.told import Box, Label
from tests.brokers import PATIENCE, until
from tests.devices.mosquitto import Mosquitto, mosquitto

FROM_MS = 1_782_835_200_000  # 2026-07-01 00:00 in China
WORLD = World(7)


class Collector:
    """Keeps the payload of every message of a site."""

    def __init__(self, broker: Mosquitto) -> None:
        self.found: list[tuple[str, bytes]] = []
        self._ready = threading.Event()
        client = self.client = mqtt.Client(CallbackAPIVersion.VERSION2, "collector")
        client.username_pw_set("collector", "c-secret")
        client.on_subscribe = lambda *_: self._ready.set()
        client.on_message = lambda _client, _data, told: self.found.append((told.topic, bytes(told.payload)))
        client.connect("127.0.0.1", broker.port)
        client.subscribe("site/p17/device/+/telemetry", 1)
        client.loop_start()
        assert self._ready.wait(PATIENCE)


@contextmanager
def collecting() -> Iterator[tuple[Mosquitto, Collector]]:
    with mosquitto(dust="d-secret", noise="n-secret", collector="c-secret") as broker:
        collector = Collector(broker)
        try:
            yield broker, collector
        finally:
            collector.client.disconnect()
            collector.client.loop_stop()


def spec(url: str, **more: Any) -> SiteSpec:
    boxes = (Box("dust-01", "dust"), Box("noise-01", "noise"))
    logins = {"dust-01": ("dust", "d-secret"), "noise-01": ("noise", "n-secret")}
    usual: dict[str, Any] = {"days": 4.0, "rate": 0.0, "go_on": False}
    return SiteSpec(url, "p17", WORLD, boxes, logins, **usual | more)


def test_a_past_is_sent_in_packs_with_the_truth_beside_it_and_late_data_leave_at_the_end() -> None:
    truth: list[Label] = []
    asked = given(7, spec("").boxes, wishes("drop=0.2,late@dust-01,spike=0.1"))
    with collecting() as (broker, collector):
        total = send(spec(broker.url, asked=asked, every_s=120), threading.Event(), None, truth.append)
        until(lambda: len(collector.found) == total.sent)
    assert (total.sent, total.acked, total.samples + total.lost) == (total.acked, total.sent, 2 * 2880)
    samples = [one for _, text in collector.found for one in json.loads(text)]
    assert len(samples) == total.samples
    assert total.lost == len([one for one in truth if one.why == "drop"])
    assert {one.why for one in truth} == {"drop", "late", "spike"}
    assert total.sent < 60
    assert json.dumps(asdict(truth[0]))


def test_a_past_told_faster_than_life_comes_message_by_message_and_in_its_order() -> None:
    with collecting() as (broker, collector):
        one = spec(broker.url, days=0.02, rate=20_000.0, every_s=60)
        total = send(one, threading.Event())
        until(lambda: len(collector.found) == total.sent)
    dust = [json.loads(text)["at"] for topic, text in collector.found if "dust" in topic]
    assert dust == sorted(dust)
    assert len(dust) in (28, 29)


def test_a_story_that_goes_on_has_no_end_and_no_memory() -> None:
    live = stream(
        spec("", days=0.0, go_on=True, asked=wishes("duplicate,reorder,drop")),
        Box("dust-01", "dust"),
        FROM_MS,
    )
    last = max(one.true_ms for one in itertools.islice(live, 1500))
    assert last > FROM_MS + 20 * HOUR * 1000


def test_the_command_says_what_is_missing(tmp_path: Any) -> None:
    keys = tmp_path / "keys.json"
    keep_keys(keys, {"p17_dust-01": "secret"})
    assert read_keys(keys) == {"p17_dust-01": "secret"}
    assert keys.stat().st_mode & 0o077 == 0
    run = CliRunner(env={"INSPECT_DATA_DIR": str(tmp_path)})
    argv = ["--site", "p17", "--keys", str(keys)]
    for more, says in (
        (["--devices", "dust-01,noise-01"], "no secret of noise-01; --account registers them"),
        (["--devices", "lamp-01"], "lamp-01: is no device of the made-up site"),
        (["--misbehave", "sleep"], "no way to misbehave is called 'sleep'"),
    ):
        done = run.invoke(simulate_command, [*argv, *more])
        assert done.exit_code == 1
        assert says in done.output
    keys.write_text("[]")
    assert "holds no log-in names" in run.invoke(simulate_command, argv).output


def test_devices_are_chosen_by_name_and_new_ones_by_their_kind() -> None:
    assert chosen("") == WHOLE_SITE
    assert chosen("dust-01, leaking-pipe-09") == (
        Box("dust-01", "dust"),
        Box("leaking-pipe-09", "leaking-pipe"),
    )
