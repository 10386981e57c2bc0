"""One way to write a JSON value as bytes, the same on the wire as in the service: see `core.canonical`."""

from inspect_app.core.canonical import canonical, content_hash

__all__ = ["canonical", "content_hash"]
