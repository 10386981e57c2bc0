"""The simulated site replays what was measured, keeps its gaps, and loses nothing when the broker goes away."""

import itertools
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

import paho.mqtt.client as mqtt
import pytest
from paho.mqtt.enums import CallbackAPIVersion

from devices import recordings, topics
from devices.codecs import Readings, Value, decode
from devices.recordings.replay import Replay
from devices.simulator import DUST, WEATHER, SimulatedDevice, SimulatorSpec, run
from tests.brokers import PATIENCE, until
from tests.devices.mosquitto import Mosquitto, mosquitto

SPRING = recordings.load("changping-spring-2016")
HOUR = 3_600_000
DEVICES = (
    SimulatedDevice("dust-01", "dust", "d-secret", DUST),
    SimulatedDevice("weather-01", "weather", "w-secret", WEATHER),
)


class Collector:
    """Reads every message with the codec, in a session that the broker keeps while it is away."""

    def __init__(self, broker: Mosquitto) -> None:
        self.values: dict[str, list[Value]] = {"dust-01": [], "weather-01": []}
        self.messages = 0
        self._ready = threading.Event()
        client = self.client = mqtt.Client(CallbackAPIVersion.VERSION2, "collector", clean_session=False)
        client.username_pw_set("collector", "c-secret")
        client.reconnect_delay_set(1, 1)
        client.on_connect = self._subscribe
        client.on_subscribe = lambda *_: self._ready.set()
        client.on_message = self._keep
        client.connect("127.0.0.1", broker.port)
        client.loop_start()
        assert self._ready.wait(PATIENCE)

    def _subscribe(self, client: mqtt.Client, *_: Any) -> None:
        client.subscribe("site/p17/device/+/telemetry", 1)

    def _keep(self, _client: Any, _data: Any, message: mqtt.MQTTMessage) -> None:
        topic = topics.parse(message.topic)
        found = decode(topic.kind, topic, bytes(message.payload))
        assert isinstance(found, Readings)
        self.values[topic.device] += found.device_values
        self.messages += 1


@contextmanager
def site() -> Iterator[tuple[Mosquitto, Collector]]:
    with mosquitto(dust="d-secret", weather="w-secret", collector="c-secret") as broker:
        collector = Collector(broker)
        try:
            yield broker, collector
        finally:
            collector.client.disconnect()
            collector.client.loop_stop()


def test_the_history_arrives_packed_and_exactly_as_it_was_measured() -> None:
    ended = datetime.now(UTC).date() - timedelta(days=2)
    told: list[tuple[int, int]] = []
    with site() as (broker, collector):
        spec = SimulatorSpec(broker.url, "p17", DEVICES, ends_on=ended, history_days=200, samples=0)
        counts = run(spec, threading.Event(), lambda *now: told.append(now))
        until(lambda: collector.messages == counts.sent)
    first_ms = Replay(SPRING, ended).first_ms
    for device in DEVICES:
        recorded = {
            (first_ms + hour * HOUR, name, value)
            for name in device.quantities
            for hour, value in enumerate(SPRING.column(name))
            if value is not None
        }
        arrived = [(at, name, value) for at, name, value, _ in collector.values[device.name]]
        assert len(arrived) == len(recorded)
        assert set(arrived) == recorded
    assert counts.sent == counts.acked == 12  # six packs of at most 400 hours from each of the two
    assert told[-1] == (12, 12)


def test_the_recording_keeps_its_hours_of_the_day_and_ends_on_the_day_asked_for() -> None:
    replay = Replay(SPRING, date(2026, 7, 31))
    first = datetime.fromtimestamp(replay.first_ms / 1000, UTC)
    assert first == datetime(2026, 5, 2, 16, tzinfo=UTC)  # midnight at the station, 90 days in all
    past_the_end = replay.first_ms + replay.hours * HOUR
    assert replay.at(past_the_end, DUST) == replay.at(replay.first_ms, DUST)


def test_between_hours_values_lie_on_a_line_rain_is_held_and_gaps_stay_gaps() -> None:
    replay = Replay(SPRING, date(2016, 4, 30))
    warm = SPRING.column("temperature")
    halfway = replay.at(replay.first_ms + HOUR / 2, ("temperature",))["temperature"]
    assert halfway == pytest.approx((warm[0] or 0) / 2 + (warm[1] or 0) / 2, abs=0.005)
    wet = next(hour for hour, value in enumerate(SPRING.column("rain")) if value)
    assert replay.at(replay.first_ms + (wet + 0.9) * HOUR, ("rain",))["rain"] == SPRING.column("rain")[wet]
    gap = SPRING.column("pm10").index(None)
    assert SPRING.column("pm10")[gap - 1] is not None
    for hour in (gap, gap + 0.5, gap - 0.5):
        assert "pm10" not in replay.at(replay.first_ms + hour * HOUR, DUST)
    assert "pm10" in replay.at(replay.first_ms + (gap - 1) * HOUR, DUST)


def test_live_samples_are_dated_now_while_the_recording_runs_at_the_chosen_speed() -> None:
    begun = time.time() * 1000
    with site() as (broker, collector):
        spec = SimulatorSpec(
            broker.url, "p17", DEVICES[1:], history_days=0, every_s=0.05, speed=100_000, samples=10
        )
        run(spec, threading.Event())
        until(lambda: len(collector.values["weather-01"]) == 40)
    warm = [(at, value) for at, name, value, _ in collector.values["weather-01"] if name == "temperature"]
    assert [later[0] - earlier[0] for earlier, later in itertools.pairwise(warm)] == [50] * 9
    assert begun - 1 <= warm[0][0] <= time.time() * 1000
    assert len({value for _, value in warm}) > 5  # 50 ms are 83 recorded minutes


def test_without_a_rhythm_it_sends_as_fast_as_the_broker_acknowledges() -> None:
    with site() as (broker, collector):
        spec = SimulatorSpec(broker.url, "p17", DEVICES[1:], history_days=0, every_s=0, samples=2000)
        begun = time.monotonic()
        counts = run(spec, threading.Event())
        print(f"{counts.acked / (time.monotonic() - begun):.0f} messages/s")
        until(lambda: collector.messages == 2000)
    assert (counts.sent, counts.acked) == (2000, 2000)
    moments = [at for at, name, _, _ in collector.values["weather-01"] if name == "rain"]
    assert len(set(moments)) == 2000


def test_a_broker_that_goes_away_and_comes_back_costs_nothing() -> None:
    with site() as (broker, collector):
        spec = SimulatorSpec(broker.url, "p17", DEVICES[1:], history_days=0, every_s=0.005, samples=500)
        stop, acked = threading.Event(), [0]
        runner = threading.Thread(target=run, args=(spec, stop, lambda _, now: acked.__setitem__(0, now)))
        runner.start()
        until(lambda: acked[0] > 50)
        broker.stop()
        time.sleep(0.5)
        broker.start()
        runner.join(PATIENCE)
        assert not runner.is_alive()
        until(lambda: len({row[0] for row in collector.values["weather-01"]}) == 500)
    assert len({row[:2] for row in collector.values["weather-01"]}) == 4 * 500
    assert collector.messages < 500  # what waited came packed


def test_a_device_that_is_not_let_in_is_named() -> None:
    stranger = SimulatedDevice("dust-01", "dust", "wrong", DUST)
    with (
        site() as (broker, _),
        pytest.raises(ConnectionError, match="dust-01: the broker refuses the log-in"),
    ):
        run(SimulatorSpec(broker.url, "p17", (stranger,)), threading.Event())


def test_a_quantity_nobody_recorded_is_refused_before_anything_is_sent() -> None:
    spec = SimulatorSpec("mqtt://127.0.0.1:1", "p17", (SimulatedDevice("noise-01", "n", "n", ("noise",)),))
    with pytest.raises(KeyError, match="no noise; it has pm25"):
        run(spec, threading.Event())


def test_it_stops_when_told_even_if_there_is_no_broker() -> None:
    stop = threading.Event()
    threading.Timer(0.3, stop.set).start()
    counts = run(SimulatorSpec("mqtt://127.0.0.1:1", "p17", DEVICES), stop)
    assert (counts.sent, counts.acked) == (0, 0)
