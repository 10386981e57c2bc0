"""Every codec against what no device should send: a refusal or sound readings, and never anything else."""

import random

import pytest

from tests.devices.codecs.fuzz import SEEDS, Fuzzer
from tests.walls.fuzz import TIMES

#: in the gate a look, in `make fuzz` a million for each codec
EACH = 400 if TIMES == 1 else 50_000 * TIMES


@pytest.mark.parametrize("kind", sorted(SEEDS))
def test_a_codec_refuses_or_reads_whatever_comes(kind: str, capsys: pytest.CaptureFixture[str]) -> None:
    fuzzer = Fuzzer(kind, random.Random(f"{kind} {TIMES}"))
    fuzzer.run(EACH, led=EACH // 4)
    assert fuzzer.tried == EACH
    assert len(fuzzer.corpus) > len(SEEDS[kind]) or kind == "photo"
    if TIMES > 1:
        with capsys.disabled():
            told = f"{len(fuzzer.corpus)} kept, {len(fuzzer.lines)} lines reached, 0 crashes"
            print(f"\n{kind}: {fuzzer.tried} inputs, {told}", end="", flush=True)
