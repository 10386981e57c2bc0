"""What one client may do at the broker, whichever broker asks."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Grant:
    """MQTT topic filters ('+' and '#' allowed) one client may publish to and subscribe to."""

    publish: tuple[str, ...]
    subscribe: tuple[str, ...]
