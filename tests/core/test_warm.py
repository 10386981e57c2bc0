"""Papers are set by forks of a process kept warm: one that dies or hangs costs one paper, and secrets stay out."""

import json
import os
import pickle
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path

import psutil
import pytest

from inspect_app.core import apart, pdf_apart
from inspect_app.core.paper import Paper
from inspect_app.core.warm import TAKEN, Warm, warm
from tests.postgres import alive, until

ROOT = Path(__file__).resolve().parents[2]
PAPER = Paper("证书", "HG-1", "机构", "http://x.test/", "0" * 64, datetime(2026, 5, 11, tzinfo=UTC))
PAPER.text("一")


@pytest.fixture
def one() -> Iterator[Warm]:
    """A warm process of this test's own."""
    made = Warm()
    yield made
    made.leave()


@contextmanager
def held(one: Warm, seconds: float = 30) -> Iterator[tuple[psutil.Process, psutil.Process, socket.socket]]:
    """A piece of work that waits for what it shall work on: the process kept warm, its fork, the line to that."""
    process, line = one.hand("pdf_reader", seconds)
    with line:
        assert line.recv(1) == TAKEN
        main = psutil.Process(process.pid)
        # Seen once and kept: it may be gone when looked for again.
        forks: list[psutil.Process] = []

        def seen() -> bool:
            forks.extend(main.children())
            return bool(forks)

        until(seen, seconds=30)
        yield main, forks[-1], line


def begun(one: Warm) -> subprocess.Popen[bytes]:
    """The process kept warm, at rest."""
    assert one.ask("pdf_reader", b"", 30) == b"null"
    assert one._process
    return one._process


def test_papers_are_the_same_each_time_and_set_by_one_process_that_keeps_nothing(one: Warm) -> None:
    kept, asked = psutil.Process(begun(one).pid), pickle.dumps(PAPER)
    before = kept.memory_info().rss
    first = one.ask("paper_maker", asked, 30)
    assert [one.ask("paper_maker", asked, 30) for _ in range(3)] == [first] * 3
    assert json.loads(first)["pages"]
    assert (begun(one).pid, kept.memory_info().rss) == (kept.pid, before)


def test_whatever_ends_a_piece_of_work_is_one_failure_and_the_next_is_done(one: Warm) -> None:
    with held(one) as (main, fork, line):
        fork.kill()
        assert line.recv(1) == b""
    with pytest.raises(ChildProcessError, match=r"PdfStreamError|EmptyFileError"):
        one.ask("pdf_binder", b'{"pdf": "", "attached": {}, "moment": ""}', 30)
    assert begun(one).pid == main.pid


def test_work_that_hangs_is_given_up_and_then_ended_by_the_kernel(one: Warm) -> None:
    main = psutil.Process(begun(one).pid)
    with held(one, 3) as (_main, fork, line):
        line.settimeout(0.1)
        with pytest.raises(TimeoutError):
            line.recv(1)
        until(lambda: not alive(fork.pid), seconds=30)
        assert begun(one).pid == main.pid


def test_a_process_that_is_stuck_is_replaced(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    process = begun(warm)
    process.send_signal(signal.SIGSTOP)
    monkeypatch.setattr(apart, "_SECONDS", 0.1)
    with pytest.raises(RuntimeError, match="could not be made"):
        pdf_apart.made(PAPER)
    told = json.loads(capsys.readouterr().out)
    assert (told["event"], told["module"]) == ("work apart did not end", "paper_maker")
    monkeypatch.undo()
    assert process.poll() == -signal.SIGKILL
    assert pdf_apart.made(PAPER)


def test_a_process_that_was_killed_or_ended_idle_is_begun_again_unnoticed() -> None:
    for way in (signal.SIGKILL, signal.SIGTERM):
        process = begun(warm)
        process.send_signal(way)
        assert pdf_apart.made(PAPER)
        assert process.returncode is not None


def test_settings_and_open_files_do_not_go_along(
    one: Warm, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("INSPECT_SECRET_KEY", "k" * 32)
    with (tmp_path / "database").open("w") as opened:
        os.set_inheritable(opened.fileno(), True)
        with held(one) as (main, fork, _line):
            for each in (main, fork):
                assert not [name for name in each.environ() if name.startswith("INSPECT_")]
                assert str(tmp_path / "database") not in {file.path for file in each.open_files()}


def test_it_ends_with_its_parent_and_takes_its_work_along() -> None:
    words = (
        "import time; from inspect_app.core.warm import TAKEN, warm; process, line = warm.hand('pdf_reader', 60)\n"
        "assert line.recv(1) == TAKEN; print(process.pid, flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", words], cwd=ROOT, stdout=subprocess.PIPE, text=True
    ) as asker:
        assert asker.stdout
        main = psutil.Process(int(asker.stdout.readline()))
        until(lambda: bool(main.children()), seconds=30)
        family = [main, *main.children()]
        asker.kill()
        until(lambda: not any(alive(each.pid) for each in family), seconds=30)


def test_without_work_for_a_while_it_ends_and_is_begun_when_there_is_some() -> None:
    one = Warm(idle=0.01)
    first = begun(one)
    assert first.wait(30) == 0
    assert one.ask("pdf_reader", b"", 9) == b"null"
    one.leave()


def test_a_fork_of_the_service_begins_its_own_and_leaves_the_first_alone() -> None:
    process = begun(warm)
    with warm._door:  # as another thread may have it in this moment
        fork = os.fork()
        if fork == 0:
            mine = begun(warm).pid
            warm.leave()
            os._exit(mine == process.pid)
    assert os.waitstatus_to_exitcode(os.waitpid(fork, 0)[1]) == 0
    assert begun(warm) is process


def test_threads_ask_at_once_and_each_gets_its_own_answer(one: Warm) -> None:
    asked = [f'{{"pdf": "", "attached": {{}}, "moment": {n}' for n in range(8)]
    found: dict[int, str] = {}

    def ask(number: int) -> None:
        try:
            one.ask("pdf_binder", asked[number].encode() + b" " * number, 30)
        except ChildProcessError as refused:
            found[number] = str(refused)

    threads = [threading.Thread(target=ask, args=(n,)) for n in range(8)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    assert [f"(char {len(asked[n]) + n})" in found[n] for n in range(8)] == [True] * 8, found
