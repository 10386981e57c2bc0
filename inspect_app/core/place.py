"""Where this instance lives: the address it prints on papers, and its data folder."""

from pathlib import Path

from flask import current_app


def address() -> str:
    """Return the address people reach this site at, without a slash at its end."""
    return str(current_app.config["SETTINGS"].address)


def home() -> Path:
    """Return the data folder."""
    return Path(current_app.config["DATA_DIR"])
