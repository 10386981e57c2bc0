"""Fixtures of the core's tests."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from flask import Flask


@pytest.fixture
def home(app: Flask, tmp_path: Path) -> Iterator[Path]:
    """A data folder of this test's own."""
    before = app.config["DATA_DIR"]
    app.config["DATA_DIR"] = str(tmp_path)
    yield tmp_path / "files"
    app.config["DATA_DIR"] = before
