"""Where bytes lie by name, in a folder or in a bucket of an S3 server: whole or absent, and read back before they count."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Final, Protocol
from urllib.parse import unquote, urlsplit

from inspect_app.core import disk
from inspect_app.core.later import later

if TYPE_CHECKING:
    import obstore
    from obstore import exceptions, store
else:
    obstore, exceptions, store = map(later, ("obstore", "obstore.exceptions", "obstore.store"))

_CONNECT, _ANSWER = "3s", "30s"
#: a server that does not answer is asked again for so long; then whoever waits is told to come back later
_AGAIN: Final = timedelta(seconds=10)
_TRIES: Final = 3


class Shelf(Protocol):
    """Bytes by key. Each call may raise OSError: the disk is full, or the server gives no answer."""

    def put(self, key: str, data: bytes) -> None:
        """Return once the key has these bytes for good; where it had them, nothing is written."""

    def get(self, key: str) -> bytes:
        """Return what a key has; FileNotFoundError where there is nothing."""

    def has(self, key: str) -> bool:
        """Say whether a key has anything."""

    def drop(self, key: str) -> None:
        """Take a key away; one that is not there is no error."""


class Folder:
    """A folder of this machine; the key is the path below it."""

    def __init__(self, home: Path) -> None:
        self._home = home

    def put(self, key: str, data: bytes) -> None:
        """Write the file by one rename, synced, unless it has these bytes already."""
        path = self._home / key
        if not path.is_file() or path.read_bytes() != data:
            disk.write_whole(path, data, self._home / "tmp")

    def get(self, key: str) -> bytes:
        """Return what the file holds."""
        return (self._home / key).read_bytes()

    def has(self, key: str) -> bool:
        """Say whether there is such a file."""
        return (self._home / key).is_file()

    def drop(self, key: str) -> None:
        """Remove the file."""
        (self._home / key).unlink(missing_ok=True)


class Bucket:
    """Objects below a prefix of a bucket. What still lies in the folder from before is found there, until it is moved."""

    def __init__(self, store: "store.S3Store", prefix: str, before: Folder) -> None:
        self._store, self._prefix, self._before = store, prefix, before

    def put(self, key: str, data: bytes) -> None:
        """Write the object and read it back; one that has these bytes is let be, a spoiled one is mended."""
        with _told():
            if self._there(key) == data:
                return
            obstore.put(self._store, self._prefix + key, data)
            if self._there(key) != data:
                raise OSError(f"{key} does not read back as it was written")

    def get(self, key: str) -> bytes:
        """Return what the object holds, else what the folder has of before."""
        with _told():
            data = self._there(key)
        return self._before.get(key) if data is None else data

    def has(self, key: str) -> bool:
        """Say whether there is such an object, or a file of before."""
        with _told():
            try:
                obstore.head(self._store, self._prefix + key)
            except FileNotFoundError:
                return self._before.has(key)
        return True

    def drop(self, key: str) -> None:
        """Remove the object, and the file of before."""
        with _told():
            obstore.delete(self._store, self._prefix + key)
        self._before.drop(key)

    def _there(self, key: str) -> bytes | None:
        try:
            return bytes(obstore.get(self._store, self._prefix + key).bytes())
        except FileNotFoundError:
            return None


def shelf(home: Path, name: str, url: str, region: str) -> Shelf:
    """Return the shelf `name`: a folder below `home`, or with the address of a bucket in that one."""
    folder = Folder(home / name)
    if not url:
        return folder
    prefix = "/".join(urlsplit(url).path.strip("/").split("/")[1:])
    return Bucket(_store(url, region), f"{prefix}/{name}/".lstrip("/"), folder)


@lru_cache(8)
def _store(url: str, region: str) -> "store.S3Store":
    """Return the connection to a bucket: http(s)://user:secret@HOST:PORT/BUCKET[/PREFIX], the bucket in the path."""
    parts = urlsplit(url)
    return store.S3Store(
        parts.path.strip("/").split("/")[0],
        endpoint=f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}",
        region=region,
        access_key_id=unquote(parts.username or ""),
        secret_access_key=unquote(parts.password or ""),
        virtual_hosted_style_request=False,
        client_options={
            "connect_timeout": _CONNECT,
            "timeout": _ANSWER,
            "allow_http": parts.scheme == "http",
        },
        retry_config={"max_retries": _TRIES, "retry_timeout": _AGAIN},
    )


@contextmanager
def _told() -> Iterator[None]:
    """Say what goes wrong at a server as an OSError, without its address: that holds the secret's name."""
    try:
        yield
    except exceptions.BaseError as wrong:
        raise OSError(f"the object store: {type(wrong).__name__}") from wrong
