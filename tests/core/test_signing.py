"""The instance's key: one for all processes, never replaced, and each signature good for one purpose."""

import stat
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from inspect_app.core.signing import BadKey, SigningKey, key_id, load_key, verify

ROOT = Path(__file__).resolve().parents[2]


def new_key() -> SigningKey:
    private = Ed25519PrivateKey.generate()
    return SigningKey(private, private.public_key().public_bytes_raw().hex())


KEY = new_key()


def test_the_key_is_made_once_kept_closed_and_read_again(tmp_path: Path) -> None:
    made = load_key(tmp_path)
    path = tmp_path / "signing.key"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    load_key.cache_clear()
    again = load_key(tmp_path)
    assert again.public == made.public
    assert again.id == key_id(made.public)
    assert len(again.id) == 16
    assert [each.name for each in tmp_path.iterdir()] == ["signing.key"]
    assert path.read_text().strip() not in repr(made)


def test_processes_that_start_together_agree_on_one_key(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from inspect_app.core.signing import load_key\n"
        "sys.stdin.readline()\n"
        "print(load_key(Path(sys.argv[1])).public)\n"
    )
    command = [sys.executable, "-c", program, str(tmp_path)]
    pipes = {"stdin": subprocess.PIPE, "stdout": subprocess.PIPE}
    started = [subprocess.Popen(command, cwd=ROOT, text=True, **pipes) for _ in range(4)]  # type: ignore[call-overload]
    keys = set()
    for each in started:
        each.stdin.write("go\n")
        each.stdin.flush()
    for each in started:
        keys.add(each.communicate()[0].strip())
    assert len(keys) == 1
    assert len(keys.pop()) == 64


@pytest.mark.parametrize("content", [b"", b"not hex", b"00" * 31, b"\xff\xfe"])
def test_a_spoiled_key_is_said_and_never_replaced(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "signing.key"
    path.write_bytes(content)
    with pytest.raises(BadKey, match=r"signing\.key"):
        load_key(tmp_path)
    assert path.read_bytes() == content


def test_a_signature_for_one_purpose_does_not_stand_for_another() -> None:
    signature = KEY.sign("record", b"content")
    assert verify(KEY.public, signature, "record", b"content")
    assert not verify(KEY.public, signature, "file", b"content")
    assert not verify(KEY.public, signature, "record", b"Content")
    assert not verify(new_key().public, signature, "record", b"content")
    assert not verify("zz", signature, "record", b"content")
