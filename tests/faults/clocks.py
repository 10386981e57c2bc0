"""Sets the clock of running programs apart from that of the machine: clock.c between them and the kernel."""

import os
import struct
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest

_SOURCE = Path(__file__).with_name("clock.c")


@dataclass(frozen=True)
class Hands:
    """What the clock of the programs is set by."""

    file: Path

    def set(self, seconds: int) -> None:
        """Let their clock go so many seconds before that of the machine, from now on."""
        file = os.open(self.file, os.O_CREAT | os.O_WRONLY, 0o600)
        os.pwrite(file, struct.pack("q", seconds), 0)
        os.close(file)


@contextmanager
def hands(home: Path) -> Iterator[Hands]:
    """Let every program started here go by a clock that can be set; timers and waits go by the machine's."""
    library, made = home / "clock.so", Hands(home / "hands")
    compiled = ["cc", "-shared", "-fPIC", "-O1", "-Wall", "-Werror", "-o", str(library), str(_SOURCE), "-ldl"]
    subprocess.run(compiled, check=True)
    made.set(0)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("LD_PRELOAD", str(library))
        patch.setenv("INSPECT_TEST_CLOCK", str(made.file))
        yield made
