"""The demonstration's site: dust and weather replay a recording, the rest is made up, and its people do their story."""

import signal
import subprocess
import threading

import click

from devices import simulator
from devices.child import die_with_parent
from devices.demo.boxes import BOXES
from devices.demo.stage import Story, on_stage
from devices.simulator.air import World
from devices.simulator.sending import SiteSpec, send
from devices.tree import command

HISTORY_DAYS = 30.0
#: a live sample each so many seconds, moving through an hour of the recording in two minutes
EVERY_S, SPEED = 2.0, 30.0
#: what is made up: as often live, and each so many seconds of the past
LIVE_S, PAST_S = 15.0, 3600.0
_SENSORS = {"dust-01": simulator.DUST, "weather-01": simulator.WEATHER}


@click.command("demo-site", hidden=True)
def site_command() -> None:
    """Let the demonstration's site run until stopped."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    teller = subprocess.Popen(command("demo-story"), preexec_fn=die_with_parent())  # noqa: PLW1509 -- one plain call
    threading.Thread(target=teller.wait, daemon=True).start()
    story = on_stage(stop)
    made_up = threading.Thread(target=send, args=(_made_up(story), stop), daemon=True)
    made_up.start()
    simulator.run(_spec(story), stop)
    stop.wait()
    made_up.join(5)


def _spec(story: Story) -> simulator.SimulatorSpec:
    devices = tuple(
        simulator.SimulatedDevice(name, story.usernames[name], story.keys[name], quantities)
        for name, quantities in _SENSORS.items()
    )
    return simulator.SimulatorSpec(
        story.broker, "p17", devices, history_days=HISTORY_DAYS, every_s=EVERY_S, speed=SPEED
    )


def _made_up(story: Story) -> SiteSpec:
    # A demonstration of an earlier release has no log-ins for them.
    boxes = tuple(each for each in BOXES if each.name in story.keys)
    return SiteSpec(
        story.broker, "p17", World(17), boxes,
        {each.name: (story.usernames[each.name], story.keys[each.name]) for each in boxes},
        days=HISTORY_DAYS, rate=0, every_s=LIVE_S, past_every_s=PAST_S,
    )  # fmt: skip
