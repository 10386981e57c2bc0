"""The key of the running instance, from its data folder."""

from pathlib import Path

from flask import current_app

from inspect_app.core.signing import SigningKey, load_key


def own_key() -> SigningKey:
    """Return the key this instance signs with; it is made at the first call ever."""
    return load_key(Path(current_app.config["DATA_DIR"]))
