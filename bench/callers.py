"""Callers of a page in a process of their own: each asks again as soon as it is answered, on one connection."""

import http.client
import json
import sys
import threading
import time
from urllib.parse import urlsplit


def call(url: str, seconds: float, callers: int, headers: dict[str, str]) -> dict[str, object]:
    """Return the milliseconds of every request, and how long it all took."""
    parts = urlsplit(url)
    times: list[float] = []
    faults: list[int] = []
    begun = time.monotonic()

    def caller() -> None:
        line = http.client.HTTPConnection(str(parts.hostname), parts.port, timeout=60)
        while time.monotonic() - begun < seconds:
            start = time.monotonic()
            line.request("GET", f"{parts.path}?{parts.query}", headers=headers)
            reply = line.getresponse()
            reply.read()
            times.append((time.monotonic() - start) * 1000)
            if reply.status != 200:
                faults.append(reply.status)

    threads = [threading.Thread(target=caller) for _ in range(callers)]
    for each in threads:
        each.start()
    for each in threads:
        each.join()
    return {"ms": times, "seconds": time.monotonic() - begun, "faults": faults}


if __name__ == "__main__":
    print(json.dumps(call(sys.argv[1], float(sys.argv[2]), int(sys.argv[3]), json.loads(sys.argv[4]))))
