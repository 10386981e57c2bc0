"""Writing a project's bundle: everything in one pass, with the journal's end as it stood, sealed with the own key."""

from collections.abc import Callable, Iterator
from datetime import datetime
from pathlib import Path
from typing import Any, BinaryIO

from inspect_app.archive import queries
from inspect_app.archive.rules import verify_bundle
from inspect_app.core import chain, files, vault
from inspect_app.core.errors import Problem
from inspect_app.core.journal import record
from inspect_app.core.keys import own_key
from inspect_app.core.permits import Actor
from inspect_app.core.sealed_zip import SealedZip
from inspect_app.projects.models import Project

Progress = Callable[[str, int, int], None]
_ENDINGS = {
    "image/jpeg": "jpg",
    "image/png": "png",
    "image/heic": "heic",
    "image/webp": "webp",
    "application/pdf": "pdf",
}
_README = """安居巡检项目证据包

data/ 各登记表，每行一条 JSON；journal.jsonl 为操作日志，每条含哈希和前一条的哈希
readings/ 传感器读数；photos/ 照片原件；papers/ 文件和证书，文件名为其 SHA-256
manifest.json 列出每个文件的位置、长度和 SHA-256；文件末尾为签名
核验（无需联网）：python3 verify_bundle.py 本文件.zip --key 公钥
请用另行取得的 verify_bundle.py 核验；包内附带的一份可与之比较。

The evidence of a project. data/: registers, one JSON a line; journal.jsonl: who did what, each entry with its hash and
that of the one before it. readings/: what sensors measured. photos/: originals. papers/: documents and certificates
under their SHA-256. manifest.json: every file with place, length and SHA-256; the file ends with a signature.
Check it without a network: python3 verify_bundle.py THIS.zip --key PUBLIC-KEY
Use a verify_bundle.py from elsewhere; the one in here is for comparison.
"""


def write_bundle(
    actor: Actor, project: Project, out: BinaryIO, *, at: datetime, progress: Progress
) -> dict[str, Any]:
    """Write the bundle of a project and return its manifest; `progress(what, done, all)` is told of each file.

    What is read is one moment's state as far as the database's transaction gives it; photos and papers never change.
    A photo whose original is missing stops it: a bundle with a hole is none.
    """
    bundle, link, end = SealedZip(out), *chain.tip()
    bundle.add("README.txt", [_README.encode()])
    bundle.add("verify_bundle.py", [Path(verify_bundle.__file__).read_bytes()])
    tables = queries.parts(project.id)
    for done, part in enumerate(tables):
        progress("data", done, len(tables))
        bundle.add(part.path, queries.rows(part))
    bundle.add("data/attachments.jsonl", queries.attachments(project.id))
    bundle.add("data/journal.jsonl", queries.acts(project.id))
    for path, lines in queries.curves(project.id):
        bundle.add(path, lines, large=True)
    for folder, named, read in (
        ("photos", queries.photos(project.id), files.read_original), ("papers", queries.papers(project.id), vault.read),
    ):  # fmt: skip
        for done, (sha, media) in enumerate(named):
            progress(folder, done, len(named))
            _add_whole(bundle, f"{folder}/{sha}.{_ENDINGS.get(media, 'bin')}", sha, read)
    told = {"format": "inspect-bundle/1", "made_at": at.isoformat(), "journal": f"{link}:{end}"}
    manifest = bundle.close(own_key(), {**told, "project": {"number": project.number, "name": project.name}})
    record(
        actor,
        "project.bundle",
        project,
        at=at,
        data={"files": len(manifest["files"]), "journal": told["journal"]},
    )
    return manifest


def _add_whole(bundle: SealedZip, path: str, sha: str, read: Callable[[str], bytes]) -> None:
    data = read(sha)
    if bundle.add(path, _pieces(data)) != sha:
        raise Problem("conflict", zh=f"原件已损坏：{sha}", en=f"The original is damaged: {sha}")


def _pieces(data: bytes) -> Iterator[bytes]:
    for at in range(0, len(data), 1 << 20):
        yield data[at : at + (1 << 20)]
