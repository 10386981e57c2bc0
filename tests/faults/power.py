"""A disk whose power can be cut: what had reached it at that moment is all that is left."""

import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path

import psutil

# The kernel writes by itself only this seldom: what nobody asked to be synced is not there after a cut.
_MOUNT = "loop,commit=300,noatime"


def _run(*command: str) -> str:
    done = subprocess.run(command, check=False, capture_output=True, text=True)
    assert done.returncode == 0, f"a disk of its own is mounted by root, on a loop device: {done.stderr}"
    return done.stdout


class Disk:
    """A file with an ext4 in it, mounted at `place`."""

    def __init__(self, folder: Path, megabytes: int) -> None:
        self._image, self._last = folder / "disk.img", folder / "cut.img"
        self.place = folder / "disk"
        self.place.mkdir()
        with self._image.open("wb") as file:
            file.truncate(megabytes << 20)
        _run("mkfs.ext4", "-q", "-E", "lazy_itable_init=0,lazy_journal_init=0", str(self._image))
        self._mount()

    def cut(self, family: Sequence[psutil.Process]) -> None:
        """Cut the power under these processes: they are gone, and the disk is what had been written to it.

        They stand still while it is copied, so that the copy is of one moment; a kernel that wrote in the middle of
        it makes another necessary.
        """
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.suspend()
        while True:
            before = self._written()
            _run("cp", "--sparse=always", str(self._image), str(self._last))
            if self._written() == before:
                break
            time.sleep(0.1)
        for each in family:
            with suppress(psutil.NoSuchProcess):
                each.kill()
        psutil.wait_procs(family, 30)
        self._unmount()
        self._last.replace(self._image)
        self._mount()

    def sync(self) -> None:
        """Let everything reach the disk, once."""
        _run("sync", "-f", str(self.place))

    def _written(self) -> list[str]:
        device = Path(_run("findmnt", "-n", "-o", "SOURCE", str(self.place)).strip()).name
        return Path(f"/sys/block/{device}/stat").read_text(encoding="ascii").split()[4:9]

    def _mount(self) -> None:
        _run("mount", "-t", "ext4", "-o", _MOUNT, str(self._image), str(self.place))

    def _unmount(self) -> None:
        end = time.monotonic() + 30
        while subprocess.run(["umount", str(self.place)], check=False, capture_output=True).returncode:
            assert time.monotonic() < end, "the disk is in use"
            time.sleep(0.1)

    def close(self) -> None:
        """Take it away."""
        with suppress(subprocess.CalledProcessError):
            subprocess.run(["umount", "--lazy", str(self.place)], check=True, capture_output=True)


@contextmanager
def power(megabytes: int) -> Iterator[Disk]:
    """Yield a disk; only root may mount one, so a build machine runs these as root."""
    with tempfile.TemporaryDirectory(prefix="inspect-power-") as folder:
        Path(folder).chmod(0o755)
        disk = Disk(Path(folder), megabytes)
        try:
            yield disk
        finally:
            disk.close()
