"""Free ports for servers, chosen where nobody else's connections come and go."""

import random
import socket

# Below the ports that systems hand out to outgoing connections (32768 and up on Linux, 49152 elsewhere): one of
# those may be somebody's connection by the time the server binds it.
_RANGE = range(20_000, 32_000)
_chance = random.SystemRandom()  # two workers at once must not choose alike, whatever seed a test has set


def free_port() -> int:
    """Return a TCP port that nobody of this machine listens on."""
    while True:
        port = _chance.choice(_RANGE)
        with socket.socket() as probe:
            try:
                probe.bind(("", port))
            except OSError:
                continue
            return port
