"""Writes a ZIP file from one end to the other that seals itself: every byte is hashed once, and a key has signed for all.

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


class _Counted:
    """What the ZIP is written to: its own bytes between the files are hashed, those after the manifest held back."""

    def __init__(self, out: BinaryIO) -> None:
        self.out, self.at, self.own = out, 0, hashlib.sha256()
        self.between, self.tail = True, bytearray()
        self.ending = False

    def write(self, data: Any) -> int:
        """Take what the ZIP writes."""
        size = len(data)
        self.at += size
        if self.ending:
            self.tail += data
            return size
        if self.between:
            self.own.update(data)
        self.out.write(data)
        return size

    def flush(self) -> None:
        """Hand on what is written."""
        self.out.flush()

    def file_begins(self) -> str:
        """Return the hash of the ZIP's own bytes since the last file; the file's are its own."""
        found, self.own, self.between = self.own.hexdigest(), hashlib.sha256(), False
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
            head, at, size, found = self._counted.file_begins(), self._counted.at, 0, hashlib.sha256()
            for chunk in chunks:
                file.write(chunk)
                size += len(chunk)
                found.update(chunk)
            self._counted.between = True
        self._files.append({"path": path, "at": at, "size": size, "sha256": found.hexdigest(), "head": head})
        return found.hexdigest()

    def close(self, key: SigningKey, told: Mapping[str, Any]) -> dict[str, Any]:
        """Write the manifest and the seal; return the manifest."""
        with self._zip.open(zipfile.ZipInfo("manifest.json", _NO_DAY), "w", force_zip64=True) as file:
            manifest = {**told, "key": key.public, "files": self._files, "head": self._counted.file_begins()}
            data = json.dumps(manifest, ensure_ascii=False, sort_keys=True, indent=1).encode()
            at = self._counted.at
            file.write(data)
            self._counted.ending = True
        self._zip.comment = b" " * SEAL_BYTES
        self._zip.close()
        out, tail = self._counted.out, bytes(self._counted.tail[:-SEAL_BYTES])
        text = f"{MAGIC} {at:015d} {len(data):015d} {_hash(data)} {_hash(tail)} {key.public}"
        out.write(tail + f"{text} {key.sign(PURPOSE, text.encode())}".encode())
        out.flush()
        return manifest


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
