"""The web served by gunicorn; its master process loads neither the app nor the database."""

import threading
from typing import Any

import click
from gunicorn.app.base import BaseApplication

from inspect_app import config, create_app
from inspect_app.cli import settings_or_exit
from inspect_app.core import keys


class _Web(BaseApplication):
    """gunicorn, told by our settings instead of a file."""

    def __init__(self, settings: config.Settings) -> None:
        self.settings = settings
        super().__init__()

    def load_config(self) -> None:
        """Set what differs from gunicorn's defaults."""
        chosen = {
            "bind": f"{config.in_url(self.settings.host)}:{self.settings.port}",
            "workers": self.settings.workers,
            "threads": self.settings.threads,
            "worker_class": "gthread",
            "timeout": 60,
            "graceful_timeout": 5,
            "keepalive": 15,
            "loglevel": "warning",
            "accesslog": None,
        }
        for name, value in chosen.items():
            self.cfg.set(name, value)

    def load(self) -> Any:
        """Return the app, made in each worker."""
        app = create_app(self.settings)
        threading.Thread(target=prepare, args=(app,), name="keys", daemon=True).start()
        return app


def prepare(app: Any) -> None:
    """Make what the first paper would wait for, beside the first requests."""
    with app.app_context():
        keys.prepare()


@click.command("web")
def web_command() -> None:
    """Serve the web alone."""
    _Web(settings_or_exit()).run()
