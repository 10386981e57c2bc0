"""What every process of the product needs before the rooms come in: settings, keys, database, log."""

import logging
import secrets
import sys
from contextlib import suppress
from pathlib import Path

import structlog
from flask import Flask

from inspect_app.config import BadSettings, Settings
from inspect_app.core import db, disk, years


def core(app: Flask, settings: Settings) -> None:
    """Prepare the app for its rooms."""
    settings.home.mkdir(parents=True, exist_ok=True)
    app.config.update(
        SETTINGS=settings,
        DATA_DIR=str(settings.home),
        SECRET_KEY=settings.secret_key or _kept_key(settings.home / "secret.key"),
    )
    _logging(settings.log_level)
    years.load(settings.home / "holidays")
    db.setup(app, settings.database)


def _kept_key(path: Path) -> str:
    # Made once; two processes starting together agree on one key.
    data = path.read_bytes() if path.exists() else disk.create_once(path, secrets.token_hex(32).encode())
    if len(data) < 32 or not data.isascii():
        raise BadSettings(
            f"{path}: must hold the key that was made there, or be moved away to make a new one"
        )
    return data.decode()


def _logging(level: str) -> None:
    number = logging.getLevelNamesMapping()[level.upper()]
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso"),
            structlog.processors.format_exc_info,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=lambda *_: _Lines(),
    )


class _Lines:
    """Writes the log to standard output; what cannot be written there is lost.

    With the log on a full disk a refusal that is noted on its way out would otherwise become a fault.
    """

    def msg(self, message: str) -> None:
        with suppress(OSError):
            sys.stdout.write(f"{message}\n")
            sys.stdout.flush()

    debug = info = warning = error = critical = msg
