"""What a gateway may publish and hear: for the devices behind it, and as an edge node of Sparkplug."""

from collections.abc import Sequence

from devices import topics
from devices.sparkplug import Address, publish_allow, subscribe_allow


def gateway_publish(site: str, device: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the topics the gateway `device` may publish to while it speaks for `names`, its own among them."""
    return topics.gateway_publish(site, names) + publish_allow(Address(site, device), behind=True)


def gateway_subscribe(site: str, device: str, names: Sequence[str]) -> tuple[str, ...]:
    """Return the topics it may listen to."""
    return topics.gateway_subscribe(site, names) + subscribe_allow(Address(site, device), behind=True)
