"""One message as a broker handed it over, before anybody has understood it."""

import msgspec


class Message(msgspec.Struct, frozen=True, gc=False):
    """`received_at` is seconds since the epoch on this machine's clock, not the device's.

    `dup` says that the broker has tried before; two messages with equal topic and payload may be one.
    """

    topic: str
    payload: bytes
    retained: bool
    dup: bool
    received_at: float
