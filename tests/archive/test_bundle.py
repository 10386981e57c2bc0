"""A project's evidence in one file: what is in it, what is not, and that no byte of it can change unnoticed."""

import io
import json
import random
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest
from click.testing import CliRunner
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_app.archive import actions
from inspect_app.archive.rules import verify_bundle
from inspect_app.bundling import verify_bundle_command
from inspect_app.complaints.models import Complaint
from inspect_app.core import chain, sealed_zip
from inspect_app.core.db import transaction
from inspect_app.core.errors import Problem
from inspect_app.core.journal import react
from inspect_app.core.keys import own_key
from inspect_app.core.permits import SYSTEM
from inspect_app.core.signing import SigningKey
from inspect_app.defects.actions import raise_defect
from inspect_app.materials import actions as materials
from inspect_app.projects.models import Project
from tests import make
from tests.cast import Cast
from tests.complaints.test_actions import LEAK, filed, replace
from tests.core.shelf import original

WORDS = "屋里漏水我家在三零二"


def told(_what: str, _done: int, _many: int) -> None:
    """Nobody watches."""


def written(project: Project) -> bytes:
    out = io.BytesIO()
    with transaction():
        actions.write_bundle(SYSTEM, project, out, at=make.NOW, progress=told)
    return out.getvalue()


@pytest.fixture
def bundle(cast: Cast) -> bytes:
    """A site with a certificate, a lot that was built in, a defect with photos, readings, and a complaint."""
    project = cast.project()
    make.defect(project, to="rectified", element_id=cast.element().id)
    lot = make.lot(project, to="accepted")
    with transaction():
        materials.use(cast.contractor_a, lot, [cast.element().id], used_on=make.NOW.date(), at=make.NOW)
    make.hold(project)
    make.defect(cast.project("p18"), title="隔壁的缺陷")
    filed(cast, replace(LEAK, words=WORDS, element_id=cast.element().id))
    while react():
        pass
    chain.seal()
    return written(project)


def wrong_of(tmp_path: Path, data: bytes, key: str = "") -> list[str]:
    path = tmp_path / "b.zip"
    path.write_bytes(data)
    return verify_bundle.check(str(path), key)[0]


def test_a_bundle_holds_the_works_and_nothing_a_resident_said(
    bundle: bytes, tmp_path: Path, cast: Cast
) -> None:
    assert wrong_of(tmp_path, bundle, own_key().public) == []
    with zipfile.ZipFile(io.BytesIO(bundle)) as held:
        assert held.testzip() is None, "any ZIP tool opens it"
        names = held.namelist()
        rows = {
            name: [json.loads(each) for each in held.read(name).splitlines()]
            for name in names
            if name.endswith(".jsonl")
        }
        assert held.read("verify_bundle.py") == Path(verify_bundle.__file__).read_bytes()
        everything = b"".join(held.read(each) for each in names)
    assert [each["number"] for each in rows["data/material_lots.jsonl"]] == ["CL-2026-000001"]
    assert len(rows["data/material_uses.jsonl"]) == len(rows["data/defects.jsonl"]) == 1
    shas = {each["sha256"] for each in rows["data/attachments.jsonl"]}
    assert shas == {each.partition("/")[2][:64] for each in names if each.startswith("photos/")}
    assert len(shas) >= 2
    verbs = {each["verb"] for each in rows["data/journal.jsonl"]}
    assert {"material.accept", "defect.rectify", "hold.add"} <= verbs
    assert not any(each.startswith(("complaint", "claim", "dispute")) for each in verbs)
    assert Complaint.__tablename__ not in "".join(names)
    for secret in (WORDS, "隔壁的缺陷", LEAK.phone, "secret_hash"):
        assert secret.encode() not in everything


def test_the_ticket_of_a_complaint_is_there_without_its_words_and_photos(cast: Cast) -> None:
    shot = make.received("white")
    told = replace(LEAK, words=WORDS, element_id=cast.element().id, photos=[shot])
    complaint = filed(cast, told)
    with transaction():
        ticket = raise_defect(
            SYSTEM, project=cast.project(), title="居民投诉：屋顶漏水", description=f"{complaint.number}\n{WORDS}",
            source_kind="complaint", source_id=complaint.id, photos=[shot], at=make.NOW,
        )  # fmt: skip
        part = raise_defect(SYSTEM, project=cast.project(), title="拆分", photos=[shot], at=make.NOW)
    while react():
        pass
    chain.seal()
    with zipfile.ZipFile(io.BytesIO(written(cast.project()))) as held:
        names = held.namelist()
        rows = [json.loads(each) for each in held.read("data/defects.jsonl").splitlines()]
        attached = held.read("data/attachments.jsonl").decode()
        assert not any(WORDS.encode() in held.read(each) for each in names)
    assert [(each["number"], each["description"]) for each in rows] == [
        (ticket.number, ""),
        (part.number, ""),
    ]
    assert f"photos/{shot}" not in "".join(names)
    assert shot not in attached


def test_every_byte_that_is_flipped_is_named(bundle: bytes, tmp_path: Path) -> None:
    with zipfile.ZipFile(io.BytesIO(bundle)) as held:
        files = json.loads(held.read("manifest.json"))["files"]
    places = dict.fromkeys(random.Random(7).sample(range(len(bundle)), 60), "")
    places |= {each["at"] + each["size"] // 2: f"{each['path']}: changed" for each in files if each["size"]}
    places |= {each["at"] - 9: f"before {each['path']}" for each in files}
    places |= {
        bundle.index(b'"made_at"'): "manifest.json: changed",
        bundle.rindex(b"PK\x05\x06") - 60: "own table",
    }
    places |= {len(bundle) - 5: "seal", len(bundle) - verify_bundle.SEAL_BYTES: "seal"}
    for place, name in places.items():
        broken = bytearray(bundle)
        broken[place] ^= 0x41
        wrong = wrong_of(tmp_path, bytes(broken))
        assert wrong, place
        assert name in "".join(wrong), (place, name, wrong)


@pytest.mark.parametrize("cut", [0, 1, 300, 5000, -1])
def test_a_bundle_cut_short_or_lengthened_is_none(bundle: bytes, tmp_path: Path, cut: int) -> None:
    changed = bundle[:-cut] if cut > 0 else bundle + b"x" if cut else b""
    assert wrong_of(tmp_path, changed)


def test_a_bundle_made_up_by_another_key_is_known_by_it(bundle: bytes, tmp_path: Path) -> None:
    private = Ed25519PrivateKey.generate()
    stranger = SigningKey(private, private.public_key().public_bytes_raw().hex())
    out = io.BytesIO()
    made = sealed_zip.SealedZip(out)
    made.add("data/project.jsonl", [b"{}\n"])
    told_ = {"project": {"number": "1", "name": "n"}, "made_at": "", "journal": "0:"}
    made.close(stranger, told_)
    assert wrong_of(tmp_path, out.getvalue()) == []
    assert wrong_of(tmp_path, out.getvalue(), own_key().public) == [
        f"seal: signed by another key, {stranger.public}"
    ]
    # The seal of one on the bytes of another.
    n = verify_bundle.SEAL_BYTES
    assert wrong_of(tmp_path, out.getvalue()[:-n] + bundle[-n:])


def test_an_entry_of_the_journal_rewritten_before_the_bundle_is_found(
    cast: Cast, tmp_path: Path, bundle: bytes
) -> None:
    out, key = io.BytesIO(), own_key()
    made = sealed_zip.SealedZip(out)
    with zipfile.ZipFile(io.BytesIO(bundle)) as held:
        lines = held.read("data/journal.jsonl").splitlines()
    changed = json.loads(lines[3]) | {"actor_name": "别人"}
    lines[3] = json.dumps(changed, ensure_ascii=False).encode()
    made.add("data/journal.jsonl", [each + b"\n" for each in lines])
    made.close(key, {"project": {"number": "1", "name": "n"}, "made_at": "", "journal": "0:"})
    wrong = wrong_of(tmp_path, out.getvalue(), key.public)
    assert wrong == [f"data/journal.jsonl: entry {changed['seq']} is not the one that was sealed"]


def test_a_journal_of_nonsense_is_said_to_be_unreadable(cast: Cast, tmp_path: Path) -> None:
    for nonsense in (b"{\n", b"[]\n", b'{"before": 1}\n', b"\xff\n"):
        out, key = io.BytesIO(), own_key()
        made = sealed_zip.SealedZip(out)
        made.add("data/journal.jsonl", [nonsense])
        made.close(key, {"project": {"number": "1", "name": "n"}, "made_at": "", "journal": "0:"})
        (said,) = wrong_of(tmp_path, out.getvalue(), key.public)
        assert said.startswith("data/journal.jsonl: cannot be read")


def test_the_verifier_stands_alone_and_the_command_says_the_same(bundle: bytes, tmp_path: Path) -> None:
    path, script = tmp_path / "b.zip", tmp_path / "verify.py"
    path.write_bytes(bundle)
    script.write_bytes(Path(verify_bundle.__file__).read_bytes())
    assert len(script.read_text(encoding="utf-8").splitlines()) <= 300
    alone = subprocess.run(
        [sys.executable, "-I", "-S", str(script), str(path), "--key", own_key().public],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip
    assert (alone.returncode, alone.stderr) == (0, "")
    said = CliRunner().invoke(verify_bundle_command, [str(path)])
    assert (said.exit_code, said.output) == (0, alone.stdout)
    path.write_bytes(bundle[:-3] + b"abc")
    assert CliRunner().invoke(verify_bundle_command, [str(path)]).exit_code == 1


def test_a_photo_that_is_damaged_or_gone_stops_the_bundle(cast: Cast) -> None:
    project = cast.project()
    make.lot(project)
    path = original(make.received())
    kept = path.read_bytes()
    try:
        path.write_bytes(kept[:-1])
        with pytest.raises(Problem):
            written(project)
        path.unlink()
        with pytest.raises(Problem):
            written(project)
    finally:
        path.write_bytes(kept)


def test_the_same_facts_give_the_same_bytes(cast: Cast) -> None:
    project = cast.project()
    make.lot(project)
    while react():
        pass
    chain.seal()
    one, other = written(project), written(project)
    assert one == other, "the bundle's own entry is sealed after it"
