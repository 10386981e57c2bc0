"""Where this instance lives: the address it prints on papers, its data folder, its secret, its settings."""

from pathlib import Path

from flask import current_app


def address() -> str:
    """Return the address people reach this site at, without a slash at its end."""
    return str(current_app.config["SETTINGS"].address)


def home() -> Path:
    """Return the data folder."""
    return Path(current_app.config["DATA_DIR"])


def secret() -> str:
    """Return the installation's own secret, which codes and links are made with."""
    return str(current_app.secret_key)


def setting(name: str) -> str:
    """Return what the operator has set under this name."""
    return str(getattr(current_app.config["SETTINGS"], name))
