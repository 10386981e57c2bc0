"""The faults that `make seeded` puts in still fit the source: one that fits no more would say nothing about the tests."""

import importlib.util
import sys
from typing import Any

import pytest

from tests.house.source import ROOT

_SPEC = importlib.util.spec_from_file_location("seeded", ROOT / ".ci" / "seeded.py")
assert _SPEC is not None
assert _SPEC.loader is not None
SEEDED = sys.modules["seeded"] = importlib.util.module_from_spec(_SPEC)
_SPEC.loader.exec_module(SEEDED)


@pytest.mark.parametrize("fault", SEEDED.FAULTS, ids=lambda fault: fault.says)
def test_a_seeded_fault_fits_the_source_once_and_names_tests_there_are(fault: Any) -> None:
    source = (ROOT / fault.file).read_text(encoding="utf-8")
    assert source.count(fault.was) == 1
    assert fault.put not in (fault.was, source)
    assert all((ROOT / each).exists() for each in fault.tests.split())
