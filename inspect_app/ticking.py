"""The clock as a command of its own: it loads neither the web nor what migrates."""

import signal
import threading

import click

from inspect_app import create_app
from inspect_app.cli import settings_or_exit
from inspect_app.core import jobs


@click.command("clock")
def clock_command() -> None:
    """Run jobs and reactions alone; any number of clocks may run, each act happens once."""
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    jobs.run_clock(create_app(settings_or_exit(), web=False), stop)
