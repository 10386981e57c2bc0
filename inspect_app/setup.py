"""What every process of the product needs before the rooms come in: settings, keys, database, log."""

import secrets
from pathlib import Path

from flask import Flask

from inspect_app.config import BadSettings, Settings
from inspect_app.core import db, disk, log, replica, years


def core(app: Flask, settings: Settings) -> None:
    """Prepare the app for its rooms."""
    settings.home.mkdir(parents=True, exist_ok=True)
    app.config.update(
        SETTINGS=settings,
        DATA_DIR=str(settings.home),
        SECRET_KEY=settings.secret_key or _kept_key(settings.home / "secret.key"),
    )
    log.set_level(settings.log_level)
    years.load(settings.home / "holidays")
    db.setup(app, settings.database)
    replica.setup(app, settings.read_database_url, settings.read_lag_seconds)


def _kept_key(path: Path) -> str:
    # Made once; two processes starting together agree on one key.
    data = path.read_bytes() if path.exists() else disk.create_once(path, secrets.token_hex(32).encode())
    if len(data) < 32 or not data.isascii():
        raise BadSettings(
            f"{path}: must hold the key that was made there, or be moved away to make a new one"
        )
    return data.decode()
