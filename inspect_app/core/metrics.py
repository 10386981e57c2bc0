"""Figures for a machine that watches the installation, in the text format of Prometheus 0.0.4."""

import hmac
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address

MEDIA = "text/plain; version=0.0.4; charset=utf-8"
_ESCAPED = str.maketrans({"\\": "\\\\", '"': '\\"', "\n": "\\n"})


@dataclass(frozen=True, slots=True)
class Metric:
    """One figure: its name, 'counter' or 'gauge', what it says, and its values by labels."""

    name: str
    kind: str
    words: str
    values: tuple[tuple[Mapping[str, str], float], ...] = field(default=())

    @classmethod
    def of(cls, name: str, kind: str, words: str, value: float | None) -> "Metric":
        """Return a figure without labels; one that is not known has no value at all."""
        return cls(name, kind, words, () if value is None else (({}, value),))


def written(metrics: Iterable[Metric]) -> str:
    """Return figures as they are scraped, each named `inspect_…`."""
    lines: list[str] = []
    for one in metrics:
        name = f"inspect_{one.name}"
        lines += [f"# HELP {name} {one.words}", f"# TYPE {name} {one.kind}"]
        lines += [f"{name}{_labelled(labels)} {value:.17g}" for labels, value in one.values]
    return "\n".join([*lines, ""])


def _labelled(labels: Mapping[str, str]) -> str:
    if not labels:
        return ""
    return "{" + ",".join(f'{name}="{value.translate(_ESCAPED)}"' for name, value in labels.items()) + "}"


def may_scrape(shown: str, token: str, address: str) -> bool:
    """Say whether a caller may have the figures: by the watcher's token, or, where none is set, from this machine."""
    if token:
        return hmac.compare_digest(shown.encode(), f"Bearer {token}".encode())
    try:
        found = ip_address(address.partition("%")[0])
    except ValueError:
        return False
    mapped = getattr(found, "ipv4_mapped", None)
    return (mapped or found).is_loopback
