"""The demonstration's site: its sensors replay a recording, and its people do their steps of the story."""

import signal
import subprocess
import threading

import click

from devices import simulator
from devices.child import die_with_parent
from devices.demo.stage import Story, on_stage
from devices.tree import command

HISTORY_DAYS = 30.0
#: a live sample each so many seconds, moving through an hour of the recording in two minutes
EVERY_S, SPEED = 2.0, 30.0
_SENSORS = {"dust-01": simulator.DUST, "weather-01": simulator.WEATHER}


@click.command("demo-site", hidden=True)
def site_command() -> None:
    """Let the demonstration's site run until stopped."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    teller = subprocess.Popen(command("demo-story"), preexec_fn=die_with_parent())  # noqa: PLW1509 -- one plain call
    threading.Thread(target=teller.wait, daemon=True).start()
    simulator.run(_spec(on_stage(stop)), stop)
    stop.wait()


def _spec(story: Story) -> simulator.SimulatorSpec:
    devices = tuple(
        simulator.SimulatedDevice(name, story.usernames[name], story.keys[name], quantities)
        for name, quantities in _SENSORS.items()
    )
    return simulator.SimulatorSpec(
        story.broker, "p17", devices, history_days=HISTORY_DAYS, every_s=EVERY_S, speed=SPEED
    )
