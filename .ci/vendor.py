"""Brings the browser's third-party files in at pinned versions, and proves that the committed ones are those.

python .ci/vendor.py            fetch what LOCK.json names; stop if a byte differs
python .ci/vendor.py --update   fetch PARTS below and write LOCK.json anew
python .ci/vendor.py --check    no network: are the committed files the locked ones?
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
import tarfile
import tempfile
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
VENDOR = ROOT / "inspect_app" / "static" / "vendor"
TEST_VENDOR = ROOT / "tests" / "vendor"
LOCK = VENDOR / "LOCK.json"
LARGEST = 2_000_000


@dataclass(frozen=True)
class Part:
    """One npm package: which of its files we serve, under which name, and where its licence text lies."""

    name: str
    version: str
    licence: str
    files: dict[str, str]  # path in the package -> file name here
    licence_file: str  # "" for the text in our own LICENSE
    folder: Path | None = None  # elsewhere than with the served files

    @property
    def home(self) -> Path:
        return self.folder or VENDOR / self.name


PARTS = (
    Part("bootstrap", "5.3.9", "MIT", {"dist/css/bootstrap.min.css": "bootstrap.min.css"}, "LICENSE"),
    Part(
        "uplot",
        "1.6.32",
        "MIT",
        {"dist/uPlot.iife.min.js": "uPlot.iife.min.js", "dist/uPlot.min.css": "uPlot.min.css"},
        "LICENSE",
    ),
    Part(
        "swagger-ui-dist",
        "5.35.0",
        "Apache-2.0",
        {
            "swagger-ui-bundle.js": "swagger-ui-bundle.js",
            "swagger-ui.css": "swagger-ui.css",
            "swagger-ui-bundle.js.LICENSE.txt": "swagger-ui-bundle.js.LICENSE.txt",
            "NOTICE": "NOTICE",
        },
        "LICENSE",
    ),
    Part("dexie", "4.4.7", "Apache-2.0", {"dist/modern/dexie.min.mjs": "dexie.min.js"}, "LICENSE"),
    Part("signature_pad", "5.1.4", "MIT", {"dist/signature_pad.min.js": "signature_pad.min.js"}, "LICENSE"),
    Part("mqtt", "5.16.0", "MIT", {"dist/mqtt.min.js": "mqtt.min.js"}, "LICENSE.md"),
    Part("jsqr", "1.4.0", "Apache-2.0", {"dist/jsQR.js": "jsQR.js"}, "LICENSE"),
    Part(
        "leaflet",
        "1.9.4",
        "BSD-2-Clause",
        {"dist/leaflet.js": "leaflet.js", "dist/leaflet.css": "leaflet.css"},
        "LICENSE",
    ),
    Part("axe-core", "4.14.1", "MPL-2.0", {"axe.min.js": "axe.min.js"}, "LICENSE", TEST_VENDOR),
    Part(
        "@getodk/xforms-engine",
        "0.22.0",
        "Apache-2.0",
        {"dist/index.js": "xforms-engine.js"},
        "",  # the package names its licence and does not bring its text, which is that of our own
        TEST_VENDOR / "xforms-engine",
    ),
)


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def pack(part: Part, into: Path) -> Path:
    """The package's tarball, by the ordinary npm client with whatever registry it is set up for."""
    done = subprocess.run(
        ["npm", "pack", "--silent", f"{part.name}@{part.version}"],
        cwd=into,
        check=True,
        capture_output=True,
        text=True,
    )
    return into / done.stdout.strip().splitlines()[-1]


def without_source_map(data: bytes) -> bytes:
    """A browser's tools would ask for the map and get a 404: the pointer goes."""
    lines = data.split(b"\n")
    return b"\n".join(
        line for line in lines if not line.lstrip().startswith((b"//# sourceMap", b"/*# sourceMap"))
    )


def member(archive: tarfile.TarFile, path: str) -> bytes:
    found = archive.extractfile(f"package/{path}")
    if found is None:
        raise SystemExit(f"{path} is not a file in the package")
    return found.read()


def fetch(part: Part) -> dict[str, object]:
    """Writes the part's files and answers its line for the lock."""
    with tempfile.TemporaryDirectory() as where:
        tarball = pack(part, Path(where))
        whole = sha256(tarball.read_bytes())
        with tarfile.open(tarball) as archive:
            wanted = {here: member(archive, there) for there, here in part.files.items()}
            own = (ROOT / "LICENSE").read_bytes()
            wanted["LICENSE"] = member(archive, part.licence_file) if part.licence_file else own
    part.home.mkdir(parents=True, exist_ok=True)
    sums = {}
    for name, raw in sorted(wanted.items()):
        data = without_source_map(raw)
        if len(data) > LARGEST:
            raise SystemExit(f"{part.name}/{name} has {len(data)} bytes, more than {LARGEST}")
        (part.home / name).write_bytes(data)
        sums[name] = sha256(data)
    return {
        "name": part.name,
        "version": part.version,
        "sha256": whole,
        "licence": part.licence,
        "folder": part.home.relative_to(ROOT).as_posix(),
        "files": sums,
    }


def locked() -> list[dict[str, object]]:
    lines: list[dict[str, object]] = json.loads(LOCK.read_text("utf-8"))
    return lines


def check() -> list[str]:
    """What is wrong with the committed files, in words; empty when all is well."""
    faults = []
    for line in locked():
        files = line["files"]
        assert isinstance(files, dict)
        for name, expected in files.items():
            path = ROOT / str(line["folder"]) / name
            if not path.exists():
                faults.append(f"{path.relative_to(ROOT)} is missing")
            elif sha256(path.read_bytes()) != expected:
                faults.append(f"{path.relative_to(ROOT)} is not the locked file")
    names = {(line["name"], line["version"]) for line in locked()}
    faults += [f"{p.name}@{p.version} is not in the lock" for p in PARTS if (p.name, p.version) not in names]
    return faults


def main() -> int:
    words = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    words.add_argument("--update", action="store_true")
    words.add_argument("--check", action="store_true")
    asked = words.parse_args()
    if not asked.check:
        lines = [fetch(part) for part in PARTS]
        if asked.update:
            LOCK.write_text(json.dumps(lines, indent=2) + "\n", "utf-8")
        elif lines != locked():
            print("what was fetched differs from LOCK.json", file=sys.stderr)
            return 1
    faults = check()
    print("\n".join(faults) or f"{len(PARTS)} parts as locked", file=sys.stderr if faults else sys.stdout)
    return 1 if faults else 0


if __name__ == "__main__":
    raise SystemExit(main())
