"""The real program as its users run it: the process tree on free ports with temporary data."""

import json
import os
import re
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil

from devices.child import die_with_parent
from tests.ports import free_port


@dataclass
class Program:
    """A running `inspect-app` command with its settings."""

    home: Path
    port: int
    mqtt_port: int
    process: subprocess.Popen[str]
    environ: dict[str, str] = field(repr=False)

    @property
    def url(self) -> str:
        """Return where its pages are."""
        return f"http://127.0.0.1:{self.port}"

    def children(self) -> list[psutil.Process]:
        """Return every process below it."""
        return psutil.Process(self.process.pid).children(recursive=True)

    def part(self, word: str) -> psutil.Process:
        """Return the process of one part (`intake`, `web`, `clock`, `demo-site`)."""
        return next(each for each in psutil.Process(self.process.pid).children() if _last_word(each) == word)

    def call(self, path: str, body: Any = None, token: str = "", **headers: str) -> tuple[int, Any]:
        """Call its API; return status and document."""
        data = body if isinstance(body, bytes | None) else json.dumps(body).encode()
        asked = urllib.request.Request(self.url + path, data, {"Content-Type": "application/json", **headers})
        if token:
            asked.add_header("Authorization", f"Bearer {token}")
        try:
            with urllib.request.urlopen(asked, timeout=60) as reply:
                return reply.status, _document(reply.read())
        except urllib.error.HTTPError as refused:
            return refused.code, _document(refused.read())

    def token(self, account: str, password: str) -> str:
        """Log in over the API."""
        status, found = self.call("/api/session", {"account": account, "password": password})
        assert status == 201, found
        return str(found["token"])


def _last_word(process: psutil.Process) -> str:
    try:
        return (process.cmdline() or [""])[-1]
    except psutil.Error:
        return ""  # it has just ended


def _document(text: bytes) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text.decode(errors="replace")


@contextmanager
def program(
    home: Path, *words: str, until: str = "Ctrl-C", seconds: float = 300, **more: str
) -> Iterator[Program]:
    """Run `inspect-app WORDS` until its output holds `until`; afterwards interrupt it as Ctrl-C does."""
    port, mqtt_port = free_port(), free_port()
    settings = {
        "DATA_DIR": str(home),
        "PORT": str(port),
        "MQTT_PORT": str(mqtt_port),
        "BROKER_SYNC": "2m",
        **more,
    }
    environ = {**os.environ, **{f"INSPECT_{name}": value for name, value in settings.items()}}
    environ.pop("INSPECT_TEST_DATABASE", None)
    argv = [sys.executable, "-u", "-m", "inspect_app.cli", *words]
    process = subprocess.Popen(
        argv, env=environ, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, start_new_session=True,
        preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 -- one plain call, looked up before the fork
    )  # fmt: skip
    try:
        _wait_for(process, until, seconds)
        yield Program(home, port, mqtt_port, process, environ)
    finally:
        interrupt(process)


def _wait_for(process: subprocess.Popen[str], words: str, seconds: float) -> None:
    assert process.stdout
    said, end = [], time.monotonic() + seconds
    for line in process.stdout:
        said.append(re.sub(r"\x1b\[[0-9;?]*[A-Za-z]", "", line))
        if words in said[-1]:
            return
        assert time.monotonic() < end, "".join(said)
    raise AssertionError(f"ended with {process.wait()}:\n{''.join(said)}")


def interrupt(process: subprocess.Popen[str], seconds: float = 60) -> int:
    """Press Ctrl-C at it and return its exit code; kill it if it will not end.

    As a terminal does, it reaches the whole foreground group: `make` and what it runs.
    """
    if process.poll() is None:
        os.killpg(process.pid, signal.SIGINT)
        try:
            process.communicate(timeout=seconds)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate(timeout=seconds)
            raise
    elif process.stdout:
        process.stdout.close()
    return int(process.returncode)
