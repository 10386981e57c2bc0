"""The demonstration's site: its sensors replay a recording, and its people do their steps of the story."""

import json
import logging
import signal
import threading
from pathlib import Path
from typing import Any

import click

from devices import simulator
from devices.demo.stage import Story
from devices.demo.story import tell
from inspect_app.config import Settings, from_environ, in_url

log = logging.getLogger(__name__)
HISTORY_DAYS = 30.0
#: a live sample each so many seconds, moving through an hour of the recording in two minutes
EVERY_S, SPEED = 2.0, 30.0
_SENSORS = {"dust-01": simulator.DUST, "weather-01": simulator.WEATHER}


@click.command("demo-site", hidden=True)
def site_command() -> None:
    """Let the demonstration's site run until stopped."""
    settings = from_environ()
    known = json.loads((settings.home / "demo.json").read_text(encoding="utf-8"))
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    story = _story(settings, known, stop)
    teller = threading.Thread(target=_persist, args=(story,), daemon=True)
    teller.start()
    simulator.run(_spec(story), stop)
    stop.wait()


def _story(settings: Settings, known: dict[str, Any], stop: threading.Event) -> Story:
    near = in_url(settings.near)
    broker = settings.broker_url or f"mqtt://{near}:{settings.mqtt_port}"
    return Story(
        url=f"http://{near}:{settings.port}",
        broker=broker,
        home=Path(settings.home),
        password=known["password"],
        keys=known["devices"],
        usernames=known["usernames"],
        stop=stop,
    )


def _spec(story: Story) -> simulator.SimulatorSpec:
    devices = tuple(
        simulator.SimulatedDevice(name, story.usernames[name], story.keys[name], quantities)
        for name, quantities in _SENSORS.items()
    )
    return simulator.SimulatorSpec(
        story.broker, "p17", devices, history_days=HISTORY_DAYS, every_s=EVERY_S, speed=SPEED
    )


def _persist(story: Story) -> None:
    """Tell the story; where a step fails (the web is not up yet, say), try it again."""
    while not story.stop.is_set():
        try:
            tell(story)
        except Exception as wrong:  # noqa: BLE001 -- whatever it is, the step is tried again
            log.warning("story: %r; again in 5 s", wrong)
            story.stop.wait(5)
        else:
            return
