"""A real S3 server on loopback with one bucket, for tests of what lies in an object store."""

import json
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devices.child import find_program, spawn
from inspect_app.core.shelves import shelf
from tests.brokers import PATIENCE, answers, until
from tests.ports import free_port

BINARY_VARIABLE = "INSPECT_TEST_WEED"
_PORTS = (
    "master.port",
    "master.port.grpc",
    "volume.port",
    "volume.port.grpc",
    "filer.port",
    "filer.port.grpc",
)


@contextmanager
def bucket(folder: Path) -> Iterator[str]:
    """Start a SeaweedFS of its own; yield the address of a bucket as INSPECT_OBJECTS_URL takes it."""
    known = {"credentials": [{"accessKey": "inspect", "secretKey": "s/c"}], "name": "inspect"}
    who = folder / "s3.json"
    who.write_text(json.dumps({"identities": [{**known, "actions": ["Admin", "Read", "List", "Write"]}]}))
    process, url = _started(folder, who)
    try:
        yield url
    finally:
        process.kill()
        process.wait(PATIENCE)


def _started(folder: Path, who: Path) -> tuple[subprocess.Popen[bytes], str]:
    """Start a server that takes objects; one that ended, for somebody took a port meanwhile, is started on others."""
    for _ in range(5):
        port = free_port()
        process: subprocess.Popen[bytes] = spawn(_argv(folder, who, port))
        url = f"http://inspect:s%2Fc@127.0.0.1:{port}/evidence/site"

        def settled(process: subprocess.Popen[bytes] = process, port: int = port, url: str = url) -> bool:
            return process.poll() is not None or (answers(port) and _takes(url))

        until(settled, 3 * PATIENCE, "the S3 server takes an object")
        if process.poll() is None:
            return process, url
    raise AssertionError(f"the S3 server ends each time: see {folder}/weed.FATAL")


def _argv(folder: Path, who: Path, port: int) -> list[str]:
    return [
        find_program("weed", BINARY_VARIABLE, os.environ.get(BINARY_VARIABLE)), f"-logdir={folder}", "server",
        "-ip=127.0.0.1", "-ip.bind=127.0.0.1", f"-dir={folder}", "-master.volumeSizeLimitMB=16", "-volume.max=8",
        *(f"-{name}={free_port()}" for name in _PORTS),
        # Without the catalogues, whose ports are always the same: a second server would end at once.
        "-s3", f"-s3.port={port}", f"-s3.port.grpc={free_port()}", "-s3.port.iceberg=0", "-s3.port.lance=0",
        f"-s3.config={who}", "-s3.iam=false", "-master.telemetry=false",
    ]  # fmt: skip


def _takes(url: str) -> bool:
    try:
        shelf(Path("/nowhere"), "first", url, "us-east-1").put("first", b"first")
    except OSError:
        return False
    return True
