"""Log-ins are answered over a line to each node: whichever node dies, nobody at the others hears that he may not."""

import threading
import time
from collections import Counter
from pathlib import Path

import pytest
from flask import Flask

from devices.cluster import Cluster
from tests.brokers import Registry, heard
from tests.clusters import three_nodes
from tests.faults.conftest import wait_for

pytestmark = [pytest.mark.fault, pytest.mark.timeout(300), pytest.mark.xdist_group("faults")]


def test_as_each_node_dies_in_turn_nobody_is_refused_at_the_others(app: Flask, tmp_path: Path) -> None:
    registry, told = Registry(), Counter[str]()
    secret = registry.add("dust-01")
    with three_nodes(tmp_path) as nodes:
        cluster = Cluster(nodes.key)
        assert cluster.wait_ready(threading.Event())
        urls = {
            name: f"mqtt://dust-01:{secret}@127.0.0.1:{each.mqtt_port}"
            for name, each in nodes.machines.items()
        }
        with cluster.answering(registry.authenticate, app.app_context):
            for url in urls.values():
                wait_for(lambda url=url: heard(url) == "Success", "each node lets in")
            for dead, its_url in urls.items():
                others = [url for name, url in urls.items() if name != dead]
                nodes.kill(dead)
                until = time.monotonic() + 2
                while time.monotonic() < until:
                    told.update(map(heard, others))
                for url in others:
                    wait_for(lambda url=url: heard(url) == "Success", "the others let in", lambda: told)
                nodes.start(dead)
                wait_for(nodes.caught_up, "the node has all messages again")
                wait_for(lambda url=its_url: heard(url) == "Success", "it lets in again", lambda: told)
    print(f"heard at the others in the two seconds after a node died: {dict(told)}")
    assert told["Success"]
    assert not set(told) - {"Success", ""}, told
