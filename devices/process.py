"""The intake process: the embedded broker or any other one on one side, the database on the other."""

import gc
import logging
import signal
import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import click

from devices.broker import BrokerFailed, EmbeddedBroker
from devices.intake import Context, Intake
from devices.seat import seat
from devices.sources import Source
from devices.sources.nats import NatsSource
from devices.sources.paho import PahoSource, Session
from devices.sources.publisher import Publisher
from inspect_app import create_app
from inspect_app.cli import settings_or_exit
from inspect_app.config import Settings

log = logging.getLogger(__name__)


@click.command("intake")
def intake_command() -> None:
    """Take in what devices and tablets send; alone it serves any external broker, or runs its own."""
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    settings = settings_or_exit()
    stop = threading.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    run(settings, stop)


def run(settings: Settings, stop: threading.Event) -> None:
    """Take in messages until `stop` is set."""
    app = create_app(settings, web=False, clock=False)
    with ExitStack() as ends:
        broker = None if settings.broker_url else _embedded(settings)
        if broker:
            ends.callback(broker.stop)
        publisher = _publisher(settings, broker)
        ends.callback(publisher.close)
        intake = Intake(app.app_context, publisher.publish_all)
        if broker:
            ends.enter_context(_answering(broker, intake, app.app_context))
        replays = threading.Thread(target=intake.keep_replaying, args=(stop,), name="replays", daemon=True)
        replays.start()
        ends.callback(replays.join, 5)
        _spare_the_collector()
        _source(settings, broker, ends).run(intake.handle, stop)


def _spare_the_collector() -> None:
    # What is there by now stays, and a batch is tens of thousands of short-lived tuples: searching all of it for
    # cycles at the usual pace took a third of the CPU under full load.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 20)


def _embedded(settings: Settings) -> EmbeddedBroker:
    binary = settings.nats_server or None
    place = settings.home / "broker"
    broker = EmbeddedBroker(
        place,
        settings.host,
        settings.mqtt_port,
        _free_port(),
        binary,
        settings.broker_sync,
        tls=_tls(settings),
        tablet_port=settings.tablet_port,
    )
    try:
        broker.start()
    except BrokerFailed as wrong:
        sys.exit(str(wrong))
    return broker


def _tls(settings: Settings) -> tuple[Path, Path] | None:
    if not settings.mqtt_certificate:
        return None
    return Path(settings.mqtt_certificate), Path(settings.mqtt_key)


def _publisher(settings: Settings, broker: EmbeddedBroker | None) -> Publisher:
    if broker:
        return Publisher(broker.mqtt_url, pinned=(_tls(settings) or (None,))[0])
    return Publisher(settings.broker_url, ca_file=settings.broker_ca or None)


@contextmanager
def _answering(broker: EmbeddedBroker, intake: Intake, context: Context) -> Iterator[None]:
    callout = broker.callout(intake.authenticate)
    revocation = broker.revocation(callout.guests, context)
    callout.start()
    revocation.start()
    try:
        yield
    finally:
        revocation.stop()
        callout.stop()


def _source(settings: Settings, broker: EmbeddedBroker | None, ends: ExitStack) -> Source:
    if broker:
        return NatsSource(broker.client_url)
    client_id = f"inspect-intake-{ends.enter_context(seat(settings.home))}"
    session = Session(client_id, share=settings.broker_group)
    return PahoSource(settings.broker_url, session, ca_file=settings.broker_ca or None)


def _free_port() -> int:
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        return int(knock.getsockname()[1])
