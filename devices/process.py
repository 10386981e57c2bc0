"""The intake process: the embedded broker or any other one on one side, the database on the other."""

import ctypes
import gc
import logging
import signal
import socket
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import click
from paho.mqtt.enums import MQTTProtocolVersion

from devices.host import Host
from devices.intake import Context, Intake
from devices.live import Live
from devices.metering import Handle, Meter, Window
from devices.seat import seat
from devices.sources import Source
from devices.sources.host import HostSource
from devices.sources.paho import PahoSource, Session
from devices.sources.publisher import Publisher
from devices.telling import Teller
from devices.topics import INTAKE, WITH_PORCH_OUTSIDE
from inspect_app import create_app
from inspect_app.cli import settings_or_exit
from inspect_app.config import Settings
from inspect_app.core.later import later

if TYPE_CHECKING:
    from devices import broker as brokers
    from devices import cluster as clusters
    from devices.sources import nats
else:  # what any other broker does without
    brokers, clusters, nats = map(later, ("devices.broker", "devices.cluster", "devices.sources.nats"))

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
        if settings.nats_cluster:
            _run_with_cluster(settings, app.app_context, ends, stop)
            return
        broker = None if settings.broker_url else _embedded(settings)
        if broker:
            ends.callback(broker.stop)
        publisher = _publisher(settings, broker)
        ends.callback(publisher.close)
        intake = Intake(app.app_context, publisher.publish_all)
        if broker:
            ends.enter_context(_answering(broker, intake, app.app_context))
        if settings.sparkplug_host:
            host = Host(app.app_context, publisher.publish_all, settings.sparkplug_host)
            _sparkplug(host, _wire(settings, broker), stop, ends)
        teller = Teller(app.app_context, publisher.publish)
        live = _live(app.app_context, _publisher(settings, broker), ends)
        _take_in(settings, intake, _source(settings, broker, ends), (teller, live), ends, stop)


def _run_with_cluster(settings: Settings, context: Context, ends: ExitStack, stop: threading.Event) -> None:
    try:
        cluster = clusters.Cluster(clusters.read_key(Path(settings.nats_cluster)))
    except clusters.BadKey as wrong:
        sys.exit(str(wrong))
    if not cluster.wait_ready(stop):
        return
    publisher, second = (Publisher(cluster.mqtt_urls, ca_file=settings.broker_ca or None) for _ in "ab")
    ends.callback(publisher.close)
    intake = Intake(context, publisher.publish_all)
    ends.enter_context(cluster.answering(intake.authenticate, context))
    if settings.sparkplug_host:
        host = Host(context, publisher.publish_all, settings.sparkplug_host)
        _sparkplug(host, _at_the_nodes(settings, cluster), stop, ends)
    tellers = Teller(context, publisher.publish), _live(context, second, ends)
    _take_in(settings, intake, nats.NatsSource(cluster.place), tellers, ends, stop)


def _live(context: Context, publisher: Publisher, ends: ExitStack) -> Live:
    """Return what tells readings, on a connection of its own: no receipt waits behind them."""
    ends.callback(publisher.close)
    return Live(context, partial(publisher.publish_all, qos=0))


def _take_in(
    settings: Settings, intake: Intake, source: Source, tellers: tuple[Teller, Live], ends: ExitStack,
    stop: threading.Event,
) -> None:  # fmt: skip
    teller, live = tellers
    for name, work in (
        ("replays", intake.keep_replaying), ("events", teller.keep_telling), ("readings", live.keep_telling),
    ):  # fmt: skip
        thread = threading.Thread(target=work, args=(stop,), name=name, daemon=True)
        thread.start()
        ends.callback(thread.join, 5)
    _spare_the_collector()
    source.run(_metered(settings, intake, live, ends), stop)


def _metered(settings: Settings, intake: Intake, live: Live, ends: ExitStack) -> Handle:
    if not settings.intake_metrics_port:
        return intake.handle
    meter = Meter(live.figures)
    window = Window(settings.host, settings.intake_metrics_port, meter, settings.metrics_token)
    window.open()
    ends.callback(window.close)
    return meter.around(intake.handle)


def _spare_the_collector() -> None:
    # What is there by now stays, and a batch is tens of thousands of short-lived tuples: searching all of it for
    # cycles at the usual pace took a third of the CPU under full load.
    gc.collect()
    gc.freeze()
    give_back = getattr(ctypes.CDLL(None), "malloc_trim", None)  # not every C library has it
    if give_back:
        give_back(0)  # what loading left free among what stays: some five megabytes
    gc.set_threshold(50_000, 20, 20)


def _embedded(settings: Settings) -> "brokers.EmbeddedBroker":
    binary = settings.nats_server or None
    place = settings.home / "broker"
    broker = brokers.EmbeddedBroker(
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
    except brokers.BrokerFailed as wrong:
        sys.exit(str(wrong))
    return broker


def _tls(settings: Settings) -> tuple[Path, Path] | None:
    if not settings.mqtt_certificate:
        return None
    return Path(settings.mqtt_certificate), Path(settings.mqtt_key)


def _publisher(settings: Settings, broker: "brokers.EmbeddedBroker | None") -> Publisher:
    if broker:
        return Publisher(broker.mqtt_url, pinned=(_tls(settings) or (None,))[0])
    return Publisher(settings.broker_url, ca_file=settings.broker_ca or None)


@contextmanager
def _answering(broker: "brokers.EmbeddedBroker", intake: Intake, context: Context) -> Iterator[None]:
    callout = broker.callout(intake.authenticate)
    revocation = broker.revocation(callout.guests, context)
    callout.start()
    revocation.start()
    try:
        yield
    finally:
        revocation.stop()
        callout.stop()


def _source(settings: Settings, broker: "brokers.EmbeddedBroker | None", ends: ExitStack) -> Source:
    if broker:
        return nats.NatsSource(broker.client_url)
    client_id = f"inspect-intake-{ends.enter_context(seat(settings.home))}"
    session = Session(client_id, share=settings.broker_group)
    filters = WITH_PORCH_OUTSIDE if settings.broker_provision else INTAKE
    return PahoSource(settings.broker_url, session, filters=filters, ca_file=settings.broker_ca or None)


def _wire(settings: Settings, broker: "brokers.EmbeddedBroker | None") -> Callable[[], HostSource]:
    name = settings.sparkplug_host
    if broker:
        three, pinned = MQTTProtocolVersion.MQTTv311, (_tls(settings) or (None,))[0]
        return lambda: HostSource(broker.mqtt_url, name, protocol=three, pinned=pinned)
    ca_file, five = settings.broker_ca or None, MQTTProtocolVersion.MQTTv5
    return lambda: HostSource(settings.broker_url, name, protocol=five, ca_file=ca_file)


def _at_the_nodes(settings: Settings, cluster: "clusters.Cluster") -> Callable[[], HostSource]:
    three, ca_file = MQTTProtocolVersion.MQTTv311, settings.broker_ca or None
    return lambda: HostSource(cluster.mqtt_urls, settings.sparkplug_host, protocol=three, ca_file=ca_file)


def _sparkplug(host: Host, source: Callable[[], HostSource], stop: threading.Event, ends: ExitStack) -> None:
    thread = threading.Thread(target=host.keep_listening, args=(source, stop), name="host", daemon=True)
    thread.start()
    ends.callback(thread.join, 15)


def _free_port() -> int:
    with socket.socket() as knock:
        knock.bind(("127.0.0.1", 0))
        return int(knock.getsockname()[1])
