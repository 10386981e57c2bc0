"""A real mosquitto with its own port, log-ins and data, for tests of what devices do."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from devices.child import find_program, spawn
from tests.ports import free_port


class Mosquitto:
    """Keeps sessions and messages on disk, so that it may be stopped and started again."""

    def __init__(self, folder: Path, users: dict[str, str], acl: str = "") -> None:
        self.folder = folder
        self.port = free_port()
        self.url = f"mqtt://127.0.0.1:{self.port}"
        (folder / "users").write_text("".join(f"{name}:{word}\n" for name, word in users.items()))
        subprocess.run(["mosquitto_passwd", "-U", str(folder / "users")], check=True, capture_output=True)
        (folder / "acl").write_text(acl)
        (folder / "mosquitto.conf").write_text(
            f"listener {self.port} 127.0.0.1\nuser root\nallow_anonymous false\npassword_file {folder}/users\n"
            f"persistence true\npersistence_location {folder}/\nmax_queued_messages 0\n"
            + (f"acl_file {folder}/acl\n" if acl else "")
        )
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Return when it takes connections."""
        program = find_program(
            "mosquitto", "INSPECT_MOSQUITTO", shutil.which("mosquitto", path="/usr/sbin:/usr/bin")
        )
        self._process = spawn([program, "-c", str(self.folder / "mosquitto.conf")])
        until = time.monotonic() + 60
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
            except OSError:
                if time.monotonic() > until or self._process.poll() is not None:
                    raise
                time.sleep(0.02)
            else:
                return

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait(60)
            self._process = None

    def kill(self) -> None:
        """Kill -9 it, and take its database away: it begins anew and knows of nothing."""
        assert self._process
        self._process.kill()
        self._process.wait(60)
        self._process = None
        (self.folder / "mosquitto.db").unlink(missing_ok=True)


@contextmanager
def mosquitto(acl: str = "", **users: str) -> Iterator[Mosquitto]:
    """Yield a running broker that knows these log-ins, and holds them to these rules."""
    folder = Path(tempfile.mkdtemp(prefix="inspect-mqtt-"))
    broker = Mosquitto(folder, users, acl)
    broker.start()
    try:
        yield broker
    finally:
        broker.stop()
        shutil.rmtree(folder)
