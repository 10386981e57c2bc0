"""The app of a test on a port of its own, for a browser to come in by."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from flask import Flask
from werkzeug.serving import make_server


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve the app until the end of the block; yields its address."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    turning = threading.Thread(target=server.serve_forever)
    turning.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        turning.join()
        server.server_close()
