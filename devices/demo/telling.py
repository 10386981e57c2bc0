"""The people of the demonstration, in a process of their own: it ends with the story and gives its memory back."""

import logging
import signal
import threading

import click

from devices.demo.stage import Story, on_stage
from devices.demo.story import tell

log = logging.getLogger(__name__)


@click.command("demo-story", hidden=True)
def story_command() -> None:
    """Let the people of the demonstration do their steps, those of earlier starts left out."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    _persist(on_stage(stop))


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
