"""An edge node of Sparkplug that is born at any node of a cluster and tells a value, as often as it takes."""

import contextlib
import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import count
from typing import Any

from paho.mqtt import MQTTException, publish

from tests.devices.codecs.tahu import written
from tests.faults.conftest import Town, wait_for

_VALUES = """SELECT r.value FROM readings r JOIN channels c ON c.id = r.channel_id JOIN devices d ON d.id = c.device_id
             WHERE d.name = %s AND c.quantity = 'pm10'"""


@dataclass
class Edge:
    """A registered device of site p17 with its secret, and where it may come in."""

    town: Town
    name: str
    secret: str
    ports: Sequence[int]
    births: Any = field(default_factory=count)

    def tell(self, value: float, *, but: int = 0) -> float:
        """Be born and tell a value by its alias until it is stored, at every port in turn `but` one; return how long it took."""
        ports = [each for each in self.ports if each != but]
        last = 0.0

        def there() -> bool:
            nonlocal last
            if time.monotonic() > last + 1:
                last = time.monotonic()
                self._tell(value, ports[int(last) % len(ports)])
            return (value,) in self.town.ask(_VALUES, self.name)

        return wait_for(there, f"the value {value} of an edge node is stored")

    def _tell(self, value: float, port: int) -> None:
        number = {"name": "bdSeq", "datatype": 4, "long_value": next(self.births)}
        born = {"name": "pm10", "alias": 1, "datatype": 9, "is_null": True}
        at_ms = int(time.time() * 1000)
        told: list[Any] = [
            (f"spBv1.0/p17/NBIRTH/{self.name}", written([number, born], timestamp=at_ms, seq=0), 0, False),
            (f"spBv1.0/p17/NDATA/{self.name}",
             written([{"alias": 1, "float_value": value}], timestamp=at_ms, seq=1), 0, False),
        ]  # fmt: skip
        who: Any = {"username": f"p17_{self.name}", "password": self.secret}
        # Nobody answers log-ins there while all intakes had their line to the node that died: it comes again.
        with contextlib.suppress(OSError, MQTTException, ValueError):
            publish.multiple(told, "127.0.0.1", port, client_id=f"edge-{self.name}", auth=who)
