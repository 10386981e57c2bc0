"""Where a webhook may be posted to: public addresses by https, others only where the operator has named them."""

from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network

_NAT64 = ip_network("64:ff9b::/96")


def named(host: str, allow: str) -> bool:
    """Say whether the operator's list (hosts and networks with commas between) names a host or its literal address."""
    words = [each.strip().lower() for each in allow.split(",") if each.strip()]
    return host.lower() in words or (_literal(host) is not None and _inside(host, words))


def reachable(address: str, host: str, allow: str) -> bool:
    """Say whether a webhook may be posted to an address its host stands for.

    Private, link-local, loopback, multicast and reserved addresses would be doors into the operator's own network;
    so would one that is such an address in another writing (mapped, 6to4, NAT64).
    """
    words = [each.strip().lower() for each in allow.split(",") if each.strip()]
    if host.lower() in words or _inside(address, words):
        return True
    found = _literal(address)
    return found is not None and all(
        each.is_global and not each.is_multicast for each in (found, *_within(found))
    )


def _literal(address: str) -> IPv4Address | IPv6Address | None:
    try:
        return ip_address(address.strip("[]").partition("%")[0])
    except ValueError:
        return None


def _within(address: IPv4Address | IPv6Address) -> list[IPv4Address]:
    """Return the addresses of version 4 that one of version 6 carries in itself."""
    if isinstance(address, IPv4Address):
        return []
    carried = [address.ipv4_mapped, address.sixtofour]
    if address in _NAT64:
        carried.append(IPv4Address(int(address) & 0xFFFFFFFF))
    return [each for each in carried if each is not None]


def _inside(address: str, words: list[str]) -> bool:
    found = _literal(address)
    for word in words:
        try:
            if found is not None and found in ip_network(word, strict=False):
                return True
        except ValueError:
            continue
    return False
