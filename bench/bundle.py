"""How fast a project's evidence leaves as one sealed file: beside the disk alone, and beside a plain ZIP of the same."""

import json
import os
import resource
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

from bench.figures import Results, middle, spread
from bench.stage import ROOT, scratch
from inspect_app import create_app
from inspect_app.archive.actions import write_bundle
from inspect_app.archive.rules import verify_bundle
from inspect_app.config import Settings
from inspect_app.core import files, migrate, place
from inspect_app.core.clock import now
from inspect_app.core.db import db, transaction
from inspect_app.core.files import Attachment, StoredFile
from inspect_app.core.ids import uuid7
from inspect_app.core.permits import SYSTEM
from inspect_app.defects.actions import raise_defect
from inspect_app.identity.actions import add_party
from inspect_app.projects.actions import add_project, set_party
from inspect_app.projects.models import Project

PART = "bundle"
LIMIT_MB_S = 100
_PHOTO = 200 * 1024


def measure(results: Results, rounds: int, *, quick: bool) -> None:
    """Write the bundle of a project with 5,000 photos of 200 KiB in a fresh process, beside the disk and a plain ZIP."""
    argv = [sys.executable, "-m", "bench.bundle", str(200 if quick else 5_000), str(1 if quick else rounds)]
    done = subprocess.run(argv, cwd=ROOT, check=True, capture_output=True, text=True)
    found: dict[str, Any] = json.loads(done.stdout)
    results.raw(PART, **found)
    disk = middle(found["disk"])
    rows = [
        (name, spread(found[key]), f"{middle(found[key]) / disk:.2f}", f"{middle(found[key]) / LIMIT_MB_S:.1f}")
        for name, key in (("one file written and synced", "disk"), ("plain ZIP", "zip"), ("bundle", "bundle"),
            ("check of a bundle", "check"))
    ]  # fmt: skip
    head = ("MB/s", "median (least–most)", "of the disk", f"of the limit, {LIMIT_MB_S}")
    title = f"{found['photos']} photos, {found['mb']:.0f} MB; memory grew by {found['grew_mb']:.0f} MB while writing"
    results.table(PART, title, head, rows)


def _stocked(photos: int) -> tuple[Project, list[Path]]:
    at = now()
    with transaction():
        firm = add_party(SYSTEM, kind="contractor", name="施工单位", region="110114", at=at)
        project = add_project(SYSTEM, site="b1", name="项目", region="110114", community="小区", at=at)
        set_party(SYSTEM, project, party=firm, role="contractor", leader="王工", at=at)
        defect = raise_defect(SYSTEM, project=project, title="缺陷", at=at)
        paths = [_photo(defect.id) for _ in range(photos)]
    return project, paths


def _photo(defect_id: str) -> Path:
    data = os.urandom(_PHOTO)
    name = sha256(data).hexdigest()
    files.keep_bytes(name, data)
    row = {
        "sha256": name,
        "size": len(data),
        "media": "image/jpeg",
        "width": 1,
        "height": 1,
        "taken_zone": "",
    }
    db.session.add(StoredFile(**row, stored_at=now()))
    db.session.flush()
    told = {"thing_kind": "defect", "thing_id": defect_id, "sha256": name, "label": "found", "position": 0}
    db.session.add(Attachment(id=uuid7(), **told, actor_name="", at=now()))
    return place.home() / "files" / name[:2] / name[2:4] / name


def _timed(target: Path, work: Callable[[Any], object]) -> float:
    begun = time.perf_counter()
    with target.open("wb") as out:
        work(out)
        out.flush()
        os.fsync(out.fileno())
    return time.perf_counter() - begun


def _disk(paths: list[Path], out: Any) -> None:
    for each in paths:
        out.write(each.read_bytes())


def _zip(paths: list[Path], out: Any) -> None:
    with zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as held:
        for each in paths:
            held.write(each, each.name)


def _run(photos: int, rounds: int) -> dict[str, Any]:
    with scratch() as home:
        app = create_app(Settings(data_dir=str(home), secret_key="k" * 32), web=False)
        with app.app_context():
            migrate.upgrade()
            project, paths = _stocked(photos)
            target, mb = home / "out", photos * _PHOTO / 2**20
            found: dict[str, list[float]] = {"disk": [], "zip": [], "bundle": [], "check": []}
            before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
            for _ in range(rounds):
                for name, work in (
                    ("disk", lambda out: _disk(paths, out)), ("zip", lambda out: _zip(paths, out)),
                    ("bundle", lambda out: write_bundle(SYSTEM, project, out, at=now(), progress=lambda *_: None)),
                ):  # fmt: skip
                    found[name].append(mb / _timed(target, work))
                begun = time.perf_counter()
                wrong, _manifest = verify_bundle.check(str(target))
                found["check"].append(mb / (time.perf_counter() - begun))
                if wrong:
                    raise SystemExit(f"the bundle is not whole: {wrong[:3]}")
                db.session.rollback()
            grew = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    return {"photos": photos, "mb": mb, "grew_mb": grew, **found}


if __name__ == "__main__":
    print(json.dumps(_run(int(sys.argv[1]), int(sys.argv[2]))))
