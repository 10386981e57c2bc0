"""Checks a bundle of a project's evidence: needs Python 3.9 or newer, this one file, no network and no server.

    python3 verify_bundle.py FILE.zip [--key PUBLIC-KEY-IN-HEX]

A bundle is a ZIP file whose last bytes (its comment) are a seal: where the manifest lies, its SHA-256, that of what
is between it and the seal, the public key, and the ed25519 signature (RFC 8032) on these. The manifest names every
file with its place, length and SHA-256, and the SHA-256 of the ZIP's own bytes before it, so that no byte is without
a name. Exit code 0: whole; 1: something differs, and each line says what.
"""

from __future__ import annotations

import hashlib
import json
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, BinaryIO

MAGIC = "inspect-bundle/1"
SEAL = re.compile(
    rf"{MAGIC} ([0-9]{{15}}) ([0-9]{{15}}) ([0-9a-f]{{64}}) ([0-9a-f]{{64}}) ([0-9a-f]{{64}}) ([0-9a-f]{{128}})"
)
SEAL_BYTES = len(MAGIC) + 1 + 16 * 2 + 65 * 3 + 128
PURPOSE = b"inspect-app:bundle\n"
CHUNK = 1 << 20
Point = tuple[int, int, int, int]
#: a manifest is read whole
MOST_MANIFEST = 1 << 28

# ed25519: the curve of RFC 8032, section 5.1
_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_I = pow(2, (_P - 1) // 4, _P)


def seal_of(offset: int, size: int, manifest: str, tail: str, public: str) -> str:
    """Return the seal without its signature: the text that is signed."""
    return f"{MAGIC} {offset:015d} {size:015d} {manifest} {tail} {public}"


def check(path: str, trusted: str = "") -> tuple[list[str], dict[str, Any] | None]:
    """Return (what is wrong, one line each; the manifest, or None where it cannot be read)."""
    with Path(path).open("rb") as file:
        length = file.seek(0, 2)
        file.seek(max(0, length - SEAL_BYTES))
        found = SEAL.fullmatch(file.read(SEAL_BYTES).decode("ascii", "replace"))
        if found is None:
            return ["seal: the last bytes of the file are no seal"], None
        offset, size = int(found[1]), int(found[2])
        manifest_hash, tail, public, signature = found[3], found[4], found[5], found[6]
        wrong = []
        if not signed(public, signature, seal_of(offset, size, manifest_hash, tail, public)):
            wrong.append("seal: its signature does not fit")
        if trusted and public != trusted:
            wrong.append(f"seal: signed by another key, {public}")
        if offset + size > length - SEAL_BYTES or size > MOST_MANIFEST:
            return [*wrong, "seal: the manifest lies outside of the file"], None
        if digest(file, offset, size) != manifest_hash:
            wrong.append("manifest.json: changed")
        try:
            file.seek(offset)
            manifest = json.loads(file.read(size))
            wrong += files(file, manifest, offset)
        except (ValueError, KeyError, TypeError, AttributeError) as odd:
            return [*wrong, f"manifest.json: cannot be read ({type(odd).__name__})"], None
        if digest(file, offset + size, length - SEAL_BYTES - offset - size) != tail:
            wrong.append("the ZIP's own table at the end: changed")
        return wrong, manifest


def files(file: BinaryIO, manifest: dict[str, Any], offset: int) -> list[str]:
    """Return what is wrong with the files and the ZIP's bytes before each, and with what they say of one another."""
    wrong, known, at = list[str](), dict[str, dict[str, Any]](), 0
    for each in [
        *manifest["files"],
        {"path": "manifest.json", "at": offset, "size": None, "head": manifest["head"]},
    ]:
        if digest(file, at, each["at"] - at) != each["head"]:
            wrong.append(f"the ZIP's bytes before {each['path']}: changed")
        if each["size"] is None:
            break
        if digest(file, each["at"], each["size"]) == each["sha256"]:
            known[each["path"]] = each
        else:
            wrong.append(f"{each['path']}: changed")
        at = each["at"] + each["size"]
    try:
        wrong += journal(file, known.get("data/journal.jsonl"))
    except (ValueError, KeyError, TypeError) as odd:
        wrong.append(f"data/journal.jsonl: cannot be read ({type(odd).__name__})")
    return wrong + named(known)


def journal(file: BinaryIO, part: dict[str, Any] | None) -> list[str]:
    """Return which entries of the journal are not what the chain was made of, or do not join the one before."""
    wrong: list[str] = []
    last: dict[str, Any] = {}
    for line in lines(file, part):
        entry = json.loads(line)
        told = [
            entry["before"],
            entry["link"],
            *(
                entry[name]
                for name in (
                    "seq",
                    "at",
                    "actor_kind",
                    "actor_id",
                    "actor_name",
                    "verb",
                    "thing_kind",
                    "thing_id",
                    "project_id",
                    "data",
                )
            ),
        ]
        text = json.dumps(told, sort_keys=True, separators=(",", ":"))
        if hashlib.sha256(text.encode()).hexdigest() != entry["hash"]:
            wrong.append(f"data/journal.jsonl: entry {entry['seq']} is not the one that was sealed")
        if last and last["link"] + 1 == entry["link"] and last["hash"] != entry["before"]:
            wrong.append(f"data/journal.jsonl: entry {entry['seq']} does not follow the one before it")
        last = entry
    return wrong


def named(known: dict[str, dict[str, Any]]) -> list[str]:
    """Return which photos and papers lie under a name that is not their SHA-256."""
    held = {path: each for path, each in known.items() if path.startswith(("photos/", "papers/"))}
    return [
        f"{path}: its name is not its SHA-256"
        for path, each in held.items()
        if path.partition("/")[2].partition(".")[0] != each["sha256"]
    ]


def lines(file: BinaryIO, part: dict[str, Any] | None) -> Iterator[bytes]:
    """Yield the lines of a file in the bundle, one at a time."""
    if part is None:
        return
    left, rest, at = part["size"], b"", part["at"]
    while left or rest:
        file.seek(at)
        more = file.read(min(CHUNK, left))
        at, left = at + len(more), left - len(more)
        *whole, rest = (rest + more).split(b"\n")
        yield from (each for each in whole if each)
        if not more:
            if rest:
                yield rest
            return


def digest(file: BinaryIO, at: int, size: int) -> str:
    """Return the SHA-256 of so many bytes from a place, in hex; of what there is where the file is shorter."""
    if at < 0 or size < 0:
        return ""
    file.seek(at)
    found = hashlib.sha256()
    while size > 0:
        more = file.read(min(CHUNK, size))
        if not more:
            break
        found.update(more)
        size -= len(more)
    return found.hexdigest()


def signed(public: str, signature: str, text: str) -> bool:
    """Say whether the key (hex) gave the signature (hex) on the text; ed25519, RFC 8032 section 5.1.7."""
    message = PURPOSE + hashlib.sha256(text.encode()).digest()
    key, half, rest = bytes.fromhex(public), bytes.fromhex(signature)[:32], bytes.fromhex(signature)[32:]
    a, r, s = point(key), point(half), int.from_bytes(rest, "little")
    if a is None or r is None or s >= _L:
        return False
    h = int.from_bytes(hashlib.sha512(half + key + message).digest(), "little") % _L
    return same(times(s, BASE), add(r, times(h, a)))


def point(data: bytes) -> Point | None:
    """Return the point that 32 bytes stand for; None where there is none."""
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (1 << 255) - 1
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _I % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


def add(p: Point, q: Point) -> Point:
    """Return the sum of two points in extended coordinates."""
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % _P, (p[1] + p[0]) * (q[1] + q[0]) % _P
    c, d = 2 * p[3] * q[3] * _D % _P, 2 * p[2] * q[2] % _P
    e, f, g, h = b - a, d - c, d + c, b + a
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def times(number: int, p: Point) -> Point:
    """Return a point added to itself so many times."""
    found: Point = (0, 1, 1, 0)
    while number:
        if number & 1:
            found = add(found, p)
        p, number = add(p, p), number >> 1
    return found


def same(p: Point, q: Point) -> bool:
    """Say whether two points are one."""
    return not (p[0] * q[2] - q[0] * p[2]) % _P and not (p[1] * q[2] - q[1] * p[2]) % _P


#: the base point
BASE: Point = point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little"))  # type: ignore[assignment]


def say(line: object) -> None:
    """Write a line."""
    sys.stdout.write(f"{line}\n")


def main(given: list[str]) -> int:
    """Check the file named on the command line and say what was found."""
    if len(given) not in (1, 3) or (len(given) == 3 and given[1] != "--key"):
        say(__doc__)
        return 2
    wrong, manifest = check(given[0], given[2].lower() if len(given) == 3 else "")
    for line in wrong:
        say(line)
    if manifest and not wrong:
        project = manifest["project"]
        say(f"whole: {project['number']} {project['name']}, made {manifest['made_at']}")
        say(f"files {len(manifest['files'])}, key {manifest['key']}, journal {manifest['journal']}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
