"""The files of a cluster: one configuration for each node and one key for all intakes."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import click

from devices import broker_files
from devices.broker_files import Node, new_secrets, write_private
from devices.cluster import BadKey, Key, read_key
from devices.jetstream import Store
from inspect_app.config import in_url

_NODE = re.compile(r"(?P<name>[a-z][a-z0-9-]{0,30})=(?P<host>[A-Za-z0-9.:-]+)")
_LEAST, _MOST = 3, 5


@dataclass(frozen=True, slots=True)
class Machine:
    """One node as its operator names it: where others reach it, and its three ports."""

    name: str
    host: str
    client_port: int = 4222
    mqtt_port: int = 1883
    route_port: int = 6222


@dataclass(frozen=True, slots=True)
class Plan:
    """What is the same for all nodes: where data lives there, how it is synced, who vouches for whom.

    `inside` (certificate, key, authority) is for nodes and intakes, `outside` (certificate, key) for devices; all
    are paths on the nodes' machines.
    """

    data: Path = Path("/var/lib/inspect-nats")
    sync: str = "2m"
    inside: tuple[Path, Path, Path] | None = None
    outside: tuple[Path, Path] | None = None


def write_cluster(folder: Path, machines: Sequence[Machine], plan: Plan, listen: str = "0.0.0.0") -> Key:  # noqa: S104 -- a node is reached from other machines
    """Write `<name>/nats-server.conf` for each and `cluster.json`; a key that is there keeps its secrets.

    Raises BadKey when the key that is there cannot be read.
    """
    old = folder / "cluster.json"
    known = read_key(old).secrets if old.exists() else new_secrets()
    routes = tuple(f"{in_url(each.host)}:{each.route_port}" for each in machines)
    for each in machines:
        node = Node(each.name, listen, each.route_port, routes, plan.inside)
        data = plan.data / each.name if len({one.host for one in machines}) == 1 else plan.data
        (folder / each.name).mkdir(parents=True, exist_ok=True, mode=0o700)
        write_private(
            folder / each.name / "nats-server.conf",
            broker_files.config(
                data, (listen, each.mqtt_port), each.client_port, plan.sync, Store(), plan.outside, known, node=node
            ),
        )  # fmt: skip
    key = _key(machines, plan, known, min(3, len(machines)))
    write_private(old, key.text())
    return key


def _key(machines: Sequence[Machine], plan: Plan, known: dict[str, str], replicas: int) -> Key:
    insiders, devices = "tls" if plan.inside else "nats", "mqtts" if plan.outside else "mqtt"
    return Key(
        intakes=tuple(f"{insiders}://{in_url(each.host)}:{each.client_port}" for each in machines),
        devices=tuple(f"{devices}://{in_url(each.host)}:{each.mqtt_port}" for each in machines),
        replicas=replicas,
        secrets=known,
        ca_file=str(plan.inside[2]) if plan.inside else "",
    )


@click.command("nats-cluster")
@click.argument("folder", type=click.Path(file_okay=False, path_type=Path))
@click.option("--node", "nodes", multiple=True, required=True, help="NAME=ADDRESS; three or five of them.")
@click.option("--data", type=click.Path(path_type=Path), default=Plan().data, show_default=True,
              help="Where a node keeps its messages.")  # fmt: skip
@click.option(
    "--sync", default=Plan().sync, show_default=True, help="When a node syncs: always, or a time as 2m."
)
@click.option("--inside", nargs=3, type=click.Path(path_type=Path), default=None,
              help="Certificate, key and authority (PEM, on the nodes) for TLS between nodes and intakes.")  # fmt: skip
@click.option("--outside", nargs=2, type=click.Path(path_type=Path), default=None,
              help="Certificate and key (PEM, on the nodes) for devices, which then use mqtts.")  # fmt: skip
def nats_cluster_command(
    folder: Path,
    nodes: tuple[str, ...],
    data: Path,
    sync: str,
    inside: tuple[Path, Path, Path] | None,
    outside: tuple[Path, Path] | None,
) -> None:
    """Write the configurations of a cluster's nodes and the key of its intakes into FOLDER; secrets there stay."""
    found = [_NODE.fullmatch(each) for each in nodes]
    if (
        len(nodes) not in (_LEAST, _MOST)
        or not all(found)
        or len({each["name"] for each in found if each}) != len(nodes)
    ):
        raise click.ClickException("--node NAME=ADDRESS three or five times, each name once")
    machines = [Machine(each["name"], each["host"]) for each in found if each]
    try:
        write_cluster(folder, machines, Plan(data, sync, inside, outside))
    except BadKey as wrong:
        raise click.ClickException(str(wrong)) from wrong
    for each in machines:
        click.echo(
            f"{folder / each.name / 'nats-server.conf'}  →  {each.host}: nats-server -c nats-server.conf"
        )
    click.echo(f"{folder / 'cluster.json'}  →  every intake: INSPECT_NATS_CLUSTER")
