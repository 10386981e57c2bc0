"""Writes a ZIP file from one end to the other that seals itself: every byte has a hash, and a key has signed for all.

Nothing is read back and no file is held in memory, so that a pipe will do. What it writes is laid down in
`archive/rules/verify_bundle.py`, which checks it.
"""

import hashlib
import json
import zipfile
from collections.abc import Iterable, Mapping
from typing import Any, BinaryIO

from inspect_app.core.signing import SigningKey

MAGIC, PURPOSE = "inspect-bundle/1", "bundle"
#: length of the seal, the ZIP's comment: magic, two places of 15 digits, three hashes of 64, a signature of 128
SEAL_BYTES = len(MAGIC) + 2 * 16 + 3 * 65 + 1 + 128
#: the same files give the same bytes, whenever they are written
_NO_DAY = (1980, 1, 1, 0, 0, 0)
#: a file that may grow beyond this says so beforehand
_LARGE = 1 << 31


class _Counted:
    """What the ZIP is written to: hashed whole and since the last mark, its last bytes held back for the seal."""

    def __init__(self, out: BinaryIO) -> None:
        self.out, self.at, self.whole, self.part, self.held = out, 0, hashlib.sha256(), hashlib.sha256(), b""

    def write(self, data: Any) -> int:
        data = bytes(data)
        self.at += len(data)
        self.part.update(data)
        held = self.held + data
        ready = held[: max(0, len(held) - SEAL_BYTES)]
        self.held = held[len(ready) :]
        self.whole.update(ready)
        self.out.write(ready)
        return len(data)

    def flush(self) -> None:
        self.out.flush()

    def mark(self) -> str:
        """Return the hash of what was written since the last mark."""
        found = self.part.hexdigest()
        self.part = hashlib.sha256()
        return found


class SealedZip:
    """A bundle on its way out: add files, then `close` it with what the manifest says besides them."""

    def __init__(self, out: BinaryIO) -> None:
        self._counted = _Counted(out)
        self._zip = zipfile.ZipFile(self._counted, "w", zipfile.ZIP_STORED)  # type: ignore[call-overload]
        self._files: list[dict[str, Any]] = []

    def add(self, path: str, chunks: Iterable[bytes], *, large: bool = False) -> str:
        """Write a file in pieces and return its SHA-256; `large` where it may exceed two gigabytes."""
        entry = zipfile.ZipInfo(path, _NO_DAY)
        with self._zip.open(entry, "w", force_zip64=large) as file:
            head, at, size, found = self._counted.mark(), self._counted.at, 0, hashlib.sha256()
            for chunk in chunks:
                file.write(chunk)
                size += len(chunk)
                found.update(chunk)
            self._counted.mark()
        self._files.append({"path": path, "at": at, "size": size, "sha256": found.hexdigest(), "head": head})
        return found.hexdigest()

    def close(self, key: SigningKey, told: Mapping[str, Any]) -> dict[str, Any]:
        """Write the manifest and the seal; return the manifest."""
        with self._zip.open(zipfile.ZipInfo("manifest.json", _NO_DAY), "w", force_zip64=True) as file:
            manifest = {**told, "key": key.public, "files": self._files, "head": self._counted.mark()}
            data = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode()
            at = self._counted.at
            file.write(data)
        self._zip.comment = b" " * SEAL_BYTES
        self._zip.close()
        counted = self._counted
        hashes = f"{hashlib.sha256(data).hexdigest()} {counted.whole.hexdigest()} {key.public}"
        text = f"{MAGIC} {at:015d} {len(data):015d} {hashes}"
        counted.out.write(f"{text} {key.sign(PURPOSE, text.encode())}".encode())
        counted.out.flush()
        return manifest
